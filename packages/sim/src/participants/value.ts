/**
 * Value traders (ABIDES' value agents, Byrd, Hybinette, Balch 2020): each looks now and then at what an instrument is
 * worth, with an error of its own, and wants to trade toward it for a surplus that it draws (bid shading, after the
 * zero intelligence agents there). While the market gives the surplus it takes, what is shown at a time; where it
 * doesn't, it rests at its price until it looks again. In a call it leaves its price for the auction.
 *
 * One that is wary wants to be paid for what it holds: its price lies below its estimate with the root of what it has bought, so
 * that what all of them would sell grows with the square of how far the price is from the value. That is a latent book
 * whose depth grows in proportion to the distance, which makes the impact of a persistent taker go with the root of
 * what he takes (Toth et al. 2011, Physical Review X 1, 021006). In time it gets used to what it holds, and the price
 * comes back.
 */
import { z } from 'zod';
import { CALLED, POST_ONLY } from '../kernel/flight.ts';
import { exponential, normal, uniform } from '../random.ts';
import type { Desk } from '../world/desk.ts';
import { drawSize } from '../world/order-size.ts';
import type { InstrumentState } from '../world/state.ts';
import { choosing } from './choosing.ts';
import type { Participant } from './participant.ts';
import { takeBest } from './taking.ts';

export const valueSchema = z.strictObject({
  wakeS: z.number().positive().describe('mean time between two looks of one trader, s'),
  errorBps: z.number().min(0).describe('standard deviation of its error about the value, bps'),
  shadeBps: z.number().min(0).describe('largest surplus that it asks for, bps; uniform from 0'),
  paceS: z.number().positive().describe('mean time between the takes of one order, s'),
  size: z.number().positive().describe("mean order size, in the instrument's average trades"),
  maxPosition: z.number().positive().describe("largest position, in the instrument's average trades"),
  wary: z
    .strictObject({
      depthBps: z
        .number()
        .positive()
        .describe(
          'how far its price moves against the largest position, bps; with the root of what it holds',
        ),
      usedToS: z.number().positive().describe('time in which it gets used to what it holds, s'),
    })
    .optional()
    .describe('wants to be paid for what it takes on; absent: it does not'),
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
  const drawInstrument = choosing(random, desk.instruments);
  let aim: Aim | undefined;
  /** By instrument: the position that it is used to, shares, and when that was reckoned. */
  const used = desk.instruments.map(() => ({ qty: 0, atNs: desk.now }));
  const plan = (meanS: number): void => desk.wakeIn((exponential(random) * meanS * 1e9) / desk.flow());
  plan(config.wakeS);

  /** Shares that it took on beyond what it is used to. */
  function takenOn(instrument: number): number {
    const held = desk.position(instrument);
    if (config.wary === undefined) return held;
    const of = used[instrument]!;
    of.qty = held + (of.qty - held) * Math.exp((of.atNs - desk.now) / (config.wary.usedToS * 1e9));
    of.atNs = desk.now;
    return held - of.qty;
  }

  function look(): Aim | undefined {
    const of = drawInstrument();
    const { tick, lot, avgTradeQty } = of.instrument;
    const most = config.maxPosition * avgTradeQty;
    const taken = takenOn(of.index);
    const asksBps = (config.wary?.depthBps ?? 0) * Math.sign(taken) * Math.sqrt(Math.abs(taken) / most);
    const estimate = 1 + (config.errorBps * normal(random) - asksBps) / 1e4;
    const surplus = (config.shadeBps * uniform(random)) / 1e4;
    const { bidPx, bidQty, askPx, askQty } = desk.best(of.index);
    if (desk.calls(of.index)) call(of, { estimate, surplus });
    if (bidQty === 0 || askQty === 0) return undefined;
    const buys = desk.value(of.index) * estimate > (bidPx + askPx) / 2 / tick;
    const room = most - (buys ? 1 : -1) * taken;
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
