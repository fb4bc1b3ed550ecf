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

/**
 * Per feed, `CLOCK.width` numbers side by side: the least difference of this half window and of the one before
 * (infinity where there was no message), when this one ends, how many messages the bins hold, and the bins.
 */
const CLOCK = { least: 0, leastBefore: 1, ends: 2, counted: 3, bins: 4, width: 4 + BINS } as const;

export type FeedClocks = Float64Array;

export function createFeedClocks(feeds: number): FeedClocks {
  const clocks = new Float64Array(feeds * CLOCK.width);
  for (let at = 0; at < clocks.length; at += CLOCK.width) {
    clocks[at + CLOCK.least] = Number.POSITIVE_INFINITY;
    clocks[at + CLOCK.leastBefore] = Number.POSITIVE_INFINITY;
    clocks[at + CLOCK.ends] = Number.NEGATIVE_INFINITY;
  }
  return clocks;
}

/** @param tsRecv our clock, which does not go back; an earlier one counts in the window that is open */
export function observeClock(clocks: FeedClocks, feed: number, tsRecv: number, tsEvent: number): void {
  const at = feed * CLOCK.width;
  const difference = tsRecv - tsEvent;
  // A hostile clock tells nothing.
  if (!Number.isFinite(difference)) return;
  if (tsRecv >= clocks[at + CLOCK.ends]!) openWindow(clocks, at, tsRecv);
  if (difference < clocks[at + CLOCK.least]!) clocks[at + CLOCK.least] = difference;
  const least = Math.min(clocks[at + CLOCK.least]!, clocks[at + CLOCK.leastBefore]!);
  clocks[at + CLOCK.bins + binOf(difference - least)]! += 1;
  clocks[at + CLOCK.counted]! += 1;
  if (clocks[at + CLOCK.counted]! >= HALVE_AT) halve(clocks, at);
}

function openWindow(clocks: FeedClocks, at: number, tsRecv: number): void {
  const follows = tsRecv < clocks[at + CLOCK.ends]! + HALF_WINDOW_NS;
  clocks[at + CLOCK.leastBefore] = follows ? clocks[at + CLOCK.least]! : Number.POSITIVE_INFINITY;
  clocks[at + CLOCK.least] = Number.POSITIVE_INFINITY;
  clocks[at + CLOCK.ends] = tsRecv + HALF_WINDOW_NS;
}

/** The bins, and how many messages they hold. */
function halve(clocks: FeedClocks, at: number): void {
  for (let i = at + CLOCK.counted; i < at + CLOCK.width; i++) clocks[i]! /= 2;
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
  const at = feed * CLOCK.width;
  const offset = Math.min(clocks[at + CLOCK.least]!, clocks[at + CLOCK.leastBefore]!);
  if (offset === Number.POSITIVE_INFINITY) return undefined;
  return { offsetNs: offset, p50Ns: quantile(clocks, at, 0.5), p99Ns: quantile(clocks, at, 0.99) };
}

function quantile(clocks: FeedClocks, at: number, share: number): number {
  const wanted = clocks[at + CLOCK.counted]! * share;
  let seen = 0;
  for (let bin = 0; bin < BINS; bin++) {
    seen += clocks[at + CLOCK.bins + bin]!;
    if (seen >= wanted) return Math.round(latencyOf(bin));
  }
  return Math.round(latencyOf(BINS - 1));
}
