/** The market part of the state as the server shows it: feed health per venue, consolidated depth by venue. */
import { feedReport, levels, marketReport } from '@fairlead/book';
import {
  type FeedCause,
  type FeedHealth,
  type FeedReport,
  type InstrumentId,
  type Level,
  type MarketReport,
  type Nanos,
  type Px,
  type Qty,
  qty,
  type Side,
  type VenueId,
} from '@fairlead/domain';
import { type FeatureState, type PredationView, predationOf, venueIndex } from '@fairlead/features';
import type { EngineState } from './state.ts';

export interface VenueHealth {
  readonly venue: VenueId;
  /** The order session is up. */
  readonly session: boolean;
  /** The worst of its instruments', and why. */
  readonly health: FeedHealth;
  readonly cause?: FeedCause;
  /** Of the instrument heard from least lately, ns; absent before any. */
  readonly ageNs?: number;
  /** Of the instrument whose data is oldest; a heartbeat does not make it younger. */
  readonly dataAgeNs?: number;
  readonly feeds: readonly FeedReport[];
  /** Order round trip, ns of market time. */
  readonly latencyNs: number;
}

const LADDER: readonly FeedHealth[] = ['LIVE', 'DEGRADED', 'STALE', 'DEAD'];

/** Every venue of the run, with the health of its feed over all instruments. */
export function venueHealth(state: EngineState, ts: Nanos): readonly VenueHealth[] {
  const { venues, sessions, latencyNs } = state.orders;
  return [...venues.values()].map(({ id, latencyNs: typical }, venue) => {
    const feeds = [...state.market].map(([instrument, { consolidated }]) =>
      feedReport(consolidated, instrument, { venue, ts }),
    );
    const worst = feeds.toSorted((a, b) => LADDER.indexOf(b.health) - LADDER.indexOf(a.health))[0];
    const ageNs = oldest(feeds.map((feed) => feed.contactAgeNs));
    const dataAgeNs = oldest(feeds.map((feed) => feed.dataAgeNs));
    return {
      venue: id,
      session: sessions.get(id) === true,
      health: worst?.health ?? 'DEAD',
      latencyNs: latencyNs.get(id) ?? 2 * typical,
      feeds,
      ...(worst?.cause === undefined ? {} : { cause: worst.cause }),
      ...(ageNs === undefined ? {} : { ageNs }),
      ...(dataAgeNs === undefined ? {} : { dataAgeNs }),
    };
  });
}

const oldest = (ages: readonly (number | undefined)[]): number | undefined => {
  const known = ages.filter((age) => age !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
};

/** The venues of each instrument taken together: locked, crossed, and by whom. */
export const marketHealth = (state: EngineState, ts: Nanos): readonly MarketReport[] =>
  [...state.market].map(([instrument, { consolidated }]) => marketReport(consolidated, instrument, ts));

/** How predatory each venue is to the instrument at `ts`; empty for an unknown one. */
export function predationBy(
  state: EngineState,
  instrument: InstrumentId,
  ts: Nanos,
): ReadonlyMap<VenueId, PredationView> {
  const features = state.market.get(instrument);
  const views = new Map<VenueId, PredationView>();
  if (!features) return views;
  for (const venue of state.orders.venues.keys()) {
    views.set(venue, predationOf(features, venueIndex(features, venue), ts));
  }
  return views;
}

export interface DepthRow {
  readonly px: Px;
  readonly qty: Qty;
  readonly byVenue: readonly { readonly venue: VenueId; readonly qty: Qty }[];
}

/** The best `n` prices of each side over all venues, best first, with what each venue shows there. */
export function depthOf(
  state: EngineState,
  instrument: InstrumentId,
  n: number,
): { readonly bids: readonly DepthRow[]; readonly asks: readonly DepthRow[] } {
  const features = state.market.get(instrument);
  if (!features) return { bids: [], asks: [] };
  const venues = [...state.orders.venues.keys()];
  return { bids: side(features, venues, 'Buy', n), asks: side(features, venues, 'Sell', n) };
}

function side(features: FeatureState, venues: readonly VenueId[], of: Side, n: number): DepthRow[] {
  const rows = new Map<number, { venue: VenueId; qty: Qty }[]>();
  features.books.forEach((book, at) => {
    for (const level of levels(book, of, n) as readonly Level[]) {
      const row = rows.get(level.px) ?? [];
      row.push({ venue: venues[at] as VenueId, qty: level.qty });
      rows.set(level.px, row);
    }
  });
  const best = of === 'Buy' ? -1 : 1;
  return [...rows]
    .sort(([a], [b]) => best * (a - b))
    .slice(0, n)
    .map(([price, byVenue]) => ({
      px: price as Px,
      qty: qty(byVenue.reduce((sum, v) => sum + v.qty, 0)),
      byVenue,
    }));
}
