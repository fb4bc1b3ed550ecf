/** The recorded sessions rebuilt, and proven by what the venues say of their own books. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { recorded } from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FeedError } from '../failure.ts';
import { findFormat, readFeed } from '../formats.ts';
import type { FaultPolicy, FeedRecord, FeedSession } from '../record.ts';
import { CRYPTO_FORMATS } from './recording.ts';

const KRAKEN_LINES = [
  'wss://ws.kraken.com <-> 1618678132.3858151',
  'wss://ws.kraken.com <- 1618678132.8253062: {"event":"subscribe"}',
  '1618678132.8258188: {"connectionID":1,"event":"systemStatus","status":"online","version":"1.8.3"}',
  '1618678133.5: [1,{"as":[["10.50000","2.00000000","1618678120.000001"],["10.60000","1.00000000","1500000000.000001"]],"bs":[["10.40000","3.00000000","1618678121.000001"]]},"book-10","XBT/USD"]',
  '1618678134.5: [1,{"a":[["10.50000","0.00000000","1618678134.400001"],["10.55000","7.25000000","1618678134.400002"]],"c":"2774073208"},"book-10","XBT/USD"]',
  '1618678135.5: [2,[["10.55000","0.25000000","1618678135.400001","b","m",""]],"trade","XBT/USD"]',
];

describe('a recorded session is proven by the venue’s own word', () => {
  test.each<[string, string, number, Partial<Record<FeedRecord['type'], number>>?]>([
    ['crypto-raw/KRAKEN.ws.50.0', 'kraken', 4269, { Clear: 10, Level: 11_743, Heartbeat: 300 }],
    ['crypto-raw/KRAKEN.ws.48.0', 'kraken', 0, { Trade: 10, Heartbeat: 38 }],
    ['crypto-raw/KRAKEN.ws.49.0', 'kraken', 0, { Quote: 36, Heartbeat: 310 }],
    ['crypto-raw/COINBASE.ws.28.0', 'coinbase', 97, { Clear: 10, Level: 18_080, Trade: 97 }],
    ['crypto-raw/BITSTAMP.ws.1.0', 'bitstamp', 615, { Clear: 10, Level: 11_138, Trade: 10 }],
    ['crypto-raw/BYBIT.ws.25.0', 'bybit', 3252, { Trade: 101, Clear: 8, Level: 20_342 }],
    ['crypto-raw/BYBIT.ws.26.0', 'bybit', 1016, { Clear: 2, Level: 2652, Trade: 150 }],
    ['binance-three-books/spot/btcusdt_20240808.gz', 'binance', 564],
    ['binance-three-books/usdm/btcusdt_20240808.gz', 'binance', 629],
    ['binance-three-books/cm/btcusd_perp_20240808.gz', 'binance', 1124],
  ])('%s', async (name, formatName, checks, types) => {
    const path = recorded(name);
    if (path === undefined) return;
    const found = await findFormat(path);
    expect(found.format.name).toBe(formatName);
    expect(await found.format.verify?.(path)).toMatchObject({ rows: checks, mismatches: 0, examples: [] });
    if (types === undefined) return;
    const counts: Partial<Record<FeedRecord['type'], number>> = {};
    const summary = await readFeed(found, {
      take: ({ type }) => {
        counts[type] = (counts[type] ?? 0) + 1;
      },
    });
    expect(summary.skipped).toBe(0);
    expect(counts).toEqual(types);
  });

  test('the levels handed out make Binance’s best bid and ask at every update id that bookTicker names too', async () => {
    const path = recorded('binance-three-books/spot/btcusdt_20240808.gz');
    if (path === undefined) return;
    const told = new Map<number, readonly number[]>();
    for (const line of gunzipSync(readFileSync(path)).toString().split('\n')) {
      const { stream, data } = JSON.parse(line.slice(20) || '{}');
      if (!stream?.endsWith('@bookTicker')) continue;
      told.set(
        data.u,
        [data.b, data.B, data.a, data.A].map((text: string) => Math.round(Number(text) * 1e8)),
      );
    }
    const book = { Buy: new Map<number, number>(), Sell: new Map<number, number>() };
    let seq = 0;
    let compared = 0;
    const compare = (): void => {
      const expected = told.get(seq);
      if (expected === undefined) return;
      const bid = Math.max(...book.Buy.keys());
      const ask = Math.min(...book.Sell.keys());
      expect([bid, book.Buy.get(bid), ask, book.Sell.get(ask)]).toEqual(expected);
      compared += 1;
    };
    await readFeed(await findFormat(path), {
      take: ({ type, side, px, qty, seq: next }) => {
        if (type === 'Trade') return;
        if (next !== seq) compare();
        seq = next;
        if (type === 'Clear') for (const each of Object.values(book)) each.clear();
        else if (qty === 0) book[side!].delete(px);
        else book[side!].set(px, qty);
      },
    });
    compare();
    expect(compared).toBe(564);
  });
});

describe('a recording becomes records', () => {
  test('with exact integers, times since midnight, and what goes before what comes', () => {
    const { records, session, summary } = read(KRAKEN_LINES);
    const second = 1_000_000_000;
    const at = 60_532 * second;
    const level = { type: 'Level', venue: 'kraken', instrument: 'XBT/USD' } as const;
    expect(session).toEqual({ date: '2021-04-17', zone: 'UTC' });
    expect(records).toMatchObject([
      { type: 'Clear', tsEvent: at - 11 * second + 1000, tsRecv: at + 1.5 * second },
      { ...level, side: 'Sell', px: 1_050_000_000, qty: 200_000_000 },
      { ...level, side: 'Sell', px: 1_060_000_000, qty: 100_000_000 },
      { ...level, side: 'Buy', px: 1_040_000_000, qty: 300_000_000 },
      { ...level, side: 'Sell', px: 1_050_000_000, qty: 0, tsEvent: at + 2.4 * second + 2000 },
      { ...level, side: 'Sell', px: 1_055_000_000, qty: 725_000_000 },
      { type: 'Trade', side: 'Buy', px: 1_055_000_000, qty: 25_000_000, tsRecv: at + 3.5 * second },
    ]);
    expect(summary).toEqual({ records: 7, skipped: 0, faults: [] });
  });

  test('alike however its bytes are cut', () => {
    const whole = read(KRAKEN_LINES);
    const bytes = Buffer.from(`${KRAKEN_LINES.join('\n')}\n`);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (sizes) => {
        const cuts: Uint8Array[] = [];
        for (let from = 0, i = 0; from < bytes.length; i += 1) {
          const size = sizes[i % sizes.length]!;
          cuts.push(bytes.subarray(from, from + size));
          from += size;
        }
        expect(readBytes(cuts)).toEqual(whole);
      }),
      { seed: 7, numRuns: 50 },
    );
  });
});

describe('a recording that is not sound', () => {
  const broken = KRAKEN_LINES.with(4, KRAKEN_LINES[4]!.replace('"7.25000000"', '"7.2500000o"'));

  test('ends at the row, under Stop', () => {
    expect(() => read(broken)).toThrow(
      new FeedError({
        file: 'x.ws',
        row: 5,
        field: 'a[1] size',
        reason: 'must be a decimal number from 0 of at most 8 places, got "7.2500000o"',
      }),
    );
  });

  test('goes on without the row, under Skip', () => {
    const { records, summary } = read(broken, 'Skip');
    expect(records.map(({ type }) => type)).toEqual(['Clear', 'Level', 'Level', 'Level', 'Trade']);
    expect(summary).toMatchObject({ skipped: 1, faults: [expect.stringContaining('row 5')] });
  });

  test('clears the book that it can’t vouch for, under Resync', () => {
    const { records } = read(broken, 'Resync');
    expect(records.map(({ type }) => type)).toEqual(['Clear', 'Level', 'Level', 'Level', 'Clear', 'Trade']);
  });

  test('is not taken for a short one where it was cut', () => {
    const bytes = Buffer.from(KRAKEN_LINES.join('\n'));
    expect(() => readBytes([bytes])).toThrow('x.ws, row 6: ends inside a line: truncated');
  });

  test.each([
    ['a line of another form', 'hello', 'is not of the form of this recording'],
    ['a time that goes back', '1618678100.5: {"event":"heartbeat"}', 'time: goes back'],
    [
      'a time in another week',
      '1619678100.5: {"event":"heartbeat"}',
      'time: is more than a day after the line before',
    ],
    ['what is not JSON', '1618678136.5: {"event":', 'is not JSON: "{"event":"'],
    ['another book', '1618678136.5: [1,{},"book-7","XBT/USD"]', 'channelName: is no channel that we read'],
  ])('%s is named', (_, line, reason) => {
    expect(() => read([...KRAKEN_LINES, line])).toThrow(reason);
    expect(read([...KRAKEN_LINES, line], 'Skip').summary.skipped).toBe(1);
  });

  test('a message whose time is not believed is taken at the time of the line before', () => {
    for (const at of ['1518678136.5', '1918678136.5']) {
      const { records } = read([...KRAKEN_LINES, `${at}: {"event":"heartbeat"}`], 'Skip');
      expect(records.at(-1)).toMatchObject({ type: 'Heartbeat', tsRecv: records.at(-2)?.tsRecv });
    }
  });

  test('a checksum that the book does not make is a gap', () => {
    const wrong = KRAKEN_LINES.with(4, KRAKEN_LINES[4]!.replace('2774073208', '2774073209'));
    expect(() => read(wrong)).toThrow('the checksum is "2774073209", the book makes 2774073208');
    const { records } = read(wrong, 'Resync');
    expect(records.map(({ type }) => type)).toEqual(['Clear', 'Level', 'Level', 'Level', 'Clear', 'Trade']);
  });
});

function read(lines: readonly string[], onFault: FaultPolicy = 'Stop') {
  return readBytes([Buffer.from(lines.map((line) => `${line}\n`).join(''))], onFault);
}

function readBytes(chunks: readonly Uint8Array[], onFault: FaultPolicy = 'Stop') {
  const records: FeedRecord[] = [];
  let session: FeedSession | undefined;
  const format = CRYPTO_FORMATS.find(({ matches }) => matches('x.ws', Buffer.concat(chunks)));
  const decoder = format!.decode('x.ws', {
    onFault,
    begin: (begun) => {
      session = begun;
    },
    take: (record) => records.push({ ...record }),
  });
  for (const chunk of chunks) decoder.push(chunk);
  return { summary: decoder.end(), records, session };
}
