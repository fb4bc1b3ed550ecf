/** Plays many episodes on a few threads. The result depends on the seeds alone, not on the threads. */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Observation } from './history.ts';
import type { EpisodeAsked } from './history-worker.ts';

export interface GatherOptions {
  readonly seeds: readonly number[];
  /** Market seconds of each episode after its warm-up. */
  readonly seconds: number;
  readonly onEpisode?: (done: number, observations: number) => void;
}

const MAX_THREADS = 8;

/** All observations, in the order of the seeds. */
export async function gatherHistory(options: GatherOptions): Promise<readonly Observation[]> {
  const { seeds, seconds } = options;
  const byEpisode = new Array<readonly Observation[]>(seeds.length);
  let next = 0;
  let done = 0;
  let count = 0;
  const thread = async (): Promise<void> => {
    const worker = new Worker(new URL('./history-worker.ts', import.meta.url));
    try {
      while (next < seeds.length) {
        const nth = next++;
        const asked: EpisodeAsked = { seed: seeds[nth]!, seconds };
        worker.postMessage(asked);
        // A thread that dies makes `once` reject.
        const [observations] = (await once(worker, 'message')) as [readonly Observation[]];
        byEpisode[nth] = observations;
        count += observations.length;
        options.onEpisode?.(++done, count);
      }
    } finally {
      await worker.terminate();
    }
  };
  const threads = Math.min(MAX_THREADS, availableParallelism(), seeds.length);
  await Promise.all(Array.from({ length: threads }, thread));
  return byEpisode.flat();
}
