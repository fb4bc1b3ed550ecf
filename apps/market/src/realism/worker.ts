/**
 * The thread that measures one scenario: it runs a market of its own as fast as it is let, at the lowest priority, so
 * that the market which people trade in comes first. Nothing crosses but plain data.
 */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { MeasuredInstrument, Plot, RealismReport } from '@fairlead/domain';
import { plotsOf, realismFacts, runMeasured, type Scenario } from '@fairlead/sim';

export interface MeasureJob {
  readonly scenario: Scenario;
  readonly seed: number;
  /** Shared: 1 once nobody waits for the report any more. */
  readonly stop: Int32Array;
  /** Absent: the whole day. */
  readonly minutes?: number;
}

export type Measured = Pick<RealismReport, 'hash' | 'events' | 'failures' | 'tookMs' | 'instruments'>;

export type FromMeasurer =
  | { readonly type: 'Progress'; readonly events: number; readonly doneShare: number }
  | { readonly type: 'Done'; readonly measured: Measured };

const LOWEST_PRIORITY = 19;
const PROGRESS_EVERY_MS = 250;
/** Figures of a plot: more than its pixels can show. */
const DIGITS = 5;

const say = (message: FromMeasurer): void => parentPort?.postMessage(message);

// Elsewhere it would be the whole process, and with it the market that people trade in.
if (process.platform === 'linux') setPriority(0, LOWEST_PRIORITY);

const STOPPED = Symbol('stopped');
try {
  say({ type: 'Done', measured: measure(workerData as MeasureJob) });
} catch (error) {
  if (error !== STOPPED) throw error;
}

function measure({ scenario, seed, stop, minutes }: MeasureJob): Measured {
  const beganMs = performance.now();
  let saidMs = beganMs;
  const run = runMeasured(scenario, { seed, minutes }, (events, doneShare) => {
    if (Atomics.load(stop, 0) === 1) throw STOPPED;
    const nowMs = performance.now();
    if (nowMs - saidMs < PROGRESS_EVERY_MS) return;
    saidMs = nowMs;
    say({ type: 'Progress', events, doneShare });
  });
  const instruments = scenario.instruments.map(({ instrument }, i): MeasuredInstrument => {
    const sample = run.samples[i]!;
    return {
      instrument: instrument.id,
      facts: realismFacts(sample, run.parents),
      plots: plotsOf([{ name: 'simulated', sample }], run.parents).map(rounded),
    };
  });
  const { hash, events, failures } = run;
  return { hash, events, failures, tookMs: Math.round(performance.now() - beganMs), instruments };
}

function rounded(plot: Plot): Plot {
  const round = (value: number): number => Number(value.toPrecision(DIGITS));
  return {
    ...plot,
    curves: plot.curves.map((curve) => ({
      ...curve,
      points: curve.points.map(([x, y]) => [round(x), round(y)] as const),
    })),
  };
}
