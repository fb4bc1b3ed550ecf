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

test('the digest is SHA-256 of the UTF-8 text', () => {
  const text = 'Fairlead, façade, 航';
  expect(digest(text)).toBe(createHash('sha256').update(text).digest('hex'));
});
