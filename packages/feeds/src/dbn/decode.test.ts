/** Databento Binary Encoding: header and records by the byte, what is refused, and the recorded file. */
import { inWords, recorded } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { findFormat, readFeed } from '../formats.ts';
import type { FaultPolicy, FeedRecord, FeedSession, ReadSummary } from '../record.ts';
import { DBN } from './decode.ts';

/** 2024-03-01 12:00:00 UTC. */
const NOON = 1_709_294_400_000_000_000n;

interface Mbo {
  readonly ts?: bigint;
  readonly orderId?: bigint;
  readonly px?: bigint;
  readonly qty?: number;
  readonly flags?: number;
  readonly what?: string;
  readonly seq?: number;
  readonly instrument?: number;
}

function mbo(of: Mbo = {}, tsOut = false): Buffer {
  const bytes = Buffer.alloc(tsOut ? 64 : 56);
  const {
    ts = NOON,
    orderId = 7n,
    px = 4_799_250_000_000n,
    qty = 3,
    flags = 128,
    what = 'AB',
    seq = 1,
    instrument = 17,
  } = of;
  bytes[0] = bytes.length / 4;
  bytes[1] = 0xa0;
  bytes.writeUInt16LE(1, 2);
  bytes.writeUInt32LE(instrument, 4);
  bytes.writeBigUInt64LE(ts, 8);
  bytes.writeBigUInt64LE(orderId, 16);
  bytes.writeBigInt64LE(px, 24);
  bytes.writeUInt32LE(qty, 32);
  bytes[36] = flags;
  bytes.write(what, 38, 'latin1');
  bytes.writeBigUInt64LE(ts + 5n, 40);
  bytes.writeUInt32LE(seq, 52);
  return bytes;
}

function header(version: number, { dataset = 'GLBX.MDP3', tsOut = 0, symbol = '17' } = {}): Buffer {
  const length = version === 1 ? 22 : 71;
  const name = (text: string): Buffer => Buffer.concat([Buffer.from(text)], length);
  const count = (n: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(n);
    return bytes;
  };
  const fixed = Buffer.alloc(100);
  fixed.write(dataset, 0, 'latin1');
  const at = version === 1 ? 50 : 42;
  fixed[at] = 1;
  fixed[at + 2] = tsOut;
  if (version > 1) fixed.writeUInt16LE(length, at + 3);
  const lists = [count(0), count(1), name('ESH4'), count(0), count(1), name('ESM4')];
  const mappings = [count(1), name('ESH4'), count(1), count(20_240_301), count(20_240_302), name(symbol)];
  const body = Buffer.concat([fixed, ...lists, ...mappings]);
  return Buffer.concat([
    Buffer.from(`DBN${String.fromCharCode(version)}`, 'latin1'),
    count(body.length),
    body,
  ]);
}

describe('a file', () => {
  test.each([1, 2, 3])('of version %d is read by its own lengths', (version) => {
    const { records, session, summary } = decode([header(version), mbo(), mbo({ what: 'TA', seq: 2 })]);
    expect(records.map(inWords)).toEqual(['1 Add 7 Buy 47992500 3', '2 Trade Sell 47992500 3']);
    expect(records[0]).toMatchObject({
      venue: 'GLBX',
      instrument: 'ESH4',
      tsEvent: 43_200_000_000_000,
      tsRecv: 43_200_000_000_005,
    });
    expect(session).toEqual({ date: '2024-03-01', zone: 'UTC' });
    expect(summary).toEqual({ records: 2, skipped: 0, faults: [], ignored: 0 });
  });

  test('of US equities counts times from New York’s midnight', () => {
    const { records, session } = decode([header(3, { dataset: 'XNAS.ITCH' }), mbo({ ts: NOON + 1n })]);
    expect(session).toEqual({ date: '2024-03-01', zone: 'America/New_York' });
    expect(records[0]!.tsEvent).toBe(7 * 3600e9 + 1);
  });

  test('with sending times has longer records', () => {
    const { records } = decode([header(2, { tsOut: 1 }), mbo({}, true), mbo({ orderId: 8n }, true)]);
    expect(records.map(({ orderId }) => orderId)).toEqual([7, 8]);
  });

  test('steps over records of other kinds, and counts them', () => {
    const other = Buffer.alloc(80, 0xff);
    other[0] = 20;
    other[1] = 0x16;
    const { records, summary } = decode([header(3), other, mbo(), other]);
    expect(records).toHaveLength(1);
    expect(summary).toMatchObject({ records: 1, ignored: 2 });
  });

  test('calls an instrument that the header does not name by its number', () => {
    expect(decode([header(1), mbo({ instrument: 99 })]).records[0]!.instrument).toBe('99');
  });

  test('is the same cut into bytes', () => {
    const bytes = Buffer.concat([header(2), mbo(), mbo({ what: 'CB', seq: 2 })]);
    expect(decode([...bytes].map((byte) => Buffer.of(byte))).records.map(inWords)).toEqual([
      '1 Add 7 Buy 47992500 3',
      '2 Reduce 7 3',
    ]);
  });
});

describe('what is not sound', () => {
  test.each([
    ['a price between units', { px: 4_799_250_050_000n }, 'price: is not a whole number of 1/10,000'],
    ['no price', { px: 2n ** 63n - 1n }, 'price: must be above zero'],
    ['a price below zero', { px: -250_000_000n }, 'price: must be above zero, got -2500'],
    ['a price far below zero', { px: -(2n ** 62n) }, 'price: is not a whole number of 1/10,000'],
    ['an order id above 2^53', { orderId: 2n ** 53n }, 'order_id: is above 2^53'],
    ['a size of zero', { qty: 0 }, 'size: must be above zero, got 0'],
    ['no size', { qty: 0xffff_ffff }, 'size: must be above zero, got 0'],
    ['an unknown action', { what: 'ZB' }, 'action: must be A, C, M, T, F, R or N, got "Z"'],
    ['an unknown side', { what: 'A\0' }, 'side: must be B, A or N, got byte 0'],
    ['an order without a side', { what: 'AN' }, 'side: of an order must be B or A'],
    ['a time that goes back', { ts: NOON - 1n }, 'ts_recv: goes back by 1 ns'],
    ['no time', { ts: 2n ** 64n - 6n }, 'ts_recv: is not of the recording’s week'],
  ])('%s', (_, bad, reason) => {
    const file = [header(1), mbo(), mbo({ ...bad, seq: 2 }), mbo({ orderId: 8n, seq: 3 })];
    // The header is 8 + 100 + lists and mappings of 22-byte names.
    expect(() => decode(file)).toThrow(`x.dbn, record 2, byte ${header(1).length + 56}, ${reason}`);
    const { records, summary } = decode(file, 'Skip');
    expect(records.map(({ orderId }) => orderId)).toEqual([7, 8]);
    expect(summary.skipped).toBe(1);
  });

  test('a large price is exact', () => {
    expect(decode([header(1), mbo({ px: 9_007_199_254_740_900_000n })]).records[0]!.px).toBe(
      90_071_992_547_409,
    );
  });

  test('empties every book under Resync until its snapshot', () => {
    const { records } = decode(
      [
        header(1),
        mbo(),
        mbo({ instrument: 99, seq: 2 }),
        mbo({ qty: 0, seq: 3 }),
        mbo({ orderId: 8n, seq: 4 }),
        mbo({ orderId: 9n, flags: 160, seq: 5 }),
      ],
      'Resync',
    );
    expect(records.map((record) => `${record.instrument} ${inWords(record)}`)).toEqual([
      'ESH4 1 Add 7 Buy 47992500 3',
      '99 2 Add 7 Buy 47992500 3',
      'ESH4 2 Clear',
      '99 2 Clear',
      'ESH4 5 Clear',
      'ESH4 5 Add 9 Buy 47992500 3',
    ]);
  });

  const whole = Buffer.concat([header(1), mbo()]);
  const patched = (at: number, ...bytes: number[]): Buffer => {
    const copy = Buffer.from(whole);
    copy.set(bytes, at);
    return copy;
  };
  test.each([
    ['another file', Buffer.from('hello, world'), 'byte 0, metadata magic: must be "DBN"'],
    ['a version to come', patched(3, 4), 'byte 3, metadata version: must be 1 to 3, got 4'],
    [
      'a header of 4 GB',
      patched(4, 0xff, 0xff, 0xff, 0xff),
      'byte 4, metadata length: must be 100 to 33554432',
    ],
    [
      'symbols without end',
      patched(112, 0xff, 0xff, 0xff, 0xff),
      'metadata symbols: runs over the end of the metadata',
    ],
    [
      'a record of no length',
      patched(header(1).length, 0),
      'record 1, byte 228, length: must be at least 16 bytes, got 0',
    ],
    [
      'a record of another length',
      patched(header(1).length, 13),
      'of a market-by-order record must be 56 bytes, got 52',
    ],
    [
      'a file cut in its header',
      whole.subarray(0, 100),
      'byte 0, metadata: is cut off: the file is truncated',
    ],
    [
      'a file cut in a record',
      whole.subarray(0, -1),
      'record 1, byte 228, length: the file ends inside this record',
    ],
    ['an empty file', Buffer.alloc(0), 'metadata: is cut off: the file is truncated'],
    [
      'an instrument of no number',
      Buffer.concat([header(1, { symbol: 'ES' }), mbo()]),
      'metadata symbol: is not the number of an instrument',
    ],
  ])('%s', (_, bytes, reason) => {
    expect(() => decode([bytes])).toThrow(reason);
  });
});

test('the recorded futures snapshot: every order, no mismatch', async () => {
  const path = recorded('cme-mbo/esh4-glbx-mdp3-20231224.mbo.dbn.zst');
  if (path === undefined) return;
  const found = await findFormat(path);
  expect(found.format.name).toBe('dbn');
  const counts: Record<string, number> = {};
  let session: FeedSession | undefined;
  const summary = await readFeed(found, {
    begin: (begun) => {
      session = begun;
    },
    take: ({ type, side, instrument }) => {
      const what = `${instrument} ${type} ${side ?? ''}`.trim();
      counts[what] = (counts[what] ?? 0) + 1;
    },
  });
  expect(session).toEqual({ date: '2023-12-24', zone: 'UTC' });
  expect(summary).toEqual({ records: 8726, skipped: 0, faults: [], ignored: 0 });
  expect(counts).toEqual({ 'ESH4 Clear': 1, 'ESH4 Add Buy': 5192, 'ESH4 Add Sell': 3533 });
  expect(await DBN.verify!(path)).toMatchObject({ rows: 8725, mismatches: 0 });
});

function decode(
  chunks: readonly Buffer[],
  onFault: FaultPolicy = 'Stop',
): { records: FeedRecord[]; session: FeedSession | undefined; summary: ReadSummary } {
  const records: FeedRecord[] = [];
  let session: FeedSession | undefined;
  const decoder = DBN.decode('x.dbn', {
    onFault,
    begin: (begun) => {
      session = begun;
    },
    take: (record) => records.push({ ...record }),
  });
  for (const chunk of chunks) decoder.push(chunk);
  return { records, session, summary: decoder.end() };
}
