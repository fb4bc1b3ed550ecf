import type { LimitRow } from '@fairlead/domain';
import { REFERENCE } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { defaultLimits, validateLimitRows } from './index.ts';
import { refusalsPage } from './refusals.ts';

const row = (over: Partial<Record<keyof LimitRow, unknown>>): LimitRow =>
  ({ level: 'Trader', key: '*', control: 'MAX_ORDER_QTY', bound: 10, ...over }) as LimitRow;
const fields = (...rows: unknown[]): string[] => validateLimitRows(rows as LimitRow[]).map((p) => p.field);

describe('limit rows before they take effect', () => {
  test('the defaults are valid', () => {
    expect(validateLimitRows(defaultLimits(REFERENCE.instruments))).toEqual([]);
  });

  test('a bound must be a whole number, zero or more', () => {
    for (const bound of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '10', undefined, null]) {
      expect(fields(row({ bound }))).toEqual(['rows[0].bound']);
    }
    expect(fields(row({ bound: 0 }))).toEqual([]);
  });

  test('level, control and key must be known', () => {
    expect(fields(row({ level: 'Galaxy' }))).toEqual(['rows[0].level']);
    expect(fields(row({ control: 'MAX_FUN' }))).toEqual(['rows[0].control']);
    expect(fields(row({ key: ' ' }))).toEqual(['rows[0].key']);
    expect(fields(row({ level: 'Firm', key: 'tara' }))).toEqual(['rows[0].key']);
    expect(fields(row({ level: 'Galaxy', bound: -1, key: 3 }))).toHaveLength(3);
  });

  test('the same limit twice is one too many', () => {
    expect(validateLimitRows([row({}), row({ key: 'tara' }), row({ bound: 11 })])).toEqual([
      { field: 'rows[2]', reason: 'repeats rows[0] (Trader * MAX_ORDER_QTY)' },
    ]);
  });

  test('what is no row is said to be none', () => {
    expect(fields(null, 3, 'row')).toEqual(['rows[0]', 'rows[1]', 'rows[2]']);
    expect(validateLimitRows(undefined as never)).toHaveLength(1);
  });
});

test('REFUSALS.md is what the source says', async () => {
  await expect(refusalsPage()).toMatchFileSnapshot('../REFUSALS.md');
});
