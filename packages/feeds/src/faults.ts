/** What a decoder does at a record that is not sound, by the reader's policy. */
import { FeedError } from './failure.ts';
import type { DecodeOptions, FaultPolicy, ReadSummary } from './record.ts';

const MAX_REASONS = 5;

export interface FaultLog {
  readonly policy: FaultPolicy;
  skipped: number;
  readonly reasons: string[];
}

export const createFaultLog = ({ onFault = 'Stop' }: Pick<DecodeOptions, 'onFault'>): FaultLog => ({
  policy: onFault,
  skipped: 0,
  reasons: [],
});

/**
 * Counts what was thrown at a record that is then passed over.
 * @throws it under `Stop`, or where it is not a fault of the data but ours
 */
export function passOver(log: FaultLog, thrown: unknown): void {
  if (log.policy === 'Stop' || !(thrown instanceof FeedError)) throw thrown;
  log.skipped += 1;
  if (log.reasons.length < MAX_REASONS) log.reasons.push(thrown.message);
}

export const summaryOf = ({ skipped, reasons }: FaultLog, records: number): ReadSummary => ({
  records,
  skipped,
  faults: reasons,
});
