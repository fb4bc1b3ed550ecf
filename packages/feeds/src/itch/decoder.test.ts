/** What the decoder makes of a sound stream, however it comes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { A_DAY, decode, header, messageOf, NINE_THIRTY, order } from '../../test/itch-day.ts';
import { decodeItchMessage, encodeItch } from './codec.ts';
import { ITCH_LAYOUTS, type ItchMessage } from './messages.ts';

describe('the decoder', () => {
  test('makes of each message what the page says', () => {
    const { records, summary } = decode(encodeItch(A_DAY));
    expect(
      records.map(
        ({ type, instrument, orderId, newOrderId, side, px, qty }) =>
          ({
            Add: [type, orderId, side, px, qty],
            Execute: [type, orderId, px, qty],
            Reduce: [type, orderId, qty],
            Replace: [type, orderId, newOrderId, px, qty],
            Delete: [type, orderId],
            Trade: [type, side, px, qty],
          })[type as string] ?? [type, instrument],
      ),
    ).toEqual([
      ['Heartbeat', ''],
      ['Status', 'KITE'],
      ['Add', 1, 'Buy', 1_000_000, 300],
      ['Add', 2, 'Sell', 1_000_100, 50],
      ['Execute', 1, 0, 100],
      ['Execute', 2, 1_000_050, 10],
      ['Reduce', 2, 20],
      ['Reduce', 1, 50],
      ['Replace', 1, 3, 999_900, 70],
      ['Delete', 3],
      ['Trade', undefined, 1_000_075, 30],
      ['Trade', undefined, 1_000_000, 5_000_000_000],
      ['Heartbeat', 'KITE'],
      ['Heartbeat', 'KITE'],
    ]);
    expect(
      records.every(({ venue, tsEvent, tsRecv }) => venue === 'XNAS' && tsEvent === 1 && tsRecv === 1),
    ).toBe(true);
    expect(summary).toEqual({ records: 14, skipped: 0, faults: [] });
  });

  test('holds a stock while its regulator or this market does', () => {
    const halt = (tradingState: string): ItchMessage => ({
      type: 'H',
      ...header,
      stock: 'KITE',
      tradingState,
      reserved: '',
      reason: '',
    });
    const operational = (marketCode: string, haltAction: string): ItchMessage => ({
      type: 'h',
      ...header,
      stock: 'KITE',
      marketCode,
      haltAction,
    });
    const { records } = decode(
      encodeItch([
        halt('T'),
        halt('P'),
        operational('Q', 'H'),
        halt('T'),
        operational('B', 'T'),
        operational('Q', 'T'),
        halt('Q'),
      ]),
    );
    expect(records.map(({ type, status }) => (type === 'Status' ? status : type))).toEqual([
      'Open',
      'Halted',
      'Halted',
      'Halted',
      'Heartbeat',
      'Open',
      'Halted',
    ]);
  });

  test('reads the same however the stream is cut', () => {
    const bytes = encodeItch(A_DAY);
    const whole = decode(bytes);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 60 }), (cuts) => {
        expect(decode(bytes, { cuts: cuts.sort((a, b) => a - b) })).toEqual(whole);
      }),
      { seed: 42, numRuns: 200 },
    );
    expect(decode(bytes, { cuts: Array.from(bytes, (_, i) => i) })).toEqual(whole);
  });

  test('tells which orders the messages to come name, a few dozen at a time', () => {
    const ids = Array.from({ length: 100 }, (_, n) => 2 ** 40 + n);
    const day = ids.map((orderId) => order({ orderId }));
    const end = ids.map((orderId): ItchMessage => ({ type: 'D', ...header, orderId }));
    const told: number[] = [];
    const toCome: number[] = [];
    decode(encodeItch([...day, ...A_DAY.slice(4, 10), ...end]), {
      ahead: (orderIds, count) => told.push(...orderIds.subarray(0, count)),
      take: ({ type, orderId }) => {
        if (type === 'Delete' && orderId > 3) toCome.push(told.length - told.indexOf(orderId));
      },
    });
    expect(told).toEqual([1, 2, 2, 1, 1, 3, ...ids]);
    expect(Math.min(...toCome)).toBe(1);
    expect(Math.max(...toCome)).toBe(32);
  });

  test('takes a length of zero for the end, and nothing after it', () => {
    const day = [...encodeItch([order()]), 0, 0];
    expect(decode(Uint8Array.from(day)).summary.records).toBe(1);
    expect(() => decode(Uint8Array.from([...day, 0, 0]))).toThrow(
      /record 3, byte 40, length: a message after the end/,
    );
  });

  test('says the day and the market by the name', () => {
    const bytes = encodeItch([order()]);
    const told = (file: string) => {
      let date = '';
      const { records } = decode(bytes, {
        file,
        begin: (session) => {
          date = session.date;
        },
      });
      return [date, records[0]?.venue];
    };
    expect(told('/x/12302019.NASDAQ_ITCH50.gz')).toEqual(['2019-12-30', 'XNAS']);
    expect(told('a.zip:20190130.BX_ITCH_50')).toEqual(['2019-01-30', 'XBOS']);
    expect(told('S061226-v50.txt')).toEqual(['2026-06-12', 'XNAS']);
    expect(() => told('02302019.NASDAQ_ITCH50')).toThrow('must say the day');
    expect(() => told('day.itch')).toThrow('must say the day');
    expect(decode(bytes, { file: 'live' }).records).toHaveLength(1);
  });
});

/** Messages as a day has them: known locates, growing times, sides and flags that mean something. */
const soundMessages: fc.Arbitrary<ItchMessage[]> = fc
  .array(
    fc.tuple(
      fc.constantFrom(...ITCH_LAYOUTS.filter(({ type }) => 'AFECXDUP'.includes(type))).chain(messageOf),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 10 ** 9 }),
      fc.boolean(),
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((list) => {
    let timestamp = NINE_THIRTY;
    const directory = Array.from({ length: 20 }, (_, i) =>
      order({ stockLocate: i + 1, stock: `S${i + 1}`, timestamp }),
    );
    const flow = list.map(([message, stockLocate, wait, flag]) => {
      timestamp += wait;
      const over = {
        ...message,
        stockLocate,
        timestamp,
        stock: `S${stockLocate}`,
        side: flag ? 'B' : 'S',
        printable: flag ? 'Y' : 'N',
      } as unknown as Record<string, string | number>;
      for (const name of ['shares', 'executedShares', 'canceledShares']) {
        if (name in over) over[name] = Math.max(1, over[name] as number);
      }
      for (const name of ['price', 'executionPrice']) {
        if (name in over) over[name] = 1 + ((over[name] as number) % 2_000_000_000);
      }
      return over as unknown as ItchMessage;
    });
    return [...directory, ...flow];
  });

test('what is read by hand is what the table reads', () => {
  fc.assert(
    fc.property(soundMessages, (messages) => {
      const bytes = encodeItch(messages);
      const { records } = decode(bytes);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let at = 0;
      for (const record of records) {
        const length = view.getUint16(at);
        const read = decodeItchMessage(view, at + 2, length);
        at += 2 + length;
        if (!read.ok) throw new Error(read.error.reason);
        const value = read.value as unknown as Readonly<Record<string, string | number>>;
        expect(record.instrument).toBe(`S${value.stockLocate}`);
        expect(record.tsEvent).toBe(value.timestamp);
        expect(record.orderId).toBe(value.orderId);
        const qty = value.shares ?? value.executedShares ?? value.canceledShares;
        if (qty !== undefined) expect(record.qty).toBe(qty);
        const px = value.price ?? value.executionPrice;
        if (px !== undefined) expect(record.px).toBe(px);
        if (record.type === 'Add') expect(record.side).toBe(value.side === 'B' ? 'Buy' : 'Sell');
        if (record.type === 'Replace') expect(record.newOrderId).toBe(value.newOrderId);
      }
      expect(at).toBe(bytes.length);
    }),
    { seed: 42, numRuns: 150 },
  );
});
