import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { FeedError } from '../failure.ts';
import type { DecodeOptions, FeedRecord, ReadSummary } from '../record.ts';
import { decodeItchMessage, encodeItch } from './codec.ts';
import { ITCH } from './format.ts';
import { ITCH_LAYOUTS, type ItchField, type ItchLayout, type ItchMessage } from './messages.ts';
import { itchPage } from './page.ts';

const FILE = '12302019.NASDAQ_ITCH50';
const NINE_THIRTY = 34_200_000_000_000;

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

/** Every field over its whole range, text with spaces inside it, numbers that are safe integers. */
const fieldValue = ({ kind, bytes }: ItchField): fc.Arbitrary<string | number> =>
  kind.startsWith('text')
    ? fc
        .string({
          unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)),
          maxLength: bytes,
        })
        .map((text) => text.trimEnd())
    : fc.oneof(
        fc.integer({ min: 0, max: Math.min(2 ** (8 * bytes) - 1, Number.MAX_SAFE_INTEGER) }),
        fc.constantFrom(0, Math.min(2 ** (8 * bytes) - 1, Number.MAX_SAFE_INTEGER)),
      );
const messageOf = ({ type, fields }: ItchLayout): fc.Arbitrary<ItchMessage> =>
  fc
    .record(Object.fromEntries(fields.map((field) => [field.name, fieldValue(field)])))
    .map((values) => ({ type, ...values }) as unknown as ItchMessage);

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

type OrderMessage = Extract<ItchMessage, { readonly type: 'A' }>;
const header = { stockLocate: 7, trackingNumber: 3, timestamp: 1 };
const order = (over: Partial<OrderMessage> = {}): ItchMessage => ({
  type: 'A',
  ...header,
  orderId: 1,
  side: 'B',
  shares: 300,
  stock: 'KITE',
  price: 1_000_000,
  ...over,
});

function decode(
  bytes: Uint8Array,
  options: Partial<DecodeOptions> & { readonly cuts?: readonly number[]; readonly file?: string } = {},
): { readonly records: FeedRecord[]; readonly summary: ReadSummary } {
  const records: FeedRecord[] = [];
  const { cuts = [], file = FILE, ...rest } = options;
  const take = (record: FeedRecord): void => void records.push({ ...record });
  const decoder = ITCH.decode(file, { take, ahead: () => {}, ...rest });
  let at = 0;
  for (const cut of [...cuts, bytes.length]) {
    decoder.push(bytes.subarray(at, cut));
    at = cut;
  }
  return { records, summary: decoder.end() };
}

const match = { ...header, matchNumber: 9 };
const A_DAY: readonly ItchMessage[] = [
  { type: 'S', stockLocate: 0, trackingNumber: 0, timestamp: 1, eventCode: 'O' },
  { type: 'H', ...header, stock: 'KITE', tradingState: 'T', reserved: '', reason: '' },
  order(),
  {
    type: 'F',
    ...header,
    orderId: 2,
    side: 'S',
    shares: 50,
    stock: 'KITE',
    price: 1_000_100,
    attribution: 'MPID',
  },
  { type: 'E', ...match, orderId: 1, executedShares: 100 },
  { type: 'C', ...match, orderId: 2, executedShares: 10, printable: 'Y', executionPrice: 1_000_050 },
  { type: 'C', ...match, orderId: 2, executedShares: 20, printable: 'N', executionPrice: 1_000_050 },
  { type: 'X', ...header, orderId: 1, canceledShares: 50 },
  { type: 'U', ...header, orderId: 1, newOrderId: 3, shares: 70, price: 999_900 },
  { type: 'D', ...header, orderId: 3 },
  { type: 'P', ...match, orderId: 0, side: 'B', shares: 30, stock: 'KITE', price: 1_000_075 },
  { type: 'Q', ...match, shares: 5_000_000_000, stock: 'KITE', crossPrice: 1_000_000, crossType: 'O' },
  { type: 'Q', ...match, shares: 0, stock: 'KITE', crossPrice: 0, crossType: 'I' },
  { type: 'B', ...match },
];

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
