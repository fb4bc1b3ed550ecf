/** Which market runs: the simulated one, a recorded day with venues simulated around it, or real books on paper. */
import { basename } from 'node:path';
import { invariant, nanos } from '@fairlead/domain';
import type { Welcome } from '@fairlead/gateway';
import { createReplayMarket, openMarket, paperReference, type SimMarket } from '@fairlead/sim';
import type { Logger } from 'pino';
import type { SavedSession } from './clock.ts';
import { type Place, scenarioAt } from './day.ts';
import { MarketError } from './failure.ts';
import { createLiveMarket, listenLive } from './live/market.ts';
import type { MarketOptions } from './options.ts';
import { loadDay } from './recording.ts';
import { type MarketScenario, readScenario, shippedScenarios } from './scenarios.ts';

export interface Chosen {
  /** Names the session over restarts: another seed changes the flow to come, not the time. */
  readonly session: string;
  readonly environment: Welcome['environment'];
  readonly name: string;
  /** What it can be switched to. */
  readonly scenarios: readonly MarketScenario[];
  /** What it runs at the start, one of `scenarios`; absent: it has none. */
  readonly scenario?: string;
  /** Where that begins if it does not go on. */
  readonly place: Place;
  /** @throws MarketError where it can't go on. A recording is read as it is replayed: created once. */
  readonly create: (of: {
    readonly scenario: string | undefined;
    readonly place: Place;
    readonly idPrefix: string;
    readonly seed: number;
  }) => SimMarket;
  /** What it hears from outside once it runs. */
  readonly listen?: (on: {
    readonly market: SimMarket;
    readonly now: () => number;
    readonly log: Logger;
  }) => { readonly close: () => Promise<void> };
}

/** What a newcomer meets: the whole day, in continuous trading. */
const DEFAULT_SCENARIO = 'day';

/**
 * @param last the session that the state folder stands in
 * @throws FeedError where the recorded day is missing or not sound, MarketError where a name is not known
 */
export async function choose(
  options: MarketOptions,
  { last, log }: { readonly last: SavedSession | undefined; readonly log: Logger },
): Promise<Chosen> {
  const { market } = options;
  if (market === 'simulated') return chooseSimulated(options.scenario, { last, log });
  if (market.startsWith('live:')) return chooseLive(market, options.instrument);
  const path = market.slice('replay:'.length);
  const loaded = await loadDay(path);
  const { crowd, ...day } = loaded.day;
  log.info({ path, rows: loaded.rows, ...day, levels: crowd?.levels }, 'recorded day read');
  return {
    session: `replay ${basename(path)}`,
    environment: 'REPLAY',
    name: loaded.name,
    scenarios: [],
    place: {},
    create: ({ place, idPrefix, seed }) => {
      const startNs = nanos(Math.max(place.nowNs ?? 0, loaded.day.startNs));
      return createReplayMarket({ ...loaded.day, startNs, idPrefix }, loaded.recording, seed);
    },
  };
}

/**
 * @param asked the name of a scenario, or the path of its file; absent: the last one again, where it is still there
 * @throws MarketError where there is no such scenario, or its file is not sound
 */
function chooseSimulated(
  asked: string | undefined,
  { last, log }: { readonly last: SavedSession | undefined; readonly log: Logger },
): Chosen {
  const named = new Map(shippedScenarios().map((each) => [each.name, each]));
  const lastFile = readLastFile(last, log);
  const file = asked?.endsWith('.yaml') ? readScenario(asked) : undefined;
  for (const own of [lastFile, file]) if (own !== undefined) named.set(own.name, own);
  const wanted = file?.name ?? asked ?? last?.scenario ?? DEFAULT_SCENARIO;
  const found = named.get(wanted);
  if (found === undefined && asked !== undefined) {
    throw new MarketError(`There is no scenario "${asked}"; these are: ${[...named.keys()].join(', ')}.`);
  }
  if (found === undefined) log.warn({ scenario: wanted }, 'the scenario of last time is gone');
  const { session } = (found ?? named.get(DEFAULT_SCENARIO))!.scenario;
  return {
    session: 'simulated',
    environment: 'SIM',
    name: 'simulated',
    scenarios: [...named.values()],
    scenario: found?.name ?? DEFAULT_SCENARIO,
    // Who asked for nothing sees trading at once, who asked for a scenario all of it.
    place: asked === undefined ? { nowNs: Math.max(session.openNs, session.startNs) } : {},
    create: ({ scenario, place, idPrefix, seed }) => {
      const of = named.get(scenario ?? '');
      invariant(of !== undefined, 'a session is of a scenario that there is');
      return openMarket(scenarioAt(of.scenario, place), { seed, idPrefix });
    },
  };
}

/** The file of the scenario that ran last, where it was not a shipped one; one that is gone or damaged is done without. */
function readLastFile(last: SavedSession | undefined, log: Logger): MarketScenario | undefined {
  if (last?.scenarioFile === undefined) return undefined;
  try {
    return readScenario(last.scenarioFile);
  } catch (cause) {
    if (!(cause instanceof MarketError)) throw cause;
    log.warn(cause.message);
    return undefined;
  }
}

function chooseLive(market: string, instrument: string): Chosen {
  const reference = paperReference(market.slice('live:'.length).split(','), instrument);
  if (!reference.ok) throw new MarketError(`${reference.error}.`);
  return {
    session: `${market} ${instrument}`,
    environment: 'LIVE-PAPER',
    name: market,
    scenarios: [],
    place: {},
    create: (of) => createLiveMarket(reference.value, of),
    listen: (on) => listenLive(reference.value, on),
  };
}
