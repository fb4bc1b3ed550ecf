/**
 * Exponentially decayed sums of what happens at each venue, and over all of them. A sum with time constant tau is
 * sum of x_i exp(-(t - t_i) / tau), kept as its value at the row's own clock; an event moves the clock and adds.
 *
 * Rows 0 .. venues - 1 are the venues, the last row is all of them together. Quantities in shares, spreads in
 * ticks, time in ns. Time never runs backwards here: an earlier `ts` is taken as the row's clock.
 */
import { NANOS_PER_SECOND } from '@fairlead/domain';

/** Columns of a row, by time constant: 100 ms, 1 s, 10 s, then 60 s. */
export const SUM = {
  messagesBurst: 0,
  ofi1: 1,
  flow1: 2,
  ofi10: 3,
  flow10: 4,
  trades: 5,
  messages: 6,
  /** Additions to levels, and what became of them (predation.ts). */
  additions: 7,
  fleeting: 8,
  pings: 9,
  volume: 10,
  /** Shares that left the displayed book, by print or cancel. */
  reduced: 11,
  layerings: 12,
  reversals: 13,
  /** Watches of the far touch after orders of ours elsewhere, and the shares that faded in them. */
  watches: 14,
  faded: 15,
  spreadWeight: 16,
  spread: 17,
  spreadSquares: 18,
} as const;
const WIDTH = 19;

const TAU_LONG_NS = 60 * NANOS_PER_SECOND;
/** Time constants of the sums, in seconds. */
export const BURST_SECONDS = 0.1;
export const MEDIUM_SECONDS = 10;
export const LONG_SECONDS = 60;
/** A wider spread counts as this many ticks in the spread's mean and deviation. */
const MAX_SPREAD_TICKS = 1000;

export interface Activity {
  readonly sums: Float64Array;
  readonly clock: Float64Array;
  /** The spread that has held since `clock`, in ticks; below 0 where there is none. */
  readonly heldSpread: Float64Array;
}

export function createActivity(rows: number): Activity {
  return {
    sums: new Float64Array(rows * WIDTH),
    clock: new Float64Array(rows),
    heldSpread: new Float64Array(rows).fill(NO_SPREAD),
  };
}
const NO_SPREAD = -1;

/** Moves a row's clock to `ts`. */
export function advance(activity: Activity, row: number, ts: number): void {
  const dt = ts - activity.clock[row]!;
  if (dt <= 0) return;
  activity.clock[row] = ts;
  const { sums } = activity;
  const at = row * WIDTH;
  const long = Math.exp(-dt / TAU_LONG_NS);
  const medium = sixth(long);
  const short = tenth(medium);
  sums[at + SUM.messagesBurst]! *= tenth(short);
  sums[at + SUM.ofi1]! *= short;
  sums[at + SUM.flow1]! *= short;
  for (let i = at + SUM.ofi10; i <= at + SUM.pings; i++) sums[i]! *= medium;
  for (let i = at + SUM.volume; i <= at + SUM.faded; i++) sums[i]! *= long;
  const spread = activity.heldSpread[row]!;
  if (spread < 0) return;
  const weight = 1 - long;
  sums[at + SUM.spreadWeight] = sums[at + SUM.spreadWeight]! * long + weight;
  sums[at + SUM.spread] = sums[at + SUM.spread]! * long + weight * spread;
  sums[at + SUM.spreadSquares] = sums[at + SUM.spreadSquares]! * long + weight * spread * spread;
}

/** Adds to a sum at the row's clock. */
export function add(activity: Activity, row: number, column: number, amount: number): void {
  activity.sums[row * WIDTH + column]! += amount;
}

/** A message that counts as activity. */
export function addMessage(activity: Activity, row: number): void {
  activity.sums[row * WIDTH + SUM.messages]! += 1;
  activity.sums[row * WIDTH + SUM.messagesBurst]! += 1;
}

/** A print of `quantity` shares; `sign` +1 bought, -1 sold, 0 not known. */
export function addTrade(activity: Activity, row: number, quantity: number, sign: number): void {
  const at = row * WIDTH;
  const { sums } = activity;
  sums[at + SUM.flow1]! += sign * quantity;
  sums[at + SUM.flow10]! += sign * quantity;
  sums[at + SUM.trades]! += 1;
  sums[at + SUM.volume]! += quantity;
}

/** From now on the spread is this; `undefined`: there is none, and its mean waits. */
export function holdSpread(activity: Activity, row: number, ticks: number | undefined): void {
  activity.heldSpread[row] = ticks === undefined ? NO_SPREAD : Math.min(Math.max(ticks, 0), MAX_SPREAD_TICKS);
}

/** What is left of the sums of each time constant at `ts`, without moving the row's clock. */
export function decayTo(activity: Activity, row: number, ts: number, into: Kept): Kept {
  const dt = ts - activity.clock[row]!;
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
  activity.sums[row * WIDTH + column]!;

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
  const spread = activity.heldSpread[row]!;
  const at = row * WIDTH;
  const weight = activity.sums[at + SUM.spreadWeight]! * kept + 1 - kept;
  if (spread < 0 || weight === 0) return 0;
  const mean = (activity.sums[at + SUM.spread]! * kept + (1 - kept) * spread) / weight;
  const squares = (activity.sums[at + SUM.spreadSquares]! * kept + (1 - kept) * spread * spread) / weight;
  const variance = Math.max(squares - mean * mean, 0) + SPREAD_FLOOR_TICKS * SPREAD_FLOOR_TICKS;
  return (spread - mean) / Math.sqrt(variance);
}
