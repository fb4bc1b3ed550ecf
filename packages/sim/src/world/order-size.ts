/** Order sizes: log-normal around a mean in the instrument's average trades, most of them in round lots. */
import type { Instrument } from '@fairlead/domain';
import { lognormal, type Random, uniform } from '../random.ts';

/** Standard deviation of the logarithm: sizes vary about as much as AMZN's recorded day's. */
const SPREAD = 1.1;
const ROUND_LOT = 100;
const ROUND_PROB = 0.6;

/** Shares, a multiple of the lot, at least one. */
export function drawSize(random: Random, { avgTradeQty, lot }: Instrument, averageTrades: number): number {
  const shares = averageTrades * avgTradeQty * lognormal(random, SPREAD);
  const rounds = uniform(random) < ROUND_PROB && shares >= ROUND_LOT / 2;
  const step = rounds ? Math.ceil(ROUND_LOT / lot) * lot : lot;
  return Math.max(step, Math.round(shares / step) * step);
}
