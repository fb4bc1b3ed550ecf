/** The market that benches run against: eight venues made of the default five, an hour's worth of seeded flow. */
import {
  type MarketEvent,
  type MarketReference,
  nanos,
  runId,
  seq,
  type Venue,
  venueId,
} from '@fairlead/domain';
import { firstActs, sessionOpened } from '@fairlead/driver';
import { createEngine, type EngineState, type InputBody, step } from '@fairlead/engine';
import {
  advance,
  bookSnapshot,
  createMarket,
  DEFAULT_MARKET,
  type MarketConfig,
  reference,
} from '@fairlead/sim';

const SEED = 11;
const SECOND = 1_000_000_000;

/** Six lit and two dark: what the budget of a decision is about. */
export const EIGHT_VENUES: MarketConfig = {
  ...DEFAULT_MARKET,
  venues: [
    ...DEFAULT_MARKET.venues,
    ...DEFAULT_MARKET.venues
      .filter((v) => v.type === 'Lit')
      .slice(0, 3)
      .map((v) => ({ ...v, venue: { ...v.venue, id: venueId(`${v.venue.id}2`) } satisfies Venue })),
  ],
};

/** `seconds` of market data, in order. */
export function recordEvents(config: MarketConfig, seconds: number): readonly MarketEvent[] {
  const market = createMarket(config, SEED);
  // A book counts from a snapshot on.
  const events: MarketEvent[] = config.instruments.flatMap(({ instrument }) =>
    config.venues.map(({ venue }) => bookSnapshot(market, venue.id, instrument.id)),
  );
  advance(market, market.now + seconds * SECOND, {
    event: (event) => events.push(event),
    report: () => {},
    cancelReject: () => {},
  });
  return events;
}

/** An engine with its session open, every venue up and the default limits: ready for market data. */
export function openEngine(config: MarketConfig): {
  readonly reference: MarketReference;
  readonly fold: (body: InputBody, ts: number) => void;
  readonly state: () => EngineState;
} {
  const marketReference = reference(createMarket(config, SEED));
  let state = createEngine();
  let last = 0;
  const fold = (body: InputBody, ts: number): void => {
    ({ state } = step(state, { ...body, seq: seq(++last), ts: nanos(ts) }));
  };
  const ts = config.startNs;
  fold(sessionOpened(runId('bench'), marketReference), ts);
  for (const act of firstActs(marketReference, undefined)) fold(act, ts);
  for (const { id } of marketReference.venues) fold({ type: 'VenueSessionChanged', venue: id, up: true }, ts);
  return { reference: marketReference, fold, state: () => state };
}
