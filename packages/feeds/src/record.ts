/**
 * The one record that every decoder hands out, and the shape of a format.
 *
 * A `FeedRecord` is mutable and reused: a reader takes what it needs before it returns, so that decoding
 * allocates nothing per message. Prices and quantities are safe integers in the format's scale (`FeedScale`),
 * times ns since midnight of the session's date (New York's for US equities, UTC else). A member that its type
 * does not name below means nothing.
 */
import type { Side, TradingStatus } from '@fairlead/domain';

/**
 * - `Add` orderId side px qty: a new resting order, last in its level.
 * - `Reduce` orderId qty: `qty` of it is gone, priority kept. `Delete` orderId: all of it.
 * - `Modify` orderId side px qty: it is now this; a new price or a larger size loses priority.
 * - `Replace` orderId newOrderId px qty: the old one is gone, the new one is last in its level.
 * - `Execute` orderId px qty: `qty` of a resting order traded at `px` (0: at its own price); side is the resting order's.
 * - `Trade` px qty side: a print that changes no displayed order; side is the aggressor's, absent if not told.
 * - `Print` px qty side: a trade at a price that is not of this moment's market (late, averaged, out of hours): it
 *   counts for volume, and sets no last price.
 * - `Level` side px qty: the level is now this much (0: gone). `Clear`: the book is empty; a snapshot follows.
 * - `Quote` side px qty: the best of that side of a consolidated or top-of-book stream (qty 0: nobody).
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
  | 'Heartbeat'
  | 'Print';

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

/** Decimal places of the integers: 4 and 0 for equities, 8 and 8 for crypto venues. */
export interface FeedScale {
  readonly pxDecimals: number;
  readonly qtyDecimals: number;
}

/** What times count from. */
export interface FeedSession {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly zone: 'America/New_York' | 'UTC';
}

/**
 * What to do at a record that is not sound: `Stop` ends with `FeedError`; `Skip` counts it and goes on at the
 * next; `Resync` also hands out `Clear` for the book that can't be vouched for, which stays empty until the feed's
 * next snapshot.
 */
export type FaultPolicy = 'Stop' | 'Skip' | 'Resync';

export interface DecodeOptions {
  /** Default `Stop`. */
  readonly onFault?: FaultPolicy;
  /** Called once, before the first record. */
  readonly begin?: (session: FeedSession) => void;
  /** Called for every record, in the feed's order. */
  readonly take: (record: FeedRecord) => void;
  /**
   * Told by a decoder that holds many messages at once which orders the next ones name that must be found, before the
   * first of them is taken, so that a book may have them at hand (`warmOrders`). Unchecked: messages may yet be
   * refused, and nothing but speed can follow. `orderIds` is reused; its first `count` count.
   */
  readonly ahead?: (orderIds: Float64Array, count: number) => void;
}

export interface ReadSummary {
  readonly records: number;
  /** Records passed over under `Skip` or `Resync`, and the first few reasons. */
  readonly skipped: number;
  readonly faults: readonly string[];
  /** Sound records of kinds that are no market data for us; absent where the format has none. */
  readonly ignored?: number;
}

/** One stream being decoded. Synchronous; holds no more than one incomplete record. */
export interface FeedDecoder {
  /**
   * Bytes as they come, cut anywhere.
   * @throws FeedError under `Stop`, naming the record, the field and the reason
   */
  readonly push: (bytes: Uint8Array) => void;
  /**
   * The stream has ended.
   * @throws FeedError where it ended inside a record: a truncated file is never a short one
   */
  readonly end: () => ReadSummary;
}

/** What a recording says of itself when its books are rebuilt: what `fairlead replay --verify` prints. */
export interface Verification {
  readonly rows: number;
  readonly mismatches: number;
  /** What was compared with what. */
  readonly checked: string;
  /** The first few mismatches, for a person. */
  readonly examples: readonly string[];
}

/** A trade that no record tells, and that a recording's orders prove. */
export interface InferredTrade {
  readonly ts: number;
  readonly px: number;
  readonly qty: number;
  readonly makerId: number;
  readonly takerId: number;
  readonly aggressor: Side;
}

/** Told the number of rows done, once per chunk. */
export type OnRows = (rows: number) => void;

/** How to know a format, and prove the books that come of it. */
interface FormatFacts {
  readonly name: string;
  /** In words, for `--help` and errors. */
  readonly title: string;
  readonly scale: FeedScale;
  /** @param name the file's base name without .gz, .zst, .xz (of a zip: its entry's), @param head its first bytes, unpacked */
  readonly matches: (name: string, head: Uint8Array) => boolean;
  /** Absent where the recording carries nothing to check against. */
  readonly verify?: (path: string, onRows?: OnRows) => Promise<Verification>;
  /** Of a recording of orders that tells no trade: those that its orders prove, in their order. */
  readonly inferTrades?: (path: string, take: (trade: InferredTrade) => void) => Promise<unknown>;
}

/** A recording that is one stream of bytes. */
export interface FeedFormat extends FormatFacts {
  /** @param file what errors call it */
  readonly decode: (file: string, options: DecodeOptions) => FeedDecoder;
}

/** A recording of several files that are read together: in one zip, or beside the one that is named. */
export interface FilesFormat extends FormatFacts {
  readonly read: (path: string, options: DecodeOptions) => Promise<ReadSummary>;
}

export type AnyFormat = FeedFormat | FilesFormat;
