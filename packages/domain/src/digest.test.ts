import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical, digest, digestOf } from './index.ts';

test('the order of keys and of map entries changes nothing', () => {
  expect(canonical({ b: 1, a: [true, null] })).toBe('{"a":[true,null],"b":1}');
  expect(digestOf({ a: 1, b: 2 })).toBe(digestOf({ b: 2, a: 1 }));
  expect(
    digestOf(
      new Map([
        [1, 'x'],
        [2, 'y'],
      ]),
    ),
  ).toBe(
    digestOf(
      new Map([
        [2, 'y'],
        [1, 'x'],
      ]),
    ),
  );
});

test('a member that is undefined is a member that is absent', () => {
  expect(digestOf({ a: 1, b: undefined })).toBe(digestOf({ a: 1 }));
});

test('a value that is not finite has no canonical text', () => {
  expect(() => canonical({ a: Number.NaN })).toThrow('finite');
  expect(() => canonical(Number.POSITIVE_INFINITY)).toThrow('finite');
});

test('canonical text of any JSON reads back as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { seed: 42 },
  );
});

test('canonical text is what the language writes of the value with its members in order', () => {
  const ordered = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(ordered);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, ordered(v)]));
  };
  // The language lists whole-number keys first, whatever the order of making: a letter before them keeps it.
  const key = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a"b', 'a\\b', '\u0000', 'é', '\ud800', '~', ' '),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', '\\', '\n', '\u007f', '\u2028', '\ud83d', '🐤', -0, 1e21, 1e-7, 5e-324, 2 ** 53),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('any'), { maxLength: 5 }),
      fc.dictionary(
        key.map((text) => `k${text}`),
        fc.oneof(tie('any'), fc.constant(undefined)),
      ),
    ),
  })).any;
  fc.assert(
    fc.property(value, (given) => {
      expect(canonical(given)).toBe(JSON.stringify(ordered(given)));
    }),
    { seed: 42, numRuns: 500 },
  );
  expect(canonical({ 10: 'a', 9: 'b', x: 1 })).toBe('{"10":"a","9":"b","x":1}');
});

test('the digest is SHA-256 of the UTF-8 text', () => {
  const text = 'Fairlead, façade, 航';
  expect(digest(text)).toBe(createHash('sha256').update(text).digest('hex'));
});
