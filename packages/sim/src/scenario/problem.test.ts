import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest, pathInWords } from './problem.ts';

/** By its definition, from the ends of both words. */
function naiveDistance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const rest = a.slice(1);
  const other = b.slice(1);
  const ways = [
    naiveDistance(rest, b) + 1,
    naiveDistance(a, other) + 1,
    naiveDistance(rest, other) + (a[0] === b[0] ? 0 : 1),
  ];
  if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0]) {
    ways.push(naiveDistance(a.slice(2), b.slice(2)) + 1);
  }
  return Math.min(...ways);
}

test('the distance of two words is the least number of edits', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(naiveDistance(a, b));
    }),
    { seed: 4 },
  );
});

test('the nearest name is one that a slip away could have been meant', () => {
  const known = ['take', 'make', 'latency', 'collarBps'];
  expect(nearest('tkae', known)).toBe('take');
  expect(nearest('Latency', known)).toBe('latency');
  expect(nearest('latencey', known)).toBe('latency');
  expect(nearest('collar', known)).toBeUndefined();
  expect(nearest('x', [])).toBeUndefined();
});

test('a path reads as one writes it', () => {
  expect(pathInWords(['venues', 2, 'fees', 'take'])).toBe('venues[2].fees.take');
  expect(pathInWords([])).toBe('');
});
