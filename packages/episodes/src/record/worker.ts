/** A thread of `recordHistory`: records the seeds that it is told, one message back for each. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Scenario } from '@fairlead/sim';
import { type ModelFiles, openModels } from '../models.ts';
import { recordEpisode } from './one.ts';

export interface RecordThread {
  readonly dir: string;
  readonly market: Scenario;
  readonly seconds: number;
  readonly models?: ModelFiles;
}

const { models: files, ...common } = workerData as RecordThread;
const models = files && (await openModels(files));

parentPort?.on('message', async (seed: number) => {
  try {
    parentPort?.postMessage(await recordEpisode({ ...common, seed, ...(models && { models }) }));
  } catch (cause) {
    throw new Error(`episode ${seed}: ${(cause as Error).message}`, { cause });
  }
});
