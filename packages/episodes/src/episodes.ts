/** Many episodes of one configuration under one policy, on all cores: a batch for a learner, or a test of a policy. */
import type { SimulatedModels } from '@fairlead/driver';
import type { ParentCost } from '@fairlead/tca';
import { type Action, createEpisode, type EpisodeConfig } from './episode.ts';
import type { ModelFiles } from './models.ts';
import type { Observation } from './observation.ts';
import type { Policy, PolicySpec } from './policy.ts';
import { onThreads, openThreads, type Threads, type ThreadsOptions } from './threads.ts';

/** One episode from beginning to end. */
export interface Trajectory {
  readonly seed: number;
  /** One more than actions and rewards: the last is what the end looks like. */
  readonly observations: readonly Observation[];
  readonly actions: readonly Action[];
  readonly rewards: readonly number[];
  readonly cost: ParentCost;
  /** Of the engine's order state at the end: equal for equal episodes. */
  readonly stateHash: string;
}

/** What a thread of `runEpisodes` is started with. */
export interface EpisodeThread {
  readonly config: EpisodeConfig;
  readonly policy: PolicySpec;
  readonly models?: ModelFiles;
}

export interface PlayersOptions extends EpisodeThread {
  /** Default: one per core. */
  readonly workers?: number;
}

export interface EpisodesOptions extends PlayersOptions {
  readonly seeds: readonly number[];
  readonly onEpisode?: (trajectory: Trajectory) => void;
}

/** Threads that play batch after batch: `run` takes seeds. */
export function openPlayers({ workers, ...thread }: PlayersOptions): Threads<number, Trajectory> {
  return openThreads(threadsOf(thread, workers));
}

/** In the order of the seeds; the same, whatever the number of workers. */
export function runEpisodes(options: EpisodesOptions): Promise<Trajectory[]> {
  const { seeds, workers, onEpisode, ...thread } = options;
  return onThreads<number, Trajectory>({
    ...threadsOf(thread, workers),
    tasks: seeds,
    ...(onEpisode && { onResult: onEpisode }),
  });
}

const threadsOf = (workerData: EpisodeThread, threads: number | undefined): ThreadsOptions => ({
  script: new URL('./episode-worker.ts', import.meta.url),
  workerData,
  ...(threads !== undefined && { threads }),
});

/** One episode in this thread. */
export async function playEpisode(
  config: EpisodeConfig,
  {
    policy,
    seed,
    models,
  }: { readonly policy: Policy; readonly seed: number; readonly models?: SimulatedModels },
): Promise<Trajectory> {
  const episode = createEpisode(config, models);
  const observations = [await episode.reset(seed)];
  const actions: Action[] = [];
  const rewards: number[] = [];
  for (;;) {
    const action = policy(observations.at(-1)!);
    episode.act(action);
    actions.push(action);
    const { observation, reward, info } = await episode.step();
    observations.push(observation);
    rewards.push(reward);
    const { cost, stateHash } = info;
    if (cost && stateHash !== undefined) return { seed, observations, actions, rewards, cost, stateHash };
  }
}
