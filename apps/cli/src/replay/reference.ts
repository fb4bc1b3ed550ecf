/**
 * What features are measured in, taken from the recording itself: a file does not say its tick, its average trade
 * or its volatility. Known only at its end, so a row holds that much of what came after it: fit for studying and
 * comparing days, not for claiming what could have been known.
 */
import {
  type Instrument,
  type MarketEvent,
  micros,
  NANOS_PER_MS,
  NANOS_PER_SECOND,
  px,
  qty,
  type Venue,
  venueId,
} from '@fairlead/domain';

const VOLATILITY_STEP_NS = 300 * NANOS_PER_SECOND;
/** Of a recording too short to measure, or without prints. */
const DEFAULT_VOLATILITY_BPS = 200;
const DEFAULT_TRADE_QTY = 100;

/** One instrument, and the venues that it was seen at. */
export interface Reference {
  readonly instrument: Instrument;
  readonly venues: readonly Venue[];
}

export interface Measuring {
  readonly take: (event: MarketEvent) => void;
  /** In the order of their names. */
  readonly references: () => readonly Reference[];
}

interface Facts {
  readonly instrument: MarketEvent['instrument'];
  readonly venues: Set<MarketEvent['venue']>;
  /** Greatest common divisor of all prices shown. */
  tick: number;
  volume: number;
  trades: number;
  lastPx: number;
  nextNs: number;
  sumSquares: number;
}

export function createMeasuring(): Measuring {
  const all = new Map<string, Facts>();
  return {
    take: (event) => {
      let facts = all.get(event.instrument);
      if (facts === undefined) {
        const counts = { tick: 0, volume: 0, trades: 0, lastPx: 0, nextNs: 0, sumSquares: 0 };
        facts = { instrument: event.instrument, venues: new Set(), ...counts };
        all.set(event.instrument, facts);
      }
      facts.venues.add(event.venue);
      if (event.type === 'LevelChanged') facts.tick = commonDivisor(event.px, facts.tick);
      if (event.type === 'TradePrinted') takePrint(facts, event);
    },
    references: () =>
      [...all.values()]
        .sort((a, b) => (a.instrument < b.instrument ? -1 : 1))
        .map((facts) => ({
          instrument: instrumentOf(facts),
          venues: [...facts.venues].sort().map((id) => venueOf(id)),
        })),
  };
}

function takePrint(
  facts: Facts,
  { px: price, qty: size, tsEvent }: { px: number; qty: number; tsEvent: number },
) {
  facts.volume += size;
  facts.trades += 1;
  if (tsEvent < facts.nextNs || price <= 0) return;
  if (facts.lastPx > 0) facts.sumSquares += Math.log(price / facts.lastPx) ** 2;
  facts.lastPx = price;
  facts.nextNs = tsEvent + VOLATILITY_STEP_NS;
}

function commonDivisor(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small !== 0) [large, small] = [small, large % small];
  return large;
}

function instrumentOf({ instrument, tick, volume, trades, sumSquares }: Facts): Instrument {
  const avgTradeQty = trades === 0 ? DEFAULT_TRADE_QTY : Math.max(Math.round(volume / trades), 1);
  return {
    id: instrument,
    name: `${instrument}, recorded`,
    currency: 'USD',
    tick: px(Math.max(tick, 1)),
    lot: qty(1),
    adv: qty(Math.max(volume, avgTradeQty)),
    avgTradeQty: qty(avgTradeQty),
    dailyVolatilityBps: sumSquares > 0 ? Math.sqrt(sumSquares) * 10_000 : DEFAULT_VOLATILITY_BPS,
  };
}

/** A recording knows neither fees nor how long an order takes. */
const venueOf = (id: string): Venue => ({
  id: venueId(id),
  name: id,
  kind: 'Lit',
  fees: { takeMicros: micros(0), makeMicros: micros(0) },
  latencyNs: NANOS_PER_MS,
  origin: 'Recorded',
});
