import { expect, test } from 'vitest';
import { formatTime, parseTime } from './time.ts';

test('a time of the session is read as a person writes it', () => {
  expect(parseTime('--from', '09:30')).toBe(34_200_000_000_000);
  expect(parseTime('--from', '9:30:01.25')).toBe(34_201_250_000_000);
  expect(parseTime('--from', '00:00:00.000000001')).toBe(1);
  expect(parseTime('--from', '26:00')).toBe(93_600_000_000_000);
  expect(formatTime(34_201_250_999_999)).toBe('09:30:01.250');
  expect(formatTime(93_600_000_000_000)).toBe('26:00:00.000');
});

test.each(['', '9', '09:60', '09:30:61', '09:30:00.', 'noon', '-1:00', '99999:00', '2500:00'])(
  '"%s" is refused by the option’s name',
  (text) => {
    expect(() => parseTime('--from', text)).toThrow('--from must be a time such as 09:30');
  },
);
