/** What only the simulator knows: for labels and checks, never for a router. */
import { pooledQty } from '@fairlead/book';
import { type InstrumentId, invariant, type Qty, qty, type Side, type VenueId } from '@fairlead/domain';
import type { Regime } from './config.ts';
import type { SimMarket } from './market.ts';
import { efficientTicks } from './price.ts';
import type { Market } from './state.ts';

export interface HiddenState {
  /** In 1/10,000, fractional. */
  readonly efficientPx: number;
  readonly regime: Regime;
  /** Side of the background institution at work. */
  readonly institution: Side | 'None';
}

export function hiddenState(market: SimMarket, instrument: InstrumentId): HiddenState {
  const of = (market as Market).instruments.find((each) => each.instrument.id === instrument);
  invariant(of !== undefined, `the market has no ${instrument}`);
  const { price } = of;
  return {
    efficientPx: efficientTicks(price) * price.tick,
    regime: price.regime,
    institution: price.institution,
  };
}

/** Shares resting unseen in a pool on one side, ours included; 0 at a displayed venue. */
export function hiddenQty(
  market: SimMarket,
  at: { readonly venue: VenueId; readonly instrument: InstrumentId; readonly side: Side },
): Qty {
  const feed = (market as Market).feeds.find(
    (each) => each.venueId === at.venue && each.instrumentId === at.instrument,
  );
  invariant(feed !== undefined, `the market has no ${at.instrument} at ${at.venue}`);
  return qty(feed.type === 'Pool' ? pooledQty(feed.pool, at.side) : 0);
}
