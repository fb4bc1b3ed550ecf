import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBound, groupLimits, LIMIT_CONTROLS, parseBound, typedBound } from './limit-words.ts';

describe('a limit of coins', () => {
  test('is typed and read in coins, and stored in what they count in', () => {
    expect(parseBound('MAX_ORDER_QTY', '1.5', 5)).toEqual({ ok: true, value: 150_000 });
    expect(formatBound('MAX_ORDER_QTY', 150_000, 5)).toBe('1.5 coins');
    expect(typedBound('MAX_ORDER_QTY', 150_001, 5)).toBe('1.50001');
    expect(parseBound('MAX_ORDER_QTY', '0.000001', 5).ok).toBe(false);
    expect(parseBound('MAX_ORDER_NOTIONAL', '1.00001', 5).ok).toBe(false);
    expect(parseBound('PRICE_COLLAR', '1.5', 5).ok).toBe(false);
  });
});

describe('limits in a person’s units', () => {
  test('a notional is typed in currency and stored in ten-thousandths', () => {
    expect(parseBound('MAX_PARENT_NOTIONAL', '1,000,000')).toEqual({ ok: true, value: 10_000_000_000 });
    expect(formatBound('MAX_PARENT_NOTIONAL', 10_000_000_000)).toBe('$1.00 M');
  });
  test('shares, basis points and milliseconds are whole', () => {
    expect(parseBound('MAX_ORDER_QTY', '50,000')).toEqual({ ok: true, value: 50_000 });
    expect(parseBound('PRICE_COLLAR', '1.5').ok).toBe(false);
    expect(formatBound('MAX_REFERENCE_AGE', 3_000)).toBe('3,000 ms');
  });
  test.each(['', '-1', 'x', '1e9', '9999999999999999', '1.23456'])('"%s" is no bound', (text) => {
    expect(parseBound('MAX_GROSS_NOTIONAL', text).ok).toBe(false);
  });
  test('zero is a bound: nothing is allowed', () => {
    expect(parseBound('MAX_ORDER_QTY', '0')).toEqual({ ok: true, value: 0 });
  });
  test('what is shown for editing reads back as the same bound', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LIMIT_CONTROLS), fc.integer({ min: 0, max: 1e13 }), (control, bound) => {
        expect(parseBound(control, typedBound(control, bound))).toEqual({ ok: true, value: bound });
      }),
      { seed: 42 },
    );
  });
  test('groups go from the firm inwards, the default first', () => {
    const groups = groupLimits([
      { level: 'Trader', key: 'tara', control: 'MAX_ORDER_QTY', bound: 1 },
      { level: 'Trader', key: '*', control: 'MAX_ORDER_QTY', bound: 2 },
      { level: 'Firm', key: '*', control: 'MAX_GROSS_NOTIONAL', bound: 3 },
    ]);
    expect(groups.map((g) => [g.level, g.rows.map((r) => r.key)])).toEqual([
      ['Firm', ['*']],
      ['Trader', ['*', 'tara']],
    ]);
  });
});
