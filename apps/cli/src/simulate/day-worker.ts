/** A thread of `simulate --report --days`: runs the seeds that it is told, one message back for each. */
import { parentPort, workerData } from 'node:worker_threads';
import { measureFacts, runMeasured } from '@fairlead/sim';
import type { LaterDay, LaterDays } from './report.ts';

const { scenario, nth } = workerData as LaterDays;

parentPort?.on('message', (seed: number) => {
  const { samples, parents, failures } = runMeasured(scenario, { seed }, () => {});
  const facts = measureFacts(samples[nth]!);
  parentPort?.postMessage({ facts, parents, failures } satisfies LaterDay);
});
