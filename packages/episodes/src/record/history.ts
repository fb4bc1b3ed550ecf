/**
 * History at scale: many seeded episodes of one market, each in a folder of its own (one.ts), on all cores. A run
 * that is killed leaves whole episodes and nothing else that counts; the next one goes on with what is missing.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NANOS_PER_SECOND } from '@fairlead/domain';
import type { Scenario } from '@fairlead/sim';
import { lockFolder, StoreError } from '@fairlead/store';
import { type ModelFiles, openModels } from '../models.ts';
import { type SeedSet, seedSetOf } from '../seeds.ts';
import { onThreads } from '../threads.ts';
import { HistoryError } from './failure.ts';
import { claimFolder, manifestOf } from './manifest.ts';
import { type EpisodeOnDisk, folderOf, PARTIAL } from './one.ts';
import type { RecordThread } from './worker.ts';

export interface HistoryOptions {
  readonly dir: string;
  readonly market: Scenario;
  readonly firstSeed: number;
  readonly episodes: number;
  /** Market time of an episode after its warm-up. */
  readonly seconds: number;
  /** Absent: the rules route every parent. */
  readonly models?: ModelFiles;
  /** Default: one per core. */
  readonly workers?: number;
  readonly onProgress?: (progress: HistoryProgress) => void;
}

export interface HistoryProgress {
  readonly done: number;
  /** Found finished. */
  readonly skipped: number;
  readonly total: number;
  readonly episodesPerSecond: number;
  readonly etaSeconds: number;
}

export interface HistoryRecorded {
  readonly dir: string;
  readonly set: SeedSet;
  readonly recorded: readonly EpisodeOnDisk[];
  readonly skipped: number;
  readonly elapsedSeconds: number;
}

/** Of market time: what an episode needs before and after its seconds, at most. */
const AROUND_S = 60;

/** @throws HistoryError where the folder is another history's, in use, or the seeds are not of one set */
export async function recordHistory(options: HistoryOptions): Promise<HistoryRecorded> {
  const { dir, market, firstSeed, episodes, seconds, models, workers, onProgress } = options;
  const set = setOf(firstSeed, episodes);
  const { startNs, closeNs } = market.session;
  const room = (closeNs - startNs) / NANOS_PER_SECOND - AROUND_S;
  if (seconds > room) {
    throw new HistoryError(
      `an episode of ${seconds} s ends after the close: at most ${Math.floor(room)} fit`,
    );
  }
  const used = models && (await modelsUsed(models));
  const lock = lockOf(dir);
  try {
    claimFolder(dir, manifestOf(market, seconds, used));
    for (const name of readdirSync(dir)) {
      if (name.startsWith(PARTIAL)) rmSync(join(dir, name), { recursive: true });
    }
    const seeds = Array.from({ length: episodes }, (_, i) => firstSeed + i);
    const missing = seeds.filter((seed) => !existsSync(join(dir, folderOf(seed))));
    const skipped = episodes - missing.length;
    const began = performance.now();
    let done = 0;
    const thread: RecordThread = { dir, market, seconds, ...(models && { models }) };
    const recorded = await onThreads<number, EpisodeOnDisk>({
      script: new URL('./worker.ts', import.meta.url),
      workerData: thread,
      tasks: missing,
      ...(workers !== undefined && { threads: workers }),
      onResult: () => {
        done += 1;
        const episodesPerSecond = (done * 1_000) / (performance.now() - began);
        const etaSeconds = (missing.length - done) / episodesPerSecond;
        onProgress?.({ done, skipped, total: episodes, episodesPerSecond, etaSeconds });
      },
    });
    return { dir, set, recorded, skipped, elapsedSeconds: (performance.now() - began) / 1_000 };
  } finally {
    lock.release();
  }
}

function setOf(firstSeed: number, episodes: number): SeedSet {
  const last = firstSeed + episodes - 1;
  try {
    const set = seedSetOf(firstSeed);
    const other = seedSetOf(last);
    if (set === other) return set;
    throw new HistoryError(
      `seeds ${firstSeed} to ${last} are of two sets, ${set} and ${other}: record each by itself`,
    );
  } catch (error) {
    if (error instanceof RangeError) throw new HistoryError(error.message);
    throw error;
  }
}

async function modelsUsed(files: ModelFiles) {
  const models = await openModels(files);
  await models.close();
  return models.used;
}

function lockOf(dir: string) {
  try {
    mkdirSync(dir, { recursive: true });
    return lockFolder(dir);
  } catch (error) {
    if (error instanceof StoreError) throw new HistoryError(error.message);
    throw new HistoryError(`${dir} can't be written: ${(error as Error).message}`);
  }
}
