/**
 * Feed records side by side: each member an array of its own. What a block holds unpacked, what the writer fills
 * and the reader hands out, and what crosses from the engine's thread to the tape's in one transfer, so that no
 * record is ever an object of its own. Every member is kept exactly, whether the record's type names it or not.
 */
import { invariant, type Side, type TradingStatus } from '@fairlead/domain';
import type { FeedRecord, RecordType } from '@fairlead/feeds';

/** What a record belongs to: records name theirs by its place in the block's list. */
export interface Stream {
  readonly venue: string;
  readonly instrument: string;
}

export interface Columns {
  /** All of them are views of it. */
  readonly buffer: ArrayBuffer;
  readonly capacity: number;
  count: number;
  readonly streams: Stream[];
  readonly seq: Float64Array;
  readonly tsRecv: Float64Array;
  readonly tsEvent: Float64Array;
  readonly orderId: Float64Array;
  readonly newOrderId: Float64Array;
  readonly px: Float64Array;
  readonly qty: Float64Array;
  readonly stream: Uint16Array;
  /** Type in bits 0-3, side in bits 4-5, status in bits 6-7: places in the lists below. */
  readonly kind: Uint8Array;
}

/** Codes are in files: they never change their meaning, and a type that is new to us takes the next. */
const TYPE_CODE: Readonly<Record<RecordType, number>> = {
  Add: 0,
  Reduce: 1,
  Delete: 2,
  Modify: 3,
  Replace: 4,
  Execute: 5,
  Trade: 6,
  Level: 7,
  Clear: 8,
  Quote: 9,
  Status: 10,
  Heartbeat: 11,
  Print: 12,
};
const SIDE_CODE: Readonly<Record<Side, number>> = { Buy: 1, Sell: 2 };
const STATUS_CODE: Readonly<Record<TradingStatus, number>> = { Open: 0, Halted: 1, Closed: 2, Auction: 3 };

const byCode = <T extends string>(codes: Readonly<Record<T, number>>): readonly T[] => {
  const list: T[] = [];
  for (const [name, code] of Object.entries<number>(codes)) list[code] = name as T;
  return list;
};
export const TYPES = byCode(TYPE_CODE);
export const SIDES: readonly (Side | undefined)[] = byCode(SIDE_CODE);
export const STATUSES = byCode(STATUS_CODE);

/** Each is named by 16 bits. */
export const MAX_RECORDS = 65_536;
const NUMBERS = 7;
const BYTES_PER_RECORD = NUMBERS * 8 + 2 + 1;

/** @param buffer one that came back from another thread, of the same capacity; else a new one is made */
export function createColumns(
  capacity: number,
  buffer = new ArrayBuffer(capacity * BYTES_PER_RECORD),
): Columns {
  invariant(capacity > 0 && capacity <= MAX_RECORDS, `columns hold 1 to ${MAX_RECORDS} records`);
  invariant(buffer.byteLength === capacity * BYTES_PER_RECORD, 'the buffer is of another capacity');
  const numbers = (nth: number): Float64Array => new Float64Array(buffer, nth * capacity * 8, capacity);
  return {
    buffer,
    capacity,
    count: 0,
    streams: [],
    seq: numbers(0),
    tsRecv: numbers(1),
    tsEvent: numbers(2),
    orderId: numbers(3),
    newOrderId: numbers(4),
    px: numbers(5),
    qty: numbers(6),
    stream: new Uint16Array(buffer, NUMBERS * capacity * 8, capacity),
    kind: new Uint8Array(buffer, NUMBERS * capacity * 8 + capacity * 2, capacity),
  };
}

/** Puts records into columns. Remembers which streams the columns know, until `clear`. */
export interface ColumnsWriter {
  /** @throws InvariantError where the columns are full, or a member is not a safe integer */
  readonly put: (columns: Columns, record: FeedRecord) => void;
  /** Empties columns, or takes up others that are empty. */
  readonly clear: (columns: Columns) => void;
}

export function createColumnsWriter(): ColumnsWriter {
  const known = new Map<string, Map<string, number>>();
  let last = 0;
  let lastVenue: string | undefined;
  let lastInstrument: string | undefined;

  const streamOf = (columns: Columns, { venue, instrument }: FeedRecord): number => {
    if (venue === lastVenue && instrument === lastInstrument) return last;
    let ofVenue = known.get(venue);
    if (ofVenue === undefined) {
      ofVenue = new Map();
      known.set(venue, ofVenue);
    }
    let at = ofVenue.get(instrument);
    if (at === undefined) {
      at = columns.streams.push({ venue, instrument }) - 1;
      ofVenue.set(instrument, at);
    }
    lastVenue = venue;
    lastInstrument = instrument;
    last = at;
    return at;
  };

  return {
    put: (columns, record) => {
      const at = columns.count;
      invariant(at < columns.capacity, 'the columns are full');
      if (!isExact(record)) invariant(false, `a record's numbers must be safe integers: ${record.type}`);
      columns.seq[at] = record.seq;
      columns.tsRecv[at] = record.tsRecv;
      columns.tsEvent[at] = record.tsEvent;
      columns.orderId[at] = record.orderId;
      columns.newOrderId[at] = record.newOrderId;
      columns.px[at] = record.px;
      columns.qty[at] = record.qty;
      columns.stream[at] = streamOf(columns, record);
      const side = record.side === undefined ? 0 : SIDE_CODE[record.side];
      columns.kind[at] = TYPE_CODE[record.type] | (side << 4) | (STATUS_CODE[record.status] << 6);
      columns.count = at + 1;
    },
    clear: (columns) => {
      columns.count = 0;
      columns.streams.length = 0;
      known.clear();
      lastVenue = undefined;
    },
  };
}

const isExact = ({ seq, tsRecv, tsEvent, orderId, newOrderId, px, qty }: FeedRecord): boolean =>
  Number.isSafeInteger(seq) &&
  Number.isSafeInteger(tsRecv) &&
  Number.isSafeInteger(tsEvent) &&
  Number.isSafeInteger(orderId) &&
  Number.isSafeInteger(newOrderId) &&
  Number.isSafeInteger(px) &&
  Number.isSafeInteger(qty);

/** Copies record `at` out of the columns. */
export function readColumns(columns: Columns, at: number, record: FeedRecord): void {
  const kind = columns.kind[at]!;
  const { venue, instrument } = columns.streams[columns.stream[at]!]!;
  record.type = TYPES[kind & 0xf]!;
  record.side = SIDES[(kind >> 4) & 3];
  record.status = STATUSES[kind >> 6]!;
  record.venue = venue;
  record.instrument = instrument;
  record.seq = columns.seq[at]!;
  record.tsRecv = columns.tsRecv[at]!;
  record.tsEvent = columns.tsEvent[at]!;
  record.orderId = columns.orderId[at]!;
  record.newOrderId = columns.newOrderId[at]!;
  record.px = columns.px[at]!;
  record.qty = columns.qty[at]!;
}
