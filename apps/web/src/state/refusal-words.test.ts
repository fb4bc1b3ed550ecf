import { expect, test } from 'vitest';
import { refusalWords } from './refusal-words.ts';

test('a refusal keeps its code and says its figures in a person’s units', () => {
  expect(
    refusalWords({
      code: 'MAX_PARENT_NOTIONAL',
      scope: 'Trader tara',
      value: 90_360_000_000_000,
      bound: 1_000_000_000_000,
    }),
  ).toBe('MAX_PARENT_NOTIONAL value=$9.04 B bound=$100 M (Trader tara)');
  expect(
    refusalWords({ code: 'REFERENCE_STALE', scope: 'Instrument KESTREL', value: 4_003.8, bound: 3_000 }),
  ).toBe('REFERENCE_STALE value=4,004 ms bound=3,000 ms (Instrument KESTREL)');
});

test('a refusal without figures is its code and scope', () => {
  expect(refusalWords({ code: 'KILLED', scope: 'Firm' })).toBe('KILLED (Firm)');
});
