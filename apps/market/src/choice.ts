/** Which market runs: the simulated one, a recorded day with venues simulated around it, or real books on paper. */
import { basename } from 'node:path';
import { nanos, px } from '@fairlead/domain';
import type { Welcome } from '@fairlead/gateway';
import {
  createMarket,
  createReplayMarket,
  MARKET_SCENARIOS,
  type MarketScenario,
  marketScenario,
  paperReference,
  replayConfig,
  type SimMarket,
} from '@fairlead/sim';
import type { Logger } from 'pino';
import type { SavedSession } from './clock.ts';
import { MarketError } from './failure.ts';
import { createLiveMarket, listenLive } from './live/market.ts';
import type { MarketOptions } from './options.ts';
import { loadDay } from './recording.ts';

export interface Chosen {
  /** Names the session over restarts: another seed changes the flow to come, not the time. */
  readonly session: string;
  readonly environment: Welcome['environment'];
  readonly name: string;
  /** What it can be switched to. */
  readonly scenarios: readonly MarketScenario[];
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

export const DEFAULT_SCENARIO = 'default';

/** @throws FeedError where the recorded day is missing or not sound, MarketError where a name is not known */
export async function choose(options: MarketOptions, log: Logger): Promise<Chosen> {
  const { market } = options;
  if (market === 'simulated') {
    return {
      session: 'simulated',
      environment: 'SIM',
      name: market,
      scenarios: MARKET_SCENARIOS,
      create: createSimulated,
    };
  }
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

/** Opens at the scenario's start, or goes on at the saved time with its last prices. */
const createSimulated: Chosen['create'] = ({ saved, scenario, idPrefix, seed }) => {
  const found = marketScenario(scenario ?? DEFAULT_SCENARIO);
  if (!found.ok) throw new MarketError(`${found.error}.`);
  const { config } = found.value;
  const startNs = nanos(Math.max(saved?.nowNs ?? 0, config.startNs));
  const instruments = config.instruments.map((each) => {
    const { id, tick } = each.instrument;
    const mid = saved?.midPx[id];
    return mid === undefined ? each : { ...each, openPx: px(Math.round(mid / tick) * tick) };
  });
  return createMarket({ ...config, startNs, instruments, idPrefix }, seed);
};

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
