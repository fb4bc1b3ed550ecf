/** What a recording holds, in one pass: counts, names, time, and the digest of its records. */
import type { FeedRecord, FeedSession } from '@fairlead/feeds';
import { createDigest } from '@fairlead/tape';
import { formatTime } from '../tape/time.ts';

export interface Summary {
  readonly format: string;
  readonly date: string;
  readonly zone: string;
  readonly records: number;
  readonly byType: Readonly<Record<string, number>>;
  readonly venues: readonly string[];
  readonly instruments: readonly string[];
  /** First and latest receipt, in words and ns since the session's midnight. Absent where there is no record. */
  readonly from?: string;
  readonly to?: string;
  readonly fromTs?: number;
  readonly toTs?: number;
  /** Of all records in their order: the same however fast they were played. */
  readonly digest: string;
}

export interface Summarizer {
  readonly begin: (session: FeedSession) => void;
  readonly take: (record: FeedRecord) => void;
  readonly records: () => number;
  readonly end: () => Summary;
}

export function createSummarizer(format: string): Summarizer {
  const digest = createDigest();
  const byType = new Map<string, number>();
  const venues = new Set<string>();
  const instruments = new Set<string>();
  let session: FeedSession | undefined;
  let records = 0;
  let fromTs = 0;
  let toTs = Number.NEGATIVE_INFINITY;
  return {
    begin: (of) => {
      session = { date: of.date, zone: of.zone };
    },
    take: (record) => {
      if (records === 0) fromTs = record.tsRecv;
      records += 1;
      if (record.tsRecv > toTs) toTs = record.tsRecv;
      byType.set(record.type, (byType.get(record.type) ?? 0) + 1);
      venues.add(record.venue);
      instruments.add(record.instrument);
      digest.add(record);
    },
    records: () => records,
    end: () => ({
      format,
      date: session?.date ?? '',
      zone: session?.zone ?? '',
      records,
      byType: Object.fromEntries([...byType].sort()),
      venues: [...venues].sort(),
      instruments: [...instruments].sort(),
      ...(records === 0 ? {} : { from: formatTime(fromTs), to: formatTime(toTs), fromTs, toTs }),
      digest: digest.hex(),
    }),
  };
}
