/** What a recording's times count from: the midnight, in its zone, of the day of its first record. */
import type { FeedSession } from './record.ts';

export interface SessionClock {
  readonly session: FeedSession;
  /** Seconds since 1970. */
  readonly midnight: number;
}

const DAY_S = 86_400;
/** A recording spans at most a week; an order in a snapshot may have come long before it. */
const MAX_SPAN_NS = 7 * DAY_S * 1e9;
const MAX_AGE_NS = 100 * DAY_S * 1e9;

/** @param seconds since 1970, of the first record */
export function clockOf(seconds: number, zone: FeedSession['zone']): SessionClock {
  const day = (at: number): number => Math.floor((at + offsetOf(at, zone)) / DAY_S) * DAY_S;
  const local = day(seconds);
  // The zone's offset at midnight, which a change of clocks at 2 in the night may differ from.
  const midnight = local - offsetOf(local - offsetOf(local, zone), zone);
  return { session: { date: new Date(local * 1000).toISOString().slice(0, 10), zone }, midnight };
}

/** The recorder's time lies in the recording. */
export const isInSession = (ns: number): boolean => ns >= 0 && ns <= MAX_SPAN_NS;
/** The venue's time may lie before it. */
export const isNearSession = (ns: number): boolean => ns >= -MAX_AGE_NS && ns <= MAX_SPAN_NS;

/** Seconds that the zone's clock is ahead of UTC. */
function offsetOf(seconds: number, zone: FeedSession['zone']): number {
  if (zone === 'UTC') return 0;
  const parts = NEW_YORK.formatToParts(seconds * 1000);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((each) => each.type === type)?.value);
  const clock = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return clock / 1000 - seconds;
}

const NEW_YORK = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});
