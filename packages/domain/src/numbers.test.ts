import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPx, InvariantError, notional, parsePx, parseQty, px, qty } from './index.ts';

describe('prices', () => {
  test('a price that is written and read again is the same price', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999_999 }), (n) => {
        expect(parsePx(formatPx(n))).toEqual({ ok: true, value: n });
      }),
      { seed: 42 },
    );
  });

  test('a price has at least two decimal places and no more than it needs', () => {
    expect([1_000_700, 1_000_000, 1_000_750, 1_000_755, 1, -15_000].map(formatPx)).toEqual([
      '100.07',
      '100.00',
      '100.075',
      '100.0755',
      '0.0001',
      '-1.50',
    ]);
  });

  test.each([
    ['0', 'above zero'],
    ['-1', 'above zero'],
    ['1e308', 'not a decimal'],
    ['NaN', 'not a decimal'],
    ['', 'not a decimal'],
    ['1.00001', 'four decimal places'],
    ['999999999999999', 'too large'],
    ['0x10', 'not a decimal'],
  ])('"%s" is refused as a price: %s', (text, reason) => {
    const parsed = parsePx(text, 'limitPx');
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) {
      expect(parsed.error.field).toBe('limitPx');
      expect(parsed.error.reason).toContain(reason);
    }
  });

  test('no text makes the parser throw', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const price = parsePx(text);
        const size = parseQty(text);
        if (price.ok) expect(Number.isSafeInteger(price.value) && price.value > 0).toBe(true);
        if (size.ok) expect(Number.isSafeInteger(size.value) && size.value > 0).toBe(true);
      }),
      { seed: 42, numRuns: 5_000 },
    );
  });
});

describe('quantities', () => {
  test('thousands separators are read, fractions, zero and exponents refused', () => {
    expect(parseQty('50,000')).toEqual({ ok: true, value: 50_000 });
    for (const text of ['0', '-5', '1.5', '1e308', '5,00', 'ten', '99999999999999999']) {
      expect(parseQty(text).ok, text).toBe(false);
    }
  });

  test('of a coin have as many places as the instrument counts, and no more', () => {
    expect(parseQty('1.5', 5)).toEqual({ ok: true, value: 150_000 });
    expect(parseQty('1,250.00001', 5)).toEqual({ ok: true, value: 125_000_001 });
    expect(parseQty('2.500000', 5)).toEqual({ ok: true, value: 250_000 });
    for (const text of ['0.000001', '0.000000', '-1.5', '.5', '100000000000.5', '1.5.1']) {
      expect(parseQty(text, 5).ok, text).toBe(false);
    }
  });
});

describe('facts are integers', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5, 2 ** 53])('%s is no price and no quantity', (n) => {
    expect(() => px(n)).toThrow(InvariantError);
    expect(() => qty(n)).toThrow(InvariantError);
  });

  test('a notional that would not be exact is not made', () => {
    expect(notional(px(1_000_700), qty(50_000))).toBe(50_035_000_000);
    expect(() => notional(px(2 ** 40), qty(2 ** 20))).toThrow(InvariantError);
  });
});
