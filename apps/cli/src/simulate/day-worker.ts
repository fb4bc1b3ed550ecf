/** A thread of `simulate --report --days`: runs the seeds that it is told, one message back for each. */
import { parentPort, workerData } from 'node:worker_threads';
import { runMeasured, type Scenario } from '@fairlead/sim';
import type { DayOfParents } from './report.ts';

parentPort?.on('message', (seed: number) => {
  const { parents, failures } = runMeasured(workerData as Scenario, { seed }, () => {});
  parentPort?.postMessage({ parents, failures } satisfies DayOfParents);
});
