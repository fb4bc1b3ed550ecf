/** Bitstamp's order events: a book that is never crossed, trades by whom they met, what is refused. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addToBook, createOrderBook, deleteInBook, isBookCrossed, modifyInBook } from '@fairlead/book';
import { inWords, recorded } from '@fairlead/testkit';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { findFormat, readFeed } from '../formats.ts';
import type { DecodeOptions, FaultPolicy, InferredTrade, ReadSummary } from '../record.ts';
import { BITSTAMP_L3, inferTrades } from './decode.ts';
import type { InferenceSummary } from './trades.ts';

const folder = mkdtempSync(join(tmpdir(), 'bitstamp-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADING = 'id,timestamp,exchange.timestamp,price,volume,action,direction';
const START = 1_430_438_400_000;
/** `7 created bid 236.47 200` so many ms into the day. */
const row = (ms: number, what: string): string => {
  const [id, action, direction, price, volume] = what.split(' ');
  return `${id},${START + ms},${START},${price},${volume},${action},${direction}`;
};
const BOOK = [
  row(1, '7 created bid 236.47 200'),
  row(2, '8 created ask 236.50 100'),
  row(3, '9 created ask 236.60 50'),
];
const PX = (dollars: number): number => Math.round(dollars * 100) * 1e6;

describe('the book', () => {
  test('is of orders that rest: one that takes is held, and comes in with what is left', () => {
    const { told } = tell([
      ...BOOK,
      // Takes all of 8, and rests with 50.
      row(10, '10 created bid 236.55 150'),
      row(110, '8 deleted ask 236.50 0'),
      row(111, '10 changed bid 236.55 50'),
      row(300, '10 deleted bid 236.55 50'),
    ]);
    expect(told).toEqual([
      `0 Add 7 Buy ${PX(236.47)} 200`,
      `0 Add 8 Sell ${PX(236.5)} 100`,
      `0 Add 9 Sell ${PX(236.6)} 50`,
      '0 Delete 8',
      `0 Add 10 Buy ${PX(236.55)} 150`,
      `0 Modify 10 Buy ${PX(236.55)} 50`,
      '0 Delete 10',
    ]);
  });

  test('never shows a taker that was filled, nor one that was canceled first', () => {
    const taker = [
      row(10, '10 created bid 236.50 60'),
      row(20, '8 changed ask 236.50 40'),
      row(21, '10 deleted bid 236.50 0'),
    ];
    const canceled = [row(30, '11 created bid 236.50 60'), row(40, '11 deleted bid 236.50 60')];
    expect(tell([...BOOK, ...taker, ...canceled]).told.slice(3)).toEqual([`0 Modify 8 Sell ${PX(236.5)} 40`]);
  });

  test('loses an order that moves across it until it crosses no more', () => {
    const { told } = tell([
      ...BOOK,
      row(10, '7 changed bid 236.50 200'),
      row(20, '8 deleted ask 236.50 100'),
    ]);
    expect(told.slice(3)).toEqual(['0 Delete 7', '0 Delete 8', `0 Add 7 Buy ${PX(236.5)} 200`]);
  });

  test('is not misled by what comes late', () => {
    const { told, summary } = tell([
      ...BOOK,
      row(10, '7 deleted bid 236.47 200'),
      row(11, '7 deleted bid 236.47 200'),
      row(12, '7 changed bid 236.47 100'),
      row(20, '12 deleted bid 236.40 10'),
      row(21, '12 created bid 236.40 10'),
      row(22, '9 created ask 236.60 50'),
    ]);
    expect(told.slice(3)).toEqual(['0 Delete 7']);
    expect(summary).toEqual({ records: 4, skipped: 0, faults: [], ignored: 5 });
  });

  test('takes in an order from before the recording when it changes', () => {
    const { told, summary } = tell([
      ...BOOK,
      row(10, '3 changed bid 236.00 70'),
      row(11, '2 deleted ask 240.00 1'),
    ]);
    expect(told.slice(3)).toEqual([`0 Add 3 Buy ${PX(236)} 70`]);
    expect(summary.ignored).toBe(0);
  });

  test('follows any events into a book that is sound and never crossed', () => {
    const event = fc.record({
      id: fc.integer({ min: 1, max: 12 }),
      action: fc.constantFrom('created', 'changed', 'deleted'),
      px: fc.integer({ min: 100, max: 106 }),
      qty: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const book = createOrderBook();
        const rows = events.map(({ id, action, px, qty }, at) =>
          row(at, `${id} ${action} ${id % 2 ? 'bid' : 'ask'} ${px} ${action === 'deleted' ? qty % 2 : qty}`),
        );
        decode(rows, {
          take: (record) => {
            if (record.type === 'Add') expect(addToBook(book, record)).toBe('Applied');
            if (record.type === 'Modify') expect(modifyInBook(book, record)).toBe('Applied');
            if (record.type === 'Delete') expect(deleteInBook(book, record.orderId)).toBe('Applied');
            expect(isBookCrossed(book)).toBe(false);
          },
        });
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});

describe('trades', () => {
  test('pair what a taker lost with what each of its makers did, at the makers’ prices', async () => {
    const { trades, summary } = await infer([
      ...BOOK,
      row(10, '10 created bid 236.60 120'),
      row(110, '8 deleted ask 236.50 0'),
      row(111, '10 changed bid 236.60 20'),
      row(140, '10 deleted bid 236.60 0'),
      row(142, '9 changed ask 236.60 30'),
    ]);
    const taken = { takerId: 10, aggressor: 'Buy' };
    expect(trades).toEqual([
      { ts: 111e6, px: PX(236.5), qty: 100, makerId: 8, ...taken },
      { ts: 142e6, px: PX(236.6), qty: 20, makerId: 9, ...taken },
    ]);
    expect(summary).toEqual({ trades: 2, bidQty: 120, askQty: 120, unmatched: 0 });
  });

  test('keep the order of both sides where sizes are equal', async () => {
    const { trades } = await infer([
      row(1, '7 created ask 236.50 100'),
      row(2, '8 created ask 236.51 100'),
      row(3, '9 created bid 236.60 200'),
      row(100, '7 deleted ask 236.50 0'),
      row(101, '8 deleted ask 236.51 0'),
      row(102, '9 changed bid 236.60 100'),
      row(103, '9 deleted bid 236.60 0'),
    ]);
    expect(trades.map(({ makerId, px, ts }) => [makerId, px, ts])).toEqual([
      [7, PX(236.5), 102e6],
      [8, PX(236.51), 103e6],
    ]);
  });

  test('are as the venue rounds, by a satoshi or two', async () => {
    const taker = (left: number): string[] => [
      ...BOOK,
      row(10, '10 created bid 236.50 90'),
      row(20, `8 changed ask 236.50 ${left}`),
      row(21, '10 deleted bid 236.50 0'),
    ];
    expect((await infer(taker(12))).trades).toMatchObject([{ qty: 88 }]);
    expect((await infer(taker(13))).summary).toEqual({ trades: 0, bidQty: 0, askQty: 0, unmatched: 2 });
  });

  test('take the other’s size for an order from before the recording, which rested', async () => {
    const { trades } = await infer([
      row(1, '100 created bid 236.60 30'),
      row(20, '3 deleted ask 236.50 0'),
      row(21, '100 deleted bid 236.60 0'),
    ]);
    expect(trades).toMatchObject([{ makerId: 3, takerId: 100, qty: 30, px: PX(236.5), aggressor: 'Buy' }]);
  });

  test('are none between orders that can’t have met, far apart, or one of which led the other’s price', async () => {
    const none = { trades: 0, bidQty: 0, askQty: 0 };
    const apart = [...BOOK, row(10, '7 deleted bid 236.47 0'), row(11, '8 changed ask 236.50 50')];
    expect((await infer(apart)).summary).toMatchObject({ ...none, unmatched: 2 });
    const late = [
      row(1, '7 created ask 236.50 10'),
      row(2, '8 created bid 236.50 10'),
      row(100, '7 deleted ask 236.50 0'),
      row(700, '8 deleted bid 236.50 0'),
    ];
    expect((await infer(late)).summary).toMatchObject({ ...none, unmatched: 2 });
    // A market order for a sum, led to a worse price.
    const led = [...BOOK, row(10, '10 created bid 236.50 90'), row(20, '10 changed bid 236.60 89')];
    expect((await infer(led)).summary).toMatchObject({ ...none, unmatched: 0 });
  });
});

describe('a row that is not sound', () => {
  test.each([
    ['10,1430438400004,1,236.47,-5,created,bid', 'volume: must be above zero, got -5'],
    ['10,1430438400004,1,236.47,0,created,bid', 'volume: must be above zero, got 0'],
    ['10,1430438400004,1,236.47,0,changed,bid', 'volume: must be above zero, got 0'],
    ['10,1430438400004,1,0,5,created,bid', 'price: must be above zero, got 0'],
    ['10,1430438400004,1,-1,5,created,bid', 'price: must be above zero, got -100000000'],
    ['10,1430438400004,1,1.000000001,5,created,bid', 'price: "1.000000001" has more than 8 decimal places'],
    ['10,1430438400004,1,99999999,5,created,bid', 'price: "99999999" is too large'],
    ['0,1430438400004,1,236.47,5,created,bid', 'id: must be above zero, got 0'],
    ['9007199254740993,1430438400004,1,236.47,5,created,bid', 'id: "9007199254740993" is too large'],
    ['10,1430438399999,1,236.47,5,created,bid', 'timestamp: is not of the recording’s week'],
    ['10,1430438400001,1,236.47,5,created,bid', 'timestamp: goes back by 2 ms'],
    ['10,1530438400001,1,236.47,5,created,bid', 'timestamp: is not of the recording’s week'],
    ['10,1430438400004,0,236.47,5,created,bid', 'exchange.timestamp: 0 is not ms since 1970'],
    ['10,1430438400004,1,236.47,5,made,bid', 'action: must be created, changed or deleted, got "made"'],
    ['10,1430438400004,1,236.47,5,created,buy', 'direction: must be bid or ask, got "buy"'],
    ['7,1430438400004,1,236.47,5,changed,ask', 'direction: of order 7 was bid'],
    ['10,1430438400004,1,236.47,5,created', 'direction: is missing: the row has too few columns'],
  ])('%s', (bad, reason) => {
    const rows = [...BOOK, bad, row(20, '11 created bid 230.00 5')];
    expect(() => tell(rows)).toThrow(`orders.csv, row 5, ${reason}`);
    const { told, summary } = tell(rows, 'Skip');
    expect(told.at(-1)).toBe(`0 Add 11 Buy ${PX(230)} 5`);
    expect(summary.skipped).toBe(1);
    expect(tell(rows, 'Resync').told.slice(3)).toEqual(['0 Clear']);
  });
});

test('the recorded morning: every row, never crossed, its trades between the best prices', async () => {
  const path = recorded('bitstamp-l3/orders.csv.xz');
  if (path === undefined) return;
  const found = await findFormat(path);
  expect(found.format.name).toBe('bitstamp-l3');
  expect(await found.format.verify!(path)).toMatchObject({ rows: 50_414, mismatches: 0 });
  const book = createOrderBook();
  const { records, ignored } = await readFeed(found, {
    take: (record) => {
      if (record.type === 'Add') addToBook(book, record);
      if (record.type === 'Modify') modifyInBook(book, record);
      if (record.type === 'Delete') deleteInBook(book, record.orderId);
      if (isBookCrossed(book)) throw new Error(`crossed at order ${record.orderId}`);
    },
  });
  expect({ records, ignored }).toEqual({ records: 49_431, ignored: 32 });
  const trades: InferredTrade[] = [];
  const summary = await inferTrades(path, (trade) => trades.push(trade));
  expect(summary).toEqual({ trades: 569, bidQty: 83_142_954_751, askQty: 83_142_954_753, unmatched: 7 });
  expect(trades.every(({ px }) => px >= PX(234.05) && px <= PX(237.58))).toBe(true);
  expect(trades.every(({ makerId, takerId, qty }) => makerId !== takerId && qty > 0)).toBe(true);
});

function decode(rows: readonly string[], options: DecodeOptions): ReadSummary {
  const decoder = BITSTAMP_L3.decode('orders.csv', options);
  decoder.push(Buffer.from([HEADING, ...rows].map((line) => `${line}\n`).join('')));
  return decoder.end();
}

function tell(
  rows: readonly string[],
  onFault: FaultPolicy = 'Stop',
): { told: string[]; summary: ReadSummary } {
  const told: string[] = [];
  const summary = decode(rows, { onFault, take: (record) => told.push(inWords(record)) });
  return { told, summary };
}

async function infer(
  rows: readonly string[],
): Promise<{ trades: InferredTrade[]; summary: InferenceSummary }> {
  const path = join(folder, 'orders.csv');
  writeFileSync(path, [HEADING, ...rows].map((line) => `${line}\n`).join(''));
  const trades: InferredTrade[] = [];
  return { summary: await inferTrades(path, (trade) => trades.push(trade)), trades };
}
