/** Which market runs: the simulated one, a recorded day with venues simulated around it, or real books on paper. */
import { basename } from 'node:path';
import { invariant, nanos } from '@fairlead/domain';
import type { Welcome } from '@fairlead/gateway';
import { createReplayMarket, paperReference, replayConfig, type SimMarket } from '@fairlead/sim';
import type { Logger } from 'pino';
import type { SavedSession } from './clock.ts';
import { MarketError } from './failure.ts';
import { createLiveMarket, listenLive } from './live/market.ts';
import type { MarketOptions } from './options.ts';
import { loadDay } from './recording.ts';
import { allScenarios, type MarketScenario, readScenario } from './scenarios.ts';

export interface Chosen {
  /** Names the session over restarts: another seed changes the flow to come, not the time. */
  readonly session: string;
  readonly environment: Welcome['environment'];
  readonly name: string;
  /** What it can be switched to. */
  readonly scenarios: readonly MarketScenario[];
  /** The name of the one that was asked for at the start. */
  readonly asked?: string;
  /** @throws MarketError where there is no such scenario. A recording is read as it is replayed: created once. */
  readonly create: (at: {
    readonly saved: SavedSession | undefined;
    /** One of `scenarios`, where there are any. */
    readonly scenario: string | undefined;
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

const DEFAULT_SCENARIO = 'default';

/**
 * @param last the session that the state folder stands in
 * @throws FeedError where the recorded day is missing or not sound, MarketError where a name is not known
 */
export async function choose(
  options: MarketOptions,
  { last, log }: { readonly last: SavedSession | undefined; readonly log: Logger },
): Promise<Chosen> {
  const { market } = options;
  if (market === 'simulated') return chooseSimulated(options.scenario, last);
  if (market.startsWith('live:')) return chooseLive(market, options.instrument);
  const path = market.slice('replay:'.length);
  const loaded = await loadDay(path);
  log.info({ path, rows: loaded.rows, ...loaded.day }, 'recorded day read');
  return {
    session: `replay ${basename(path)}`,
    environment: 'REPLAY',
    name: loaded.name,
    scenarios: [],
    create: ({ saved, ...at }) => {
      const startNs = nanos(Math.max(saved?.nowNs ?? 0, loaded.day.startNs));
      const config = replayConfig({ ...loaded.day, startNs, idPrefix: at.idPrefix });
      return createReplayMarket(config, loaded.recording, at.seed);
    },
  };
}

/** @param asked the name of a scenario, or the path of its file; absent: the last one again */
function chooseSimulated(asked: string | undefined, last: SavedSession | undefined): Chosen {
  const file = asked?.endsWith('.yaml') ? asked : undefined;
  const scenarios = allScenarios([last?.scenarioFile, file].flatMap((path) => path ?? []));
  const name = file === undefined ? (asked ?? last?.scenario ?? DEFAULT_SCENARIO) : readScenario(file).name;
  if (!scenarios.some((each) => each.name === name)) {
    const names = scenarios.map((each) => each.name).join(', ');
    throw new MarketError(`There is no scenario "${name}"; these are: ${names}.`);
  }
  return {
    session: 'simulated',
    environment: 'SIM',
    name: 'simulated',
    scenarios,
    asked: name,
    create: ({ scenario, ...at }) => {
      const found = scenarios.find((each) => each.name === scenario);
      invariant(found !== undefined, 'a session is of a scenario that there is');
      return found.open(at);
    },
  };
}

function chooseLive(market: string, instrument: string): Chosen {
  const reference = paperReference(market.slice('live:'.length).split(','), instrument);
  if (!reference.ok) throw new MarketError(`${reference.error}.`);
  return {
    session: `${market} ${instrument}`,
    environment: 'LIVE-PAPER',
    name: market,
    scenarios: [],
    create: (at) => createLiveMarket(reference.value, at),
    listen: (on) => listenLive(reference.value, on),
  };
}
