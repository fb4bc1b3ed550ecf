/**
 * Value traders (ABIDES' value agents, Byrd, Hybinette, Balch 2020): each looks now and then at what an instrument is
 * worth, with an error of its own, and wants the more of it the further the price is from that: a demand linear in the
 * price, as of a trader with constant aversion to risk (Grossman and Stiglitz 1980). It asks for a surplus that it draws (bid shading,
 * after the zero intelligence agents there): while the market gives it, it takes, what is shown at a time; where the
 * market doesn't, it rests at its price until it looks again. In a call it leaves its price for the auction.
 *
 * So what a persistent taker buys moves the price in proportion; in time its holders get used to it and the price comes
 * back, a part soon, the rest late: a propagator of two exponentials (Obizhaeva and Wang 2013; Bouchaud, Gefen,
 * Potters, Wyart 2004 have a power law, to which two come near between the two times). Who takes at a steady pace then
 * moves the price less than in proportion to how long he does.
 */
import { z } from 'zod';
import { CALLED, POST_ONLY } from '../kernel/flight.ts';
import { exponential, normal, uniform } from '../random.ts';
import type { Desk } from '../world/desk.ts';
import type { InstrumentState } from '../world/state.ts';
import { choosing } from './choosing.ts';
import { lots } from './lit.ts';
import type { Participant } from './participant.ts';
import { takeBest } from './taking.ts';

export const valueSchema = z.strictObject({
  wakeS: z.number().positive().describe('mean time between two looks of one trader, s'),
  errorBps: z.number().min(0).describe('standard deviation of its error about the value, bps'),
  shadeBps: z.number().min(0).describe('largest surplus that it asks for, bps; uniform from 0'),
  paceS: z.number().positive().describe('mean time between the takes of one order, s'),
  perBps: z
    .number()
    .positive()
    .describe("shares that it wants for each bp of the price's distance, in the instrument's average trades"),
  maxPosition: z
    .number()
    .positive()
    .describe("largest position that it isn't used to, in the instrument's average trades"),
  usedTo: z
    .strictObject({
      soon: z.number().min(0).max(1).describe('part of what it trades that it gets used to soon'),
      soonS: z.number().positive().describe('time in which it does, s'),
      lateS: z.number().positive().describe('time in which it gets used to the rest, s'),
    })
    .optional()
    .describe('it gets used to what it holds; absent: it does not'),
});
type ValueConfig = z.infer<typeof valueSchema>;

/** What it wants for now. */
interface Aim {
  readonly instrument: number;
  readonly buys: boolean;
  /** Its price as a share of the value, the surplus taken off. */
  readonly limitShare: number;
  leftQty: number;
}

export function createValue(config: ValueConfig, desk: Desk): Participant {
  const { random } = desk;
  const drawInstrument = choosing(random, desk.instruments);
  let aim: Aim | undefined;
  /** By instrument: the position when it was reckoned last, and what it wasn't used to of that. Shares. */
  const known = desk.instruments.map(() => ({ held: 0, soon: 0, late: 0, atNs: desk.now }));
  const plan = (meanS: number): void => desk.wakeIn((exponential(random) * meanS * 1e9) / desk.flow());
  plan(config.wakeS);

  /** Shares of its position that it isn't used to. */
  function notUsedTo(instrument: number): number {
    const held = desk.position(instrument);
    if (config.usedTo === undefined) return held;
    const { soon, soonS, lateS } = config.usedTo;
    const of = known[instrument]!;
    const sinceS = (desk.now - of.atNs) / 1e9;
    const traded = held - of.held;
    of.soon = of.soon * Math.exp(-sinceS / soonS) + traded * soon;
    of.late = of.late * Math.exp(-sinceS / lateS) + traded * (1 - soon);
    of.held = held;
    of.atNs = desk.now;
    return of.soon + of.late;
  }

  function look(): Aim | undefined {
    const of = drawInstrument();
    const { tick, lot, avgTradeQty } = of.instrument;
    const perBps = config.perBps * avgTradeQty;
    const taken = notUsedTo(of.index);
    /** At which it would neither buy nor sell, from the value. */
    const ownBps = config.errorBps * normal(random) - taken / perBps;
    const surplusBps = config.shadeBps * uniform(random);
    const { bidPx, bidQty, askPx, askQty } = desk.best(of.index);
    if (desk.calls(of.index)) call(of, ownBps, surplusBps);
    if (bidQty === 0 || askQty === 0) return undefined;
    const edgeBps = 1e4 * ((2 * tick * desk.value(of.index)) / (bidPx + askPx) - 1) + ownBps;
    const buys = edgeBps > 0;
    const room = config.maxPosition * avgTradeQty - (buys ? 1 : -1) * taken;
    const leftQty = Math.floor(Math.min(Math.abs(edgeBps) * perBps, room) / lot) * lot;
    if (leftQty <= 0) return undefined;
    // What it wants brings its own price to the market's: on average it pays half way.
    const limitBps = ownBps - edgeBps / 2 - (buys ? surplusBps : -surplusBps);
    return { instrument: of.index, buys, limitShare: 1 + limitBps / 1e4, leftQty };
  }

  /** For an auction it bids less than its own price or offers for more: either, since there is no market to compare with. */
  function call(
    { index: instrument, instrument: of, lit }: InstrumentState,
    ownBps: number,
    surplusBps: number,
  ): void {
    const buys = uniform(random) < 0.5;
    const limit = desk.value(instrument) * (1 + (ownBps - (buys ? surplusBps : -surplusBps)) / 1e4);
    const venue = lit[Math.floor(uniform(random) * lit.length)]?.venue.index ?? 0;
    const qty = lots(desk, instrument, surplusBps * config.perBps * of.avgTradeQty);
    const px = of.tick * Math.max(1, buys ? Math.floor(limit) : Math.ceil(limit));
    desk.send({ venue, instrument, side: buys ? 'Buy' : 'Sell', px, qty, terms: CALLED });
  }

  /** @returns whether it has taken and wants more */
  function pursue(want: Aim): boolean {
    const { instrument, buys, limitShare, leftQty } = want;
    const of = desk.instruments[instrument]!;
    const { bidPx, bidQty, askPx, askQty } = desk.best(instrument);
    if (bidQty === 0 || askQty === 0) return false;
    const { tick } = of.instrument;
    const limit = desk.value(instrument) * limitShare;
    const limitPx = tick * (buys ? Math.floor(limit) : Math.ceil(limit));
    const side = buys ? 'Buy' : 'Sell';
    if (buys ? limitPx >= askPx : limitPx <= bidPx) {
      want.leftQty -= takeBest(desk, { instrument, side, qty: leftQty, limitPx });
      return want.leftQty > 0;
    }
    const venue = of.lit[Math.floor(uniform(random) * of.lit.length)]?.venue.index ?? 0;
    desk.send({ venue, instrument, side, px: limitPx, qty: leftQty, terms: POST_ONLY });
    return false;
  }

  return {
    wake() {
      for (const id of desk.orders.keys()) desk.cancel(id);
      aim ??= look();
      if (aim !== undefined && pursue(aim)) {
        plan(config.paceS);
        return;
      }
      aim = undefined;
      plan(config.wakeS);
    },
  };
}
