/**
 * Institutions that look for size: each wants a block now and then, and rests a conditional for it at a block venue,
 * capped a little beyond the midpoint, or asks there for quotes. It firms up most of its invitations, and quotes on
 * some of the requests of others at a concession from the midpoint.
 */
import type { Side } from '@fairlead/domain';
import { z } from 'zod';
import { RESTING } from '../kernel/flight.ts';
import { exponential, uniform } from '../random.ts';
import type { Desk } from '../world/desk.ts';
import { choosing } from './choosing.ts';
import type { Answer, Asked, Participant } from './participant.ts';

export const blockTraderSchema = z.strictObject({
  blocksPerHour: z.number().positive().describe('blocks that one institution wants per hour, on average'),
  size: z.number().positive().describe("mean size of a block, in the instrument's average trades"),
  capBps: z.number().min(0).describe('its cap or limit, from the midpoint when it comes, bps'),
  patienceS: z.number().positive().describe('mean time that a conditional rests, s'),
  requestProb: z.number().min(0).max(1).describe('chance that it asks for quotes instead of resting'),
  firmUpProb: z.number().min(0).max(1).describe('chance that it firms up an invitation'),
  quoteProb: z.number().min(0).max(1).describe('chance that it quotes on a request of others'),
  concessionBps: z.number().min(0).describe('mean distance of its quotes from the midpoint, bps'),
});
type BlockTraderConfig = z.infer<typeof blockTraderSchema>;

export function createBlockTrader(config: BlockTraderConfig, desk: Desk): Participant {
  const { random } = desk;
  const drawInstrument = choosing(random, desk.instruments);
  const venues = desk.blockVenues;
  for (const venue of venues) desk.answerRequests(venue);
  const leaving: { readonly id: number; readonly atNs: number }[] = [];
  let wantsNs = desk.now + pause();
  plan();

  function pause(): number {
    return (exponential(random) * 3_600e9) / config.blocksPerHour;
  }

  function plan(): void {
    if (venues.length > 0) desk.wakeIn(Math.min(wantsNs, ...leaving.map(({ atNs }) => atNs)) - desk.now);
  }

  function midPx(instrument: number): number | undefined {
    const { bidPx, bidQty, askPx, askQty } = desk.best(instrument);
    return bidQty > 0 && askQty > 0 ? (bidPx + askPx) / 2 : undefined;
  }

  /** On the tick, at most `bps` against it. */
  function away(
    instrument: number,
    of: { readonly side: Side; readonly px: number; readonly bps: number },
  ): number {
    const tick = desk.instruments[instrument]?.instrument.tick ?? 1;
    const by = (of.px * of.bps) / 1e4;
    const ticks = of.side === 'Buy' ? Math.floor((of.px + by) / tick) : Math.ceil((of.px - by) / tick);
    return Math.max(1, ticks) * tick;
  }

  function want(): void {
    const of = drawInstrument();
    const instrument = of.index;
    const venue = venues[Math.floor(uniform(random) * venues.length)];
    const side = uniform(random) < 0.5 ? 'Buy' : 'Sell';
    const asks = uniform(random) < config.requestProb;
    const trades = config.size * exponential(random);
    const atNs = desk.now + exponential(random) * config.patienceS * 1e9;
    const mid = midPx(instrument);
    if (venue === undefined || mid === undefined) return;
    const { lot, avgTradeQty } = of.instrument;
    const qty = Math.max(lot, Math.round((trades * avgTradeQty) / lot) * lot);
    const px = away(instrument, { side, px: mid, bps: config.capBps });
    if (asks) desk.request({ venue, instrument, side, px, qty });
    else leaving.push({ id: desk.send({ venue, instrument, side, px, qty, terms: RESTING }), atNs });
  }

  return {
    wake() {
      for (const { id } of leaving.filter(({ atNs }) => atNs <= desk.now)) desk.cancel(id);
      leaving.splice(0, leaving.length, ...leaving.filter(({ atNs }) => atNs > desk.now));
      if (wantsNs <= desk.now) {
        want();
        wantsNs = desk.now + pause();
      }
      plan();
    },
    told({ type, order, of }: Answer) {
      if (type !== 'Invited' || of === undefined) return;
      if (uniform(random) < config.firmUpProb) desk.firmUp(order, of.leavesQty);
    },
    asked(request: Asked) {
      const quotes = uniform(random) < config.quoteProb;
      const bps = exponential(random) * config.concessionBps;
      const mid = midPx(request.instrument);
      if (quotes && mid !== undefined)
        desk.quote(request, away(request.instrument, { side: request.side, px: mid, bps }));
    },
  };
}
