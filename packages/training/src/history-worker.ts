/** A thread of `gatherHistory`: plays the episodes it is told to, one message back for each. */
import { parentPort } from 'node:worker_threads';
import { runEpisode } from './history.ts';

export interface EpisodeAsked {
  readonly seed: number;
  readonly seconds: number;
}

parentPort?.on('message', ({ seed, seconds }: EpisodeAsked) => {
  parentPort?.postMessage(runEpisode(seed, seconds));
});
