/** Plays many episodes on a few threads. The result depends on the seeds alone, not on the threads. */
import { onThreads } from '@fairlead/episodes';
import type { Observation } from './history.ts';
import type { EpisodeAsked } from './history-worker.ts';

export interface GatherOptions {
  readonly seeds: readonly number[];
  /** Market seconds of each episode after its warm-up. */
  readonly seconds: number;
  readonly onEpisode?: (done: number, observations: number) => void;
}

/** All observations, in the order of the seeds. */
export async function gatherHistory(options: GatherOptions): Promise<readonly Observation[]> {
  const { seeds, seconds, onEpisode } = options;
  let done = 0;
  let count = 0;
  const byEpisode = await onThreads<EpisodeAsked, readonly Observation[]>({
    script: new URL('./history-worker.ts', import.meta.url),
    tasks: seeds.map((seed) => ({ seed, seconds })),
    onResult: (observations) => {
      count += observations.length;
      onEpisode?.(++done, count);
    },
  });
  return byEpisode.flat();
}
