/**
 * Value traders (ABIDES' value agents, Byrd, Hybinette, Balch 2020): each looks now and then at what an instrument is
 * worth, with an error of its own, and wants to trade toward it for a surplus that it draws (bid shading, after the
 * zero intelligence agents there). While the market gives the surplus it takes, what is shown at a time; where it
 * doesn't, it rests at its price until it looks again. In a call it leaves its price for the auction.
 */
import { z } from 'zod';
import { CALLED, POST_ONLY } from '../kernel/flight.ts';
import { exponential, normal, uniform } from '../random.ts';
import type { Desk } from '../world/desk.ts';
import { drawSize } from '../world/order-size.ts';
import type { InstrumentState } from '../world/state.ts';
import type { Participant } from './participant.ts';
import { takeBest } from './taking.ts';

export const valueSchema = z.strictObject({
  wakeS: z.number().positive().describe('mean time between two looks of one trader, s'),
  errorBps: z.number().min(0).describe('standard deviation of its error about the value, bps'),
  shadeBps: z.number().min(0).describe('largest surplus that it asks for, bps; uniform from 0'),
  paceS: z.number().positive().describe('mean time between the takes of one order, s'),
  size: z.number().positive().describe("mean order size, in the instrument's average trades"),
  maxPosition: z.number().positive().describe("largest position, in the instrument's average trades"),
});
type ValueConfig = z.infer<typeof valueSchema>;

/** What it wants for now. */
interface Aim {
  readonly instrument: number;
  readonly buys: boolean;
  /** Its estimate less the surplus, as a share of the value. */
  readonly limitShare: number;
  leftQty: number;
}

export function createValue(config: ValueConfig, desk: Desk): Participant {
  const { random } = desk;
  let aim: Aim | undefined;
  const plan = (meanS: number): void => desk.wakeIn((exponential(random) * meanS * 1e9) / desk.flow());
  plan(config.wakeS);

  function look(): Aim | undefined {
    const of = desk.instruments[Math.floor(uniform(random) * desk.instruments.length)];
    const estimate = 1 + (config.errorBps * normal(random)) / 1e4;
    const surplus = (config.shadeBps * uniform(random)) / 1e4;
    if (of === undefined) return undefined;
    const { bidPx, bidQty, askPx, askQty } = desk.best(of.index);
    if (desk.calls(of.index)) call(of, { estimate, surplus });
    if (bidQty === 0 || askQty === 0) return undefined;
    const { tick, lot, avgTradeQty } = of.instrument;
    const buys = desk.value(of.index) * estimate > (bidPx + askPx) / 2 / tick;
    const room = config.maxPosition * avgTradeQty - (buys ? 1 : -1) * desk.position(of.index);
    const leftQty = Math.min(drawSize(random, of.instrument, config.size), Math.floor(room / lot) * lot);
    if (leftQty <= 0) return undefined;
    return {
      instrument: of.index,
      buys,
      limitShare: buys ? estimate - surplus : estimate + surplus,
      leftQty,
    };
  }

  /** For an auction it bids less than its estimate or offers for more: either, since there is no market to compare with. */
  function call(
    of: InstrumentState,
    { estimate, surplus }: { readonly estimate: number; readonly surplus: number },
  ): void {
    const { index: instrument, lit } = of;
    const { tick } = of.instrument;
    const buys = uniform(random) < 0.5;
    const limit = desk.value(instrument) * (buys ? estimate - surplus : estimate + surplus);
    const venue = lit[Math.floor(uniform(random) * lit.length)]?.venue.index ?? 0;
    const qty = drawSize(random, of.instrument, config.size);
    const px = tick * Math.max(1, buys ? Math.floor(limit) : Math.ceil(limit));
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
