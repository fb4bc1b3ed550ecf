import { expect, test } from 'vitest';
import { refusalWords } from './refusal-words.ts';

test('a refusal is written as the house writes it', () => {
  expect(
    refusalWords({ code: 'MAX_PARENT_QTY', scope: 'Instrument KESTREL', value: 1_100, bound: 1_000 }),
  ).toBe('MAX_PARENT_QTY value=1100 bound=1000 (Instrument KESTREL)');
  expect(refusalWords({ code: 'KILLED', scope: 'Firm' })).toBe('KILLED (Firm)');
});

test('a notional stands in currency behind it', () => {
  expect(
    refusalWords({
      code: 'MAX_PARENT_NOTIONAL',
      scope: 'Trader tara',
      value: 90_360_000_000_000,
      bound: 1_000_000_000_000,
    }),
  ).toBe('MAX_PARENT_NOTIONAL value=90360000000000 bound=1000000000000 (Trader tara): $9.04 B, bound $100 M');
});
