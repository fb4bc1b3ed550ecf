/** Series that facts are about, made of a day's sample: returns over whole seconds, volume by minute, the sign of trades. */
import { FLOW_BAR_SECONDS, type MarketSample, SECOND_NS } from './collector.ts';
import { mean } from './moments.ts';

/** Log returns of the mid over `seconds`, one after the other, without overlap. */
export function returns({ mids }: MarketSample, seconds: number): Float64Array {
  const n = Math.max(0, Math.floor((mids.length - 1) / seconds));
  const of = new Float64Array(n);
  for (let i = 0; i < n; i += 1) of[i] = Math.log(mids[(i + 1) * seconds]! / mids[i * seconds]!);
  return of;
}

/** Shares traded in the interval of each entry of `returns(sample, seconds)`. */
export function volumes(sample: MarketSample, seconds: number): Float64Array {
  const { firstNs, mids, trades } = sample;
  const of = new Float64Array(Math.max(0, Math.floor((mids.length - 1) / seconds)));
  for (let i = 0; i < trades.ns.length; i += 1) {
    const at = Math.floor((trades.ns[i]! - firstNs) / SECOND_NS / seconds);
    if (at >= 0 && at < of.length) of[at]! += trades.qty[i]!;
  }
  return of;
}

/** Times between trades, in seconds. */
export function waits({ trades }: MarketSample): Float64Array {
  const of = new Float64Array(Math.max(0, trades.ns.length - 1));
  for (let i = 0; i < of.length; i += 1) of[i] = (trades.ns[i + 1]! - trades.ns[i]!) / SECOND_NS;
  return of;
}

/** The mid at the last whole second that ended at or before `ns`; absent outside the sample. */
export function midAt({ firstNs, mids }: MarketSample, ns: number): number | undefined {
  return mids[Math.floor((ns - firstNs) / SECOND_NS)];
}

/** By bar of order flow from the first whole one on: its imbalance, signed volume, and the mid's change. */
export function flowBars(sample: MarketSample): {
  readonly ofi: Float64Array;
  readonly signedVolume: Float64Array;
  readonly moves: Float64Array;
} {
  const { firstNs, mids, ofiBars, startNs, trades } = sample;
  const barNs = FLOW_BAR_SECONDS * SECOND_NS;
  const skipped = Math.max(0, Math.ceil((firstNs - startNs) / barNs));
  const offset = Math.round((startNs + skipped * barNs - firstNs) / SECOND_NS);
  const n = Math.max(0, Math.floor((mids.length - 1 - offset) / FLOW_BAR_SECONDS));
  const moves = new Float64Array(n);
  const signedVolume = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    moves[i] = mids[offset + (i + 1) * FLOW_BAR_SECONDS]! - mids[offset + i * FLOW_BAR_SECONDS]!;
  }
  for (let i = 0; i < trades.ns.length; i += 1) {
    const bar = Math.floor((trades.ns[i]! - startNs) / barNs) - skipped;
    if (bar >= 0 && bar < n) signedVolume[bar]! += trades.sign[i]! * trades.qty[i]!;
  }
  return { ofi: ofiBars.subarray(skipped, skipped + n), signedVolume, moves };
}

export const MINUTE = 60;
export const SESSION_MINUTES = 390;
const HALF_HOUR = 30;

/** Mean of the first and last half hours over the mean of the middle third, by minute; of six hours or more. */
export function endsOverMiddle(byMinute: Float64Array): number | undefined {
  const n = byMinute.length;
  if (n < 360) return undefined;
  const ends = mean(byMinute.filter((_, i) => i < HALF_HOUR || i >= n - HALF_HOUR));
  const middle = mean(byMinute.subarray(Math.floor(n / 3), Math.floor((2 * n) / 3)));
  return ends === undefined || !middle ? undefined : ends / middle;
}

/** Seconds from entry to end, ascending. */
export function lifetimes({ canceledAfter, executedAfter }: MarketSample): Float64Array {
  const of = new Float64Array(canceledAfter.length + executedAfter.length);
  of.set(canceledAfter);
  of.set(executedAfter, canceledAfter.length);
  return of.sort();
}
