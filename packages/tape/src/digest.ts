/**
 * A digest of records in their order: SHA-256 over every member of each. Where they came from (a file, a tape, a
 * tape of that file) and how fast they were played makes no difference.
 */
import { createHash } from 'node:crypto';
import type { FeedRecord } from '@fairlead/feeds';
import { createColumns, createColumnsWriter } from './columns.ts';

export interface RecordDigest {
  readonly add: (record: FeedRecord) => void;
  /** 64 hex digits; nothing may be added after. */
  readonly hex: () => string;
}

const BATCH = 4096;

export function createDigest(): RecordDigest {
  const hash = createHash('sha256');
  // A batch is hashed as its columns lie in memory, with the names of its streams: the same records in the same
  // order make the same batches.
  const columns = createColumns(BATCH);
  const gather = createColumnsWriter();
  const bytes = new Uint8Array(columns.buffer);
  const hashBatch = (): void => {
    hash.update(JSON.stringify([columns.count, columns.streams]));
    hash.update(bytes);
    gather.clear(columns);
    bytes.fill(0);
  };
  return {
    add: (record) => {
      gather.put(columns, record);
      if (columns.count === BATCH) hashBatch();
    },
    hex: () => {
      hashBatch();
      return hash.digest('hex');
    },
  };
}
