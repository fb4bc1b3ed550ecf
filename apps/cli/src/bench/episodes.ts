/**
 * `bench episodes`: parents worked by the production engine in the calm scenario's market, on one worker and on all
 * cores. What counts is a long run: the workers are started and have compiled what is hot before the clock runs, and
 * what that took is printed by itself. The same workers play alone, each in its turn, and all at once, the same
 * episodes: V8 compiles no two of them alike, and code that came out 10% slower would pass for a cost of playing
 * beside another. The turns are short, a second or two, since the machine's speed swings within seconds; beside them
 * a plain loop over a typed array takes the same turns: what the machine makes of more threads while others use it.
 */
import { availableParallelism } from 'node:os';
import { instrumentId, NANOS_PER_SECOND } from '@fairlead/domain';
import { type EpisodeConfig, EVEN, openPlayers, openThreads, type Threads } from '@fairlead/episodes';
import type { BenchResult } from './command.ts';
import { shippedScenario } from './market.ts';
import { createPercentiles, type Percentiles } from './percentiles.ts';

/** In a turn, by each worker that has it. */
const EPISODES = 4;
/** In each, every worker has one turn alone, and all of them have one together. Odd: one of them is the median. */
const ROUNDS = 37;
/** Shares of the rounds to both sides of the median: its 95% interval, whatever the distribution (Conover 1999, 3.2). */
const REACH = 0.98 / Math.sqrt(ROUNDS);
/** Episodes that each worker plays before the clock runs: until some hundred V8 compiles, beside them on the other cores. */
const WARM = 100;
const STEPS = 10;
const WARM_UP_S = 30;
const HORIZON_S = 120;
/** Of the loop, in a turn: about a fifth of a second. */
const LOOPS = [50_000_000];

type Crew = Threads<number, unknown>;

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
  const workers = Array.from({ length: cores }, () =>
    openPlayers({ config, policy: EVEN(STEPS), workers: 1 }),
  );
  const loops = workers.map(() =>
    openThreads<number, unknown>({ script: new URL('./ceiling-worker.ts', import.meta.url), threads: 1 }),
  );
  const seeds = first(EPISODES);
  await takeTurn(loops, LOOPS);
  const began = performance.now();
  await takeTurn(workers, first(WARM));
  const startSeconds = (performance.now() - began) / 1e3;
  const rounds: Round[] = [];
  const loopRounds: Round[] = [];
  for (let nth = 0; nth < ROUNDS; nth += 1) {
    rounds.push(await playRound(workers, { tasks: seeds, nth }));
    loopRounds.push(await playRound(loops, { tasks: LOOPS, nth }));
  }
  await Promise.all([...workers, ...loops].map((crew) => crew.close()));

  const of = (number: (round: Round) => number): Percentiles => percentilesOf(rounds.map(number));
  const perSecond = of(({ all }) => all.perSecond).at(0.5);
  const speedUp = of(speedUpOf);
  return {
    bench: 'episodes',
    perSecond,
    perCpuSecond: of(({ all }) => all.perCpuSecond).at(0.5),
    oneWorkerPerSecond: of(({ alone }) => alone.perSecond).at(0.5),
    oneWorkerPerCpuSecond: of(({ alone }) => alone.perCpuSecond).at(0.5),
    speedUp: speedUp.at(0.5),
    speedUpFrom: speedUp.at(0.5 - REACH),
    speedUpTo: speedUp.at(0.5 + REACH),
    machineSpeedUp: percentilesOf(loopRounds.map(speedUpOf)).at(0.5),
    startSeconds: Math.round(startSeconds),
    marketPerWall: Math.round(perSecond * (WARM_UP_S + HORIZON_S)),
    what: `episodes of ${HORIZON_S} market seconds after ${WARM_UP_S}, ${market.instruments.length} instruments, ${market.venues.length} venues, ${EPISODES} to a turn; ${cores} workers at once against each alone, the median of ${ROUNDS} rounds and its 95% interval; startSeconds: ${WARM} episodes each from a cold start; machineSpeedUp: the same of a plain loop`,
  };
}

/** Tasks done, all workers of the turn together. */
interface Turn {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

interface Round {
  /** The mean of the workers, each by itself. */
  readonly alone: Turn;
  readonly all: Turn;
}

const speedUpOf = ({ alone, all }: Round): number => all.perSecond / alone.perSecond;

/** No turn is always the first one. */
async function playRound(
  crews: readonly Crew[],
  { tasks, nth }: { readonly tasks: readonly number[]; readonly nth: number },
): Promise<Round> {
  const turns = [...crews.map((crew) => [crew]), crews];
  const taken: Turn[] = [];
  for (let i = 0; i < turns.length; i += 1) {
    const which = (i + nth) % turns.length;
    taken[which] = await takeTurn(turns[which] as readonly Crew[], tasks);
  }
  const all = taken.pop() as Turn;
  const mean = (of: (turn: Turn) => number): number => taken.map(of).reduce((a, b) => a + b) / taken.length;
  return {
    alone: { perSecond: mean((turn) => turn.perSecond), perCpuSecond: mean((turn) => turn.perCpuSecond) },
    all,
  };
}

/**
 * Each crew does all the tasks. Its speed is its own, and who is done first goes on with tasks that do not count, so
 * that none is measured while another rests: in a long run nobody waits for the others' last task.
 */
async function takeTurn(crews: readonly Crew[], tasks: readonly number[]): Promise<Turn> {
  const cpu = process.cpuUsage();
  let busy = crews.length;
  let done = 0;
  const speeds = await Promise.all(
    crews.map(async (crew) => {
      const began = performance.now();
      await crew.run(tasks);
      const speed = (tasks.length * 1e3) / (performance.now() - began);
      done += tasks.length;
      busy -= 1;
      for (; busy > 0; done += 1) await crew.run(tasks.slice(0, 1));
      return speed;
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: speeds.reduce((a, b) => a + b),
    perCpuSecond: (done * 1e6) / (user + system),
  };
}

function percentilesOf(values: readonly number[]): Percentiles {
  const percentiles = createPercentiles(values.length);
  values.forEach(percentiles.add);
  return percentiles;
}

const first = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
