/** A thread of `runEpisodes`: plays the seeds that it is told, one message back for each. */
import { parentPort, workerData } from 'node:worker_threads';
import { type EpisodeThread, playEpisode } from './episodes.ts';
import { openModels } from './models.ts';
import type { CreatePolicy } from './policy.ts';

const { config, policy, models: files } = workerData as EpisodeThread;
const models = files && (await openModels(files));
const { createPolicy } = (await import(policy.module)) as { readonly createPolicy: CreatePolicy };

parentPort?.on('message', async (seed: number) => {
  const acting = createPolicy(policy.options, seed);
  parentPort?.postMessage(await playEpisode(config, { policy: acting, seed, ...(models && { models }) }));
});
