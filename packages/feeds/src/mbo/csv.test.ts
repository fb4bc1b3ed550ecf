/** Market-by-order CSV: what a row says, what is refused, and what the recording proves of itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inWords, recorded } from '@fairlead/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { findFormat, readFeed } from '../formats.ts';
import type { FaultPolicy, FeedSession, ReadSummary, Verification } from '../record.ts';
import { MBO_CSV } from './csv.ts';

const folder = mkdtempSync(join(tmpdir(), 'mbo-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADING =
  'ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,price,size,channel_id,order_id,flags,ts_in_delta,sequence,symbol';

/** `A,B,5.51,100,7,130` at a second of its own. */
const row = (second: number, what: string, seq = second): string => {
  const [action, side, px, qty, orderId, flags] = what.split(',');
  const time = `2025-07-17T12:00:${String(second).padStart(2, '0')}`;
  const price = px === '' ? '' : Number(px).toFixed(9);
  return `${time}.000165831Z,${time}.000000001Z,160,2,1108,${action},${side},${price},${qty},0,${orderId},${flags},165830,${seq},KITE`;
};
const ROWS = [
  row(1, 'R,N,,0,0,8'),
  row(2, 'A,B,10.01,300,7,130'),
  row(3, 'A,A,10.03,200,8,130'),
  row(4, 'T,B,10.03,50,0,130'),
  row(4, 'F,A,10.03,50,8,130'),
  row(4, 'C,A,10.03,50,8,130'),
  row(5, 'M,B,10.02,300,7,130'),
  row(6, 'T,N,10.025,40,0,130'),
  row(7, 'C,B,10.02,300,7,130'),
];
const RECORDS = [
  '1 Clear',
  '2 Add 7 Buy 100100 300',
  '3 Add 8 Sell 100300 200',
  '4 Trade Buy 100300 50',
  '4 Reduce 8 50',
  '5 Modify 7 Buy 100200 300',
  '6 Trade - 100250 40',
  '7 Reduce 7 300',
];

describe('market-by-order CSV', () => {
  test('is read as the book changes, trades beside it, times from New York’s midnight', () => {
    const { told, session, times, summary } = tell(ROWS);
    expect(told).toEqual(RECORDS);
    expect(session).toEqual({ date: '2025-07-17', zone: 'America/New_York' });
    // 12:00:01 UTC is 08:00:01 in New York.
    expect(times[0]).toEqual([28_801_000_000_001, 28_801_000_165_831]);
    expect(summary).toEqual({ records: 8, skipped: 0, faults: [] });
  });

  test('is the same cut into bytes', () => {
    const told: string[] = [];
    const decoder = MBO_CSV.decode('x.csv', { take: (record) => told.push(inWords(record)) });
    for (const byte of Buffer.from(fileOf(ROWS))) decoder.push(Uint8Array.of(byte));
    decoder.end();
    expect(told).toEqual(RECORDS);
  });

  test('takes a snapshot for a new book', () => {
    const { told } = tell([
      row(1, 'A,B,10.01,300,7,130'),
      row(2, 'A,B,10.00,100,9,32'),
      row(2, 'A,B,10.01,100,10,160'),
      row(3, 'A,B,9.99,100,11,130'),
    ]);
    expect(told).toEqual([
      '1 Add 7 Buy 100100 300',
      '2 Clear',
      '2 Add 9 Buy 100000 100',
      '2 Add 10 Buy 100100 100',
      '3 Add 11 Buy 99900 100',
    ]);
  });
});

describe('a row that is not sound', () => {
  const good = ROWS[1]!;
  test.each([
    [good.replace(',A,B,', ',X,B,'), 'action', 'must be A, C, M, T, F, R or N, got "X"'],
    [good.replace(',A,B,', ',A,X,'), 'side', 'must be B, A or N, got "X"'],
    [good.replace(',A,B,', ',A,N,'), 'side', 'of an order must be B or A'],
    [good.replace(',A,B,', ',AA,B,'), 'action', '"AA" is not one letter'],
    [good.replace('10.010000000', '0'), 'price', 'must be above zero'],
    [good.replace('10.010000000', ''), 'price', 'must be above zero'],
    [good.replace('10.010000000', '-1.5'), 'price', 'must be above zero, got -15000'],
    [good.replace('10.010000000', '10.010050000'), 'price', '"10.010050000" has more than 4 decimal places'],
    [good.replace('10.010000000', '1.2.3'), 'price', '"1.2.3" is not a number'],
    [good.replace('10.010000000', '1e5'), 'price', '"1e5" is not a number'],
    [good.replace('10.010000000', '999999999999999'), 'price', '"999999999999999" is too large'],
    [good.replace(',300,', ',-300,'), 'size', 'must be above zero, got -300'],
    [good.replace(',300,', ',0,'), 'size', 'must be above zero, got 0'],
    [good.replace(',7,130,', ',9007199254740993,130,'), 'order_id', '"9007199254740993" is too large'],
    [good.replace(',7,130,', ',-7,130,'), 'order_id', "can't be negative, got -7"],
    [good.replace(',7,130,', ',7,256,'), 'flags', 'must be 0 to 255, got 256'],
    [good.replace(',160,2,', ',161,2,'), 'rtype', 'must be 160, got 161'],
    [good.replace(',160,2,', ',160,3,'), 'publisher_id', 'must be 2 (XNAS.ITCH), got 3'],
    [good.replace('2025-07-17T12:00:02', '2025-07-17T11:59:02'), 'ts_recv', 'goes back by 59000000000 ns'],
    [good.replace('2025-07-17', '2025-08-17'), 'ts_recv', 'is not of the recording’s week'],
    [
      good.replace('2025-07-17', '2025-02-30'),
      'ts_recv',
      '"2025-02-30T12:00:02.0001..." is not a time of the form 2025-07-17T07:05:09.035793433Z',
    ],
    [
      good.replace('T12:00:02', 'T24:00:02'),
      'ts_recv',
      '"2025-07-17T24:00:02.0001..." is not a time of the form 2025-07-17T07:05:09.035793433Z',
    ],
    [good.replace(',KITE', ''), 'symbol', 'is missing: the row has too few columns'],
    [good.replace('KITE', ''), 'symbol', 'is empty'],
    [`${good},1`, undefined, "has more columns than the format's"],
  ])('%s', (bad, field, reason) => {
    const [first, , ...others] = ROWS;
    const rows = [first!, bad, ...others];
    expect(() => tell(rows)).toThrow(
      field === undefined ? `day.csv, row 3: ${reason}` : `day.csv, row 3, ${field}: ${reason}`,
    );
    const { told, summary } = tell(rows, 'Skip');
    expect(told).toEqual(RECORDS.toSpliced(1, 1));
    expect(summary.skipped).toBe(1);
  });

  test('empties the book under Resync until the feed tells it anew, but not the prints', () => {
    const bad = good.replace(',300,', ',0,');
    const { told } = tell(
      [...ROWS.slice(0, 3), bad, ...ROWS.slice(3), row(8, 'R,N,,0,0,8'), row(9, 'A,B,9,1,9,130')],
      'Resync',
    );
    expect(told).toEqual([
      ...RECORDS.slice(0, 3),
      '3 Clear',
      '4 Trade Buy 100300 50',
      '6 Trade - 100250 40',
      '8 Clear',
      '9 Add 9 Buy 90000 1',
    ]);
  });

  test('ends the file where it is its heading, or its end', () => {
    for (const policy of ['Stop', 'Skip', 'Resync'] as const) {
      expect(() => decode(`${ROWS.join('\n')}\n`, policy)).toThrow(
        'day.csv, row 1, heading: must be "ts_recv,',
      );
      expect(() => decode(fileOf(ROWS).slice(0, -1), policy)).toThrow(
        'row 10: the file ends inside this line: it is truncated',
      );
      expect(() => decode('', policy)).toThrow('row 1: is missing: the file is empty');
    }
  });
});

describe('the proof of a recording', () => {
  test('finds nothing wrong with a sound one', async () => {
    expect(await verify(ROWS)).toMatchObject({ rows: 9, mismatches: 0, examples: [] });
  });

  test.each([
    [
      'an order added twice',
      [...ROWS.slice(0, 3), row(3, 'A,B,9,1,7,130')],
      'event 4, A of order 7: DuplicateOrder',
    ],
    ['a cancel of nobody', [...ROWS, row(8, 'C,A,10.03,1,99,130')], 'event 10, C of order 99: UnknownOrder'],
    ['a cancel of too much', [...ROWS, row(8, 'C,A,10.03,151,8,130')], 'event 10, C of order 8: OverReduce'],
    [
      'a cancel at another price',
      [...ROWS, row(8, 'C,A,10.04,1,8,130')],
      'event 10, C of order 8: says Sell at 100400, the order was Sell at 100300',
    ],
    ['a change of nobody', [...ROWS, row(8, 'M,A,10.03,1,99,130')], 'event 10, M of order 99: UnknownOrder'],
    [
      'a trade that is not filled',
      ROWS.toSpliced(4, 1),
      'event 6, M of order 7: 50 of a trade were never filled',
    ],
    [
      'a fill that stays in the book',
      ROWS.toSpliced(5, 1),
      'event 6, M of order 7: 50 filled of order 8 never left the book',
    ],
    [
      'a fill of more than was traded',
      ROWS.with(4, row(4, 'F,A,10.03,60,8,130')).with(5, row(4, 'C,A,10.03,60,8,130')),
      'event 5, F of order 8: fills 10 more than was traded',
    ],
    [
      'a fill at another price',
      ROWS.with(4, row(4, 'F,A,10.04,50,8,130')),
      'event 5, F of order 8: is at 100400, its trade at 100300',
    ],
    [
      'a crossed book',
      [...ROWS, row(8, 'A,B,10.03,1,9,130')],
      'event 10, A of order 9: leaves the book locked or crossed',
    ],
  ])('finds %s', async (_, rows, example) => {
    const { mismatches, examples } = await verify(rows);
    expect(mismatches).toBeGreaterThan(0);
    expect(examples[0]).toBe(example);
  });

  test('of the recorded day at NASDAQ: every event, no mismatch', async () => {
    const path = recorded('xnas-mbo/mbo.csv');
    if (path === undefined) return;
    const found = await findFormat(path);
    expect(found.format.name).toBe('mbo-csv');
    const counts: Record<string, number> = {};
    const { records } = await readFeed(found, {
      take: ({ type }) => {
        counts[type] = (counts[type] ?? 0) + 1;
      },
    });
    expect({ records, counts }).toEqual({
      records: 5875,
      counts: { Clear: 1, Add: 2915, Reduce: 2913, Trade: 46 },
    });
    expect(await MBO_CSV.verify!(path)).toMatchObject({ rows: 5886, mismatches: 0 });
  });
});

const fileOf = (rows: readonly string[]): string => [HEADING, ...rows].map((line) => `${line}\n`).join('');

interface Outcome {
  readonly told: string[];
  readonly times: (readonly [number, number])[];
  readonly session: FeedSession | undefined;
  readonly summary: ReadSummary;
}
const tell = (rows: readonly string[], onFault: FaultPolicy = 'Stop'): Outcome =>
  decode(fileOf(rows), onFault);

function decode(text: string, onFault: FaultPolicy): Outcome {
  const told: string[] = [];
  const times: (readonly [number, number])[] = [];
  let session: FeedSession | undefined;
  const decoder = MBO_CSV.decode('day.csv', {
    onFault,
    begin: (begun) => {
      session = begun;
    },
    take: (record) => {
      told.push(inWords(record));
      times.push([record.tsEvent, record.tsRecv]);
    },
  });
  decoder.push(Buffer.from(text));
  return { told, times, summary: decoder.end(), session };
}

async function verify(rows: readonly string[]): Promise<Verification> {
  const path = join(folder, 'day.csv');
  writeFileSync(path, fileOf(rows));
  return MBO_CSV.verify!(path);
}
