/** Hands out the one record, and counts. */
import type { FeedRecord, RecordType } from './record.ts';

export interface Giver {
  readonly record: FeedRecord;
  records: number;
  readonly take: (record: FeedRecord) => void;
}

/** Whatever was set on `giver.record` goes out as a record of this type. */
export function give(giver: Giver, type: RecordType): void {
  giver.record.type = type;
  giver.records += 1;
  giver.take(giver.record);
}
