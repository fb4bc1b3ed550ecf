/** Order sizes: log-normal around a mean in the instrument's average trades, most of them in round lots. */
import { lognormal, type Random, uniform } from '../random.ts';
import type { InstrumentState } from '../world/state.ts';

/** Standard deviation of the logarithm: sizes vary about as much as AMZN's recorded day's. */
const SPREAD = 1.1;
const ROUND_LOT = 100;
const ROUND_PROB = 0.6;

/** Shares, a multiple of the lot, at least one. */
export function drawSize(random: Random, { instrument }: InstrumentState, averageTrades: number): number {
  const shares = averageTrades * instrument.avgTradeQty * lognormal(random, SPREAD);
  const rounds = uniform(random) < ROUND_PROB && shares >= ROUND_LOT / 2;
  const step = rounds ? Math.ceil(ROUND_LOT / instrument.lot) * instrument.lot : instrument.lot;
  return Math.max(step, Math.round(shares / step) * step);
}
