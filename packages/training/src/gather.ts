/** Plays many episodes on a few threads. The result depends on the seeds alone, not on the threads. */
import { onThreads } from '@fairlead/episodes';
import type { Episode } from './history.ts';
import type { EpisodeAsked } from './history-worker.ts';

export interface GatherOptions {
  readonly seeds: readonly number[];
  /** Market seconds of each episode after its warm-up. */
  readonly seconds: number;
  readonly onEpisode?: (done: number, observations: number) => void;
}

/** In the order of the seeds. */
export function gatherHistory(options: GatherOptions): Promise<readonly Episode[]> {
  const { seeds, seconds, onEpisode } = options;
  let done = 0;
  let count = 0;
  return onThreads<EpisodeAsked, Episode>({
    script: new URL('./history-worker.ts', import.meta.url),
    tasks: seeds.map((seed) => ({ seed, seconds })),
    onResult: ({ observations }) => {
      count += observations.length;
      onEpisode?.(++done, count);
    },
  });
}
