/** Many tasks on a few threads; the results come in the order of the tasks, whichever thread did them. */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

export interface OnThreads<Task, Result> {
  /** A module that answers each message with one. */
  readonly script: URL;
  /** Told to every thread at its start. */
  readonly workerData?: unknown;
  readonly tasks: readonly Task[];
  /** At most one per task. Default: one per core. */
  readonly threads?: number;
  readonly onResult?: (result: Result, nth: number) => void;
}

/** @throws what a thread throws; the others are stopped */
export async function onThreads<Task, Result>(options: OnThreads<Task, Result>): Promise<Result[]> {
  const { script, workerData, tasks, threads = availableParallelism(), onResult } = options;
  const results = new Array<Result>(tasks.length);
  const workers = Array.from(
    { length: Math.min(threads, tasks.length) },
    () => new Worker(script, { workerData }),
  );
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
  try {
    await Promise.all(workers.map(keepBusy));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}
