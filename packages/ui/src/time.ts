/**
 * How times are written. `Nanos` count from the session's midnight in the exchange's zone; a session may run past
 * midnight, and its clock is then shown modulo 24 h with the day count beside it.
 */
import { NANOS_PER_MS, NANOS_PER_SECOND } from '@fairlead/domain';
import { ABSENT, formatDecimal } from './numbers.ts';

export type TimeUnit = 's' | 'ms' | 'us' | 'ns';
export type TimeZone = 'exchange' | 'local';

/** The zone that session midnights are in. */
export const EXCHANGE_ZONE = 'America/New_York';

const DAY_NS = 86_400 * NANOS_PER_SECOND;
const DIGITS: Readonly<Record<TimeUnit, number>> = { s: 0, ms: 3, us: 6, ns: 9 };

/** `10:42:17.318`; `+1d` is appended past midnight. */
export function formatTime(
  ns: number | undefined,
  options: { readonly unit?: TimeUnit; readonly offsetNs?: number } = {},
): string {
  if (ns === undefined) return ABSENT;
  const { unit = 'ms', offsetNs = 0 } = options;
  const shifted = ns + offsetNs;
  const day = Math.floor(shifted / DAY_NS);
  const inDay = shifted - day * DAY_NS;
  const seconds = Math.floor(inDay / NANOS_PER_SECOND);
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = String(inDay % NANOS_PER_SECOND)
    .padStart(9, '0')
    .slice(0, DIGITS[unit]);
  const days = day === 0 ? '' : ` ${day > 0 ? '+' : '−'}${Math.abs(day)}d`;
  return `${clock}${fraction === '' ? '' : `.${fraction}`}${days}`;
}

/** Milliseconds that `zone` is ahead of UTC at an instant. */
function zoneOffsetMs(atMs: number, zone: string | undefined): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...(zone === undefined ? {} : { timeZone: zone }),
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(atMs);
  const of = (type: string): number => Number(parts.find((p) => p.type === type)?.value ?? 0);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - atMs;
}

/** What to add to exchange time to read it on a clock in `zone` (the browser's when absent), at the session's noon. */
export function localOffsetNs(sessionDate: string, zone?: string): number {
  const noon = Date.parse(`${sessionDate}T12:00:00Z`);
  if (Number.isNaN(noon)) return 0;
  return (zoneOffsetMs(noon, zone) - zoneOffsetMs(noon, EXCHANGE_ZONE)) * NANOS_PER_MS;
}

/** A wall-clock time with its day and zone: `2 Mar 2026, 09:30:00 GMT-5`. */
export const formatWallTime = (ms: number, zone: TimeZone): string =>
  new Intl.DateTimeFormat('en-GB', {
    ...(zone === 'exchange' ? { timeZone: EXCHANGE_ZONE } : {}),
    dateStyle: 'medium',
    timeStyle: 'long',
  }).format(ms);

/** A length of time to two or three figures in the unit that fits: `48 µs`, `4.2 ms`, `6.2 s`, `12 m 30 s`. */
export function formatDuration(ns: number | undefined): string {
  if (ns === undefined || !Number.isFinite(ns)) return ABSENT;
  const figure = (value: number): string => formatDecimal(value, value < 9.95 ? 1 : 0);
  const abs = Math.abs(ns);
  if (abs < 1_000) return `${formatDecimal(ns, 0)} ns`;
  if (abs < 999_500) return `${figure(ns / 1_000)} µs`;
  if (abs < 999_500_000) return `${figure(ns / NANOS_PER_MS)} ms`;
  const seconds = ns / NANOS_PER_SECOND;
  if (abs < 59.95 * NANOS_PER_SECOND) return `${formatDecimal(seconds, 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor(whole / 60) % 60).padStart(2, '0')} m`;
}

/** An age in a narrow column: always seconds up to a minute, so that the column does not jump. */
export function formatAge(ns: number | undefined): string {
  if (ns === undefined || !Number.isFinite(ns)) return ABSENT;
  const seconds = Math.max(0, ns) / NANOS_PER_SECOND;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 5_999.5) return `${Math.round(seconds / 60)} m`;
  return `${Math.round(seconds / 3_600)} h`;
}
