import { parseQty, px } from '@fairlead/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ABSENT,
  formatBps,
  formatFigures,
  formatMicros,
  formatMils,
  formatMoney,
  formatNotional,
  formatPrice,
  formatQty,
  formatShare,
  placesOf,
} from './numbers.ts';

describe('a quantity of a coin', () => {
  test('has the places that its instrument counts, and parses back', () => {
    expect(formatQty(150_000, 5)).toBe('1.50000');
    expect(formatQty(1, 5)).toBe('0.00001');
    expect(formatQty(undefined, 5)).toBe('—');
    expect(parseQty(formatQty(123_456_789, 5), 5)).toEqual({ ok: true, value: 123_456_789 });
  });
});

describe('prices', () => {
  test('a price has the places of its tick', () => {
    expect(formatPrice(px(1_000_700))).toBe('100.07');
    expect(formatPrice(px(1_000_000), placesOf(100))).toBe('100.00');
    expect(formatPrice(px(3_186_000))).toBe('318.60');
  });
  test('a half-cent midpoint keeps the place that it needs', () => {
    expect(formatPrice(1_000_750)).toBe('100.075');
  });
  test('a tick of a tenth of a cent needs three places', () => {
    expect(placesOf(10)).toBe(3);
    expect(placesOf(1)).toBe(4);
    expect(placesOf(100)).toBe(2);
    expect(placesOf(500)).toBe(2);
  });
  test('every price on the cent reads back as itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999 }), (cents) => {
        expect(Math.round(Number(formatPrice(cents * 100).replaceAll(',', '')) * 100)).toBe(cents);
      }),
      { seed: 42 },
    );
  });
});

describe('absent is a dash and never 0', () => {
  test('in every unit', () => {
    for (const text of [
      formatPrice(undefined),
      formatQty(undefined),
      formatBps(undefined),
      formatBps(Number.NaN),
      formatNotional(undefined),
      formatMicros(undefined),
      formatMils(undefined),
      formatShare(undefined),
    ])
      expect(text).toBe(ABSENT);
  });
});

describe('signs', () => {
  test('a minus is as wide as a plus, and nothing that rounds to zero has a sign', () => {
    expect(formatBps(-8.14, { signed: true })).toBe('−8.1');
    expect(formatBps(12.44, { signed: true })).toBe('+12.4');
    expect(formatBps(-0.04, { signed: true })).toBe('0.0');
    expect(formatBps(0.04, { signed: true })).toBe('0.0');
  });
  test('a rebate is negative', () => {
    expect(formatMils(-200)).toBe('−0.20');
    expect(formatMicros(-1_250_000)).toBe('−$1.25');
  });
});

describe('money', () => {
  test('three figures and a magnitude', () => {
    expect(formatNotional(50_040_000_000)).toBe('$5.00 M');
    expect(formatMoney(12_340)).toBe('$12.3 K');
    expect(formatMoney(999_996)).toBe('$1.00 M');
    expect(formatMoney(456_700_000)).toBe('$457 M');
    expect(formatMoney(41.2)).toBe('$41.20');
    expect(formatMoney(41.2, 'CHF')).toBe('CHF 41.20');
  });
});

test('figures of any size are written to three of them', () => {
  expect([0.06611, 5.875, 14.59, 312.4, 4_115, 0, -0.1584, 0.9996].map(formatFigures)).toEqual([
    '0.0661',
    '5.88',
    '14.6',
    '312',
    '4,120',
    '0.00',
    '−0.158',
    '1.00',
  ]);
  expect(formatFigures(undefined)).toBe(ABSENT);
});
