/**
 * Momentum traders (ABIDES' momentum agents): each notes the mid whenever it wakes, compares the means of its last 20
 * and its last 50 notes, and takes on the side of the shorter one.
 */
import { z } from 'zod';
import { exponential } from '../random.ts';
import type { Desk } from '../world/desk.ts';
import { drawSize } from '../world/order-size.ts';
import type { Participant } from './participant.ts';
import { takeBest } from './taking.ts';

export const momentumSchema = z.strictObject({
  wakeS: z.number().positive().describe('mean time between two looks of one trader, s'),
  thresholdBps: z.number().min(0).describe('it trades when the means are further apart, bps'),
  size: z.number().positive().describe("mean order size, in the instrument's average trades"),
  maxPosition: z.number().positive().describe("largest position, in the instrument's average trades"),
});
type MomentumConfig = z.infer<typeof momentumSchema>;

const SHORT = 20;
const LONG = 50;

export function createMomentum(config: MomentumConfig, desk: Desk): Participant {
  const { random } = desk;
  /** By instrument: the last notes, the oldest first. */
  const notes = desk.instruments.map((): number[] => []);
  const plan = (): void => desk.wakeIn((exponential(random) * config.wakeS * 1e9) / desk.flow());
  plan();

  function look(instrument: number): void {
    const of = desk.instruments[instrument];
    const mids = notes[instrument];
    const { bidPx, bidQty, askPx, askQty } = desk.best(instrument);
    if (of === undefined || mids === undefined || bidQty === 0 || askQty === 0) return;
    mids.push((bidPx + askPx) / 2);
    if (mids.length > LONG) mids.shift();
    if (mids.length < LONG) return;
    const long = mean(mids);
    const away = mean(mids.slice(-SHORT)) - long;
    if (Math.abs(away) <= (long * config.thresholdBps) / 1e4) return;
    const buys = away > 0;
    const room = config.maxPosition * of.instrument.avgTradeQty - (buys ? 1 : -1) * desk.position(instrument);
    const qty = drawSize(random, of.instrument, config.size);
    if (qty > room) return;
    takeBest(desk, { instrument, side: buys ? 'Buy' : 'Sell', qty, limitPx: buys ? askPx : bidPx });
  }

  return {
    wake() {
      for (const { index } of desk.instruments) look(index);
      plan();
    },
  };
}

const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;
