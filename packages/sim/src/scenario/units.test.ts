import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationNs, scaled, timeNs } from './units.ts';

describe('a duration', () => {
  test.each([
    ['50us', 50_000],
    ['1.5ms', 1_500_000],
    ['30s', 30_000_000_000],
    ['0.5m', 30_000_000_000],
    ['2h', 7_200_000_000_000],
    ['0ns', 0],
    ['1.000ns', 1],
  ])('%s is %d ns', (text, ns) => {
    expect(durationNs(text)).toBe(ns);
  });

  test.each(['', '50', 'us', '-5s', '1.s', '.5s', '1e3s', '5 s', '5S', '1.5ns', '0.0001us', '999999999999h'])(
    '%j is none',
    (text) => {
      expect(durationNs(text)).toBeUndefined();
    },
  );

  test('is counted exactly, however many parts it is written in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_007_199_254_740 }), (us) => {
        const ms = `${Math.floor(us / 1000)}.${String(us % 1000).padStart(3, '0')}ms`;
        expect(durationNs(ms)).toBe(us * 1000);
      }),
      { seed: 4 },
    );
  });
});

describe('a time of day', () => {
  test.each([
    ['09:30', 34_200_000_000_000],
    ['15:59:59.25', 57_599_250_000_000],
    ['00:00:00.000000001', 1],
  ])('%s is %d ns after midnight', (text, ns) => {
    expect(timeNs(text)).toBe(ns);
  });

  test.each(['9:30', '24:00', '09:60', '09:30:60', '09:30:00.1234567890', '0930', ''])(
    '%j is none',
    (text) => {
      expect(timeNs(text)).toBeUndefined();
    },
  );
});

describe('a decimal', () => {
  test('becomes the integer that was written, or nothing', () => {
    expect(scaled(0.003, 6)).toBe(3_000);
    expect(scaled(-0.0006, 6)).toBe(-600);
    expect(scaled(42.15, 4)).toBe(421_500);
    expect(scaled(0.29, 2)).toBe(29);
    expect(scaled(0.0000001, 6)).toBeUndefined();
    expect(scaled(100.00005, 4)).toBeUndefined();
    expect(scaled(1e300, 4)).toBeUndefined();
    expect(Object.is(scaled(-0, 4), 0)).toBe(true);
  });

  test('with up to 15 digits comes back as its digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }), (whole) => {
        const digits = String(Math.abs(whole)).padStart(7, '0');
        const text = `${whole < 0 ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
        expect(scaled(Number(text), 6)).toBe(whole);
      }),
      { seed: 4 },
    );
  });

  test('with a digit too many is refused', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99_999_999_999_999 }),
        fc.integer({ min: 1, max: 9 }),
        (whole, more) => {
          const digits = String(whole).padStart(7, '0');
          const text = `${digits.slice(0, -6)}.${digits.slice(-6)}${more}`;
          expect(scaled(Number(text), 6)).toBeUndefined();
        },
      ),
      { seed: 4 },
    );
  });
});
