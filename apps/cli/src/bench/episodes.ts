/** `bench episodes`: parents worked by the production engine in a simulated market, on one worker and on all cores. */
import { availableParallelism } from 'node:os';
import { NANOS_PER_SECOND } from '@fairlead/domain';
import { type EpisodeConfig, EVEN, runEpisodes } from '@fairlead/episodes';
import { DEFAULT_MARKET } from '@fairlead/sim';
import { CliError } from '../failure.ts';
import type { BenchResult } from './command.ts';

const EPISODES = 48;
const STEPS = 10;
const WARM_UP_S = 30;
const HORIZON_S = 300;

export async function benchEpisodes(): Promise<BenchResult> {
  const [first] = DEFAULT_MARKET.instruments;
  if (!first) throw new CliError('the market lists no instrument');
  const config: EpisodeConfig = {
    market: { ...DEFAULT_MARKET, instruments: [first] },
    parent: {
      instrument: first.instrument.id,
      side: 'Buy',
      qty: 20_000,
      horizonNs: HORIZON_S * NANOS_PER_SECOND,
    },
    steps: STEPS,
    warmUpNs: WARM_UP_S * NANOS_PER_SECOND,
  };
  const seeds = Array.from({ length: EPISODES }, (_, i) => i);
  const measure = async (workers: number) => {
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    await runEpisodes({ config, policy: EVEN(STEPS), seeds, workers });
    const { user, system } = process.cpuUsage(cpu);
    return {
      perSecond: (EPISODES * 1_000) / (performance.now() - began),
      perCpuSecond: (EPISODES * 1_000_000) / (user + system),
    };
  };
  const cores = availableParallelism();
  const one = await measure(1);
  const all = await measure(cores);
  const round = (x: number): number => Math.round(x * 100) / 100;
  return {
    bench: 'episodes',
    perSecond: round(all.perSecond),
    perCpuSecond: round(all.perCpuSecond),
    oneWorkerPerSecond: round(one.perSecond),
    oneWorkerPerCpuSecond: round(one.perCpuSecond),
    speedUp: round(all.perSecond / one.perSecond),
    marketPerWall: Math.round(all.perSecond * (WARM_UP_S + HORIZON_S)),
    what: `${EPISODES} episodes of ${HORIZON_S} market seconds after ${WARM_UP_S}, one instrument, ${DEFAULT_MARKET.venues.length} venues; ${cores} workers against 1, their start included`,
  };
}
