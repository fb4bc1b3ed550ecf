import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { recorded, zipOf } from '@fairlead/testkit';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { FeedError, openLobster, type RecordedBook, type RecordedMessage } from './index.ts';

const STEM = 'KITE_2024-03-01_34200000_57600000';
const MESSAGES = `${STEM}_message_2.csv`;
const BOOKS = `${STEM}_orderbook_2.csv`;
const folder = mkdtempSync(join(tmpdir(), 'lobster-'));
afterAll(() => rmSync(folder, { recursive: true }));

const GOOD_MESSAGES = [
  '34200.5,1,11,100,1000000,1',
  '34200.500000001,1,12,50,1000200,-1',
  '34201,2,11,40,1000000,1',
  '34201.25,4,12,20,1000200,-1',
  '34202.123456789,5,0,7,1000100,1',
  '34202.9999999996,7,0,0,-1,-1',
  '34300,7,0,0,0,-1',
  '34301,7,0,0,1,-1',
  '34302,3,11,60,1000000,1',
  '57600,6,0,500,1000100,1',
];
const EMPTY_ROW = '9999999999,0,-9999999999,0';
const GOOD_BOOKS = [
  `9999999999,0,1000000,100,${EMPTY_ROW}`,
  ...GOOD_MESSAGES.slice(1).map(
    (_, i) => `1000200,${50 + i},1000000,60,1000300,10,${i % 2 === 0 ? '999900,5' : '-9999999999,0'}`,
  ),
];
const text = (rows: readonly string[]): Buffer => Buffer.from(rows.map((row) => `${row}\n`).join(''));

describe('a day is read as the vendor wrote it', () => {
  test('typed rows, units and sides', async () => {
    const path = pair(text(GOOD_MESSAGES), text(GOOD_BOOKS));
    const file = await openLobster(path);
    expect(file.meta).toEqual({
      ticker: 'KITE',
      date: '2024-03-01',
      start: 34_200_000_000_000,
      end: 57_600_000_000_000,
      levels: 2,
      isExcerpt: false,
    });
    expect(file.firstBook).toEqual({ bids: [{ px: 1_000_000, qty: 100 }], asks: [] });
    const { messages, books } = await readAll(path);
    expect(messages).toHaveLength(10);
    expect(messages.slice(0, 6)).toEqual([
      { type: 'Add', ts: 34_200_500_000_000, orderId: 11, qty: 100, px: 1_000_000, side: 'Buy' },
      { type: 'Add', ts: 34_200_500_000_001, orderId: 12, qty: 50, px: 1_000_200, side: 'Sell' },
      { type: 'Reduce', ts: 34_201_000_000_000, orderId: 11, qty: 40, px: 1_000_000, side: 'Buy' },
      { type: 'Execute', ts: 34_201_250_000_000, orderId: 12, qty: 20, px: 1_000_200, side: 'Sell' },
      { type: 'ExecuteHidden', ts: 34_202_123_456_789, orderId: 0, qty: 7, px: 1_000_100, side: 'Buy' },
      { type: 'Halt', ts: 34_203_000_000_000 },
    ]);
    expect(messages.slice(6).map((m) => m.type)).toEqual(['QuoteResume', 'TradeResume', 'Delete', 'Cross']);
    expect(books[1]).toEqual({
      bids: [
        { px: 1_000_000, qty: 60 },
        { px: 999_900, qty: 5 },
      ],
      asks: [
        { px: 1_000_200, qty: 50 },
        { px: 1_000_300, qty: 10 },
      ],
    });
    expect(books[2]?.bids).toEqual([{ px: 1_000_000, qty: 60 }]);
  });

  test('a zip gives what its two files give, with other entries beside them and stored or deflated', async () => {
    const plain = await readAll(pair(text(GOOD_MESSAGES), text(GOOD_BOOKS)));
    for (const method of [0, 8] as const) {
      const path = write(
        'a.zip',
        zipOf(
          [
            ['ReadMe.txt', Buffer.from('about')],
            [MESSAGES, text(GOOD_MESSAGES)],
            [BOOKS, text(GOOD_BOOKS)],
          ],
          method,
        ),
      );
      expect(await readAll(path)).toEqual(plain);
    }
  });

  test('a packed pair gives what its two files give', async () => {
    const plain = await readAll(pair(text(GOOD_MESSAGES), text(GOOD_BOOKS)));
    write(`${BOOKS}.gz`, gzipSync(text(GOOD_BOOKS)));
    expect(await readAll(write(`${MESSAGES}.gz`, gzipSync(text(GOOD_MESSAGES))))).toEqual(plain);
  });

  test('lines that end the Windows way are the same lines', async () => {
    const dos = (rows: readonly string[]): Buffer => Buffer.from(rows.map((row) => `${row}\r\n`).join(''));
    const plain = await readAll(pair(text(GOOD_MESSAGES), text(GOOD_BOOKS)));
    expect(await readAll(pair(dos(GOOD_MESSAGES), dos(GOOD_BOOKS)))).toEqual(plain);
  });

  test('a day may be read twice, and left in the middle', async () => {
    const file = await openLobster(pair(text(GOOD_MESSAGES), text(GOOD_BOOKS)));
    for await (const batch of file.batches()) {
      expect(batch.firstRow).toBe(1);
      break;
    }
    let rows = 0;
    for await (const batch of file.batches()) rows += batch.messages.length;
    expect(rows).toBe(10);
  });
});

describe('the recorded sample days', () => {
  test.each([
    ['AMZN', 5, 155_935, { Add: 77_381, Reduce: 450, Delete: 66_685, Execute: 8_974, ExecuteHidden: 2_445 }],
    [
      'AAPL',
      1,
      118_497,
      { Add: 54_818, Reduce: 252, Delete: 28_437, Execute: 23_658, ExecuteHidden: 11_332 },
    ],
    ['GOOG', 1, 49_482, { Add: 24_368, Reduce: 7, Delete: 13_429, Execute: 7_765, ExecuteHidden: 3_913 }],
  ])('%s opens to its end', async (ticker, levels, rows, types) => {
    const path = recorded(`lobster/LOBSTER_SampleFile_${ticker}_2012-06-21_${levels}.zip`);
    if (path === undefined) return;
    const { meta } = await openLobster(path);
    expect(meta).toMatchObject({ ticker, date: '2012-06-21', levels });
    const { messages, books } = await readAll(path);
    expect(messages).toHaveLength(rows);
    expect(books).toHaveLength(rows);
    const counts: Record<string, number> = {};
    for (const { type } of messages) counts[type] = (counts[type] ?? 0) + 1;
    expect(counts).toEqual(types);
    expect(books.every((b) => b.bids.length === levels && b.asks.length === levels)).toBe(true);
  });

  test('the sample of ten levels, which ends inside row 999, says so and opens without it', async () => {
    const messages = recorded('lobster/AAPL_first1000_message_10.csv');
    const books = recorded('lobster/AAPL_first1000_orderbook_10.csv');
    if (messages === undefined || books === undefined) return;
    const name = 'AAPL_2012-06-21_34200000_57600000_message_10.csv';
    const wholeLines = (path: string): Buffer => {
      const bytes = readFileSync(path);
      return bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
    };
    write(name.replace('message', 'orderbook'), readFileSync(books));
    const failure = await failureOf(write(name, readFileSync(messages)));
    expect(failure).toMatchObject({ row: 999, reason: 'the file ends inside this line: it is truncated' });
    write(name.replace('message', 'orderbook'), wholeLines(books));
    const day = await readAll(write(name, wholeLines(messages)));
    expect(day.books).toHaveLength(998);
    expect(day.books.every((b) => b.bids.length === 10 && b.asks.length === 10)).toBe(true);
    // Under the name that it goes round by it is known for an excerpt.
    expect((await openLobster(messages)).meta).toMatchObject({ ticker: 'AAPL', isExcerpt: true });
    expect(await readAll(messages)).toEqual(day);
  });

  test('a day cut short says so', async () => {
    const path = recorded('lobster/LOBSTER_SampleFile_GOOG_2012-06-21_1.zip');
    if (path === undefined) return;
    const whole = readFileSync(path);
    for (const share of [0, 0.1, 0.5, 0.9, 0.99999]) {
      const cut = write('cut.zip', whole.subarray(0, Math.floor(whole.length * share)));
      await expect(readAll(cut)).rejects.toThrow(/cut\.zip: is not a readable zip: .*truncated/);
    }
  });

  test('a day with one byte damaged inside an entry names the row where reading ended', async () => {
    const path = recorded('lobster/LOBSTER_SampleFile_GOOG_2012-06-21_1.zip');
    if (path === undefined) return;
    for (const share of [0.2, 0.5, 0.8]) {
      const bytes = Buffer.from(readFileSync(path));
      const at = Math.floor(bytes.length * share);
      bytes[at] = (bytes[at] ?? 0) ^ 0x40;
      const failure = await failureOf(write('damaged.zip', bytes));
      expect(failure?.row).toBeGreaterThan(0);
      expect(failure?.reason).not.toBe('');
    }
  });
});

describe('a row that is not sound is refused by row, field and reason', () => {
  test.each([
    ['34200.5,1,11,100,1000000', 'direction', 'is missing: the row has too few columns'],
    ['34200.5,1,11,100,1000000,1,9', undefined, "has more columns than the format's"],
    ['34200.5,1,11,abc,1000000,1', 'size', '"abc" is not a number'],
    ['34200.5,1,11,-5,1000000,1', 'size', 'must be above zero, got -5'],
    ['34200.5,1,11,0,1000000,1', 'size', 'must be above zero, got 0'],
    ['34200.5,1,11,1.5,1000000,1', 'size', '"1.5" is not a number'],
    ['34200.5,1,11,1e3,1000000,1', 'size', '"1e3" is not a number'],
    ['34200.5,1,11,99999999999999999,1000000,1', 'size', '"99999999999999999" is too large'],
    ['34200.5,1,11,,1000000,1', 'size', 'an empty field is not a number'],
    ['34200.5,8,11,100,1000000,1', 'type', 'must be 1 to 7, got 8'],
    ['34200.5,0,11,100,1000000,1', 'type', 'must be 1 to 7, got 0'],
    ['34200.5,1,-11,100,1000000,1', 'orderId', "can't be negative, got -11"],
    ['34200.5,1,11,100,0,1', 'price', 'must be above zero and below 9999999999, got 0'],
    ['34200.5,1,11,100,9999999999,1', 'price', 'must be above zero and below 9999999999, got 9999999999'],
    ['34200.5,1,11,100,1000000,2', 'direction', 'must be 1 (buy) or -1 (sell), got 2'],
    ['34200.5,7,0,0,5,-1', 'price', 'of a halt must be -1, 0 or 1, got 5'],
    ['34200.25,1,11,100,1000000,1', 'time', 'goes back: 34200.25 s comes after 34200.5 s'],
    ['57600.1,1,11,100,1000000,1', 'time', "57600.1 s is after the end of the file's window, 57600 s"],
    ['34200.,1,11,100,1000000,1', 'time', '"34200." is not a number'],
    ['1e5,1,11,100,1000000,1', 'time', '"1e5" is not a number'],
    ['', 'time', 'an empty field is not a number'],
  ])('message row "%s"', async (row, field, reason) => {
    const rows = ['34200.5,1,11,100,1000000,1', row, ...GOOD_MESSAGES.slice(2)];
    const failure = await failureOf(pair(text(rows), text(GOOD_BOOKS)));
    expect({ row: failure?.row, field: failure?.field, reason: failure?.reason }).toEqual({
      row: 2,
      field,
      reason,
    });
    expect(failure?.message).toContain(`${MESSAGES}, row 2`);
  });

  test.each([
    ['1000200,50,1000000,60,1000300,10,999900', 'bidSize2', 'is missing: the row has too few columns'],
    ['1000200,50,1000000,60,1000300,10,999900,x', 'bidSize2', '"x" is not a number'],
    [
      '1000200,-50,1000000,60,1000300,10,999900,5',
      'askSize1',
      'must be above zero, or 0 at an empty level, got -50',
    ],
    [
      '1000200,0,1000000,60,1000300,10,999900,5',
      'askSize1',
      'must be above zero, or 0 at an empty level, got 0',
    ],
    [
      '1000200,50,1000000,60,1000100,10,999900,5',
      'askPx2',
      '1000100 is not worse than the level above it, 1000200',
    ],
    [
      '1000200,50,1000000,60,1000300,10,1000000,5',
      'bidPx2',
      '1000000 is not worse than the level above it, 1000000',
    ],
    ['1000200,50,-7,60,1000300,10,999900,5', 'bidPx1', 'must be above zero and below 9999999999, got -7'],
    [
      '9999999999,0,1000000,60,1000300,10,999900,5',
      'askPx2',
      '1000300 is not worse than the level above it, 9999999999',
    ],
  ])('order book row "%s"', async (row, field, reason) => {
    const rows = [GOOD_BOOKS[0] ?? '', row, ...GOOD_BOOKS.slice(2)];
    const failure = await failureOf(pair(text(GOOD_MESSAGES), text(rows)));
    expect({ row: failure?.row, field: failure?.field, reason: failure?.reason }).toEqual({
      row: 2,
      field,
      reason,
    });
    expect(failure?.message).toContain(`${BOOKS}, row 2`);
  });

  test('a file that ends inside a line is truncated, even where the cut number is a number', async () => {
    const books = text(GOOD_BOOKS);
    const failure = await failureOf(pair(text(GOOD_MESSAGES), books.subarray(0, books.length - 2)));
    expect(failure).toMatchObject({ row: 10, reason: 'the file ends inside this line: it is truncated' });
  });

  test('an order book with fewer rows than messages, or more, is truncated', async () => {
    const fewer = await failureOf(pair(text(GOOD_MESSAGES), text(GOOD_BOOKS.slice(0, 4))));
    expect(fewer?.message).toContain(`${BOOKS}, row 5: is missing: the file has 4 rows`);
    const more = await failureOf(pair(text(GOOD_MESSAGES.slice(0, 4)), text(GOOD_BOOKS)));
    expect(more?.message).toContain(`${MESSAGES}, row 5: is missing: the file has 4 rows`);
  });

  test('a line without an end is refused before it fills the memory', async () => {
    const failure = await failureOf(pair(Buffer.alloc(3_000_000, '1'), text(GOOD_BOOKS)));
    expect(failure).toMatchObject({ row: 1, reason: 'the line is longer than 65536 bytes' });
  });
});

describe('a file that is no day at all is refused by name and reason', () => {
  test.each([
    ['not a zip', () => write('x.zip', Buffer.from('hello')), 'is not a readable zip: '],
    ['an empty file', () => write('x.zip', Buffer.alloc(0)), 'is not a readable zip: '],
    ['a missing file', () => join(folder, 'nowhere.zip'), 'the file does not exist'],
    ['a folder', () => folder, 'the file is not a regular file'],
    ['an empty day', () => pair(Buffer.alloc(0), Buffer.alloc(0)), 'has no rows'],
    [
      'the order book itself',
      () => pair(text(GOOD_MESSAGES), text(GOOD_BOOKS)).replace('message', 'orderbook'),
      'is the order book: give the message file, which is read with it',
    ],
    [
      'other entries',
      () => write('x.zip', zipOf([['a.csv', text(['1,2'])]], 8)),
      `holds no entry named TICKER_YYYY-MM-DD_START_END_message_LEVELS.csv; it holds a.csv`,
    ],
    [
      'no order book',
      () => write('x.zip', zipOf([[MESSAGES, text(GOOD_MESSAGES)]], 8)),
      `holds no entry named TICKER_YYYY-MM-DD_START_END_orderbook_LEVELS.csv; it holds ${MESSAGES}`,
    ],
    [
      'two days',
      () =>
        write(
          'x.zip',
          zipOf(
            [
              [MESSAGES, text(GOOD_MESSAGES)],
              [`b/${MESSAGES}`, text(GOOD_MESSAGES)],
            ],
            8,
          ),
        ),
      'holds more than one message file: one day at a time',
    ],
    [
      'files of different depth',
      () =>
        write(
          'x.zip',
          zipOf(
            [
              [MESSAGES, text(GOOD_MESSAGES)],
              [BOOKS.replace('_2.csv', '_3.csv'), text(GOOD_BOOKS)],
            ],
            8,
          ),
        ),
      `${MESSAGES} and ${BOOKS.replace('_2.csv', '_3.csv')} are not of the same ticker, day and depth`,
    ],
    [
      'no such day',
      () => write('KITE_2024-02-31_34200000_57600000_message_2.csv', text(GOOD_MESSAGES)),
      '2024-02-31 is not a day of the calendar',
    ],
    [
      'no such window',
      () => write('KITE_2024-03-01_57600000_34200000_message_2.csv', text(GOOD_MESSAGES)),
      '57600000 to 34200000 is not a window of one day in milliseconds',
    ],
    [
      'no levels',
      () => write('KITE_2024-03-01_34200000_57600000_message_0.csv', text(GOOD_MESSAGES)),
      '0 is not 1 to 200 levels',
    ],
    [
      'no order book beside',
      () => write('ALONE_2024-03-01_34200000_57600000_message_2.csv', text(GOOD_MESSAGES)),
      'the order book that belongs beside the message file does not exist',
    ],
  ])('%s', async (_, path, reason) => {
    const failure = await failureOf(path());
    expect(failure?.reason.startsWith(reason), failure?.reason).toBe(true);
  });
});

describe('damage gives sound rows or a FeedError, never anything else', () => {
  const damage = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
    minLength: 1,
    maxLength: 4,
  });
  const damaged = (bytes: Buffer, hits: readonly (readonly [number, number])[]): Buffer => {
    const copy = Buffer.from(bytes);
    for (const [share, byte] of hits) copy[Math.min(copy.length - 1, Math.floor(share * copy.length))] = byte;
    return copy;
  };
  const zip = zipOf(
    [
      [MESSAGES, text(GOOD_MESSAGES)],
      [BOOKS, text(GOOD_BOOKS)],
    ],
    8,
  );

  test('bytes of a CSV', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(damage, fc.boolean(), async (hits, inBooks) => {
        const messages = inBooks ? text(GOOD_MESSAGES) : damaged(text(GOOD_MESSAGES), hits);
        const books = inBooks ? damaged(text(GOOD_BOOKS), hits) : text(GOOD_BOOKS);
        const failure = await soundOrFailure(pair(messages, books));
        if (failure === undefined) return;
        refused += 1;
        expect(failure.row).toBeGreaterThanOrEqual(1);
        expect(failure.row).toBeLessThanOrEqual(22);
      }),
      { seed: 42, numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(200);
  });

  test('bytes of a zip', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(damage, async (hits) => {
        if ((await soundOrFailure(write('m.zip', damaged(zip, hits)))) !== undefined) refused += 1;
      }),
      { seed: 42, numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(150);
  });

  test('a zip cut anywhere', async () => {
    for (let length = 0; length < zip.length; length += 3) {
      expect(await soundOrFailure(write('c.zip', zip.subarray(0, length))), `${length} bytes`).toBeDefined();
    }
  });
});

async function readAll(path: string): Promise<{ messages: RecordedMessage[]; books: RecordedBook[] }> {
  const file = await openLobster(path);
  const messages: RecordedMessage[] = [];
  const books: RecordedBook[] = [];
  for await (const batch of file.batches({ books: true })) {
    expect(batch.firstRow).toBe(messages.length + 1);
    for (const message of batch.messages) messages.push(message);
    for (const book of batch.books ?? []) books.push(book);
  }
  return { messages, books };
}

async function failureOf(path: string): Promise<FeedError | undefined> {
  try {
    await readAll(path);
    return undefined;
  } catch (failure) {
    if (failure instanceof FeedError) return failure;
    throw failure;
  }
}

/** The failure, else every row read is checked against the format's promises. */
async function soundOrFailure(path: string): Promise<FeedError | undefined> {
  const failure = await failureOf(path);
  if (failure !== undefined) {
    expect(failure.reason.length).toBeGreaterThan(5);
    return failure;
  }
  const { messages, books } = await readAll(path);
  expect(books).toHaveLength(messages.length);
  let last = 0;
  for (const message of messages) {
    expect(message.ts).toBeGreaterThanOrEqual(last);
    last = message.ts;
    if ('qty' in message) expect(Math.min(message.qty, message.px)).toBeGreaterThan(0);
  }
  return undefined;
}

function write(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function pair(messages: Buffer, books: Buffer): string {
  write(BOOKS, books);
  return write(MESSAGES, messages);
}
