/**
 * `bench feed`: a day of ITCH through everything that a live message passes: decoder, order book, market events,
 * level book, consolidated book, features; one core, one venue, 20 stocks whose books share the day's order ids.
 * Speed is counted in ITCH messages. One update of the features in 64 is timed, clock and all; the speed is taken
 * from rounds that time none.
 */
import { createOrderBook, warmOrders } from '@fairlead/book';
import { instrumentId, type MarketEvent, micros, px, qty, type Venue, venueId } from '@fairlead/domain';
import { createFeatureState, type FeatureState, observe } from '@fairlead/features';
import {
  createMarketBridge,
  decodeItch,
  type FeedRecord,
  type MarketBridge,
  toMarketEvents,
} from '@fairlead/feeds';
import { CliError } from '../failure.ts';
import type { BenchResult } from './command.ts';
import { DAY_NAME, dayOfItch, STOCKS, TICK } from './flow.ts';
import { createPercentiles } from './percentiles.ts';
import { type Lap, repeat } from './rounds.ts';

const MESSAGES = 2_000_000;
const LEAST = 20_000_000;
const CHUNK_BYTES = 1 << 16;
const SAMPLE = 64;
const DAY_NS = 86_400_000_000_000;

interface Feed {
  readonly bridge: MarketBridge;
  readonly features: FeatureState;
  /** Folds one event, at its own time. */
  readonly emit: (event: MarketEvent) => void;
}

export async function benchFeed(): Promise<BenchResult> {
  const day = dayOfItch(MESSAGES);
  const samples = createPercentiles(MESSAGES);
  let records = 0;
  let events = 0;
  let timed = false;

  const { books } = createOrderBook();
  const ahead = (orderIds: Float64Array, count: number): void => warmOrders(books, orderIds, count);
  const feeds = new Map(
    STOCKS.map((stock): [string, Feed] => {
      const bridge = createMarketBridge(VENUE.id, instrumentId(stock), books);
      const features = createFeatureState(instrumentOf(stock), [VENUE]);
      const emit = (event: MarketEvent): void => {
        events += 1;
        if (!timed || events % SAMPLE !== 0) {
          observe(features, event, event.tsEvent);
          return;
        }
        const at = performance.now();
        observe(features, event, event.tsEvent);
        samples.add((performance.now() - at) * 1_000);
      };
      return [stock, { bridge, features, emit }];
    }),
  );
  const play = (nth: number, lap: Lap): number => {
    // Each round is a day after the one before: the features' clock never goes back.
    const shift = nth * DAY_NS;
    let lapped = records;
    const take = (record: FeedRecord): void => {
      records += 1;
      const feed = feeds.get(record.instrument);
      if (feed === undefined) return;
      record.tsEvent += shift;
      if (toMarketEvents(feed.bridge, record, feed.emit) !== 'Applied') {
        throw new CliError(`the book refused a ${record.type} of the bench's own flow`);
      }
    };
    const decoder = decodeItch(DAY_NAME, { take, ahead });
    for (let at = 0; at < day.length; at += CHUNK_BYTES) {
      decoder.push(day.subarray(at, at + CHUNK_BYTES));
      lap(records - lapped);
      lapped = records;
    }
    return decoder.end().records;
  };

  const rounds = repeat(LEAST, play);
  events = 0;
  timed = true;
  const messages = play(100, () => {});
  return {
    bench: 'feed',
    ...rounds,
    p50Us: samples.at(0.5),
    p99Us: samples.at(0.99),
    what: `ITCH decode, order book, features; ${(events / messages).toFixed(2)} market events a message; p50 and p99 of one feature update, every ${SAMPLE}th timed`,
  };
}

const VENUE: Venue = {
  id: venueId('XNAS'),
  name: 'Nasdaq',
  kind: 'Lit',
  fees: { takeMicros: micros(3_000), makeMicros: micros(-2_000) },
  latencyNs: 50_000,
  origin: 'Recorded',
};

const instrumentOf = (stock: string) => ({
  id: instrumentId(stock),
  name: stock,
  currency: 'USD',
  tick: px(TICK),
  lot: qty(1),
  adv: qty(5_000_000),
  avgTradeQty: qty(200),
  dailyVolatilityBps: 150,
});
