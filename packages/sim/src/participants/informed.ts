/**
 * Informed traders: each learns that something moved a value, a story or what nobody tells, takes a while to find out by
 * how much, and takes toward where that must bring the price from where it stood, slice by slice, until the price is near
 * or it has what it may have. What others' orders had done to the price before is not its business. It holds, then goes
 * out as it came in. Most of a day's moves within seconds are theirs.
 */
import { z } from 'zod';
import { exponential, normal } from '../random.ts';
import type { Desk } from '../world/desk.ts';
import { drawSize } from '../world/order-size.ts';
import type { Participant } from './participant.ts';
import { takeBest } from './taking.ts';

export const informedSchema = z.strictObject({
  reactionS: z.number().min(0).describe('mean time from what it learned to its first order, s'),
  errorBps: z.number().min(0).describe('standard deviation of its error about the move, bps'),
  stopBps: z
    .number()
    .min(0)
    .describe('it has no reason to trade within this distance of where it sees the price, bps'),
  size: z.number().positive().describe("mean size of a slice, in the instrument's average trades"),
  paceS: z.number().positive().describe('mean time between slices, s'),
  maxPosition: z.number().positive().describe("largest position, in the instrument's average trades"),
  holdS: z.number().positive().describe('mean time that it holds before it goes out, s'),
});
type InformedConfig = z.infer<typeof informedSchema>;

interface Trade {
  readonly instrument: number;
  /** Where it sees the price, over the value: as it stood to it before the move, its own error with it. */
  readonly perValue: number;
  readonly outNs: number;
  nextNs: number;
}

export function createInformed(config: InformedConfig, desk: Desk): Participant {
  const { random } = desk;
  /** At most one for each instrument: what it learns later takes over. */
  let trades: Trade[] = [];
  const pause = (): number => exponential(random) * config.paceS * 1e9;
  const plan = (): void => desk.wakeIn(Math.min(...trades.map(({ nextNs }) => nextNs)) - desk.now);

  /** @returns whether there is more to do */
  function slice({ instrument, perValue, outNs }: Trade): boolean {
    const of = desk.instruments[instrument];
    const { bidPx, bidQty, askPx, askQty } = desk.best(instrument);
    if (of === undefined || bidQty === 0 || askQty === 0) return true;
    const held = desk.position(instrument);
    const { tick, avgTradeQty } = of.instrument;
    if (desk.now >= outNs) {
      const qty = Math.min(Math.abs(held), drawSize(random, of.instrument, config.size));
      const side = held > 0 ? 'Sell' : 'Buy';
      if (qty > 0) takeBest(desk, { instrument, side, qty, limitPx: held > 0 ? bidPx : askPx });
      return held !== 0;
    }
    const worth = desk.value(instrument) * perValue;
    const away = worth - (bidPx + askPx) / 2;
    const buys = away > 0;
    const room = config.maxPosition * avgTradeQty - (buys ? 1 : -1) * held;
    const qty = drawSize(random, of.instrument, config.size);
    if (qty > room || Math.abs(away) <= (worth * config.stopBps) / 1e4) return true;
    const limitPx = tick * (buys ? Math.floor(worth / tick) : Math.ceil(worth / tick));
    takeBest(desk, { instrument, side: buys ? 'Buy' : 'Sell', qty, limitPx });
    return true;
  }

  return {
    learned(instrument: number, movedBps: number) {
      const nextNs = desk.now + exponential(random) * config.reactionS * 1e9;
      const outNs = nextNs + exponential(random) * config.holdS * 1e9;
      const moves = 1 + (movedBps + config.errorBps * normal(random)) / 1e4;
      const { bidPx, bidQty, askPx, askQty } = desk.best(instrument);
      const standsPx = bidQty === 0 || askQty === 0 ? undefined : (bidPx + askPx) / 2;
      trades = trades.filter((trade) => trade.instrument !== instrument);
      // The value has moved already, the price not yet.
      const perValue =
        standsPx === undefined
          ? desk.instruments[instrument]!.instrument.tick
          : (standsPx * moves) / desk.value(instrument);
      trades.push({ instrument, perValue, outNs, nextNs });
      plan();
    },
    wake() {
      for (const trade of trades) {
        if (trade.nextNs > desk.now) continue;
        trade.nextNs = slice(trade) ? desk.now + pause() : Number.POSITIVE_INFINITY;
      }
      trades = trades.filter(({ nextNs }) => nextNs !== Number.POSITIVE_INFINITY);
      plan();
    },
  };
}
