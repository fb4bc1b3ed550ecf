/** A recording played to its outputs: the same records, books and rows however it is played. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MarketEvent, NANOS_PER_SECOND, nanos, venueId } from '@fairlead/domain';
import { createFeatureState, FEATURE_COUNT, FEATURES, observe, writeRow } from '@fairlead/features';
import { createRecord, type FeedRecord } from '@fairlead/feeds';
import { createDigest, createEventRecords, writeTape } from '@fairlead/tape';
import { levelChanged, tradePrinted } from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { play } from './command.ts';
import { decimal } from './decimal.ts';
import { parseReplayFlags } from './options.ts';
import { openRecording } from './recording.ts';
import { createMeasuring } from './reference.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-replay-'));
const dir = join(folder, 'tape');
const orders = join(folder, 'orders');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SESSION = { date: '2026-01-05', zone: 'America/New_York', pxDecimals: 4, qtyDecimals: 0 } as const;
const OPENING = 34_200 * NANOS_PER_SECOND;
const VENUES = [venueId('LIT-A'), venueId('LIT-B')];

/** Three seconds of two venues: levels that move, and a print now and then. */
const EVENTS: readonly MarketEvent[] = Array.from({ length: 1_200 }, (_, i) => {
  const at = { venue: VENUES[i % 2]!, feedSeq: Math.floor(i / 2) + 1, tsEvent: OPENING + i * 2_500_000 };
  const side = i % 4 < 2 ? 'Buy' : 'Sell';
  const price = 1_000_000 + (side === 'Buy' ? -100 : 100) * (1 + (i % 5));
  return i % 7 === 0
    ? tradePrinted(at, 1_000_000, 10 + (i % 3), side)
    : levelChanged(at, side, price, 100 + i);
});
const RECORDS: readonly FeedRecord[] = (() => {
  const all: FeedRecord[] = [];
  const records = createEventRecords();
  for (const event of EVENTS) records(event, event.tsEvent, (record) => all.push({ ...record }));
  return all;
})();

function write(path: string, records: readonly FeedRecord[]): void {
  const tape = writeTape(path, SESSION, { blockRecords: 100 });
  for (const record of records) tape.append(record);
  tape.close();
}

beforeAll(() => {
  write(dir, RECORDS);
  const order = {
    ...createRecord('XNAS', 'KITE'),
    orderId: 77,
    side: 'Sell',
    px: 1_000_000,
    qty: 100,
  } as const;
  write(orders, [
    { ...order, type: 'Add', tsEvent: OPENING, tsRecv: OPENING },
    { ...order, type: 'Execute', px: 0, qty: 30, tsEvent: OPENING + 5, tsRecv: OPENING + 5 },
    { ...order, type: 'Execute', px: 999_950, qty: 70, tsEvent: OPENING + 9, tsRecv: OPENING + 9 },
    { ...order, type: 'Delete', tsEvent: OPENING + 10, tsRecv: OPENING + 10 },
    { ...order, type: 'Heartbeat', tsEvent: OPENING + 7, tsRecv: OPENING + 11 },
  ]);
});

const lines: string[] = [];
async function played(path: string, flags: Parameters<typeof parseReplayFlags>[0]) {
  const options = parseReplayFlags(flags);
  if (options.type !== 'Play') throw new Error('nothing to play');
  const progress = { at: () => {}, end: () => {} };
  return play(await openRecording(path), options, { progress, line: (text) => lines.push(text) });
}
const digestOf = (records: readonly FeedRecord[]): string => {
  const digest = createDigest();
  for (const record of records) digest.add(record);
  return digest.hex();
};
const rowsOf = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');

describe('what a recording holds', () => {
  test('is summed up in one pass', async () => {
    expect(await played(dir, {})).toEqual({
      format: 'tape',
      date: '2026-01-05',
      zone: 'America/New_York',
      records: 1_200,
      byType: { Level: 1_028, Trade: 172 },
      venues: ['LIT-A', 'LIT-B'],
      instruments: ['KESTREL'],
      from: '09:30:00.000',
      to: '09:30:02.997',
      fromTs: OPENING,
      toTs: OPENING + 1_199 * 2_500_000,
      digest: digestOf(RECORDS),
      skipped: 0,
      ignored: 0,
      anomalies: {},
      locked: { times: 0, ns: 0 },
      crossed: { times: 0, ns: 0 },
      latency: [],
    });
  });

  test('has one digest, at any speed', async () => {
    const began = performance.now();
    const { digest } = await played(dir, { speed: '2' });
    expect(performance.now() - began).toBeGreaterThan(1_400);
    expect(digest).toBe(digestOf(RECORDS));
    expect((await played(dir, { speed: '100000' })).digest).toBe(digest);
    expect(lines[0]).toMatch(
      /^09:30:0\d\.\d{3} {2}KESTREL 99\.99 x 100\.01 {2}\d+ records\/s {2}lag \d+ ms$/,
    );
  });

  test('from any instant is the end of the whole', async () => {
    for (const [from, first] of [
      ['09:30', 0],
      ['09:30:01', 400],
      ['09:30:01.001', 401],
      ['09:30:02.9975', 1_199],
    ] as const) {
      const expected = digestOf(RECORDS.slice(first));
      expect((await played(dir, { from })).digest).toBe(expected);
      expect((await played(dir, { from, speed: '100000' })).digest).toBe(expected);
    }
    expect(await played(dir, { from: '10:00' })).toMatchObject({ records: 0 });
  });

  test('what is out of the ordinary is counted by its kind', async () => {
    expect((await played(orders, {})).anomalies).toEqual({ TimeBack: 1, UnknownOrder: 1 });
  });
});

describe('trades', () => {
  test('are written in decimals, with the resting order where the feed names it', async () => {
    const path = join(folder, 'trades.csv');
    expect(await played(orders, { trades: path })).toMatchObject({ trades: 2 });
    expect(rowsOf(path)).toEqual([
      'ts,venue,instrument,px,qty,aggressor,makerId,takerId',
      `${OPENING + 5},XNAS,KITE,100,30,Buy,77,`,
      `${OPENING + 9},XNAS,KITE,99.995,70,Buy,77,`,
    ]);
  });

  test('from an instant on are made of the books before it', async () => {
    const path = join(folder, 'later.csv');
    const from = '09:30:00.000000002';
    expect(await played(orders, { trades: path, from })).toMatchObject({ records: 4, trades: 2 });
    expect(rowsOf(path)[1]).toBe(`${OPENING + 5},XNAS,KITE,100,30,Buy,77,`);
  });
});

describe('feature rows', () => {
  test('are those of the builder, at their instants, named by the schema', async () => {
    const path = join(folder, 'features.csv');
    const { featureRows } = await played(dir, { features: path, every: '500ms' });
    const [header, ...rows] = rowsOf(path);
    expect(header).toBe(`ts,instrument,venue,side,${FEATURES.map(({ name }) => name).join(',')}`);
    // Six instants, the first before anything was heard: at two venues, on two sides.
    expect(rows).toHaveLength(5 * 4);
    expect(featureRows).toBe(rows.length);

    const measuring = createMeasuring();
    for (const event of EVENTS) measuring.take(event);
    const [{ instrument, venues }] = measuring.references() as [ReturnType<typeof measuring.references>[0]];
    expect(instrument).toMatchObject({ id: 'KESTREL', tick: 100, avgTradeQty: 11 });
    const state = createFeatureState(instrument, venues);
    const ts = OPENING + 1_500_000_000;
    for (const event of EVENTS) if (event.tsEvent < ts) observe(state, event, nanos(event.tsEvent));
    const out = new Float32Array(FEATURE_COUNT);
    const row = { venueIndex: 1, tactic: 'PostTouch', side: 'Sell', qty: 11, horizonNs: 1e10, ts } as const;
    writeRow(state, row, out, 0);
    expect(rows.find((text) => text.startsWith(`${ts},KESTREL,LIT-B,Sell,`))).toBe(
      `${ts},KESTREL,LIT-B,Sell,${out.join(',')}`,
    );
  });

  test('from an instant on are the end of all of them', async () => {
    const all = join(folder, 'all.csv');
    const end = join(folder, 'end.csv');
    await played(dir, { features: all });
    await played(dir, { features: end, from: '09:30:01.5' });
    expect(rowsOf(end).slice(1)).toEqual(rowsOf(all).slice(-4));
  });
});

test('flags are checked before anything is read', () => {
  expect(() => parseReplayFlags({ verify: true, speed: '1' })).toThrow('give them alone');
  expect(() => parseReplayFlags({ speed: 'fast' })).toThrow('--speed must be a number above 0');
  expect(() => parseReplayFlags({ speed: '0' })).toThrow('--speed must be a number above 0');
  expect(() => parseReplayFlags({ every: '1s' })).toThrow('--every goes with --features');
  expect(() => parseReplayFlags({ features: 'x', every: '0s' })).toThrow('--every must be a time such as');
  expect(() => parseReplayFlags({ from: 'noon' })).toThrow('--from must be a time such as');
});

test('an integer of a scale is written exactly', () => {
  expect(decimal(2_239_500, 4)).toBe('223.95');
  expect(decimal(-1, 8)).toBe('-0.00000001');
  expect(decimal(100_000_000, 8)).toBe('1');
  expect(decimal(0, 4)).toBe('0');
  expect(decimal(42, 0)).toBe('42');
  expect(decimal(Number.MAX_SAFE_INTEGER, 8)).toBe('90071992.54740991');
});
