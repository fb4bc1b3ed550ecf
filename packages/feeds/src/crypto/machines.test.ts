/**
 * The venues' machines against the recorded sessions, played by a naive exchange that can be asked for its book:
 * whatever is done to the frames, what the machine hands out is the venue's book or no book.
 */
import {
  openRecordedSession,
  type RecordedSession,
  type RecordedVenueName,
  recorded,
} from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeedRecord } from '../record.ts';
import { createBinance } from './binance.ts';
import { createBitstamp } from './bitstamp.ts';
import { createBybit } from './bybit.ts';
import { midnightOf } from './clock.ts';
import { createCoinbase } from './coinbase.ts';
import { createKraken } from './kraken.ts';
import type { CryptoVenue, VenueOptions } from './venue.ts';

interface Case {
  readonly name: RecordedVenueName;
  readonly path: string;
  readonly symbol: string;
  readonly day: string;
  readonly create: (options: VenueOptions) => CryptoVenue;
  /** Levels a side that the venue's word covers. */
  readonly proven: number;
}

const BOOKS = 'binance-three-books';
const CASES: readonly Case[] = [
  {
    name: 'kraken',
    path: 'crypto-raw/KRAKEN.ws.50.0',
    symbol: 'XMR/USD',
    day: '2021-04-17',
    create: createKraken,
    proven: 10,
  },
  {
    name: 'coinbase',
    path: 'crypto-raw/COINBASE.ws.28.0',
    symbol: 'SKL-USD',
    day: '2021-04-17',
    create: createCoinbase,
    proven: 1,
  },
  {
    name: 'bitstamp',
    path: 'crypto-raw/BITSTAMP.ws.1.0',
    symbol: 'ethusd',
    day: '2022-01-05',
    create: createBitstamp,
    proven: 1,
  },
  {
    name: 'bybit',
    path: 'crypto-raw/BYBIT.ws.25.0',
    symbol: 'LTCUSDT',
    day: '2021-04-17',
    create: createBybit,
    proven: 1,
  },
  {
    name: 'binance',
    path: `${BOOKS}/spot/btcusdt_20240808.gz`,
    symbol: 'BTCUSDT',
    day: '2024-08-08',
    create: (options) => createBinance('spot', options),
    proven: 100,
  },
  {
    name: 'binance',
    path: `${BOOKS}/cm/btcusd_perp_20240808.gz`,
    symbol: 'BTCUSD_PERP',
    day: '2024-08-08',
    create: (options) => createBinance('coinm', options),
    proven: 100,
  },
];
const FRAMES = 400;
const DEPTH = 20;

/** What comes in the place of each frame. */
type Distort = (frames: readonly string[]) => readonly (readonly string[])[];

const CLEAN: Distort = (frames) => frames.map((frame) => [frame]);

describe.each(CASES)('$path', (of) => {
  test('untouched: the venue’s book at every step, nothing dropped, nothing missed', () => {
    const run = play(of, CLEAN, { compareEvery: 100 });
    if (run === undefined) return;
    expect(run.machine.stats).toMatchObject({
      gaps: 0,
      faults: 0,
      mismatches: 0,
      duplicates: 0,
      snapshots: 1,
    });
    expect(run.machine.stats.checks).toBeGreaterThan(0);
  });

  test('every frame twice, at once or a little later: the records are the same', () => {
    const clean = play(of, CLEAN);
    if (clean === undefined) return;
    for (const after of [0, 3]) {
      const doubled = play(of, (frames) =>
        frames.map((frame, i) => [frame, ...(i < after ? [] : [frames[i - after]!])]),
      );
      const duplicates = clean.said.slice(0, clean.said.length - after).filter(handsOut).length;
      expect(doubled?.machine.stats).toMatchObject({ gaps: 0, faults: 0, duplicates });
      expect(doubled?.records).toEqual(clean.records);
    }
  });

  test('two frames of the book changed places: noticed, and put right', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 60 }), (at) => {
        const run = play(of, swapBook(at));
        if (run === undefined) return;
        expect(run.machine.stats.gaps).toBeGreaterThan(0);
        expect(run.machine.synced()).toBe(true);
        expect(run.book(DEPTH)).toEqual(run.venue(DEPTH));
      }),
      { seed: 11, numRuns: 5 },
    );
  });

  test('frames lost: noticed before the proven part of the book is wrong', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 5, max: 80 }), { minLength: 1, maxLength: 3 }), (lost) => {
        const run = play(of, (frames) => frames.map((frame, i) => (lost.includes(i) ? [] : [frame])));
        if (run === undefined) return;
        const anyMissed = lost.some((i) => handsOut(run.said[i]!));
        if (of.name === 'binance' && anyMissed) expect(run.machine.stats.gaps).toBeGreaterThan(0);
        if (run.machine.stats.gaps > 0 || of.proven > 1)
          expect(run.book(of.proven)).toEqual(run.venue(of.proven));
      }),
      { seed: 12, numRuns: 6 },
    );
  });

  test('garbage among the frames: each piece is counted, and the book is right in the end', () => {
    const garbage = [
      '',
      '{',
      'null',
      '[]',
      '[1,2,3,4]',
      '{"stream":1}',
      '{"type":"snapshot"}',
      '{"event":"data"}',
    ];
    const run = play(of, (frames) =>
      frames.map((frame, i) =>
        i % 50 === 20 ? [garbage[(i / 50) | (0 % garbage.length)] ?? '{', frame] : [frame],
      ),
    );
    if (run === undefined) return;
    const pieces = run.said.filter((_, i) => i % 50 === 20).length;
    expect(run.machine.stats.faults).toBe(pieces);
    expect(run.machine.synced()).toBe(true);
    expect(run.book(DEPTH)).toEqual(run.venue(DEPTH));
  });

  test('frames with a byte changed: no crash, and no wrong book where a checksum covers it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 80 }),
        fc.nat(400),
        fc.integer({ min: 32, max: 126 }),
        (at, place, code) => {
          const run = play(of, (frames) =>
            frames.map((frame, i) => (i === at ? [withByte(frame, place, code)] : [frame])),
          );
          if (run !== undefined && of.name === 'kraken')
            expect(run.book(of.proven)).toEqual(run.venue(of.proven));
        },
      ),
      { seed: 13, numRuns: 10 },
    );
  });

  test('the connection lost: the book is cleared at once, and is the venue’s after the next snapshot', () => {
    const run = play(of, CLEAN, { loseAt: 40 });
    if (run === undefined) return;
    expect(run.records.filter(({ type }) => type === 'Clear')).toHaveLength(3);
    expect(run.machine.stats).toMatchObject({ gaps: 0, faults: 0, snapshots: 2 });
    expect(run.book(DEPTH)).toEqual(run.venue(DEPTH));
  });
});

/** Witnesses prove the book and hand out nothing: a lost or doubled one is no matter. */
const handsOut = (frame: string): boolean => !/@bookTicker|"ticker"/.test(frame);

/** The book frame at `at` and the next one of the book. */
function swapBook(at: number): Distort {
  return (frames) => {
    const isBook = (frame: string): boolean => /"c":"|l2update|diff_order|"delta"|depthUpdate/.test(frame);
    const first = frames.findIndex((frame, i) => i >= at && isBook(frame));
    const second = frames.findIndex(
      (frame, i) => i > first && isBook(frame) && !sameTime(frame, frames[first]!),
    );
    return frames.map((frame, i) => [i === first ? frames[second]! : i === second ? frames[first]! : frame]);
  };
}

/** Coinbase's updates of one microsecond have no order to be seen. */
function sameTime(a: string, b: string): boolean {
  const time = /"time":"([^"]+)"/;
  return time.test(a) && time.exec(a)?.[1] === time.exec(b)?.[1];
}

const withByte = (frame: string, place: number, code: number): string =>
  frame.slice(0, place % frame.length) + String.fromCharCode(code) + frame.slice((place % frame.length) + 1);

interface Run {
  readonly machine: CryptoVenue;
  readonly records: readonly FeedRecord[];
  readonly said: readonly string[];
  /** Best levels that the records make, and those that the venue has. */
  readonly book: (n: number) => unknown;
  readonly venue: (n: number) => unknown;
}

function play(of: Case, distort: Distort, { compareEvery = 0, loseAt = -1 } = {}): Run | undefined {
  const file = recorded(of.path);
  if (file === undefined) return undefined;
  const { name, symbol, day, create } = of;
  const session = sessionOf(of, file);
  const records: FeedRecord[] = [];
  const book = { Buy: new Map<number, number>(), Sell: new Map<number, number>() };
  const machine = create({
    file: 'wss://here',
    midnight: midnightOf(Date.parse(day)),
    onFault: 'Resync',
    take: (record) => {
      const { type, side, px, qty } = record;
      records.push({ ...record });
      if (type === 'Clear') for (const levels of Object.values(book)) levels.clear();
      if (type !== 'Level') return;
      if (qty === 0) book[side!].delete(px);
      else book[side!].set(px, qty);
    },
  });
  const levels = (n: number) =>
    (['Buy', 'Sell'] as const).map((side) =>
      [...book[side]].sort(([a], [b]) => (side === 'Buy' ? b - a : a - b)).slice(0, n),
    );
  const exchange = session.begin();
  const shown = (n: number) => (['Buy', 'Sell'] as const).map((side) => exchange.levels(side, n));
  const serve = (): void => {
    for (let want = machine.wants(); want !== undefined; want = machine.wants()) {
      if (want.type === 'Fetch') machine.snapshot(symbol, exchange.snapshot(), 0);
      if (want.type !== 'Send' || /unsubscribe|"name":"trade"/i.test(want.text)) continue;
      if (name === 'binance') machine.feed('{"result":null,"id":1}', 0);
      else if (name !== 'bitstamp') machine.feed(exchange.snapshot(), 0);
      else if (want.text.includes('diff_order_book')) {
        machine.feed(
          `{"event":"bts:subscription_succeeded","channel":"diff_order_book_${symbol}","data":{}}`,
          0,
        );
      }
    }
  };

  machine.subscribe([symbol]);
  serve();
  const said = session.frames;
  for (const [i, frames] of distort(said).entries()) {
    exchange.next();
    for (const frame of frames) machine.feed(frame, i);
    serve();
    if (i === loseAt) {
      machine.resync();
      expect(levels(1)).toEqual([[], []]);
      machine.subscribe([symbol]);
      serve();
    }
    if (compareEvery > 0 && i % compareEvery === 0) expect(levels(DEPTH)).toEqual(shown(DEPTH));
  }
  return { machine, records, said, book: levels, venue: shown };
}

/** Read once: every run begins it anew. */
const sessions = new Map<string, RecordedSession>();

function sessionOf({ name, path, symbol }: Case, file: string): RecordedSession {
  const session = sessions.get(path) ?? openRecordedSession(name, file, symbol, FRAMES);
  sessions.set(path, session);
  return session;
}
