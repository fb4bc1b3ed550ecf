/** A LOBSTER day as records: a book made of them is the vendor's after every row. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recorded } from '@fairlead/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { findFormat, readFeed } from './formats.ts';
import { openLobster, type RecordedBook } from './lobster.ts';
import type { DecodeOptions, FeedRecord, FeedSession, ReadSummary } from './record.ts';

const folder = mkdtempSync(join(tmpdir(), 'lobster-records-'));
afterAll(() => rmSync(folder, { recursive: true }));

const STEM = 'KITE_2024-03-01_34200000_57600000';
const NONE = '9999999999,0,-9999999999,0';
const MESSAGES = [
  '34200.1,1,11,100,1000000,1',
  '34200.2,1,12,50,1000200,-1',
  '34200.3,4,12,20,1000200,-1',
  '34200.4,5,0,7,1000100,1',
  '34200.5,7,0,0,-1,-1',
  '34200.6,7,0,0,0,-1',
  '34200.7,6,0,9,1000100,1',
  '34200.8,7,0,0,1,-1',
  '34200.9,3,11,100,1000000,1',
];
const BOOKS = [
  `9999999999,0,1000000,100,${NONE}`,
  `1000200,50,1000000,100,${NONE}`,
  ...Array.from({ length: 6 }, () => `1000200,30,1000000,100,${NONE}`),
  '1000200,30,999900,5,9999999999,0,-9999999999,0',
];

describe('a day', () => {
  test('is a snapshot, then trades, states and the levels that change', async () => {
    const { told, session, summary } = await tell(day(MESSAGES, BOOKS));
    expect(session).toEqual({ date: '2024-03-01', zone: 'America/New_York' });
    expect(told).toEqual([
      '1 Clear',
      '1 Level Buy 1000000 100',
      '2 Level Sell 1000200 50',
      '3 Trade Buy 1000200 20',
      '3 Level Sell 1000200 30',
      '4 Trade Sell 1000100 7',
      '5 Status Halted',
      '6 Status Auction',
      '7 Trade undefined 1000100 9',
      '8 Status Open',
      '9 Level Buy 1000000 0',
      '9 Level Buy 999900 5',
    ]);
    expect(summary).toEqual({ records: 12, skipped: 0, faults: [] });
  });

  test.each([
    ['AMZN_2012-06-21_5.zip', 155_935],
    ['GOOG_2012-06-21_1.zip', 49_482],
  ])('of %s makes the vendor’s book after each of its rows', async (name, rows) => {
    const path = recorded(`lobster/LOBSTER_SampleFile_${name}`);
    if (path === undefined) return;
    const books = vendorBooks(path);
    const made = { Buy: new Map<number, number>(), Sell: new Map<number, number>() };
    let compared = 0;
    let wrong = 0;
    let vendor: RecordedBook[] = [];
    for await (const batch of books) vendor = vendor.concat(batch);
    const compareUpTo = (row: number): void => {
      while (compared < row) {
        const { bids, asks } = vendor[compared]!;
        if (!alike(made.Buy, bids) || !alike(made.Sell, asks)) wrong += 1;
        compared += 1;
      }
    };
    let row = 1;
    await readFeed(await findFormat(path), {
      take: (record) => {
        if (record.seq > row) compareUpTo(record.seq - 1);
        row = record.seq;
        if (record.type !== 'Level') return;
        const side = made[record.side!];
        if (record.qty === 0) expect(side.delete(record.px)).toBe(true);
        else side.set(record.px, record.qty);
      },
    });
    compareUpTo(rows);
    expect({ compared, wrong, vendor: vendor.length }).toEqual({ compared: rows, wrong: 0, vendor: rows });
  });
});

test('a day without rows is none', async () => {
  await expect(tell(day([], []))).rejects.toThrow(/_message_2\.csv, row 1: is missing: the file is empty/);
});

describe('a row that is not sound', () => {
  const badMessage = MESSAGES.with(1, '34200.2,1,12,-50,1000200,-1');
  const badBook = BOOKS.with(1, `1000200,0,1000000,100,${NONE}`);

  test.each([
    ['message', badMessage, BOOKS, 'size: must be above zero, got -50'],
    ['book', MESSAGES, badBook, 'askSize1: must be above zero, or 0 at an empty level, got 0'],
  ])('ends the reading under Stop: %s', async (_, messages, books, reason) => {
    await expect(tell(day(messages, books))).rejects.toThrow(`row 2, ${reason}`);
  });

  test.each([
    ['message', badMessage, BOOKS],
    ['book', MESSAGES, badBook],
  ])('is made up for by the next row under Skip: %s', async (_, messages, books) => {
    const { told, summary } = await tell(day(messages, books), { onFault: 'Skip' });
    expect(told.slice(0, 4)).toEqual([
      '1 Clear',
      '1 Level Buy 1000000 100',
      '3 Trade Buy 1000200 20',
      '3 Level Sell 1000200 30',
    ]);
    expect(summary.skipped).toBe(1);
    expect(summary.faults[0]).toContain('row 2');
  });

  test('is followed by a snapshot under Resync', async () => {
    const { told } = await tell(day(badMessage, BOOKS), { onFault: 'Resync' });
    expect(told.slice(2, 6)).toEqual([
      '3 Trade Buy 1000200 20',
      '3 Clear',
      '3 Level Sell 1000200 30',
      '3 Level Buy 1000000 100',
    ]);
  });
});

async function* vendorBooks(path: string): AsyncGenerator<RecordedBook[]> {
  const day = await openLobster(path);
  for await (const { books = [] } of day.batches({ books: true })) yield [...books];
}

const alike = (made: ReadonlyMap<number, number>, levels: RecordedBook['bids']): boolean =>
  made.size === levels.length && levels.every(({ px, qty }) => made.get(px) === qty);

async function tell(
  path: string,
  options: Pick<DecodeOptions, 'onFault'> = {},
): Promise<{ told: string[]; session: FeedSession | undefined; summary: ReadSummary }> {
  const told: string[] = [];
  let session: FeedSession | undefined;
  const summary = await readFeed(await findFormat(path), {
    ...options,
    begin: (begun) => {
      session = begun;
    },
    take: (record) => told.push(`${record.seq} ${inWords(record)}`),
  });
  return { told, session, summary };
}

function inWords({ type, side, px, qty, status }: FeedRecord): string {
  if (type === 'Status') return `Status ${status}`;
  return type === 'Clear' ? 'Clear' : `${type} ${side} ${px} ${qty}`;
}

function day(messages: readonly string[], books: readonly string[]): string {
  const write = (part: string, rows: readonly string[]): string => {
    const path = join(folder, `${STEM}_${part}_2.csv`);
    writeFileSync(path, rows.map((row) => `${row}\n`).join(''));
    return path;
  };
  write('orderbook', books);
  return write('message', messages);
}
