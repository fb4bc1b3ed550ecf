/** Decimal texts become exact integers, or nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isoToNs, microsToNs, msToNs, secondsToNs } from './clock.ts';
import { fixedOfNumber, parseFixed } from './fixed.ts';
import { clearLadder, createLadder, type LevelChange, setLevel, truncate } from './ladder.ts';

const SEED = 20240808;

describe('a decimal text', () => {
  test('of at most eight places is exact, whatever zeros it carries', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(4), fc.nat(4), (value, before, after) => {
        const digits = String(value).padStart(9, '0');
        const text = `${'0'.repeat(before)}${digits.slice(0, -8)}.${digits.slice(-8)}${'0'.repeat(after)}`;
        expect(parseFixed(text)).toBe(value);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  test.each([
    ['0', 0],
    ['0.00000000', 0],
    ['1', 100_000_000],
    ['61837.63', 6_183_763_000_000],
    ['0.000022900', 2290],
    ['90071992.54740991', Number.MAX_SAFE_INTEGER],
  ])('%s is %i', (text, value) => expect(parseFixed(text)).toBe(value));

  test.each([
    '',
    '.',
    '.5',
    '5.',
    '1.2.3',
    '-1',
    '+1',
    '1e5',
    '1,5',
    ' 1',
    '١',
    'NaN',
    '0.000000001',
    '90071992.54740992',
    '9'.repeat(400),
  ])('"%s" is none', (text) => expect(parseFixed(text)).toBeUndefined());
});

describe('a JSON number', () => {
  test('of at most 15 digits is what was written', () => {
    fc.assert(
      fc.property(fc.nat(90_071_992), fc.nat(8), (digits, places) => {
        const number = Number(`${digits}e-${places}`);
        expect(fixedOfNumber(number)).toBe(digits * 10 ** (8 - places));
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  test.each([
    [1e-8, 1],
    [1.5e-7, 15],
    [10.969999, 1_096_999_900],
  ])('%d is %i', (number, value) => expect(fixedOfNumber(number)).toBe(value));

  test.each([-1, 1e-9, 1e21, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d is none', (number) =>
    expect(fixedOfNumber(number)).toBeUndefined(),
  );
});

test('the same instant in each venue’s writing is the same nanosecond', () => {
  const midnight = Date.parse('2021-04-17');
  const ns = 60_532_480_123_000;
  expect(secondsToNs('1618678132.480123', midnight, 't')).toBe(ns);
  expect(isoToNs('2021-04-17T16:48:52.480123Z', midnight, 't')).toBe(ns);
  expect(microsToNs(1_618_678_132_480_123, midnight, 't')).toBe(ns);
  expect(msToNs(1_618_678_132_480, midnight, 't')).toBe(ns - 123_000);
  expect(isoToNs('2021-04-16T23:59:59Z', midnight, 't')).toBe(-1_000_000_000);
});

test('a ladder is a sorted map of its levels, whatever the order of changes', () => {
  const change = fc.record({ px: fc.integer({ min: 1, max: 40 }), qty: fc.nat(3) });
  fc.assert(
    fc.property(
      fc.constantFrom(1, -1),
      fc.array(change, { maxLength: 120 }),
      fc.nat(12),
      (sign, changes, depth) => {
        const ladder = createLadder(sign as 1 | -1);
        const naive = new Map<number, number>();
        const sorted = () => [...naive].sort(([a], [b]) => sign * (a - b));
        for (const { px, qty } of changes) {
          const level: LevelChange = { side: 'Buy', px, qty, digits: String(px) };
          expect(setLevel(ladder, level)).toBe(naive.has(px));
          if (qty === 0) naive.delete(px);
          else naive.set(px, qty);
        }
        expect(ladder.px.map((px, i) => [px, ladder.qty[i]])).toEqual(sorted());
        expect(ladder.digits).toEqual(ladder.px.map(String));
        const gone = sorted().slice(0, Math.max(0, naive.size - depth));
        expect(truncate(ladder, depth)).toEqual(gone.map(([px]) => px));
        expect(ladder.px).toHaveLength(Math.min(depth, naive.size));
        clearLadder(ladder);
        expect([ladder.px, ladder.qty, ladder.digits]).toEqual([[], [], []]);
      },
    ),
    { seed: SEED, numRuns: 500 },
  );
});
