/**
 * Latency arbitrageurs: they watch every venue, and where one still bids what another offers for less, fees included,
 * they take both before the slower ones have looked. What is left of a leg that came too late they sell on at once.
 */
import { z } from 'zod';
import { TAKING } from '../kernel/flight.ts';
import type { Desk } from '../world/desk.ts';
import { litVenues, lots } from './lit.ts';
import type { Participant } from './participant.ts';

export const arbitrageurSchema = z.strictObject({
  edge: z.number().min(0).describe('least gain that it acts for, ticks after fees'),
  size: z.number().positive().describe("most that it takes at once, in the instrument's average trades"),
  flattenS: z.number().positive().describe('time after which it sells what it is left with, s'),
});
export type ArbitrageurConfig = z.infer<typeof arbitrageurSchema>;

const MICROS_PER_PX = 100;

export function createArbitrageur(config: ArbitrageurConfig, desk: Desk): Participant {
  const venues = litVenues(desk);
  const feePx = desk.venues.map(({ fees }) => Number(fees.takeMicros) / MICROS_PER_PX);
  for (const { index } of desk.instruments) desk.watch(index);
  /** By instrument: orders under way, whose outcome it awaits before it acts again. */
  const waiting = new Int32Array(desk.instruments.length);

  function arbitrage(instrument: number): void {
    const of = desk.instruments[instrument]?.instrument;
    if (of === undefined || waiting[instrument] !== 0) return;
    let bid = { venue: -1, px: 0, qty: 0, net: Number.NEGATIVE_INFINITY };
    let ask = { venue: -1, px: 0, qty: 0, net: Number.POSITIVE_INFINITY };
    for (const venue of venues) {
      const { bidPx, bidQty, askPx, askQty } = desk.touch(venue, instrument);
      const fee = feePx[venue] ?? 0;
      if (bidQty > 0 && bidPx - fee > bid.net) bid = { venue, px: bidPx, qty: bidQty, net: bidPx - fee };
      if (askQty > 0 && askPx + fee < ask.net) ask = { venue, px: askPx, qty: askQty, net: askPx + fee };
    }
    if (bid.venue < 0 || ask.venue < 0 || bid.net - ask.net < config.edge * of.tick || bid.px <= ask.px)
      return;
    const qty = lots(desk, instrument, Math.min(bid.qty, ask.qty, config.size * of.avgTradeQty));
    waiting[instrument] = 2;
    desk.send({ venue: ask.venue, instrument, side: 'Buy', px: ask.px, qty, terms: TAKING });
    desk.send({ venue: bid.venue, instrument, side: 'Sell', px: bid.px, qty, terms: TAKING });
    desk.wakeIn(config.flattenS * 1e9);
  }

  function flatten(instrument: number): void {
    const held = desk.position(instrument);
    if (held === 0 || waiting[instrument] !== 0) return;
    const side = held > 0 ? 'Sell' : 'Buy';
    const { bidPx, bidQty, askPx, askQty } = desk.best(instrument);
    if (bidQty === 0 || askQty === 0) return;
    const px = side === 'Sell' ? bidPx : askPx;
    const venue = venues.find((each) => {
      const touch = desk.touch(each, instrument);
      return side === 'Sell'
        ? touch.bidPx === px && touch.bidQty > 0
        : touch.askPx === px && touch.askQty > 0;
    });
    if (venue === undefined) return;
    waiting[instrument] = 1;
    desk.send({ venue, instrument, side, px, qty: Math.abs(held), terms: TAKING });
  }

  return {
    wake() {
      for (const { index } of desk.instruments) flatten(index);
      if (desk.instruments.some(({ index }) => desk.position(index) !== 0))
        desk.wakeIn(config.flattenS * 1e9);
    },
    seen: (_, instrument) => arbitrage(instrument),
    told({ type, instrument, of }) {
      // Immediate orders end by their last fill, or by the cancel of their remainder.
      const ended = type === 'Canceled' || type === 'Rejected' || (type === 'Traded' && of?.leavesQty === 0);
      if (ended) waiting[instrument] = Math.max(0, (waiting[instrument] ?? 0) - 1);
    },
  };
}
