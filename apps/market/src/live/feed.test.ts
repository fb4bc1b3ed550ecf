/** A recorded hour of Binance, said again by a local server: what the paper venue shows and fills is what was recorded. */
import { clOrdId, nanos, px, qty, type Side } from '@fairlead/domain';
import { advance, bookSnapshot, createPaperMarket, hear, paperReference, submit } from '@fairlead/sim';
import {
  createMarketTape,
  openRecordedSession,
  playVenue,
  type RecordedVenue,
  recorded,
} from '@fairlead/testkit';
import { pino } from 'pino';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { hearLive } from './feed.ts';

const PATH = recorded('binance-three-books/spot/btcusdt_20240808.gz');
const FRAMES = 600;
const SECOND = 1_000_000_000;
/** In the day of the recording, whose times are checked against ours. */
const AT = Date.parse('2024-08-08T23:54:15Z');

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function playing(path: string) {
  const reference = paperReference(['binance'], 'BTC-USD');
  if (!reference.ok) throw new Error(reference.error);
  const { instrument, pairs } = reference.value;
  const venue = pairs.map((pair) => pair.venue)[0];
  if (venue === undefined) throw new Error('no venue');
  const session = openRecordedSession('binance', path, 'BTCUSDT', FRAMES);
  const recording = session.begin();
  const server = await playVenue(recording);
  closing.push(server.close);
  const market = createPaperMarket(
    {
      sessionDate: '2024-08-08',
      startNs: nanos(86_000 * SECOND),
      idPrefix: 'T',
      instruments: [instrument],
      venues: [venue],
    },
    1,
  );
  const tape = createMarketTape();
  const started = performance.now();
  let downs = 0;
  const live = hearLive(reference.value, {
    log: pino({ level: 'silent' }),
    addresses: { binance: server.address },
    unixMs: () => AT + performance.now() - started,
    hear: (at, update) => {
      if (update.type === 'Down') downs += 1;
      hear(market, { venue: at, instrument: instrument.id, atNs: market.now }, update);
      advance(market, market.now + 1_000_000, tape);
    },
  });
  closing.push(live.close);
  const shown = (side: Side): number[][] => {
    const { bids, asks } = bookSnapshot(market, venue.id, instrument.id);
    return (side === 'Buy' ? bids : asks).slice(0, 20).map((level) => [level.px, level.qty]);
  };
  const caughtUp = (): Promise<void> =>
    vi.waitFor(
      () => {
        for (const side of ['Buy', 'Sell'] as const) expect(shown(side)).toEqual(counted(recording, side));
      },
      { timeout: 20_000, interval: 20 },
    );
  const play = async (frames: number): Promise<void> => {
    for (let said = 0; said < frames; said += 5) {
      server.play(5);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  const trades = session.frames.filter((frame) => /"e":\s*"trade"/.test(frame)).length;
  return { trades, market, tape, venue, instrument, server, shown, caughtUp, play, downs: () => downs };
}

/** The recorded book in cents and 1/100,000 coins, rounded down, without what is nothing. */
const counted = (recording: RecordedVenue, side: Side): number[][] =>
  recording
    .levels(side, 200)
    .map(([price, size]) => [price / 10_000, Math.floor(size / 1_000)])
    .filter(([, size]) => size !== 0)
    .slice(0, 20);

describe.skipIf(PATH === undefined)('a recorded feed', () => {
  test('is shown level for level, through a connection that is cut, with no print told twice', async () => {
    const s = await playing(PATH ?? '');
    await s.caughtUp();
    await s.play(FRAMES / 2);
    await s.caughtUp();
    const before = s.downs();
    s.server.cut();
    await vi.waitFor(() => expect(s.shown('Buy')).toEqual([]), { timeout: 20_000, interval: 2 });
    await s.caughtUp();
    expect(s.downs()).toBeGreaterThan(before);
    await s.play(FRAMES / 2);
    await s.caughtUp();
    const prints = s.tape.events.filter((event) => event.type === 'TradePrinted');
    expect(prints.length).toBeGreaterThan(10);
    expect(prints.length).toBeLessThanOrEqual(s.trades);
    expect(prints.every((print) => print.px % 100 === 0 && print.aggressor !== undefined)).toBe(true);
  });

  test('fills an order by its best level, and shows the rest of it from then on', async () => {
    const s = await playing(PATH ?? '');
    await s.caughtUp();
    await s.play(100);
    await s.caughtUp();
    const [touch, second] = s.shown('Sell');
    const [price = 0, size = 0] = touch ?? [];
    const order = {
      clOrdId: clOrdId('a'),
      instrument: s.instrument.id,
      side: 'Buy' as const,
      ordType: 'Limit' as const,
      timeInForce: 'ImmediateOrCancel' as const,
      orderQty: qty(size + 5),
      px: px(price),
      postOnly: false,
    };
    submit(s.market, s.venue.id, order, s.market.now);
    advance(s.market, s.market.now + SECOND, s.tape);
    expect(s.tape.of('a').at(-1)).toMatchObject({ ordStatus: 'Canceled', cumQty: size });
    expect(s.shown('Sell')[0]).toEqual(second);
  });
});
