/** The market that benches run against: the shipped calm scenario's, and with eight venues to trade at. */
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
import { advance, bookSnapshot, openMarket, reference, type Scenario } from '@fairlead/sim';
import { CliError } from '../failure.ts';
import { readScenario } from '../simulate/file.ts';

const SEED = 11;
const SECOND = 1_000_000_000;

/** @throws CliError where it is not sound */
export function shippedScenario(name: string): Scenario {
  const read = readScenario(name);
  if (!read.ok)
    throw new CliError(`the shipped ${name} is not sound: fairlead simulate --scenario ${name} --check`);
  return read.value;
}

/** Six lit and two dark: what the budget of a decision is about. The first displayed one is there twice. */
export function eightVenues(): Scenario {
  const calm = shippedScenario('calm');
  const first = calm.venues.findIndex(({ type }) => type === 'Lit');
  const lit = calm.venues[first];
  if (lit === undefined) throw new CliError('the calm scenario has no displayed venue');
  const again = { ...lit, venue: { ...lit.venue, id: venueId(`${lit.venue.id}2`) } satisfies Venue };
  return {
    ...calm,
    venues: [...calm.venues, again],
    crowd: calm.crowd.map((each) =>
      each.venues.includes(first) ? { ...each, venues: [...each.venues, calm.venues.length] } : each,
    ),
  };
}

const opened = (scenario: Scenario) => openMarket(scenario, { seed: SEED, idPrefix: 'B1' });

/** `seconds` of market data, in order. */
export function recordEvents(scenario: Scenario, seconds: number): readonly MarketEvent[] {
  const market = opened(scenario);
  const { instruments, venues } = reference(market);
  // A book counts from a snapshot on.
  const events: MarketEvent[] = instruments.flatMap(({ id }) =>
    venues.map((venue) => bookSnapshot(market, venue.id, id)),
  );
  advance(market, market.now + seconds * SECOND, {
    event: (event) => events.push(event),
    report: () => {},
    cancelReject: () => {},
  });
  return events;
}

/** An engine with its session open, every venue up and the default limits: ready for market data. */
export function openEngine(scenario: Scenario): {
  readonly reference: MarketReference;
  readonly fold: (body: InputBody, ts: number) => void;
  readonly state: () => EngineState;
} {
  const market = opened(scenario);
  const marketReference = reference(market);
  let state = createEngine();
  let last = 0;
  const fold = (body: InputBody, ts: number): void => {
    ({ state } = step(state, { ...body, seq: seq(++last), ts: nanos(ts) }));
  };
  const ts = market.now;
  fold(sessionOpened(runId('bench'), marketReference), ts);
  for (const act of firstActs(marketReference, undefined)) fold(act, ts);
  for (const { id } of marketReference.venues) fold({ type: 'VenueSessionChanged', venue: id, up: true }, ts);
  return { reference: marketReference, fold, state: () => state };
}
