/**
 * Audit records into Postgres, in order, one batch at a time, idempotent by `(seq, nth)`: a batch that failed is
 * tried again, a record that was projected before changes nothing. Whoever needs to read their own write waits
 * for its seq.
 */
import type { AuditRecord } from '@fairlead/engine';
import type { Logger } from 'pino';

export interface Projector {
  readonly add: (records: readonly AuditRecord[]) => void;
  /** Resolves once the projection has come to `seq`, or after `READ_OWN_WRITE_MS` without it. */
  readonly reached: (seq: number) => Promise<void>;
  /** How long the oldest unprojected record has waited, ns of wall time. */
  readonly lagNs: () => number;
  /** Projects what is left. */
  readonly drain: () => Promise<void>;
}

const BATCH = 500;
const RETRY_MS = 500;
const READ_OWN_WRITE_MS = 2_000;

export function createProjector(
  project: (records: readonly AuditRecord[]) => Promise<void>,
  log: Logger,
): Projector {
  const queue: { readonly record: AuditRecord; readonly at: number }[] = [];
  const waiters = new Set<{ readonly seq: number; readonly done: () => void }>();
  let projectedSeq = 0;
  let working: Promise<void> | undefined;

  const settle = (): void => {
    const lowestPending = queue[0]?.record.seq ?? Number.POSITIVE_INFINITY;
    for (const waiter of waiters) {
      if (waiter.seq > projectedSeq || waiter.seq >= lowestPending) continue;
      waiters.delete(waiter);
      waiter.done();
    }
  };

  const work = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH).map((q) => q.record);
      try {
        await project(batch);
      } catch (error) {
        log.error({ err: error }, 'projection failed; trying again');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        continue;
      }
      queue.splice(0, batch.length);
      projectedSeq = Math.max(projectedSeq, batch.at(-1)?.seq ?? 0);
      settle();
    }
    working = undefined;
  };

  return {
    add: (records) => {
      const at = performance.now();
      for (const record of records) queue.push({ record, at });
      if (queue.length > 0) working ??= work();
    },
    reached: (seq) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          waiters.delete(waiter);
          resolve();
        }, READ_OWN_WRITE_MS);
        const waiter = {
          seq,
          done: () => {
            clearTimeout(timer);
            resolve();
          },
        };
        waiters.add(waiter);
        settle();
      }),
    lagNs: () => Math.round((queue[0] ? performance.now() - queue[0].at : 0) * 1e6),
    drain: async () => {
      while (working) await working;
    },
  };
}
