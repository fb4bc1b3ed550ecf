/**
 * `bench episodes`: parents worked by the production engine in the calm scenario's market, on one worker and on all
 * cores. What counts is a long run: the workers are started and have compiled what is hot before the clock runs, and
 * what that took is printed by itself. One and all take turns, and beside them a plain loop over a typed array: what
 * the machine makes of more threads while others use it too.
 */
import { availableParallelism } from 'node:os';
import { instrumentId, NANOS_PER_SECOND } from '@fairlead/domain';
import { type EpisodeConfig, EVEN, openPlayers, openThreads } from '@fairlead/episodes';
import type { BenchResult } from './command.ts';
import { shippedScenario } from './market.ts';

/** A batch ends when its last episode does: the other cores wait half an episode for it, on average. */
const EPISODES = 36;
const ROUNDS = 5;
/** Episodes that each worker plays before the clock runs: until some thirty V8 compiles, beside them on the other cores. */
const WARM = 30;
const STEPS = 10;
const WARM_UP_S = 30;
const HORIZON_S = 120;
/** Of the loop: how many tasks, and turns in one: about a fifth of a second. */
const LOOPS = 12;
const TURNS = 50_000_000;

interface Crew {
  readonly run: (tasks: readonly number[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

export async function benchEpisodes(): Promise<BenchResult> {
  const cores = availableParallelism();
  const market = shippedScenario('calm');
  const config: EpisodeConfig = {
    market,
    parent: {
      instrument: instrumentId('KESTREL'),
      side: 'Buy',
      qty: 20_000,
      horizonNs: HORIZON_S * NANOS_PER_SECOND,
    },
    steps: STEPS,
    warmUpNs: WARM_UP_S * NANOS_PER_SECOND,
  };
  const players = (workers: number): Crew => openPlayers({ config, policy: EVEN(STEPS), workers });
  const loops = (threads: number): Crew =>
    openThreads({ script: new URL('./ceiling-worker.ts', import.meta.url), threads });
  const seeds = first(EPISODES);
  const turns = first(LOOPS).map(() => TURNS);

  const [one, all] = [players(1), players(cores)];
  const [oneLoop, allLoops] = [loops(1), loops(cores)];
  await timed(oneLoop, turns.slice(0, 2));
  await timed(allLoops, turns.slice(0, 2 * cores));
  await timed(one, first(WARM));
  const start = await timed(all, first(cores * WARM));
  const rounds: Record<'one' | 'all' | 'oneLoop' | 'allLoops', Timed>[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({
      one: await timed(one, seeds),
      all: await timed(all, seeds),
      oneLoop: await timed(oneLoop, turns),
      allLoops: await timed(allLoops, turns),
    });
  }
  await Promise.all([one, all, oneLoop, allLoops].map((crew) => crew.close()));

  const middle = (of: (round: (typeof rounds)[number]) => number): number =>
    round2([...rounds.map(of)].sort((a, b) => a - b)[ROUNDS >> 1] as number);
  const perSecond = middle((round) => EPISODES / round.all.seconds);
  const oneWorkerPerSecond = middle((round) => EPISODES / round.one.seconds);
  return {
    bench: 'episodes',
    perSecond,
    perCpuSecond: middle((round) => EPISODES / round.all.cpuSeconds),
    oneWorkerPerSecond,
    oneWorkerPerCpuSecond: middle((round) => EPISODES / round.one.cpuSeconds),
    // Both of middle speeds: a machine that others use changes within a round, so ratios of its parts scatter.
    speedUp: round2(perSecond / oneWorkerPerSecond),
    machineSpeedUp: round2(
      middle((round) => round.oneLoop.seconds) / middle((round) => round.allLoops.seconds),
    ),
    startSeconds: round2(start.seconds),
    marketPerWall: Math.round(perSecond * (WARM_UP_S + HORIZON_S)),
    what: `${EPISODES} episodes of ${HORIZON_S} market seconds after ${WARM_UP_S}, ${market.instruments.length} instruments, ${market.venues.length} venues, the middle of ${ROUNDS} rounds; ${cores} workers against 1, started before; startSeconds: ${WARM} episodes each from a cold start; machineSpeedUp: the same of a plain loop`,
  };
}

interface Timed {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function timed(crew: Crew, tasks: readonly number[]): Promise<Timed> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await crew.run(tasks);
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - began) / 1e3, cpuSeconds: (user + system) / 1e6 };
}

const first = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

const round2 = (x: number): number => Math.round(x * 100) / 100;
