/** Many tasks on a few threads; the results come in the order of the tasks, whichever thread did them. */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';

/**
 * Each thread collects its own garbage: V8's helpers want cores that other threads are busy on. With them an episode
 * took 7% more CPU on one thread, 8% more on both cores (30 rounds each way, in turn, 2026-11-29). For the whole
 * process, from the next collection on: V8 has no such setting for a thread.
 */
const OWN_GARBAGE = '--no-parallel-scavenge';

export interface ThreadsOptions {
  /** A module that answers each message with one. */
  readonly script: URL;
  /** Told to every thread at its start. */
  readonly workerData?: unknown;
  /** Default: one per core. */
  readonly threads?: number;
}

export interface Threads<Task, Result> {
  /** One run at a time. @throws what a thread throws; close them then */
  readonly run: (
    tasks: readonly Task[],
    onResult?: (result: Result, nth: number) => void,
  ) => Promise<Result[]>;
  readonly close: () => Promise<void>;
}

/** Threads that stay for one run after the other: what a start costs, modules and compilation, they pay once. */
export function openThreads<Task, Result>(options: ThreadsOptions): Threads<Task, Result> {
  const { script, workerData, threads = availableParallelism() } = options;
  setFlagsFromString(OWN_GARBAGE);
  const workers = Array.from({ length: threads }, () => new Worker(script, { workerData }));
  return {
    run: async (tasks, onResult) => {
      const results = new Array<Result>(tasks.length);
      let next = 0;
      const keepBusy = async (worker: Worker): Promise<void> => {
        while (next < tasks.length) {
          const nth = next++;
          worker.postMessage(tasks[nth]);
          // A thread that dies makes `once` reject.
          const [result] = (await once(worker, 'message')) as [Result];
          results[nth] = result;
          onResult?.(result, nth);
        }
      };
      await Promise.all(workers.map(keepBusy));
      return results;
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

export interface OnThreads<Task, Result> extends ThreadsOptions {
  readonly tasks: readonly Task[];
  readonly onResult?: (result: Result, nth: number) => void;
}

/** One run on threads of its own, at most one per task. @throws what a thread throws; the others are stopped */
export async function onThreads<Task, Result>(options: OnThreads<Task, Result>): Promise<Result[]> {
  const { tasks, threads = availableParallelism(), onResult } = options;
  const opened = openThreads<Task, Result>({ ...options, threads: Math.min(threads, tasks.length) });
  try {
    return await opened.run(tasks, onResult);
  } finally {
    await opened.close();
  }
}
