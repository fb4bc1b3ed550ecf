/**
 * Whose books can be shown live and what can be traded on paper against them. Every figure here is an assumption
 * of ours, not fetched from anybody: fees are a small account's, quoted by venues as a share of the money and
 * held here per whole coin at a fixed reference price (so they are off by as much as the price is); latencies are
 * what an order from another continent might take; volume, trade size and volatility set the router's units.
 * Fixed figures, so that the same market is the same market after a restart, with or without a network.
 *
 * Binance quotes in tether, shown as dollars: its book stands beside the others off by the tether's premium.
 */
import {
  err,
  type Instrument,
  instrumentId,
  micros,
  ok,
  px,
  qty,
  type Result,
  type Venue,
  venueId,
} from '@fairlead/domain';

interface PaperVenue {
  readonly name: string;
  readonly takeBps: number;
  readonly makeBps: number;
  readonly latencyMs: number;
}

const VENUES: ReadonlyMap<string, PaperVenue> = new Map(
  Object.entries({
    kraken: { name: 'Kraken', takeBps: 40, makeBps: 25, latencyMs: 40 },
    coinbase: { name: 'Coinbase', takeBps: 60, makeBps: 40, latencyMs: 35 },
    binance: { name: 'Binance', takeBps: 10, makeBps: 10, latencyMs: 80 },
    bitstamp: { name: 'Bitstamp', takeBps: 40, makeBps: 30, latencyMs: 45 },
    bybit: { name: 'Bybit', takeBps: 10, makeBps: 10, latencyMs: 90 },
  }),
);

interface PaperInstrument {
  readonly name: string;
  readonly qtyDecimals: number;
  /** In currency units: what fees are counted at. */
  readonly referencePrice: number;
  /** In coins. */
  readonly adv: number;
  readonly avgTrade: number;
  readonly dailyVolatilityBps: number;
}

const INSTRUMENTS: ReadonlyMap<string, PaperInstrument> = new Map(
  Object.entries({
    'BTC-USD': {
      name: 'Bitcoin',
      qtyDecimals: 5,
      referencePrice: 100_000,
      adv: 30_000,
      avgTrade: 0.02,
      dailyVolatilityBps: 250,
    },
    'ETH-USD': {
      name: 'Ether',
      qtyDecimals: 4,
      referencePrice: 3_000,
      adv: 300_000,
      avgTrade: 0.5,
      dailyVolatilityBps: 350,
    },
  }),
);

/** One cent. */
const TICK = px(100);
const MS = 1_000_000;

/** A paper venue and the real one whose book it shows, by the name that it is asked for by. */
export interface PaperPair {
  readonly shows: string;
  readonly venue: Venue;
}

export interface PaperReference {
  readonly instrument: Instrument;
  readonly pairs: readonly PaperPair[];
}

/** @returns what is traded and where; or what is wrong with the names, to follow the option's name */
export function paperReference(
  venues: readonly string[],
  instrument: string,
): Result<PaperReference, string> {
  const of = INSTRUMENTS.get(instrument);
  if (of === undefined) return err(`--instrument must be one of ${listed(INSTRUMENTS)}, got "${instrument}"`);
  const unknown = venues.find((name) => !VENUES.has(name));
  if (unknown !== undefined) return err(`--market live: takes ${listed(VENUES)}, got "${unknown}"`);
  if (venues.length === 0 || new Set(venues).size < venues.length) {
    return err(`--market live: takes each venue once, got "${venues.join(',')}"`);
  }
  return ok({
    instrument: instrumentOf(instrument, of),
    pairs: venues.map((shows) => ({ shows, venue: venueOf(VENUES.get(shows) as PaperVenue, of) })),
  });
}

const listed = (names: ReadonlyMap<string, unknown>): string => [...names.keys()].join(', ');

function instrumentOf(id: string, of: PaperInstrument): Instrument {
  const unit = 10 ** of.qtyDecimals;
  return {
    id: instrumentId(id),
    name: `${of.name}, on paper`,
    currency: 'USD',
    tick: TICK,
    lot: qty(1),
    qtyDecimals: of.qtyDecimals,
    adv: qty(of.adv * unit),
    avgTradeQty: qty(Math.round(of.avgTrade * unit)),
    dailyVolatilityBps: of.dailyVolatilityBps,
  };
}

const venueOf = (of: PaperVenue, { referencePrice }: PaperInstrument): Venue => ({
  id: venueId(`${of.name.toUpperCase()}-PAPER`),
  name: `${of.name}'s book, orders on paper`,
  kind: 'Lit',
  fees: {
    takeMicros: micros(of.takeBps * 100 * referencePrice),
    makeMicros: micros(of.makeBps * 100 * referencePrice),
  },
  latencyNs: of.latencyMs * MS,
  origin: 'Live',
});
