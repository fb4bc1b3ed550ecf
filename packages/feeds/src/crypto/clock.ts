/** Venues' ways of writing a time, as whole nanoseconds since the session's midnight (UTC). */
import { shown, Unsound } from './message.ts';

/** UNIX milliseconds at the midnight that a session's times count from. */
export type Midnight = number;

const DAY_MS = 86_400_000;
/** A time further from its session than this is no time of it (and ns would leave the safe integers at 104). */
const MAX_DAYS = 100;

export const midnightOf = (unixMs: number): Midnight => Math.floor(unixMs / DAY_MS) * DAY_MS;
export const dateOf = (midnight: Midnight): string => new Date(midnight).toISOString().slice(0, 10);

/** `"1618678133.365913"`: UNIX seconds, at most nine places. */
export function secondsToNs(value: unknown, midnight: Midnight, field: string): number {
  const match = typeof value === 'string' ? /^(\d{9,11})(?:\.(\d{1,9}))?$/.exec(value) : null;
  if (match === null) throw new Unsound(field, `must be UNIX seconds, got ${shown(value)}`);
  return near(Number(match[1]) * 1000 - midnight, fraction(match[2]), field);
}

/** UNIX milliseconds as a whole number. */
export const msToNs = (value: number, midnight: Midnight, field: string): number =>
  near(value - midnight, 0, field);

/** UNIX microseconds as a whole number. */
export const microsToNs = (value: number, midnight: Midnight, field: string): number =>
  near(Math.floor(value / 1000) - midnight, (value % 1000) * 1000, field);

/** `"2021-04-17T16:43:30.244075Z"`. */
export function isoToNs(value: unknown, midnight: Midnight, field: string): number {
  const match =
    typeof value === 'string' ? /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(value) : null;
  const ms = match === null ? Number.NaN : Date.parse(`${match[1]}Z`);
  if (Number.isNaN(ms))
    throw new Unsound(field, `must be a time like 2021-04-17T16:43:30Z, got ${shown(value)}`);
  return near(ms - midnight, fraction(match?.[2]), field);
}

const fraction = (digits: string | undefined): number => Number((digits ?? '').padEnd(9, '0'));

function near(ms: number, ns: number, field: string): number {
  if (Math.abs(ms) > MAX_DAYS * DAY_MS) {
    throw new Unsound(field, `is more than ${MAX_DAYS} days from the session's date`);
  }
  return ms * 1_000_000 + ns;
}
