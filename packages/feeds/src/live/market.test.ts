/**
 * Live connections against a local server that plays recorded sessions and misbehaves: what comes out is the
 * venue's book or no book, whatever happens on the wire, and nothing is ever thrown.
 */
import {
  type Distortion,
  openRecordedSession,
  type PlayedVenue,
  playVenue,
  type RecordedSession,
  type RecordedVenueName,
  recorded,
} from '@fairlead/testkit';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { VenueName } from '../index.ts';
import { connectMarket, isLiveVenue, type LiveState, listedAt, liveVenueNames } from '../index.ts';
import type { FeedRecord } from '../record.ts';
import type { Timing } from './timing.ts';

interface Case {
  readonly name: RecordedVenueName;
  readonly path: string;
  readonly instrument: string;
  readonly at: string;
}

const CASES: readonly Case[] = [
  { name: 'kraken', path: 'crypto-raw/KRAKEN.ws.50.0', instrument: 'XMR-USD', at: '2021-04-17T16:48:52Z' },
  {
    name: 'coinbase',
    path: 'crypto-raw/COINBASE.ws.28.0',
    instrument: 'SKL-USD',
    at: '2021-04-17T16:43:37Z',
  },
  { name: 'bitstamp', path: 'crypto-raw/BITSTAMP.ws.1.0', instrument: 'ETH-USD', at: '2022-01-05T00:48:16Z' },
  { name: 'bybit', path: 'crypto-raw/BYBIT.ws.25.0', instrument: 'LTC-USD', at: '2021-04-17T16:43:06Z' },
  {
    name: 'binance',
    path: 'binance-three-books/spot/btcusdt_20240808.gz',
    instrument: 'BTC-USD',
    at: '2024-08-08T23:54:15Z',
  },
];
const FRAMES = 400;
const DEPTH = 10;
const FAST: Partial<Timing> = { backoffMs: 20, maxBackoffMs: 200, openMs: 500 };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe.each(CASES)('$name live', (of) => {
  test('connects, learns the book and follows it', async () => {
    const run = await start(of);
    if (run === undefined) return;
    await run.playAll();
    await run.settled();
    expect(run.phases()).toEqual(['Connecting', 'Syncing', 'Live']);
    expect(run.last()).toMatchObject({
      connects: 1,
      venue: of.name,
      listed: listedAt(of.name, of.instrument),
    });
    expect(run.last().stats).toMatchObject({ gaps: 0, faults: 0, mismatches: 0 });
    // A page holds what the stream tells a moment later.
    if (run.server.pages() === 0) expect(run.last().stats.duplicates).toBe(0);
    expect(new Set(run.records.map(({ instrument }) => instrument))).toEqual(new Set([of.instrument]));
  });

  test('connection cut three times: cleared each time, and the venue’s book in the end', async () => {
    const run = await start(of);
    if (run === undefined) return;
    for (let cuts = 1; cuts <= 3; cuts += 1) {
      await run.playSome(60);
      await run.phase('Live');
      run.server.cut();
      await run.phase('Waiting');
      expect(run.levels(1)).toEqual([[], []]);
      expect(run.last().reason).toMatch(/closed with code 1006/);
      await vi.waitFor(() => expect(run.server.connections()).toBe(cuts + 1), { timeout: 5000 });
      await run.phase('Syncing', 'Live');
    }
    await run.playAll();
    await run.settled();
    expect(run.last().connects).toBe(4);
  });

  test('frames doubled, and garbage and binary frames among them: every one counted, the book is right', async () => {
    let garbage = 0;
    const mangle: Distortion = (frame, i) => {
      if (i % 7 === 0) return [frame, frame];
      if (i % 40 === 13) {
        garbage += 1;
        return ['{"nonsense":', frame];
      }
      if (i % 40 === 33) {
        garbage += 1;
        return [Buffer.from([1, 2, 3]), frame];
      }
      return [frame];
    };
    const run = await start(of, mangle);
    if (run === undefined) return;
    await run.playAll();
    await run.settled();
    expect(garbage).toBeGreaterThan(1);
    expect(run.last().stats.faults).toBe(garbage);
    expect(run.last().stats.duplicates).toBeGreaterThan(5);
    expect(run.last().connects).toBe(1);
  });

  test('a server that refuses is tried again, ever later, and used once it lets us in', async () => {
    const run = await start(of, undefined, { refusing: true });
    if (run === undefined) return;
    await vi.waitFor(() => expect(run.last().connects).toBeGreaterThan(3), { timeout: 5000 });
    expect(run.phases()).not.toContain('Syncing');
    expect(run.states.find(({ phase }) => phase === 'Waiting')?.reason).toBe(
      'Unexpected server response: 503',
    );
    run.server.refusing = false;
    await run.phase('Syncing', 'Live');
    await run.playAll();
    await run.settled();
  });

  test('a server that takes us in and stays silent is left', async () => {
    const run = await start(of, undefined, { silent: true }, { silenceMs: 150, pingMs: 40 });
    if (run === undefined) return;
    await run.phase('Waiting');
    expect(run.last().reason).toBe('silent for 150 ms');
    expect(run.phases()).not.toContain('Live');
    run.server.silent = false;
    await run.playSome(30);
    await run.phase('Live');
  });
});

describe('a lost frame', () => {
  test.each(CASES.filter(({ name }) => name === 'binance' || name === 'kraken'))(
    'of $name is noticed by its number or checksum, and the book asked for anew',
    async (of) => {
      const run = await start(of, (frame, i) =>
        i % 60 === 50 && !/@(bookTicker|trade)/.test(frame) ? [] : [frame],
      );
      if (run === undefined) return;
      await run.playAll();
      await run.settled();
      if (of.name === 'binance') {
        expect(run.server.pages()).toBe(1 + run.last().stats.gaps);
        expect(run.last().reason === undefined || /are missing/.test(run.last().reason ?? '')).toBe(true);
      }
      expect(run.last().stats.snapshots).toBe(1 + run.last().stats.gaps);
      expect(run.last().connects).toBe(1);
    },
  );

  test('is not made up for by a page that the venue refuses: it is asked for again until it comes', async () => {
    const of = CASES.find(({ name }) => name === 'binance')!;
    const run = await start(of, undefined, { refusingPages: true });
    if (run === undefined) return;
    await run.phase('Syncing');
    await run.playSome(100);
    await vi.waitFor(() => expect(run.server.refusedPages()).toBeGreaterThan(2), { timeout: 5000 });
    expect(run.records.some(({ type }) => type === 'Level')).toBe(false);
    run.server.refusingPages = false;
    await run.phase('Live');
    await run.playAll();
    await run.settled();
  });
});

describe('closing', () => {
  test('clears the book, ends the connection, and is the end', async () => {
    const run = await start(CASES[0]!);
    if (run === undefined) return;
    await run.phase('Live');
    await run.market.close();
    expect(run.last().phase).toBe('Closed');
    expect(run.levels(1)).toEqual([[], []]);
    await run.playSome(50);
    expect(run.levels(1)).toEqual([[], []]);
    expect(run.server.connections()).toBe(1);
    expect(run.phases().filter((phase) => phase === 'Closed')).toHaveLength(1);
  });

  test('while waiting for the next attempt leaves nothing behind', async () => {
    const run = await start(CASES[0]!, undefined, { refusing: true }, { backoffMs: 50 });
    if (run === undefined) return;
    await run.phase('Waiting');
    await run.market.close();
    const { connects } = run.last();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(run.last()).toMatchObject({ phase: 'Closed', connects });
  });
});

describe('instruments', () => {
  test('are spelled as each venue lists them, with what their prices are in', () => {
    const listed = (venue: VenueName) => listedAt(venue, 'BTC-USD');
    expect(listed('kraken')).toEqual({ symbol: 'XBT/USD', quote: 'USD' });
    expect(listed('coinbase')).toEqual({ symbol: 'BTC-USD', quote: 'USD' });
    expect(listed('bitstamp')).toEqual({ symbol: 'btcusd', quote: 'USD' });
    expect(listed('binance')).toEqual({ symbol: 'BTCUSDT', quote: 'USDT' });
    expect(listed('bybit')).toEqual({ symbol: 'BTCUSDT', quote: 'USDT' });
    expect(listed('binance-coinm')).toEqual({ symbol: 'BTCUSD_PERP', quote: 'USD', contract: '100 USD' });
    expect(listedAt('kraken', 'DOGE-EUR')).toEqual({ symbol: 'XDG/EUR', quote: 'EUR' });
  });

  test('and venues that are none are refused', () => {
    expect(listedAt('kraken', 'btc/usd')).toBeUndefined();
    expect(() =>
      connectMarket({ venues: ['kraken'], instrument: 'BTC', take: () => {}, onState: () => {} }),
    ).toThrow(new RangeError('BTC is not an instrument like BTC-USD'));
    expect(isLiveVenue('toString')).toBe(false);
    expect(liveVenueNames().every(isLiveVenue)).toBe(true);
  });
});

/** Read once: every test begins it anew. */
const sessions = new Map<string, RecordedSession>();

async function start(
  { name, path: recording, instrument, at }: Case,
  distort?: Distortion,
  faults: Partial<Pick<PlayedVenue, 'refusing' | 'refusingPages' | 'silent'>> = {},
  timing: Partial<Timing> = {},
) {
  const path = recorded(recording);
  if (path === undefined) return undefined;
  const symbol = listedAt(name, instrument)!.symbol;
  const session = sessions.get(path) ?? openRecordedSession(name, path, symbol, FRAMES);
  sessions.set(path, session);
  const venue = session.begin();
  const server = Object.assign(await playVenue(venue, distort), faults);
  const records: FeedRecord[] = [];
  const states: LiveState[] = [];
  const book = { Buy: new Map<number, number>(), Sell: new Map<number, number>() };
  const from = Date.parse(at) - performance.now();
  const market = connectMarket({
    venues: [name],
    instrument,
    addresses: { [name]: server.address },
    timing: { ...FAST, ...timing },
    seed: 5,
    unixMs: () => from + performance.now(),
    take: (record) => {
      const { type, side, px, qty } = record;
      records.push({ ...record });
      if (type === 'Clear') for (const levels of Object.values(book)) levels.clear();
      if (type !== 'Level') return;
      if (qty === 0) book[side!].delete(px);
      else book[side!].set(px, qty);
    },
    onState: (state) => states.push({ ...state }),
  });
  closing.push(market.close, server.close);
  expect(market.session).toEqual({ date: at.slice(0, 10), zone: 'UTC' });

  const last = (): LiveState => states.at(-1)!;
  const levels = (n: number) =>
    (['Buy', 'Sell'] as const).map((side) =>
      [...book[side]].sort(([a], [b]) => (side === 'Buy' ? b - a : a - b)).slice(0, n),
    );
  const phase = (...wanted: LiveState['phase'][]) =>
    vi.waitFor(() => expect(wanted).toContain(last().phase), { timeout: 5000, interval: 5 });
  const playSome = async (count: number): Promise<void> => {
    for (let played = 0; played < count && venue.left() > 0; played += 5) {
      server.play(5);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  return {
    market,
    server,
    records,
    states,
    last,
    levels,
    phase,
    playSome,
    phases: () => states.map((state) => state.phase),
    playAll: async () => {
      await phase('Syncing', 'Live');
      await playSome(FRAMES);
    },
    /** Everything that was said has come through. */
    settled: () =>
      vi.waitFor(
        () => {
          expect(last().phase).toBe('Live');
          expect(levels(DEPTH)).toEqual((['Buy', 'Sell'] as const).map((side) => venue.levels(side, DEPTH)));
        },
        { timeout: 8000, interval: 20 },
      ),
  };
}
