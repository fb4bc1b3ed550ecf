/**
 * CSV of plain numbers, read as bytes: no string is made of a file, a chunk or a line. A `RowReader` holds what
 * was added and is not yet read, and a cursor in it; its readers take a number each and name the row and the
 * field when the bytes are not one. Every line ends with a newline: without one the file is truncated, since a
 * cut number is a number too.
 */
import { FeedError } from './failure.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const COMMA = 0x2c;
const DOT = 0x2e;
const MINUS = 0x2d;
const ZERO = 0x30;
/** 200 levels of 4 columns of 11 digits are 9 KB. */
const MAX_LINE_BYTES = 65_536;
/** The vendor's empty price, 9,999,999,999, has ten digits; order ids have up to nineteen in newer files. */
const MAX_DIGITS = 19;
const CLIP_BYTES = 24;

export interface RowReader {
  readonly file: string;
  buffer: Buffer;
  /** Cursor. */
  at: number;
  /** One past the newline of the last whole line in `buffer`. */
  whole: number;
  /** 1-based number of the row under the cursor; 0 before the first. */
  row: number;
}

export const createRowReader = (file: string): RowReader => ({
  file,
  buffer: Buffer.alloc(0),
  at: 0,
  whole: 0,
  row: 0,
});

/** A whole row lies under the cursor. */
export const hasRow = (r: RowReader): boolean => r.at < r.whole;

/**
 * More bytes of the file, when every whole row has been read. They are not copied, except the start of a row
 * that the chunk before ended in.
 * @throws FeedError where a row is longer than any of the formats'
 */
export function addBytes(r: RowReader, bytes: Uint8Array): void {
  const rest = r.buffer.subarray(r.at);
  if (rest.length > MAX_LINE_BYTES) {
    throw fault(r, r.row + 1, undefined, `the line is longer than ${MAX_LINE_BYTES} bytes`);
  }
  const added = asBuffer(bytes);
  const newline = added.lastIndexOf(NEWLINE);
  r.buffer = rest.length === 0 ? added : Buffer.concat([rest, added]);
  r.at = 0;
  r.whole = newline < 0 ? 0 : rest.length + newline + 1;
}

/** @throws FeedError where the file, which has no more bytes, ended inside a row */
export function endRows(r: RowReader): void {
  if (r.at === r.buffer.length) return;
  throw fault(r, r.row + 1, undefined, 'the file ends inside this line: it is truncated');
}

/** From wherever reading the row that began at `start` failed to the row after it. */
export function leaveRow(r: RowReader, start: number): void {
  r.at = r.buffer.indexOf(NEWLINE, start) + 1;
}

/** Steps onto the row under the cursor, which the field readers then consume. */
export function beginRow(r: RowReader): void {
  r.row += 1;
}

/** The rest of a row that was read to its last column: nothing but the line's end. */
export function endRow(r: RowReader): void {
  const { buffer } = r;
  if (buffer[r.at] === RETURN && buffer[r.at + 1] === NEWLINE) r.at += 1;
  if (buffer[r.at] !== NEWLINE) {
    throw fault(r, r.row, undefined, `has more columns than the format's${wordAt(r)}`);
  }
  r.at += 1;
}

/** The comma before `field`. */
export function separator(r: RowReader, field: string): void {
  if (r.buffer[r.at] !== COMMA) {
    const ended = r.buffer[r.at] === NEWLINE || r.buffer[r.at] === RETURN;
    throw fault(r, r.row, field, ended ? 'is missing: the row has too few columns' : notANumber(r));
  }
  r.at += 1;
}

/** A safe integer in decimal digits with an optional minus sign. */
export function integer(r: RowReader, field: string): number {
  const { buffer } = r;
  const start = r.at;
  let at = start;
  const negative = buffer[at] === MINUS;
  if (negative) at += 1;
  const digits = at;
  let value = 0;
  for (;;) {
    const digit = (buffer[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    at += 1;
  }
  if (at === digits || !endsField(buffer[at])) throw fault(r, r.row, field, notANumber(r));
  if (at - digits > MAX_DIGITS || !Number.isSafeInteger(value)) {
    throw fault(r, r.row, field, `${textAt(r)} is too large`);
  }
  r.at = at;
  return negative && value !== 0 ? -value : value;
}

/** `34200.0174` seconds to 34,200,017,400,000 ns; up to twelve places, rounded half up to a nanosecond. */
export function seconds(r: RowReader, field: string): number {
  const { buffer } = r;
  let at = r.at;
  let whole = 0;
  const first = at;
  for (;;) {
    const digit = (buffer[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    whole = whole * 10 + digit;
    at += 1;
  }
  const wholeDigits = at - first;
  let fraction = 0;
  let places = 0;
  let roundUp = 0;
  if (buffer[at] === DOT) {
    at += 1;
    for (;;) {
      const digit = (buffer[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      places += 1;
      if (places <= 9) fraction = fraction * 10 + digit;
      else if (places === 10 && digit >= 5) roundUp = 1;
      at += 1;
    }
    if (places === 0) throw fault(r, r.row, field, notANumber(r));
  }
  if (wholeDigits === 0 || !endsField(buffer[at])) throw fault(r, r.row, field, notANumber(r));
  if (wholeDigits > 6 || places > 12) throw fault(r, r.row, field, `${textAt(r)} is not a time of day`);
  r.at = at;
  return whole * 1e9 + fraction * 10 ** (9 - Math.min(places, 9)) + roundUp;
}

/** A FeedError about one field of the reader's present row. */
export const rowFault = (r: RowReader, field: string, reason: string): FeedError =>
  fault(r, r.row, field, reason);

const endsField = (byte: number | undefined): boolean =>
  byte === COMMA || byte === NEWLINE || byte === RETURN;

const fault = (r: RowReader, row: number, field: string | undefined, reason: string): FeedError =>
  new FeedError({ file: r.file, row, ...(field === undefined ? {} : { field }), reason });

const notANumber = (r: RowReader): string => `${textAt(r)} is not a number`;

/** The field under the cursor as printable text in quotes, clipped. */
function textAt(r: RowReader): string {
  let end = r.at;
  while (end < r.buffer.length && !endsField(r.buffer[end])) end += 1;
  if (end === r.at) return 'an empty field';
  const clipped = r.buffer.subarray(r.at, Math.min(end, r.at + CLIP_BYTES)).toString('latin1');
  return `"${clipped.replace(/[^\x20-\x7e]/g, '?')}${end - r.at > CLIP_BYTES ? '...' : ''}"`;
}

const wordAt = (r: RowReader): string => (r.buffer[r.at] === COMMA ? '' : `: ${textAt(r)} follows the last`);

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
