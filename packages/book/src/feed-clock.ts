/**
 * Two clocks per feed, the venue's (`tsEvent`) and ours (`tsRecv`), and what their difference tells: the offset
 * between them, and how long messages take beyond the fastest.
 *
 * The difference of one message is offset + delay, and no one-way stamp can part them. The least difference over a
 * window is the offset plus the least delay (the minimum filter of clock synchronisation: Paxson, "On calibrating
 * measurements of packet transit times", 1998); what a message took beyond it is its latency. The window is this
 * half minute and the one before, so that a clock that drifts (100 ppm: 6 ms a minute) is followed within a minute
 * at constant cost. A feed that is late by the same time always looks punctual: that can't be seen from one end.
 *
 * Latencies are counted in logarithmic bins, eight to an octave from 1.024 us up (as HdrHistogram does), halved
 * every `HALVE_AT` messages: a quantile is right to one part in sixteen and speaks of the last thousands. O(1) per
 * message amortised, nothing allocated. Time in ns.
 */
import type { FeedLatency } from '@fairlead/domain';

const HALF_WINDOW_NS = 30_000_000_000;
/** Latency is counted in units of this many ns. */
const UNIT_NS = 1024;
const MOST_UNITS = 2 ** 31 - 1;
const BINS = 232;
const HALVE_AT = 4096;

export interface FeedClocks {
  /** Least difference of this half window and of the one before; infinity where there was no message. */
  readonly least: Float64Array;
  readonly leastBefore: Float64Array;
  /** When this half window ends. */
  readonly ends: Float64Array;
  readonly bins: Float64Array;
  readonly counted: Float64Array;
}

export const createFeedClocks = (feeds: number): FeedClocks => ({
  least: new Float64Array(feeds).fill(Number.POSITIVE_INFINITY),
  leastBefore: new Float64Array(feeds).fill(Number.POSITIVE_INFINITY),
  ends: new Float64Array(feeds).fill(Number.NEGATIVE_INFINITY),
  bins: new Float64Array(feeds * BINS),
  counted: new Float64Array(feeds),
});

/** @param tsRecv our clock, which does not go back; an earlier one counts in the window that is open */
export function observeClock(clocks: FeedClocks, feed: number, tsRecv: number, tsEvent: number): void {
  const difference = tsRecv - tsEvent;
  // A hostile clock tells nothing.
  if (!Number.isFinite(difference)) return;
  if (tsRecv >= clocks.ends[feed]!) openWindow(clocks, feed, tsRecv);
  if (difference < clocks.least[feed]!) clocks.least[feed] = difference;
  const least = Math.min(clocks.least[feed]!, clocks.leastBefore[feed]!);
  clocks.bins[feed * BINS + binOf(difference - least)]! += 1;
  clocks.counted[feed]! += 1;
  if (clocks.counted[feed]! >= HALVE_AT) halve(clocks, feed);
}

function openWindow(clocks: FeedClocks, feed: number, tsRecv: number): void {
  const follows = tsRecv < clocks.ends[feed]! + HALF_WINDOW_NS;
  clocks.leastBefore[feed] = follows ? clocks.least[feed]! : Number.POSITIVE_INFINITY;
  clocks.least[feed] = Number.POSITIVE_INFINITY;
  clocks.ends[feed] = tsRecv + HALF_WINDOW_NS;
}

function halve({ bins, counted }: FeedClocks, feed: number): void {
  for (let i = feed * BINS; i < (feed + 1) * BINS; i++) bins[i]! /= 2;
  counted[feed]! /= 2;
}

/** Units 0 to 7 one by one, then eight bins to each doubling. */
function binOf(latencyNs: number): number {
  const units = Math.min(Math.floor(latencyNs / UNIT_NS), MOST_UNITS);
  if (units < 8) return units;
  const octave = 31 - Math.clz32(units);
  return (octave - 2) * 8 + ((units >> (octave - 3)) & 7);
}

/** The middle of a bin. */
function latencyOf(bin: number): number {
  if (bin < 8) return (bin + 0.5) * UNIT_NS;
  const octave = (bin >> 3) + 2;
  return (8 + (bin & 7) + 0.5) * 2 ** (octave - 3) * UNIT_NS;
}

/** Absent before the first message. */
export function latencyOfFeed(clocks: FeedClocks, feed: number): FeedLatency | undefined {
  const offset = Math.min(clocks.least[feed]!, clocks.leastBefore[feed]!);
  if (offset === Number.POSITIVE_INFINITY) return undefined;
  return {
    offsetNs: offset,
    p50Ns: quantile(clocks, feed, 0.5),
    p99Ns: quantile(clocks, feed, 0.99),
  };
}

function quantile({ bins, counted }: FeedClocks, feed: number, share: number): number {
  const wanted = counted[feed]! * share;
  let seen = 0;
  for (let bin = 0; bin < BINS; bin++) {
    seen += bins[feed * BINS + bin]!;
    if (seen >= wanted) return Math.round(latencyOf(bin));
  }
  return Math.round(latencyOf(BINS - 1));
}
