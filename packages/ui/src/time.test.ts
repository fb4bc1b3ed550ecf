import { NANOS_PER_SECOND } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { ABSENT } from './numbers.ts';
import { formatAge, formatDuration, formatTime, formatWallTime, localOffsetNs } from './time.ts';

const AT = (10 * 3600 + 42 * 60 + 17) * NANOS_PER_SECOND + 318_204_917;

describe('clock times', () => {
  test('to the second, millisecond, microsecond and nanosecond', () => {
    expect(formatTime(AT, { unit: 's' })).toBe('10:42:17');
    expect(formatTime(AT)).toBe('10:42:17.318');
    expect(formatTime(AT, { unit: 'us' })).toBe('10:42:17.318204');
    expect(formatTime(AT, { unit: 'ns' })).toBe('10:42:17.318204917');
  });
  test('a session that runs past midnight says which day', () => {
    expect(formatTime(25 * 3600 * NANOS_PER_SECOND, { unit: 's' })).toBe('01:00:00 +1d');
  });
  test('local time is exchange time plus the zones apart on that day, summer time included', () => {
    const hour = 3600 * NANOS_PER_SECOND;
    expect(localOffsetNs('2012-06-21', 'Europe/Paris')).toBe(6 * hour);
    expect(localOffsetNs('2012-03-20', 'Europe/Paris')).toBe(5 * hour);
    expect(localOffsetNs('2012-06-21', 'UTC')).toBe(4 * hour);
    expect(formatTime(AT, { unit: 's', offsetNs: 4 * hour })).toBe('14:42:17');
  });
  test('a wall-clock time says its day and zone', () => {
    const winter = Date.UTC(2026, 2, 2, 14, 30);
    const summer = Date.UTC(2026, 5, 2, 14, 30);
    expect(formatWallTime(winter, 'exchange')).toBe('2 Mar 2026, 09:30:00 GMT-5');
    expect(formatWallTime(summer, 'exchange')).toBe('2 Jun 2026, 10:30:00 GMT-4');
  });
  test('absent is a dash', () => {
    expect(formatTime(undefined)).toBe(ABSENT);
  });
});

describe('lengths of time', () => {
  test('in the unit that fits', () => {
    expect(formatDuration(740)).toBe('740 ns');
    expect(formatDuration(48_200)).toBe('48 µs');
    expect(formatDuration(4_210_000)).toBe('4.2 ms');
    expect(formatDuration(999_900)).toBe('1.0 ms');
    expect(formatDuration(6.2 * NANOS_PER_SECOND)).toBe('6.2 s');
    expect(formatDuration(750 * NANOS_PER_SECOND)).toBe('12 m 30 s');
    expect(formatDuration(3 * 3600 * NANOS_PER_SECOND)).toBe('3 h 00 m');
  });
  test('an age stays in seconds where a column must not jump', () => {
    expect(formatAge(80_000_000)).toBe('0.1 s');
    expect(formatAge(6.24 * NANOS_PER_SECOND)).toBe('6.2 s');
    expect(formatAge(180 * NANOS_PER_SECOND)).toBe('3 m');
    expect(formatAge(undefined)).toBe(ABSENT);
  });
});
