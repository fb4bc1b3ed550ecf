import { TACTICS } from '@fairlead/domain';
import { expect, test } from 'vitest';
import { AT, FEATURE_COUNT, FEATURES, featureTable, TACTIC_AT } from './schema.ts';

test('FEATURES.md is what the source says', async () => {
  await expect(featureTable()).toMatchFileSnapshot('../FEATURES.md');
});

test('names are unique, at most 64, and each has its own column and room between its bounds', () => {
  expect(new Set(FEATURES.map(({ name }) => name)).size).toBe(FEATURE_COUNT);
  expect(FEATURE_COUNT).toBeLessThanOrEqual(64);
  FEATURES.forEach(({ name, low, high }, at) => {
    expect(AT[name]).toBe(at);
    expect(low).toBeLessThan(high);
  });
});

test('every tactic has a column of its own', () => {
  expect(new Set(TACTICS.map((tactic) => TACTIC_AT[tactic])).size).toBe(TACTICS.length);
});
