/**
 * How realistic the scenarios are, measured when somebody asks, one at a time, on a thread of its own (worker.ts).
 * What came of it is kept (reports.ts); one of a scenario that has changed since is kept as an older one.
 */
import { Worker } from 'node:worker_threads';
import {
  digestOf,
  err,
  type Hash,
  ok,
  type RealismAsk,
  type RealismReport,
  type RealismSpan,
  type RealismState,
  type Result,
  type UnixMs,
} from '@fairlead/domain';
import type { Scenario } from '@fairlead/sim';
import type { Logger } from 'pino';
import { openReports } from './reports.ts';
import type { FromMeasurer, Measured, MeasureJob } from './worker.ts';

export interface RealismDesk {
  readonly state: () => RealismState;
  readonly measure: (ask: RealismAsk) => Result<RealismState, string>;
  readonly cancel: () => Result<RealismState, string>;
  readonly read: (which: Omit<RealismAsk, 'seed'>) => Result<RealismReport, string>;
  readonly close: () => Promise<void>;
}

export interface RealismDeskOptions {
  readonly folder: string;
  /** Those of the market. */
  readonly scenarios: readonly { readonly name: string; readonly scenario: Scenario }[];
  /** Why nothing is measured here. */
  readonly refuses?: string;
  readonly log: Logger;
  readonly onChange: () => void;
  /** The thread's code; another one in tests. */
  readonly worker?: URL;
}

/** An hour of returns of a minute takes one more, for the first mid. */
const MINUTES: Readonly<Record<RealismSpan, number | undefined>> = {
  TenMinutes: 10,
  Hour: 61,
  Day: undefined,
};

interface Running {
  readonly ask: RealismAsk;
  readonly digest: Hash;
  /**
   * Its thread looks at it at every step. It is not ended from outside: a process whose threads were (in a test, on a
   * loaded machine) once died of a SIGTRAP, whose cause is not known.
   */
  readonly stop: Int32Array;
  events: number;
  doneShare: number;
}

export function createRealismDesk(options: RealismDeskOptions): RealismDesk {
  const { scenarios, refuses, log, onChange } = options;
  const reports = openReports(options.folder, log);
  const digests = new Map<string, Hash>();
  let running: Running | undefined;
  /** The running one's, and those of canceled ones that have not noticed yet. */
  const threads = new Set<Worker>();
  let ended: RealismState['ended'];

  /** Absent where there is no such scenario any more. */
  const digestNow = (name: string): Hash | undefined => {
    const scenario = scenarios.find((each) => each.name === name)?.scenario;
    if (scenario !== undefined && !digests.has(name)) digests.set(name, digestOf(scenario));
    return digests.get(name);
  };
  const state = (): RealismState => ({
    ...(refuses === undefined ? {} : { refuses }),
    ...(running === undefined
      ? {}
      : { running: { ...running.ask, events: running.events, doneShare: running.doneShare } }),
    ...(ended === undefined ? {} : { ended }),
    kept: reports.known().map(({ digest, ...known }) => ({
      ...known,
      older: digest !== digestNow(known.scenario),
    })),
  });

  const end = (of: Running, reason: string | undefined): void => {
    if (running !== of) return;
    running = undefined;
    ended = reason === undefined ? undefined : { ...of.ask, reason };
    log.info({ ...of.ask, reason: reason ?? 'done' }, 'measuring ended');
    onChange();
  };
  const keep = (of: Running, measured: Measured): void => {
    const report = { ...of.ask, digest: of.digest, measuredMs: Date.now() as UnixMs, ...measured };
    try {
      reports.keep(report);
      end(of, undefined);
    } catch (error) {
      end(of, messageOf(error));
    }
  };
  const start = (ask: RealismAsk, scenario: Scenario): void => {
    const minutes = MINUTES[ask.span];
    const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const job: MeasureJob = { scenario, seed: ask.seed, stop, ...(minutes === undefined ? {} : { minutes }) };
    const worker = new Worker(options.worker ?? new URL('./worker.ts', import.meta.url), { workerData: job });
    threads.add(worker);
    const own: Running = { ask, digest: digestOf(scenario), stop, events: 0, doneShare: 0 };
    running = own;
    ended = undefined;
    worker.on('message', (message: FromMeasurer) => {
      if (running !== own) return;
      if (message.type === 'Done') return keep(own, message.measured);
      own.events = message.events;
      own.doneShare = message.doneShare;
      onChange();
    });
    worker.on('error', (error) => end(own, `the measuring thread failed: ${messageOf(error)}`));
    worker.on('exit', (code) => {
      threads.delete(worker);
      end(own, `the measuring thread ended with ${code}`);
    });
  };

  return {
    state,
    measure: (ask) => {
      if (refuses !== undefined) return err(refuses);
      if (running !== undefined) return err(`${running.ask.scenario} is being measured: wait, or cancel it`);
      const found = scenarios.find(({ name }) => name === ask.scenario);
      if (found === undefined) {
        const names = scenarios.map(({ name }) => name).join(', ');
        return err(`there is no scenario "${ask.scenario}"; these are: ${names}`);
      }
      log.info(ask, 'measuring begins');
      start(ask, found.scenario);
      onChange();
      return ok(state());
    },
    cancel: () => {
      if (running === undefined) return err('nothing is being measured');
      Atomics.store(running.stop, 0, 1);
      end(running, 'canceled');
      return ok(state());
    },
    read: reports.read,
    close: async () => {
      if (running !== undefined) Atomics.store(running.stop, 0, 1);
      running = undefined;
      await Promise.all(Array.from(threads, (thread) => new Promise((gone) => thread.once('exit', gone))));
    },
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
