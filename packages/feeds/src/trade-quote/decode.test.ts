/** Prints and quotes of a day: what a row says, what is refused, and what the recordings tell of themselves. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inWords, recorded } from '@fairlead/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { findFormat, readFeed } from '../formats.ts';
import type { FaultPolicy, FeedSession, ReadSummary } from '../record.ts';
import { TRADE_QUOTE } from './decode.ts';

const folder = mkdtempSync(join(tmpdir(), 'trade-quote-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TRADES = '20131007_kite_Trade_Tick.csv';
const QUOTES = '20131007_kite_Quote_Tick.csv';
const PRINTS = [
  '34200000,1000100,100,N,1,0',
  '34200001,1000200,50,D,20100200,0',
  '34200002,1000200,200,Q,20000020,0',
  '34200003,1000000,999,N,4000000,0',
  '34200004,9000000,10,P,1,1',
  '57600001,1000300,70,Z,2000,0',
];
const BESTS = [
  '34200000,1000000,300,0,0,N,1,0',
  '34200001,0,0,1000200,400,P,1,0',
  '34200002,1000500,300,0,0,N,1,1',
  '34200003,1000200,500,0,0,J,1,0',
];

describe('a row', () => {
  test('of a trade is a print of its venue, or one that sets no last price', () => {
    const { told, session, summary } = tell(TRADES, PRINTS);
    expect(told).toEqual([
      'XNYS 0 Trade - 1000100 100',
      'FINR 0 Print - 1000200 50',
      'XNAS 0 Trade - 1000200 200',
      'ARCX 0 Print - 9000000 10',
      'BATS 0 Print - 1000300 70',
    ]);
    expect(session).toEqual({ date: '2013-10-07', zone: 'America/New_York' });
    expect(summary).toEqual({ records: 5, skipped: 0, faults: [], ignored: 1 });
  });

  test('of a quote is its side, by who sets it', () => {
    const { told, summary } = tell(QUOTES, BESTS);
    expect(told).toEqual([
      'XNYS 0 Quote Buy 1000000 300',
      'ARCX 0 Quote Sell 1000200 400',
      'EDGA 0 Quote Buy 1000200 500',
    ]);
    expect(summary.ignored).toBe(1);
  });

  test('that ends the file may lack its newline, but not a column', () => {
    expect(decode(TRADES, PRINTS.join('\n'), 'Stop').told).toHaveLength(5);
    const cut = PRINTS.join('\n').slice(0, -2);
    expect(() => decode(TRADES, cut, 'Stop')).toThrow(
      `row 6, suspicious: is missing: the row has too few columns`,
    );
  });

  test.each([
    [TRADES, '34199999,1000200,50,D,1,0', 'time: goes back: 34199999 ms comes after 34200000 ms'],
    [TRADES, '86400000,1000200,50,D,1,0', 'time: must be 0 to 86399999 ms, got 86400000'],
    [TRADES, '34200001,0,50,D,1,0', 'price: must be above zero, got 0'],
    [TRADES, '34200001,-5,50,D,1,0', 'price: must be above zero, got -5'],
    [TRADES, '34200001,9007199254740993,50,D,1,0', 'price: "9007199254740993" is too large'],
    [TRADES, '34200001,1000200,0,D,1,0', 'size: must be above zero, got 0'],
    [TRADES, '34200001,1000200,50,E,1,0', 'exchange: "E" is no exchange\'s letter'],
    [TRADES, '34200001,1000200,50,DD,1,0', 'exchange: "DD" is not one letter'],
    [
      TRADES,
      '34200001,1000200,50,D,x,0',
      'sale_condition: "x" is not a hexadecimal number of at most eight digits',
    ],
    [
      TRADES,
      '34200001,1000200,50,D,123456789,0',
      'sale_condition: "123456789" is not a hexadecimal number of at most eight digits',
    ],
    [TRADES, '34200001,1000200,50,D,1,2', 'suspicious: must be 0 or 1'],
    [TRADES, '34200001,1000200,50,D,1,0,0', "has more columns than the format's"],
    [QUOTES, '34200001,0,0,0,0,P,1,0', 'bid: and ask are both empty'],
    [QUOTES, '34200001,1000000,0,0,0,P,1,0', 'bid_size: must be above zero, or 0 where bid is, got 0'],
    [QUOTES, '34200001,0,5,0,0,P,1,0', 'bid_size: must be above zero, or 0 where bid is, got 5'],
    [QUOTES, '34200001,0,0,1000000,-5,P,1,0', 'ask_size: must be above zero, or 0 where ask is, got -5'],
    [QUOTES, '34200001,0,0,-1000000,5,P,1,0', "ask: can't be negative, got -1000000"],
  ])('%s %s is refused', (name, bad, reason) => {
    const rows = name === TRADES ? PRINTS : BESTS;
    expect(() => tell(name, rows.with(1, bad))).toThrow(`day/${name}, row 2`);
    expect(() => tell(name, rows.with(1, bad))).toThrow(reason);
    const whole = tell(name, rows);
    const skipped = tell(name, rows.with(1, bad), 'Skip');
    expect(skipped.told).toEqual(whole.told.toSpliced(1, 1));
    expect(skipped.summary.skipped).toBe(1);
    const resynced = tell(name, rows.with(1, bad), 'Resync');
    expect(resynced.told).toEqual(name === TRADES ? skipped.told : whole.told.with(1, ' 0 Clear'));
  });

  test.each(['20131307_kite_Trade_Tick.csv', 'trades.csv'])('of %s has no day', (name) => {
    expect(() => tell(name, PRINTS)).toThrow('name: must be YYYYMMDD_SYMBOL_Trade_Tick.csv');
  });
});

describe('the proof', () => {
  test('places prints in the best bid and offer that lies beside them', async () => {
    const prints = [
      // Nothing is known yet; then at the ask, inside, outside without and with a sweep's mark.
      '34200001,1000100,100,N,1,0',
      '34200002,1000200,100,N,1,0',
      '34200003,1000100,100,N,1,0',
      '34200003,1000300,100,N,1,0',
      '34200003,999900,100,N,20000020,0',
      // Locked from here on: no place to stand in.
      '34200004,1000200,100,N,1,0',
    ];
    const path = write(TRADES, prints);
    write(QUOTES, BESTS);
    const { rows, mismatches, checked } = await TRADE_QUOTE.verify!(path);
    expect({ rows, mismatches }).toEqual({ rows: 6, mismatches: 0 });
    expect(checked).toContain(
      'of 4 prints of regular hours, against the best bid and offer before their millisecond, ' +
        '25.00% at it, 25.00% inside, 50.00% outside (25.00% marked as sweeps or exempt)',
    );
    expect((await TRADE_QUOTE.verify!(join(folder, QUOTES))).checked).toContain(
      'stood locked after 1 quotes and crossed after 0; 1 rows are suspicious',
    );
  });

  test('finds a price that jumps, and that the vendor did not flag', async () => {
    const path = write(TRADES, [PRINTS[0]!, '34200001,2000200,100,N,1,0', '34200002,2000300,100,N,1,0']);
    const { mismatches, examples } = await TRADE_QUOTE.verify!(path);
    expect({ mismatches, examples }).toEqual({
      mismatches: 1,
      examples: ['row 2: Print at 2000200 after 1000100'],
    });
  });

  test.each([
    ['ibm/20131007_trade.zip', 24_293, { Trade: 24_044, Print: 247 }],
    ['ibm/20131007_quote.zip', 109_067, { Quote: 109_066 }],
    ['bac/20131008_trade.zip', 125_872, { Trade: 124_763, Print: 1107 }],
  ])('of %s: every row, no mismatch', async (name, rows, expected) => {
    const path = recorded(`us-equity-ticks/${name}`);
    if (path === undefined) return;
    const found = await findFormat(path);
    const counts: Record<string, number> = {};
    await readFeed(found, {
      take: ({ type }) => {
        counts[type] = (counts[type] ?? 0) + 1;
      },
    });
    expect(counts).toEqual(expected);
    expect(await found.format.verify!(path)).toMatchObject({ rows, mismatches: 0 });
  });
});

interface Outcome {
  readonly told: string[];
  readonly session: FeedSession | undefined;
  readonly summary: ReadSummary;
}
const tell = (name: string, rows: readonly string[], onFault: FaultPolicy = 'Stop'): Outcome =>
  decode(name, rows.map((row) => `${row}\n`).join(''), onFault);

function decode(name: string, text: string, onFault: FaultPolicy): Outcome {
  const told: string[] = [];
  let session: FeedSession | undefined;
  const decoder = TRADE_QUOTE.decode(`day/${name}`, {
    onFault,
    begin: (begun) => {
      session = begun;
    },
    take: (record) => told.push(`${record.venue} ${inWords(record)}`),
  });
  for (const byte of Buffer.from(text)) decoder.push(Uint8Array.of(byte));
  return { told, summary: decoder.end(), session };
}

function write(name: string, rows: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.join('\n'));
  return path;
}
