/** Each kind of message that is not sound, and what becomes of the rest of the day. */
import { describe, expect, test } from 'vitest';
import { decode, FILE, header, match, NINE_THIRTY, order } from '../../test/itch-day.ts';
import { FeedError } from '../failure.ts';
import type { FeedRecord } from '../record.ts';
import { encodeItch } from './codec.ts';
import type { ItchMessage } from './messages.ts';

/** `order()` with some bytes after its type byte replaced. */
function patched(at: number, ...bytes: number[]): Uint8Array {
  const day = encodeItch([order(), order({ orderId: 2 })]);
  day.set(bytes, 38 + 2 + at);
  return day;
}

describe('a message that is not sound is refused with its place, its field and why', () => {
  test.each([
    ['an unknown type', patched(0, 0x7a), 'type: no message has the type 0x7a'],
    ['a length of another type', patched(0, 0x44), 'length: a message of type D has 19 bytes, got 36'],
    [
      'a time beyond the day',
      patched(5, 0x4e, 0x94, 0x91, 0x4f, 0x00, 0x00),
      'timestamp: 86400000000000 ns is beyond the day',
    ],
    ['a time that goes back', patched(5, 0, 0, 0, 0, 0, 0), 'timestamp: goes back: 0 ns comes after 1 ns'],
    ['an order number that is not exact', patched(11, 0, 0x20), 'orderId: is too large'],
    ['a side', patched(19, 0x62), 'side: must be B or S'],
    ['shares of zero', patched(20, 0, 0, 0, 0), 'shares: must be above zero'],
    ["another stock's symbol", patched(24, 0x4c), 'stock: locate 7 is KITE'],
    ['a locate of zero', patched(1, 0, 0), 'stockLocate: must be above zero where there is a stock'],
    ['a price of zero', patched(32, 0, 0, 0, 0), 'price: must be 1 to 2000000000, got 0'],
    [
      'a price above the highest',
      patched(32, 0x77, 0x35, 0x94, 1),
      'price: must be 1 to 2000000000, got 2000000001',
    ],
  ])('%s', (_, bytes, reason) => {
    const seen: FeedRecord[] = [];
    expect(() => decode(bytes, { take: (record) => seen.push({ ...record }) })).toThrow(
      new FeedError({ file: FILE, record: 2, byte: 38, reason: '' }).message.replace(/: $/, `, ${reason}`),
    );
    expect(seen).toHaveLength(1);
  });

  test.each<[string, ItchMessage, string]>([
    [
      'an unknown locate',
      { type: 'D', ...header, stockLocate: 8, orderId: 1 },
      'stockLocate: no message has said which stock 8 is',
    ],
    ['an unknown locate far off', { type: 'B', ...match, stockLocate: 65_535 }, 'stockLocate'],
    [
      'a printable flag',
      { type: 'C', ...match, orderId: 1, executedShares: 1, printable: 'y', executionPrice: 1 },
      'printable: must be Y or N',
    ],
    [
      'a trading state',
      { type: 'H', ...header, stock: 'KITE', tradingState: 'X', reserved: '', reason: '' },
      'tradingState',
    ],
    [
      'an empty symbol',
      { type: 'N', ...header, stockLocate: 9, stock: '', interest: 'N' },
      'stock: is not a symbol',
    ],
    [
      'a cross without a price',
      { type: 'Q', ...match, shares: 5, stock: 'KITE', crossPrice: 0, crossType: 'O' },
      'crossPrice: must be 1 to',
    ],
    [
      'an execution of nothing',
      { type: 'E', ...match, orderId: 1, executedShares: 0 },
      'executedShares: must be above zero',
    ],
    [
      'a cancel of nothing',
      { type: 'X', ...header, orderId: 1, canceledShares: 0 },
      'canceledShares: must be above zero',
    ],
    [
      'a replacement for nothing',
      { type: 'U', ...header, orderId: 1, newOrderId: 2, shares: 1, price: 0 },
      'price: must be 1 to',
    ],
  ])('%s', (_, message, reason) => {
    expect(() => decode(encodeItch([order(), message]))).toThrow(reason);
  });

  test('a stream that ends inside a message is truncated, whatever the policy', () => {
    const bytes = encodeItch([order(), order({ orderId: 2 })]);
    for (const length of [39, 40, 50, bytes.length - 1]) {
      expect(() => decode(bytes.subarray(0, length), { onFault: 'Skip' })).toThrow(
        /record 2, byte 38, length: the stream ends inside this message/,
      );
    }
  });

  test('is left out and counted under Skip; one wrong clock is not the end of the day', () => {
    const late = order({ orderId: 2, timestamp: NINE_THIRTY });
    const { records, summary } = decode(
      encodeItch([
        order(),
        late,
        order({ orderId: 3 }),
        order({ orderId: 4 }),
        order({ orderId: 5, price: 0 }),
      ]),
      { onFault: 'Skip' },
    );
    expect(records.map(({ orderId }) => orderId)).toEqual([1, 2, 4]);
    expect(summary).toMatchObject({ records: 3, skipped: 2 });
    expect(summary.faults[0]).toMatch(/record 3, byte 76, timestamp: goes back/);
  });

  test('under Resync clears its book, which stays so, and no other', () => {
    const other = { stockLocate: 9, stock: 'MERL' };
    const { records, summary } = decode(
      encodeItch([
        order(),
        order({ orderId: 2, price: 0 }),
        order({ orderId: 3 }),
        order({ orderId: 4, ...other }),
        { type: 'P', ...match, orderId: 0, side: 'B', shares: 30, stock: 'KITE', price: 1_000_075 },
        order({ orderId: 5, price: 0 }),
      ]),
      { onFault: 'Resync' },
    );
    expect(records.map(({ type, instrument }) => [type, instrument])).toEqual([
      ['Add', 'KITE'],
      ['Clear', 'KITE'],
      ['Heartbeat', 'KITE'],
      ['Add', 'MERL'],
      ['Trade', 'KITE'],
    ]);
    expect(summary.skipped).toBe(2);
  });
});
