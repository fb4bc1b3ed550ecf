/**
 * The one record that every decoder hands out, and the one way in which files are read.
 *
 * A `FeedRecord` is mutable and reused: a reader takes what it needs before it returns, so that decoding
 * allocates nothing per message. Units: prices and quantities are integers in the instrument's own scale (10,000
 * per currency unit for equities), times ns since midnight UTC (New York for US equities) of the session's date.
 * A member that its type does not name below means nothing.
 */
import type { Side, TradingStatus } from '@fairlead/domain';

/**
 * - `Add` orderId side px qty: a new resting order, last in its level.
 * - `Reduce` orderId qty: `qty` of it is gone, priority kept. `Delete` orderId: all of it.
 * - `Modify` orderId side px qty: it is now this; a new price or a larger size loses priority.
 * - `Replace` orderId newOrderId px qty: the old one is gone, the new one is last in its level.
 * - `Execute` orderId qty px: `qty` of a resting order traded at `px`; side is the resting order's.
 * - `Trade` px qty side: a print that changes no displayed order; side is the aggressor's, absent if not told.
 * - `Level` side px qty: the level is now this much (0: gone). `Clear`: the book is empty; a snapshot follows.
 * - `Quote` side px qty: the best of that side of a consolidated stream (0: nobody).
 * - `Status` status: trading state. `Heartbeat`: the clock passed, nothing else.
 */
export type RecordType =
  | 'Add'
  | 'Reduce'
  | 'Delete'
  | 'Modify'
  | 'Replace'
  | 'Execute'
  | 'Trade'
  | 'Level'
  | 'Clear'
  | 'Quote'
  | 'Status'
  | 'Heartbeat';

export interface FeedRecord {
  type: RecordType;
  /** The venue's number where the feed has one, else 0. */
  seq: number;
  /** The venue's clock. */
  tsEvent: number;
  /** The recorder's clock; equal to `tsEvent` where only one was recorded. */
  tsRecv: number;
  venue: string;
  instrument: string;
  orderId: number;
  newOrderId: number;
  side: Side | undefined;
  px: number;
  qty: number;
  status: TradingStatus;
}

export const createRecord = (venue: string, instrument: string): FeedRecord => ({
  type: 'Heartbeat',
  seq: 0,
  tsEvent: 0,
  tsRecv: 0,
  venue,
  instrument,
  orderId: 0,
  newOrderId: 0,
  side: undefined,
  px: 0,
  qty: 0,
  status: 'Open',
});

/** What to do at a record that is not sound: end with `FeedError`, or count it and go on at the next. */
export type FaultPolicy = 'Stop' | 'Skip';

export interface ReadOptions {
  readonly onFault?: FaultPolicy;
  /** Called for every record, in the file's order. */
  readonly take: (record: FeedRecord) => void;
}

export interface ReadSummary {
  readonly records: number;
  /** Records passed over under `Skip`, and the first few reasons. */
  readonly skipped: number;
  readonly faults: readonly string[];
}

/** What `fairlead replay --verify` prints. */
export interface Verification {
  readonly rows: number;
  readonly mismatches: number;
  /** What was compared with what, in words. */
  readonly checked: string;
  /** The first few, for a person. */
  readonly examples: readonly string[];
}

/** One file format: how to know it, read it, and prove the books that come of it. */
export interface FeedFormat {
  readonly name: string;
  /** @param name the file's base name, @param head its first bytes, as stored */
  readonly matches: (name: string, head: Uint8Array) => boolean;
  readonly read: (path: string, options: ReadOptions) => Promise<ReadSummary>;
  /** Absent where the recording carries nothing to check against. */
  readonly verify?: (path: string) => Promise<Verification>;
}
