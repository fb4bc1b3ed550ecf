/** Which market runs: the simulated one, or a recorded day with venues simulated around it. */
import { basename } from 'node:path';
import { nanos, px } from '@fairlead/domain';
import {
  createMarket,
  createReplayMarket,
  DEFAULT_MARKET,
  replayConfig,
  type SimMarket,
} from '@fairlead/sim';
import type { Logger } from 'pino';
import type { SavedSession } from './clock.ts';
import type { MarketOptions } from './options.ts';
import { loadDay } from './recording.ts';

export interface Chosen {
  /** Names the session over restarts: another seed changes the flow to come, not the time. */
  readonly session: string;
  readonly environment: 'SIM' | 'REPLAY';
  readonly name: string;
  /** Call once: a recording is read as it is replayed. */
  readonly create: (at: {
    readonly saved: SavedSession | undefined;
    readonly idPrefix: string;
    readonly seed: number;
  }) => SimMarket;
}

/** @throws FeedError where the recorded day is missing or not sound */
export async function choose(options: MarketOptions, log: Logger): Promise<Chosen> {
  const { market } = options;
  if (market === 'simulated') {
    return {
      session: 'simulated',
      environment: 'SIM',
      name: market,
      create: ({ saved, ...at }) => {
        const startNs = nanos(Math.max(saved?.nowNs ?? 0, DEFAULT_MARKET.startNs));
        const instruments = DEFAULT_MARKET.instruments.map((each) => {
          const { id, tick } = each.instrument;
          const mid = saved?.midPx[id];
          return mid === undefined ? each : { ...each, openPx: px(Math.round(mid / tick) * tick) };
        });
        return createMarket({ ...DEFAULT_MARKET, startNs, instruments, idPrefix: at.idPrefix }, at.seed);
      },
    };
  }
  const path = market.slice('replay:'.length);
  const loaded = await loadDay(path);
  log.info({ path, rows: loaded.rows, ...loaded.day }, 'recorded day read');
  return {
    session: `replay ${basename(path)}`,
    environment: 'REPLAY',
    name: loaded.name,
    create: ({ saved, ...at }) => {
      const startNs = nanos(Math.max(saved?.nowNs ?? 0, loaded.day.startNs));
      const config = replayConfig({ ...loaded.day, startNs, idPrefix: at.idPrefix });
      return createReplayMarket(config, loaded.recording, at.seed);
    },
  };
}
