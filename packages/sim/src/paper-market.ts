/**
 * A market of paper venues: each shows what a real venue displays, less what we took there, and works our orders
 * against it by the rules of paper.ts. `hear` hands it what the real feeds say; everything that market.ts offers
 * works on it as on a simulated market. While a feed is down the venue is halted: its book is empty, its orders rest
 * unfilled, new ones are refused. Its heartbeats say that the real line was
 * heard of late, and no more: what its book is worth is told by the age of its levels and prints.
 */
import type { Instrument, InstrumentId, Nanos, Px, Venue, VenueId } from '@fairlead/domain';
import { invariant, px } from '@fairlead/domain';
import { createVenueState, emptyMarket, enlistPaper } from './build.ts';
import { DEFAULT_MARKET } from './default-market.ts';
import type { SimMarket } from './market.ts';
import type { LiveUpdate } from './paper.ts';
import { paperSink } from './paper-feed.ts';
import { dispatch } from './schedule.ts';
import type { Market } from './state.ts';

export interface PaperMarketConfig {
  /** `YYYY-MM-DD`. */
  readonly sessionDate: string;
  readonly startNs: Nanos;
  /** See MarketConfig. */
  readonly idPrefix: string;
  readonly instruments: readonly Instrument[];
  /** Displayed books all; `latencyNs` is what an order is assumed to take. */
  readonly venues: readonly Venue[];
}

const JITTER = { jitterShare: 0.15, tailProb: 0.01 };
/** Of a price that nothing here simulates. */
const NO_PX: Px = px(1);

/** Every feed starts down. @param seed of the latencies alone */
export function createPaperMarket(of: PaperMarketConfig, seed: number): SimMarket {
  const [dynamics] = DEFAULT_MARKET.instruments;
  invariant(dynamics !== undefined, 'the default market has an instrument');
  const instruments = of.instruments.map((instrument) => ({ ...dynamics, instrument, openPx: NO_PX }));
  const market = emptyMarket({ ...of, instruments, venues: [] }, seed);
  market.now = of.startNs;
  for (const each of of.venues) {
    const venue = createVenueState(market, { venue: each, ...JITTER }, seed);
    for (const instrument of market.instruments) {
      const feed = enlistPaper(market, { venue, of: instrument, seed });
      feed.sink = paperSink(market, feed);
    }
  }
  return market;
}

/** `atNs`: when it was heard, now where that has passed. Takes effect at the next `advance` to there. */
export function hear(
  market: SimMarket,
  at: { readonly venue: VenueId; readonly instrument: InstrumentId; readonly atNs: number },
  update: LiveUpdate,
): void {
  const m = market as Market;
  const feed = m.feeds.find((each) => each.venueId === at.venue && each.instrumentId === at.instrument);
  invariant(feed?.type === 'Paper', `${at.instrument} at ${at.venue} is no paper book`);
  dispatch(m.flight, { type: 'Heard', feed, update }, Math.max(m.now, Math.floor(at.atNs)));
}
