/** What a run has come to, from its journal: the engine's state, and what the audit of it lacks. */
import { join } from 'node:path';
import { digestOf, type Hash, type ModelsUsed, type RunId, type VenueId } from '@fairlead/domain';
import { type AuditRecord, createEngine, type EngineState, step } from '@fairlead/engine';
import { type Journal, openJournal } from '@fairlead/store';
import type { Logger } from 'pino';
import type { EngineOptions } from './protocol.ts';

export interface Recovered {
  readonly state: EngineState;
  readonly lastTs: number;
  readonly reference: Hash | undefined;
  /** The market's number of the last session; absent before the first. */
  readonly session: number | undefined;
  readonly runId: RunId | undefined;
  readonly models: ModelsUsed | undefined;
  readonly audit: readonly AuditRecord[];
  /** Highest report number of each venue that the journal holds. */
  readonly venueSeqs: Map<VenueId, number>;
}

/** Folds the journal; what it made after the projection's cursor is told again. */
export function recover(
  { runDir, projected }: Pick<EngineOptions, 'runDir' | 'projected'>,
  log: Logger,
): { readonly journal: Journal; readonly recovered: Recovered } {
  let state = createEngine();
  let lastTs = 0;
  let reference: Hash | undefined;
  let session: number | undefined;
  let run: RunId | undefined;
  let models: ModelsUsed | undefined;
  const audit: AuditRecord[] = [];
  const venueSeqs = new Map<VenueId, number>();
  const unprojected = (record: AuditRecord): boolean =>
    record.seq > projected.seq || (record.seq === projected.seq && record.nth > projected.nth);
  const began = performance.now();
  const journal = openJournal(join(runDir, 'journal'), {
    onInput: (input) => {
      const result = step(state, input);
      state = result.state;
      lastTs = input.ts;
      if (input.type === 'SessionOpened') {
        reference = digestOf(input.reference);
        session = input.session ?? 1;
        run = input.runId;
      }
      if (input.type === 'ReportReceived') venueSeqs.set(input.report.venue, input.report.venueSeq);
      if (input.type === 'CancelRejectReceived') venueSeqs.set(input.reject.venue, input.reject.venueSeq);
      for (const record of result.audit) {
        if (record.body.type === 'ModelPromoted') models = record.body.models;
        if (unprojected(record)) audit.push(record);
      }
    },
  });
  const { seq: head } = journal.head();
  if (projected.seq > head) {
    throw new Error(
      `the database knows input ${projected.seq} and the journal ends at ${head}: its end is missing, or the two are not of one run`,
    );
  }
  if (journal.recovered) log.warn(journal.recovered, 'an unfinished last record was cut off');
  const seconds = ((performance.now() - began) / 1_000).toFixed(2);
  log.info(`recovered ${journal.head().inputs} inputs in ${seconds} s`);
  return { journal, recovered: { state, lastTs, reference, session, runId: run, models, audit, venueSeqs } };
}
