import { HOSTILE_TEXTS } from '@fairlead/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromText, toText } from './columns.ts';

const anyText = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('\u0010', '\u0000', '0000', 'd800', '\ud800', '\udc00', 'a'))
    .map((t) => t.join('')),
);

test('any text comes back from a column as it was', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(fromText(toText(text))).toBe(text);
    }),
    { seed: 42, numRuns: 2_000 },
  );
});

test('what is written holds no NUL and no half of a pair', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const written = toText(text);
      // It throws on half a pair.
      expect(() => encodeURIComponent(written)).not.toThrow();
      expect(written).not.toContain('\u0000');
    }),
    { seed: 42, numRuns: 2_000 },
  );
});

test('ordinary text is written as it is', () => {
  for (const text of ['', 'KESTREL', "o'neil; DROP TABLE", '漢字 🐤']) expect(toText(text)).toBe(text);
});
