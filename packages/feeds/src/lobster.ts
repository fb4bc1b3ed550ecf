/**
 * LOBSTER's recorded days (format: LOBSTER.md): order messages of one instrument at one venue and, row for row,
 * the vendor's order book after each message. Units: prices 1/10,000 of the currency, sizes shares, times ns
 * since midnight. Both files are read together and strictly, whatever is asked for: a day that opens to the end
 * is a day whose every row is sound. Memory is a chunk, whatever the file's size.
 */
import { type Level, type Nanos, nanos, type Px, px, type Qty, qty, type Side } from '@fairlead/domain';
import { findLobster, type LobsterSource } from './archive.ts';
import { FeedError } from './failure.ts';
import { createFaultLog, type FaultLog, passOver } from './faults.ts';
import { type LobsterMeta, MAX_LEVELS } from './name.ts';
import {
  addBytes,
  beginRow,
  createRowReader,
  endRow,
  endRows,
  hasRow,
  integer,
  leaveRow,
  type RowReader,
  rowFault,
  seconds,
  separator,
} from './rows.ts';
import type { ByteSource, Opened } from './source.ts';

interface OfOrder {
  readonly ts: Nanos;
  readonly orderId: number;
  readonly qty: Qty;
  readonly px: Px;
  /** Of the resting order: a trade against a resting sell is a buyer's. */
  readonly side: Side;
}

/** One row of a message file. */
export type RecordedMessage =
  | (OfOrder & { readonly type: 'Add' | 'Reduce' | 'Delete' | 'Execute' | 'ExecuteHidden' | 'Cross' })
  | { readonly type: 'Halt' | 'QuoteResume' | 'TradeResume'; readonly ts: Nanos };

/** One row of an order book file: best first, levels that the vendor marks empty left out. */
export interface RecordedBook {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** Rows `firstRow`, `firstRow + 1`, ... as many as one chunk held. */
export interface LobsterBatch {
  readonly firstRow: number;
  readonly messages: readonly RecordedMessage[];
  /** Where asked for: `books[i]` is the book after `messages[i]`. */
  readonly books?: readonly RecordedBook[];
}

export interface LobsterFile {
  readonly meta: LobsterMeta;
  /** The vendor's first row: the book after message 1, which therefore is not applied to it. */
  readonly firstBook: RecordedBook;
  /**
   * Reads the day from its start; may be called again.
   * @throws FeedError from the iteration, naming row, field and reason
   */
  readonly batches: (options?: { readonly books?: boolean }) => AsyncGenerator<LobsterBatch>;
}

const EMPTY_PX = 9_999_999_999;
const ORDER_TYPES = ['Add', 'Reduce', 'Delete', 'Execute', 'ExecuteHidden', 'Cross'] as const;
const HALT = 7;
/** `askPx1`, `askSize1`, `bidPx1`, `bidSize1`, `askPx2`, ... */
const COLUMN_NAMES: readonly string[] = Array.from(
  { length: 4 * MAX_LEVELS },
  (_, i) => `${i & 2 ? 'bid' : 'ask'}${i & 1 ? 'Size' : 'Px'}${Math.floor(i / 4) + 1}`,
);

/**
 * Opens a day and reads its first row.
 * @param path the vendor's zip, or a `_message_` CSV beside its `_orderbook_` CSV
 * @throws FeedError where the file is missing, is not such a file, or its first row is not sound
 */
export async function openLobster(path: string): Promise<LobsterFile> {
  const source = await findLobster(path);
  const reading = readBatches(source, true);
  try {
    const first = await reading.next();
    const firstBook = first.done === true ? undefined : first.value.books?.[0];
    if (firstBook === undefined) throw new FeedError({ file: source.messages.name, reason: 'has no rows' });
    return {
      meta: source.meta,
      firstBook,
      batches: (options = {}) => readBatches(source, options.books === true),
    };
  } finally {
    await reading.return(undefined);
  }
}

async function* readBatches(source: LobsterSource, wantBooks: boolean): AsyncGenerator<LobsterBatch> {
  let firstRow = 1;
  let messages: RecordedMessage[] = [];
  let books: RecordedBook[] = [];
  const take = (_row: number, message: RecordedMessage, columns: Float64Array): void => {
    messages.push(message);
    if (wantBooks) books.push(bookOf(columns));
  };
  for await (const _ of readLobster(source, createFaultLog({}), take)) {
    if (messages.length === 0) continue;
    yield wantBooks ? { firstRow, messages, books } : { firstRow, messages };
    firstRow += messages.length;
    messages = [];
    books = [];
  }
}

/**
 * Reads both files in step.
 * @param faults what happens at a row that is not sound in either: with `Stop`, the end
 * @param take the row's number, its message, and the columns of the book after it, which are read over
 * @returns an iteration that gives after each chunk
 */
export async function* readLobster(
  source: LobsterSource,
  faults: FaultLog,
  take: (row: number, message: RecordedMessage, columns: Float64Array) => void,
): AsyncGenerator<void> {
  const { meta } = source;
  const opened: Opened[] = [];
  try {
    const messages = await openRows(source.messages, opened);
    const books = await openRows(source.books, opened);
    const columns = new Float64Array(4 * meta.levels);
    let last: number = meta.start;
    while (await bothHaveRows(messages, books, meta.isExcerpt)) {
      while (hasRow(messages.rows) && hasRow(books.rows)) {
        const starts = [messages.rows.at, books.rows.at] as const;
        beginRow(messages.rows);
        beginRow(books.rows);
        let message: RecordedMessage;
        try {
          message = readMessage(messages.rows, last, meta.end);
          last = message.ts;
          readBookColumns(books.rows, columns);
        } catch (fault) {
          passOver(faults, fault);
          leaveRow(messages.rows, starts[0]);
          leaveRow(books.rows, starts[1]);
          continue;
        }
        take(messages.rows.row, message, columns);
      }
      yield;
    }
  } finally {
    for (const each of opened) each.close();
  }
}

/** A file's rows and where more of them come from. */
interface OpenRows {
  readonly rows: RowReader;
  readonly chunks: AsyncIterator<Uint8Array>;
}

async function openRows(source: ByteSource, opened: Opened[]): Promise<OpenRows> {
  const one = await source.open();
  opened.push(one);
  return { rows: createRowReader(source.name), chunks: one.bytes[Symbol.asyncIterator]() };
}

/** False at the end of both; throws where only one has ended, or either ends inside a row that it must have. */
async function bothHaveRows(messages: OpenRows, books: OpenRows, isExcerpt: boolean): Promise<boolean> {
  const more = await fillRows(messages, isExcerpt);
  if ((await fillRows(books, isExcerpt)) === more) return more;
  const [short, long] = more ? [books.rows, messages.rows] : [messages.rows, books.rows];
  throw new FeedError({
    file: short.file,
    row: short.row + 1,
    reason: `is missing: the file has ${short.row} rows, and ${long.file} has more; one of them is truncated`,
  });
}

async function fillRows({ rows, chunks }: OpenRows, isExcerpt: boolean): Promise<boolean> {
  while (!hasRow(rows)) {
    const chunk = await nextChunk(rows, chunks);
    if (chunk === undefined) {
      if (!isExcerpt) endRows(rows);
      return false;
    }
    addBytes(rows, chunk);
  }
  return true;
}

async function nextChunk(
  rows: RowReader,
  chunks: AsyncIterator<Uint8Array>,
): Promise<Uint8Array | undefined> {
  try {
    const next = await chunks.next();
    return next.done === true ? undefined : next.value;
  } catch (cause) {
    if (cause instanceof FeedError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FeedError(
      {
        file: rows.file,
        row: rows.row + 1,
        reason: `can't be read from here on (${why}): truncated or damaged`,
      },
      cause,
    );
  }
}

function readMessage(r: RowReader, notBefore: number, end: number): RecordedMessage {
  const ts = seconds(r, 'time');
  separator(r, 'type');
  const type = integer(r, 'type');
  separator(r, 'orderId');
  const orderId = integer(r, 'orderId');
  separator(r, 'size');
  const size = integer(r, 'size');
  separator(r, 'price');
  const price = integer(r, 'price');
  separator(r, 'direction');
  const direction = integer(r, 'direction');
  endRow(r);
  if (ts < notBefore) {
    throw rowFault(r, 'time', `goes back: ${ts / 1e9} s comes after ${notBefore / 1e9} s`);
  }
  if (ts > end)
    throw rowFault(r, 'time', `${ts / 1e9} s is after the end of the file's window, ${end / 1e9} s`);
  if (type === HALT) return readHalt(r, nanos(ts), price);
  const name = ORDER_TYPES[type - 1];
  if (name === undefined) throw rowFault(r, 'type', `must be 1 to 7, got ${type}`);
  if (orderId < 0) throw rowFault(r, 'orderId', `can't be negative, got ${orderId}`);
  if (size <= 0) throw rowFault(r, 'size', `must be above zero, got ${size}`);
  if (price <= 0 || price >= EMPTY_PX) {
    throw rowFault(r, 'price', `must be above zero and below ${EMPTY_PX}, got ${price}`);
  }
  if (direction !== 1 && direction !== -1) {
    throw rowFault(r, 'direction', `must be 1 (buy) or -1 (sell), got ${direction}`);
  }
  const side = direction === 1 ? 'Buy' : 'Sell';
  return { type: name, ts: nanos(ts), orderId, qty: qty(size), px: px(price), side };
}

/** The vendor writes the kind of halt into the price column. */
function readHalt(r: RowReader, ts: Nanos, price: number): RecordedMessage {
  if (price === -1) return { type: 'Halt', ts };
  if (price === 0) return { type: 'QuoteResume', ts };
  if (price === 1) return { type: 'TradeResume', ts };
  throw rowFault(r, 'price', `of a halt must be -1, 0 or 1, got ${price}`);
}

/** Ask px, ask size, bid px, bid size, per level; sides sorted, empty levels last. */
function readBookColumns(r: RowReader, columns: Float64Array): void {
  for (let i = 0; i < columns.length; i += 1) {
    const field = COLUMN_NAMES[i] ?? '';
    if (i > 0) separator(r, field);
    columns[i] = integer(r, field);
  }
  endRow(r);
  for (let i = 0; i < columns.length; i += 2) checkLevel(r, columns, i);
}

function checkLevel(r: RowReader, columns: Float64Array, i: number): void {
  const price = columns[i] ?? 0;
  const size = columns[i + 1] ?? 0;
  const sign = i & 2 ? -1 : 1;
  const above = i < 4 ? undefined : columns[i - 4];
  const empty = price === sign * EMPTY_PX;
  if (size < 0 || (size === 0) !== empty) {
    throw rowFault(r, columnName(i + 1), `must be above zero, or 0 at an empty level, got ${size}`);
  }
  if (!empty && (price <= 0 || price >= EMPTY_PX)) {
    throw rowFault(r, columnName(i), `must be above zero and below ${EMPTY_PX}, got ${price}`);
  }
  if (above === undefined || (empty && above === price)) return;
  if (sign * price <= sign * above) {
    throw rowFault(r, columnName(i), `${price} is not worse than the level above it, ${above}`);
  }
}

const columnName = (i: number): string => COLUMN_NAMES[i] ?? '';

function bookOf(columns: Float64Array): RecordedBook {
  const bids: Level[] = [];
  const asks: Level[] = [];
  for (let i = 0; i < columns.length; i += 2) {
    const size = columns[i + 1] ?? 0;
    if (size === 0) continue;
    (i & 2 ? bids : asks).push({ px: px(columns[i] ?? 0), qty: qty(size) });
  }
  return { bids, asks };
}
