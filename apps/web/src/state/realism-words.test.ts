import type { KeptReport, RealismFact, RealismSpan, UnixMs } from '@fairlead/domain';
import { expect, test } from 'vitest';
import { countInWords, factWords, judgementOf, longestKept } from './realism-words.ts';

const fact = (value?: number): RealismFact => ({
  name: 'tailIndex',
  about: '',
  source: '',
  low: 2,
  high: 5,
  recorded: [3],
  needs: 'an hour',
  ...(value === undefined ? {} : { value }),
});

test.each([
  ['tailIndex', 'tail index'],
  ['largestReturnAutocorrelation', 'largest return autocorrelation'],
  ['kurtosis10s', 'kurtosis 10s'],
  ['kurtosis1m', 'kurtosis 1m'],
  ['volatilityU', 'volatility U'],
  ['outlasts2s', 'outlasts 2s'],
  ['skew', 'skew'],
])('%s is called %s', (name, words) => expect(factWords(name)).toBe(words));

test('a fact is in its band at both its ends, out of it beyond them, and else says what it needs', () => {
  const word = (value?: number): string => judgementOf(fact(value)).word;
  expect([2, 5, 1.999, 5.001].map(word)).toEqual(['in band', 'in band', 'out of band', 'out of band']);
  expect(word()).toBe('needs an hour');
});

test('facts that the run could not tell are not counted against it, and said', () => {
  expect(countInWords([fact(3), fact(9)])).toBe('1 of 2 facts in band');
  expect(countInWords([fact(3), fact(), fact()])).toBe('1 of 1 facts in band, 2 not told by this run');
});

test('the longest run that is kept of a scenario is shown, and none where there is none', () => {
  const kept = (scenario: string, span: RealismSpan): KeptReport => ({
    scenario,
    span,
    seed: 1,
    measuredMs: 1 as UnixMs,
    older: false,
  });
  const all = [kept('thin', 'TenMinutes'), kept('day', 'TenMinutes'), kept('day', 'Hour')];
  expect(longestKept(all, 'day')).toBe('Hour');
  expect(longestKept(all, 'thin')).toBe('TenMinutes');
  expect(longestKept(all, 'calm')).toBeUndefined();
});
