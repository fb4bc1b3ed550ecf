export {
  type Columns,
  createColumns,
  createColumnsWriter,
  readColumns,
  type Stream,
} from './columns.ts';
export { createDigest } from './digest.ts';
export { TapeError } from './failure.ts';
export { createEventRecords, type EventRecords } from './from-events.ts';
export { isTape, openTape, type ReadFrom, type Tape, type TapeRecord } from './reader.ts';
export { pruneTapes, type Retention } from './retention.ts';
export type { TapeSession } from './segment.ts';
export { type TapeWriter, writeTape } from './writer.ts';
