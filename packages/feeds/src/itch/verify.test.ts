/** A day verified by itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { A_DAY, FILE, header, order } from '../../test/itch-day.ts';
import { encodeItch } from './codec.ts';
import { ITCH } from './format.ts';
import type { ItchMessage } from './messages.ts';

describe('a day verified by itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'itch-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const verify = (messages: readonly ItchMessage[]) => {
    const path = join(folder, FILE);
    writeFileSync(path, encodeItch(messages));
    return ITCH.verify?.(path);
  };

  test('follows every order that a message names', async () => {
    expect(await verify(A_DAY)).toEqual({
      rows: 14,
      mismatches: 0,
      checked: 'every order that a message names, in the books of 1 stocks',
      examples: [],
    });
  });

  test('counts an order that is not there, one that comes twice, one that has less, and one of another stock', async () => {
    const found = await verify([
      order(),
      order({ orderId: 2, stockLocate: 9, stock: 'MERL' }),
      { type: 'D', ...header, orderId: 5 },
      order({ side: 'S' }),
      { type: 'X', ...header, orderId: 1, canceledShares: 301 },
      { type: 'D', ...header, orderId: 2 },
    ]);
    expect(found).toMatchObject({
      rows: 6,
      mismatches: 4,
      examples: [
        'message 3, Delete of order 5, KITE: UnknownOrder',
        'message 4, Add of order 1, KITE: DuplicateOrder',
        'message 5, Reduce of order 1, KITE: OverReduce',
        "message 6, Delete of order 2, KITE: another stock's order",
      ],
    });
  });
});
