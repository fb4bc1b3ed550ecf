/**
 * Exponentially decayed sums of what happens at each venue, and over all of them: sum of x_i exp(-(t - t_i) / tau).
 *
 * They are kept by forward decay (Cormode, Shkapenyuk, Srivastava, Xu 2009, section 3): an amount is added with the
 * weight exp((t_i - L) / tau), where the landmark L is a time that all share, and a sum is divided by the weight of the
 * moment at which it is read. So an event changes the sums that it adds to and no other, however many there are.
 * The landmark moves on before a weight can overflow. The mean of the spread, whose time stands still while there is
 * none, is brought up to date when the spread changes.
 *
 * Rows 0 .. venues - 1 are the venues, the last row is all of them together. Quantities in shares, spreads in
 * ticks, time in ns. Time never runs backwards here: an earlier `ts` is taken as the clock.
 */
import { NANOS_PER_SECOND } from '@fairlead/domain';

/** Columns of a row, by time constant. What happens at single venues only stays 0 in the row of all of them. */
export const SUM = {
  /** 60 s. At a venue: layerings and reversals (predation.ts). */
  layerings: 0,
  reversals: 1,
  /** Watches of the far touch after orders of ours elsewhere, and the shares that faded in them. */
  watches: 2,
  faded: 3,
  /** `reduced`: shares that left the displayed book, by print or cancel. */
  volume: 4,
  reduced: 5,
  /** 10 s. */
  messages: 6,
  /** At a venue: additions to levels, and what became of them (predation.ts). */
  additions: 7,
  fleeting: 8,
  pings: 9,
  ofi10: 10,
  flow10: 11,
  trades: 12,
  /** 1 s. */
  ofi1: 13,
  flow1: 14,
  /** 100 ms. */
  messagesBurst: 15,
} as const;
type Column = (typeof SUM)[keyof typeof SUM];
/**
 * Beside a row's sums: the spread that holds, in ticks, below 0 where there is none; since when; and of those before it
 * as of then, decayed with 60 s while there was one: how long they held, times each, times its square.
 */
const HELD_SPREAD = 16;
const HELD_SINCE = 17;
const HELD_WEIGHT = 18;
const HELD_SUM = 19;
const HELD_SQUARES = 20;
const WIDTH = 21;

/** Before the rows: the landmark, the clock, and what each time constant's amounts are added with now. */
const LANDMARK = 0;
const CLOCK = 1;
const LONG = 2;
const MEDIUM = 3;
const SHORT = 4;
const BURST = 5;
const HEAD = 6;

const TAU_LONG_NS = 60 * NANOS_PER_SECOND;
/** Time constants of the sums, in seconds. */
export const BURST_SECONDS = 0.1;
export const MEDIUM_SECONDS = 10;
export const LONG_SECONDS = 60;
/** The landmark is never further back at an event: the burst's weights reach e^300, and a double e^709. */
const REACH_NS = 30 * NANOS_PER_SECOND;
/** A wider spread counts as this many ticks in the spread's mean and deviation. */
const MAX_SPREAD_TICKS = 1000;

/** One array, so that an event at a venue touches three short stretches of memory. */
export type Activity = Float64Array;

export function createActivity(rows: number): Activity {
  const activity = new Float64Array(HEAD + rows * WIDTH);
  activity.fill(1, LONG, HEAD);
  for (let at = HEAD; at < activity.length; at += WIDTH) activity[at + HELD_SPREAD] = NO_SPREAD;
  return activity;
}
const NO_SPREAD = -1;

/** Moves the clock to `ts`. */
export function advance(activity: Activity, ts: number): void {
  if (ts <= activity[CLOCK]!) return;
  activity[CLOCK] = ts;
  if (ts - activity[LANDMARK]! > REACH_NS) moveLandmark(activity, ts);
  const long = Math.exp((ts - activity[LANDMARK]!) / TAU_LONG_NS);
  const medium = sixth(long);
  const short = tenth(medium);
  activity[LONG] = long;
  activity[MEDIUM] = medium;
  activity[SHORT] = short;
  activity[BURST] = tenth(short);
}

/** Every sum as it would be had `ts` always been the landmark. */
function moveLandmark(activity: Activity, ts: number): void {
  const long = Math.exp((activity[LANDMARK]! - ts) / TAU_LONG_NS);
  const medium = sixth(long);
  const short = tenth(medium);
  const burst = tenth(short);
  for (let at = HEAD; at < activity.length; at += WIDTH) {
    for (let i = at; i < at + SUM.messages; i++) activity[i]! *= long;
    for (let i = at + SUM.messages; i < at + SUM.ofi1; i++) activity[i]! *= medium;
    for (let i = at + SUM.ofi1; i < at + SUM.messagesBurst; i++) activity[i]! *= short;
    activity[at + SUM.messagesBurst]! *= burst;
  }
  activity[LANDMARK] = ts;
}

/** The time of the latest event. */
export const clockOf = (activity: Activity): number => activity[CLOCK]!;

/** Where the weight of a column's time constant is. */
function weightAt(column: Column): number {
  if (column < SUM.messages) return LONG;
  if (column < SUM.ofi1) return MEDIUM;
  return column < SUM.messagesBurst ? SHORT : BURST;
}

/** Adds to a sum at the clock. */
export function add(activity: Activity, row: number, column: Column, amount: number): void {
  activity[HEAD + row * WIDTH + column]! += amount * activity[weightAt(column)]!;
}

/** The same of a venue and over all. */
function addBoth(activity: Activity, venue: number, column: Column, amount: number): void {
  const weighed = amount * activity[weightAt(column)]!;
  activity[HEAD + venue * WIDTH + column]! += weighed;
  activity[activity.length - WIDTH + column]! += weighed;
}

/** A level of the venue changed: `ofi` of its touch, and by how many shares it is now less. */
export function addLevelChange(activity: Activity, venue: number, ofi: number, reduced: number): void {
  addMessage(activity, venue);
  if (ofi !== 0) {
    addBoth(activity, venue, SUM.ofi1, ofi);
    addBoth(activity, venue, SUM.ofi10, ofi);
  }
  if (reduced > 0) addBoth(activity, venue, SUM.reduced, reduced);
}

/** The venue printed `quantity` shares; `sign` +1 bought, -1 sold, 0 not known. */
export function addTrade(activity: Activity, venue: number, quantity: number, sign: number): void {
  addMessage(activity, venue);
  addBoth(activity, venue, SUM.flow1, sign * quantity);
  addBoth(activity, venue, SUM.flow10, sign * quantity);
  addBoth(activity, venue, SUM.trades, 1);
  addBoth(activity, venue, SUM.volume, quantity);
}

/** A message that counts as activity. */
function addMessage(activity: Activity, venue: number): void {
  addBoth(activity, venue, SUM.messages, 1);
  addBoth(activity, venue, SUM.messagesBurst, 1);
}

/** From now on the spread is this; `undefined`: there is none, and its mean waits. */
export function holdSpread(activity: Activity, row: number, ticks: number | undefined): void {
  const at = HEAD + row * WIDTH;
  const spread = activity[at + HELD_SPREAD]!;
  const now = ticks === undefined ? NO_SPREAD : Math.min(Math.max(ticks, 0), MAX_SPREAD_TICKS);
  if (now === spread) return;
  if (spread >= 0) {
    const { long, share } = heldUntil(activity, at, activity[CLOCK]!);
    activity[at + HELD_WEIGHT] = activity[at + HELD_WEIGHT]! * long + share;
    activity[at + HELD_SUM] = activity[at + HELD_SUM]! * long + share * spread;
    activity[at + HELD_SQUARES] = activity[at + HELD_SQUARES]! * long + share * spread * spread;
  }
  activity[at + HELD_SPREAD] = now;
  activity[at + HELD_SINCE] = activity[CLOCK]!;
}

/** What a sum of each time constant is to be multiplied by. */
export interface Kept {
  burst: number;
  short: number;
  medium: number;
  long: number;
}

export const createKept = (): Kept => ({ burst: 1, short: 1, medium: 1, long: 1 });

/** The factors at `ts`, without moving the clock. */
export function decayTo(activity: Activity, ts: number, into: Kept): Kept {
  into.long = Math.exp((activity[LANDMARK]! - Math.max(ts, activity[CLOCK]!)) / TAU_LONG_NS);
  into.medium = sixth(into.long);
  into.short = tenth(into.medium);
  into.burst = tenth(into.short);
  return into;
}

/** A sum, still to be multiplied by its factor of `decayTo`. */
export const sumOf = (activity: Activity, row: number, column: Column): number =>
  activity[HEAD + row * WIDTH + column]!;

/** A sum as of the clock. */
export const sumNow = (activity: Activity, row: number, column: Column): number =>
  sumOf(activity, row, column) / activity[weightAt(column)]!;

// The time constants are 60, 10, 1 and 0.1 s: one exponential gives all four.
const sixth = (x: number): number => x * x * (x * x) * (x * x);
function tenth(x: number): number {
  const fourth = x * x * (x * x);
  return fourth * fourth * (x * x);
}

/** Deviations below this many ticks count as it: a spread that never moved has a score of 0, not infinity. */
const SPREAD_FLOOR_TICKS = 0.25;

/** How many deviations the held spread is from its mean at `ts`; 0 before there is a mean. */
export function spreadScore(activity: Activity, row: number, ts: number): number {
  const at = HEAD + row * WIDTH;
  const spread = activity[at + HELD_SPREAD]!;
  if (spread < 0) return 0;
  const { long, share } = heldUntil(activity, at, Math.max(ts, activity[CLOCK]!));
  const weight = activity[at + HELD_WEIGHT]! * long + share;
  if (weight === 0) return 0;
  const mean = (activity[at + HELD_SUM]! * long + share * spread) / weight;
  const squares = (activity[at + HELD_SQUARES]! * long + share * spread * spread) / weight;
  const variance = Math.max(squares - mean * mean, 0) + SPREAD_FLOOR_TICKS * SPREAD_FLOOR_TICKS;
  return (spread - mean) / Math.sqrt(variance);
}

/** What is left at `ts` of a row's spreads before the one that holds, and the weight of this one. */
function heldUntil(
  activity: Activity,
  at: number,
  ts: number,
): { readonly long: number; readonly share: number } {
  const share = -Math.expm1((activity[at + HELD_SINCE]! - ts) / TAU_LONG_NS);
  return { long: 1 - share, share };
}
