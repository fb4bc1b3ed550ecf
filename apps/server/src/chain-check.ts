/** Checks a run's journal off the HTTP thread: the whole file is read, which may take seconds. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { ChainStatus } from '@fairlead/api';
import { type JournalCheck, verifyJournal } from '@fairlead/store';

export function checkChain(journalDir: string): Promise<ChainStatus> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: journalDir });
    worker.once('error', reject);
    worker.once('message', ({ intact, head, problem }: JournalCheck) =>
      resolve({
        intact,
        inputs: head.inputs,
        headHash: head.hash,
        ...(problem === undefined ? {} : { problem: problem.text }),
      }),
    );
  });
}

if (!isMainThread && typeof workerData === 'string') parentPort?.postMessage(verifyJournal(workerData));
