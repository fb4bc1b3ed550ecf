/**
 * Exponentially decayed sums of what happens at each venue, and over all of them. A sum with time constant tau is
 * sum of x_i exp(-(t - t_i) / tau), kept as its value at the row's own clock; an event moves the clock and adds.
 *
 * Rows 0 .. venues - 1 are the venues, the last row is all of them together. Quantities in shares, spreads in
 * ticks, time in ns. Time never runs backwards here: an earlier `ts` is taken as the row's clock.
 */
import { NANOS_PER_SECOND } from '@fairlead/domain';

/** Columns of a row. What happens at single venues only is last: in the row of all of them it stays 0. */
export const SUM = {
  /** Time constant 100 ms. */
  messagesBurst: 0,
  /** 1 s. */
  ofi1: 1,
  flow1: 2,
  /** 10 s. */
  ofi10: 3,
  flow10: 4,
  trades: 5,
  messages: 6,
  /** 60 s. `reduced`: shares that left the displayed book, by print or cancel. */
  volume: 7,
  reduced: 8,
  spreadWeight: 9,
  spread: 10,
  spreadSquares: 11,
  /** At a venue, 10 s: additions to levels, and what became of them (predation.ts). */
  additions: 12,
  fleeting: 13,
  pings: 14,
  /** At a venue, 60 s. */
  layerings: 15,
  reversals: 16,
  /** Watches of the far touch after orders of ours elsewhere, and the shares that faded in them. */
  watches: 17,
  faded: 18,
} as const;
/** Beside its sums: the row's clock, and the spread that has held since, in ticks; below 0 where there is none. */
const CLOCK = 19;
const HELD_SPREAD = 20;
const WIDTH = 21;

const TAU_LONG_NS = 60 * NANOS_PER_SECOND;
/** Time constants of the sums, in seconds. */
export const BURST_SECONDS = 0.1;
export const MEDIUM_SECONDS = 10;
export const LONG_SECONDS = 60;
/** A wider spread counts as this many ticks in the spread's mean and deviation. */
const MAX_SPREAD_TICKS = 1000;

/** One array of rows, so that an event at a venue touches two short stretches of memory. */
export type Activity = Float64Array;

export function createActivity(rows: number): Activity {
  const activity = new Float64Array(rows * WIDTH);
  for (let row = 0; row < rows; row++) activity[row * WIDTH + HELD_SPREAD] = NO_SPREAD;
  return activity;
}
const NO_SPREAD = -1;

/** Moves the clocks of a venue's row and of the row of all to `ts`. In one piece: no factor is boxed on its way. */
export function advance(activity: Activity, venue: number, all: number, ts: number): void {
  let passed = 0;
  let long = 1;
  for (let nth = 0; nth < 2; nth++) {
    const at = (nth === 0 ? venue : all) * WIDTH;
    const dt = ts - activity[at + CLOCK]!;
    if (dt <= 0) return;
    activity[at + CLOCK] = ts;
    // Where the last event was the venue's too, as in a burst, the same time has passed in both rows.
    if (dt !== passed) long = Math.exp(-dt / TAU_LONG_NS);
    passed = dt;
    const medium = sixth(long);
    const short = tenth(medium);
    activity[at + SUM.messagesBurst]! *= tenth(short);
    activity[at + SUM.ofi1]! *= short;
    activity[at + SUM.flow1]! *= short;
    for (let i = at + SUM.ofi10; i <= at + SUM.messages; i++) activity[i]! *= medium;
    activity[at + SUM.volume]! *= long;
    activity[at + SUM.reduced]! *= long;
    if (nth === 0) {
      for (let i = at + SUM.additions; i <= at + SUM.pings; i++) activity[i]! *= medium;
      for (let i = at + SUM.layerings; i <= at + SUM.faded; i++) activity[i]! *= long;
    }
    const spread = activity[at + HELD_SPREAD]!;
    if (spread < 0) continue;
    const weight = 1 - long;
    activity[at + SUM.spreadWeight] = activity[at + SUM.spreadWeight]! * long + weight;
    activity[at + SUM.spread] = activity[at + SUM.spread]! * long + weight * spread;
    activity[at + SUM.spreadSquares] = activity[at + SUM.spreadSquares]! * long + weight * spread * spread;
  }
}

/** Until when the row's sums have decayed. */
export const clockOf = (activity: Activity, row: number): number => activity[row * WIDTH + CLOCK]!;

/** Adds to a sum at the row's clock. */
export function add(activity: Activity, row: number, column: number, amount: number): void {
  activity[row * WIDTH + column]! += amount;
}

/** A message that counts as activity. */
export function addMessage(activity: Activity, row: number): void {
  activity[row * WIDTH + SUM.messages]! += 1;
  activity[row * WIDTH + SUM.messagesBurst]! += 1;
}

/** A print of `quantity` shares; `sign` +1 bought, -1 sold, 0 not known. */
export function addTrade(activity: Activity, row: number, quantity: number, sign: number): void {
  const at = row * WIDTH;
  activity[at + SUM.flow1]! += sign * quantity;
  activity[at + SUM.flow10]! += sign * quantity;
  activity[at + SUM.trades]! += 1;
  activity[at + SUM.volume]! += quantity;
}

/** From now on the spread is this; `undefined`: there is none, and its mean waits. */
export function holdSpread(activity: Activity, row: number, ticks: number | undefined): void {
  activity[row * WIDTH + HELD_SPREAD] =
    ticks === undefined ? NO_SPREAD : Math.min(Math.max(ticks, 0), MAX_SPREAD_TICKS);
}

/** What is left of the sums of each time constant at `ts`, without moving the row's clock. */
export function decayTo(activity: Activity, row: number, ts: number, into: Kept): Kept {
  const dt = ts - clockOf(activity, row);
  into.long = dt > 0 ? Math.exp(-dt / TAU_LONG_NS) : 1;
  into.medium = sixth(into.long);
  into.short = tenth(into.medium);
  into.burst = tenth(into.short);
  return into;
}

/** Factors that a row's sums have decayed by since its clock. */
export interface Kept {
  burst: number;
  short: number;
  medium: number;
  long: number;
}

/** A sum as of the row's clock. */
export const sumOf = (activity: Activity, row: number, column: number): number =>
  activity[row * WIDTH + column]!;

// The time constants are 60, 10, 1 and 0.1 s: one exponential gives all four.
const sixth = (x: number): number => x * x * (x * x) * (x * x);
function tenth(x: number): number {
  const fourth = x * x * (x * x);
  return fourth * fourth * (x * x);
}

/** Deviations below this many ticks count as it: a spread that never moved has a score of 0, not infinity. */
const SPREAD_FLOOR_TICKS = 0.25;

/**
 * How many deviations the held spread is from its mean; 0 before there is a mean.
 * @param kept the long factor of `decayTo`
 */
export function spreadScore(activity: Activity, row: number, kept: number): number {
  const spread = activity[row * WIDTH + HELD_SPREAD]!;
  const at = row * WIDTH;
  const weight = activity[at + SUM.spreadWeight]! * kept + 1 - kept;
  if (spread < 0 || weight === 0) return 0;
  const mean = (activity[at + SUM.spread]! * kept + (1 - kept) * spread) / weight;
  const squares = (activity[at + SUM.spreadSquares]! * kept + (1 - kept) * spread * spread) / weight;
  const variance = Math.max(squares - mean * mean, 0) + SPREAD_FLOOR_TICKS * SPREAD_FLOOR_TICKS;
  return (spread - mean) / Math.sqrt(variance);
}
