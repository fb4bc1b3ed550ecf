/** The wire: types, lengths and bytes, and the page that is made of the same table. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageOf, NINE_THIRTY, order } from '../../test/itch-day.ts';
import { decodeItchMessage, encodeItch } from './codec.ts';
import { ITCH_LAYOUTS } from './messages.ts';
import { itchPage } from './page.ts';

test('ITCH.md is what the source says', async () => {
  await expect(itchPage()).toMatchFileSnapshot('../../ITCH.md');
});

test('each of the 23 types has the length of the specification', () => {
  const lengths = Object.fromEntries(ITCH_LAYOUTS.map(({ type, length }) => [type, length]));
  expect(lengths).toEqual({
    ...{ S: 12, R: 39, H: 25, Y: 20, L: 26, V: 35, W: 12, K: 28, J: 35, h: 21, A: 36, F: 40, E: 31, C: 36 },
    ...{ X: 23, D: 19, U: 35, P: 44, Q: 40, B: 19, I: 50, N: 20, O: 48 },
  });
});

test('an add order lies on the wire as the specification says', () => {
  const bytes = encodeItch([order({ orderId: 2 ** 40 + 5, timestamp: NINE_THIRTY })]);
  expect(Buffer.from(bytes).toString('hex')).toBe(
    [
      '0024', // length
      '41', // A
      '0007', // locate
      '0003', // tracking number
      '1f1aced9f000', // 09:30
      '0000010000000005', // order
      '42', // B
      '0000012c', // 300
      '4b49544520202020', // KITE
      '000f4240', // 100.0000
    ].join(''),
  );
});

describe('the codec', () => {
  test.each(ITCH_LAYOUTS.map((layout) => [layout.type, layout] as const))(
    'reads back every message of type %s that it writes, and writes the same bytes again',
    (_, layout) => {
      fc.assert(
        fc.property(messageOf(layout), (message) => {
          const bytes = encodeItch([message]);
          const read = decodeItchMessage(new DataView(bytes.buffer), 2, layout.length);
          expect(read).toEqual({ ok: true, value: message });
          expect(read.ok && encodeItch([read.value])).toEqual(bytes);
        }),
        { seed: 42, numRuns: 200 },
      );
    },
  );

  test('writes nothing that does not fit', () => {
    expect(() => encodeItch([order({ shares: 2 ** 32 })])).toThrow(
      'shares must be a whole number of 4 bytes',
    );
    expect(() => encodeItch([order({ stock: 'TOOLONGNAME' })])).toThrow('at most 8 printable characters');
    expect(() => encodeItch([order({ stock: 'KÖTE' })])).toThrow('printable');
  });
});
