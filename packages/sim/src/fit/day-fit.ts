/**
 * A recorded day as the parameters of a simulated one: what its sample and its queues say, and what the crowd of a
 * scenario takes. Everything is the day's own figure but the chance that the reference follows the mid, which no book
 * shows: it is found by simulation (Huang, Lehalle, Rosenbaum 2015, section 3.2 set it by the volatility of ten
 * minutes, too).
 */
import type { Intensities } from '../crowd/setup.ts';
import { type MarketSample, SECOND_NS } from '../realism/collector.ts';
import { mean } from '../realism/moments.ts';
import { MINUTE, returns } from '../realism/series.ts';
import { estimateRates, type QueueRates, secondsOf } from './queue-rates.ts';

export interface DayFit {
  /** Mid at the beginning, a whole number of ticks, 1/10,000. */
  readonly openPx: number;
  readonly tick: number;
  /** Shares traded, their mean trade, and the volatility of the day in bps. */
  readonly volume: number;
  readonly averageTrade: number;
  readonly volatilityBps: number;
  /** How flow changes over the day: a parabola through these multiples of its mean. */
  readonly activity: Activity;
  /** Mean displayed order, shares, and multiples of it that orders have, each as likely. */
  readonly size: number;
  readonly sizes: readonly number[];
  readonly intensities: Intensities;
}

export interface Activity {
  readonly open: number;
  readonly midday: number;
  readonly close: number;
}

/** So many equally likely order sizes tell their law. */
const SIZES = 100;

/** Mean displayed order of a day, in shares: what queues are measured in. */
export function averageEventSize({ orderQtys }: MarketSample): number {
  return Math.max(1, Math.round(mean(orderQtys) ?? 1));
}

/** @param rates of queues in average event sizes of this sample's */
export function fitDay(sample: MarketSample, rates: QueueRates): DayFit {
  const { mids, tick, trades, orderQtys } = sample;
  const size = averageEventSize(sample);
  const variance = returns(sample, MINUTE).reduce((sum, r) => sum + r * r, 0);
  const volume = trades.qty.reduce((sum, qty) => sum + qty, 0);
  return {
    openPx: Math.round((mids[0] ?? tick) / tick) * tick,
    tick,
    volume,
    averageTrade: Math.max(1, Math.round(volume / Math.max(1, trades.qty.length))),
    volatilityBps: 1e4 * Math.sqrt(variance),
    activity: activityOf({ startNs: sample.startNs, seconds: mids.length, tradesNs: trades.ns }),
    size,
    sizes: sizesOf(orderQtys, size),
    intensities: intensitiesOf(rates),
  };
}

/** Displayed orders as multiples of `size`, each as likely. */
export function sizesOf(orderQtys: ArrayLike<number>, size: number): readonly number[] {
  const sorted = Float64Array.from(orderQtys).sort();
  return Array.from({ length: SIZES }, (_, i) => {
    const qty = sorted[Math.floor(((i + 0.5) / SIZES) * sorted.length)] ?? size;
    return qty / size;
  });
}

/** Of the levels that were seen for long enough. */
export const intensitiesOf = (rates: QueueRates): Intensities => estimateRates(rates, levelsSeen(rates));

/** Of the day, a level must be in the recorded window for as much to be told. */
const LEAST_SEEN = 0.05;

function levelsSeen(rates: QueueRates): number {
  const seen = Array.from({ length: rates.levels }, (_, level) => secondsOf(rates, level));
  const beyond = seen.findIndex((seconds) => seconds < LEAST_SEEN * seen[0]!);
  return beyond < 0 ? rates.levels : beyond;
}

/** Root mean square of ten-minute log returns, bps; what the reference's mobility is set by. */
export function tenMinuteVolatilityBps(sample: MarketSample): number {
  const of = returns(sample, 10 * MINUTE);
  return 1e4 * Math.sqrt(mean(of.map((r) => r * r)) ?? 0);
}

const PARTS = 13;
/** A parabola must not fall to nothing between its points. */
const QUIETEST = 0.1;

/** Least squares of trades by thirteenth of the day (half hours) on the parabola's three multiples. */
export function activityOf(of: {
  readonly startNs: number;
  readonly seconds: number;
  readonly tradesNs: ArrayLike<number>;
}): Activity {
  const { startNs, seconds, tradesNs } = of;
  const counts = new Float64Array(PARTS);
  for (const ns of Array.from(tradesNs)) {
    const part = Math.floor(((ns - startNs) / SECOND_NS / seconds) * PARTS);
    if (part < PARTS) counts[part]! += PARTS / tradesNs.length;
  }
  const basis = Array.from({ length: PARTS }, (_, i) => {
    const x = (i + 0.5) / PARTS;
    return [2 * (x - 0.5) * (x - 1), -4 * x * (x - 1), 2 * x * (x - 0.5)] as const;
  });
  const [open, midday, close] = leastSquares(basis, counts).map((of) => Math.max(QUIETEST, of));
  return { open: open!, midday: midday!, close: close! };
}

type Three = readonly [number, number, number];

/** Cramer's rule on the normal equations. */
function leastSquares(rows: readonly Three[], of: Float64Array): Three {
  const dot = (a: number, b: number): number => rows.reduce((sum, row) => sum + row[a]! * row[b]!, 0);
  const right = [0, 1, 2].map((a) => rows.reduce((sum, row, i) => sum + row[a]! * of[i]!, 0));
  const matrix = [0, 1, 2].map((a) => [0, 1, 2].map((b) => dot(a, b)));
  const whole = determinant(matrix);
  const solve = (column: number): number =>
    determinant(matrix.map((row, a) => row.map((value, b) => (b === column ? right[a]! : value)))) / whole;
  return [solve(0), solve(1), solve(2)];
}

function determinant([a, b, c]: readonly (readonly number[])[]): number {
  return (
    a![0]! * (b![1]! * c![2]! - b![2]! * c![1]!) -
    a![1]! * (b![0]! * c![2]! - b![2]! * c![0]!) +
    a![2]! * (b![0]! * c![1]! - b![1]! * c![0]!)
  );
}
