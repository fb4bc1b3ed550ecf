/**
 * One instrument live at several venues: what `--market live:kraken,coinbase,binance` runs on. Each venue has a
 * connection of its own, which looks after itself; records come as each venue sends them, under the venue's name
 * and the name of the instrument that was asked for.
 */
import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { dateOf, midnightOf } from '../crypto/clock.ts';
import type { VenueName } from '../crypto/venue.ts';
import type { FeedRecord, FeedSession } from '../record.ts';
import { type ConnectionState, connectFeed } from './connection.ts';
import { createJitter, TIMING, type Timing } from './timing.ts';
import { LIVE_VENUES, type ListedInstrument, type VenueAddress } from './venues.ts';

/** A venue's connection and what it trades there under the instrument's name. */
export interface LiveState extends ConnectionState {
  readonly venue: VenueName;
  readonly listed: ListedInstrument;
}

export interface LiveMarketOptions {
  readonly venues: readonly VenueName[];
  /** `BTC-USD`: base and quote currency. */
  readonly instrument: string;
  /**
   * Every record, in scale 8/8, as soon as it came; mutable and reused. `Clear` is a book that nobody can vouch
   * for any more, and begins each snapshot.
   */
  readonly take: (record: FeedRecord) => void;
  /** At each change of a connection's phase. */
  readonly onState: (state: LiveState) => void;
  /** After the last record of one message: the venue's book is whole, and was not in between. */
  readonly settled?: (venue: VenueName) => void;
  /** Instead of the public addresses. */
  readonly addresses?: Partial<Record<VenueName, VenueAddress>>;
  readonly timing?: Partial<Timing>;
  /** UNIX time in ms, rising. Default: this machine's; a test that plays a recording lives in its day. */
  readonly unixMs?: () => number;
  /** Of the waits' jitter. Default: drawn anew. */
  readonly seed?: number;
}

export interface LiveMarket {
  /** What the records' times count from: they go on counting over midnight. */
  readonly session: FeedSession;
  readonly close: () => Promise<void>;
}

const INSTRUMENT = /^([A-Z0-9]{2,10})-([A-Z]{3,5})$/;

/** Whether a venue can be connected to, for whoever reads names off a command line. */
export const isLiveVenue = (name: string): name is VenueName => Object.hasOwn(LIVE_VENUES, name);

/** The names that `isLiveVenue` knows. */
export const liveVenueNames = (): readonly string[] => Object.keys(LIVE_VENUES);

/** @returns the instrument as the venue lists it; undefined where it is not of the form `BTC-USD` */
export function listedAt(venue: VenueName, instrument: string): ListedInstrument | undefined {
  const [, base, quote] = INSTRUMENT.exec(instrument) ?? [];
  return base === undefined || quote === undefined ? undefined : LIVE_VENUES[venue].list(base, quote);
}

/** A step of the wall clock while we run moves no time of ours. */
const monotonicUnixMs = (): number => performance.timeOrigin + performance.now();

/**
 * Connects to each venue and keeps at it until `close`.
 * @throws RangeError where the instrument is not of the form `BTC-USD`
 */
export function connectMarket(options: LiveMarketOptions): LiveMarket {
  const { instrument, take } = options;
  const timing = { ...TIMING, ...options.timing };
  const unixMs = options.unixMs ?? monotonicUnixMs;
  const midnight = midnightOf(unixMs());
  const now = (): number => Math.round((unixMs() - midnight) * 1e6);
  const seed = options.seed ?? randomInt(1, 2 ** 31);
  const connections = options.venues.map((name, i) => {
    const listed = listedAt(name, instrument);
    if (listed === undefined) throw new RangeError(`${instrument} is not an instrument like BTC-USD`);
    const address = options.addresses?.[name] ?? LIVE_VENUES[name].address;
    const venue = LIVE_VENUES[name].create({
      file: address.ws,
      midnight,
      onFault: 'Resync',
      take: (record) => {
        record.instrument = instrument;
        take(record);
      },
    });
    return connectFeed({
      venue,
      symbols: [listed.symbol],
      address,
      now,
      timing,
      jitter: createJitter(seed + i),
      settled: () => options.settled?.(name),
      onState: (state) => options.onState({ ...state, venue: name, listed }),
    });
  });
  return {
    session: { date: dateOf(midnight), zone: 'UTC' },
    close: async () => {
      await Promise.all(connections.map(({ close }) => close()));
    },
  };
}
