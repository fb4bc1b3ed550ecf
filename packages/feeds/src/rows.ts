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
const MAX_TEXT_BYTES = 32;
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

/** Read over by the next. */
export interface UtcTime {
  /** Since 1970. */
  seconds: number;
  nanos: number;
}

const TIME_FORM = '2025-07-17T07:05:09.035793433Z';

/** The form above: always UTC, always nine decimal places. */
export function utcTime(r: RowReader, field: string): UtcTime {
  const { buffer } = r;
  const start = r.at;
  for (let i = 0; i < TIME_FORM.length; i += 1) {
    const byte = buffer[start + i] ?? 0;
    const form = TIME_FORM.charCodeAt(i);
    const isDigit = byte >= ZERO && byte <= 0x39;
    if (form >= ZERO && form <= 0x39 ? !isDigit : byte !== form) throw notATime(r, field);
  }
  if (!endsField(buffer[start + TIME_FORM.length])) throw notATime(r, field);
  const day = dayOf(digits(buffer, start, 4), digits(buffer, start + 5, 2), digits(buffer, start + 8, 2));
  const hour = digits(buffer, start + 11, 2);
  const minute = digits(buffer, start + 14, 2);
  const second = digits(buffer, start + 17, 2);
  if (day === undefined || hour > 23 || minute > 59 || second > 59) throw notATime(r, field);
  utc.seconds = day * 86_400 + hour * 3600 + minute * 60 + second;
  utc.nanos = digits(buffer, start + 20, 9);
  r.at = start + TIME_FORM.length;
  return utc;
}

const utc: UtcTime = { seconds: 0, nanos: 0 };

function digits(buffer: Buffer, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i += 1) value = value * 10 + (buffer[i] ?? 0) - ZERO;
  return value;
}

/** Days since 1970; absent where the calendar has no such day. */
function dayOf(year: number, month: number, day: number): number | undefined {
  const days = Date.UTC(year, month - 1, day) / 86_400_000;
  const date = new Date(days * 86_400_000);
  const isSame =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isSame && year >= 1970 ? days : undefined;
}

const notATime = (r: RowReader, field: string): FeedError =>
  fault(r, r.row, field, `${textAt(r)} is not a time of the form ${TIME_FORM}`);

/**
 * A decimal as an integer of `places` decimal places: `5.510000000` of 4 is 55,100.
 * @throws FeedError also where the number has more places than that, other than zeros
 */
export function decimal(r: RowReader, field: string, places: number): number {
  const { buffer } = r;
  let at = r.at;
  const negative = buffer[at] === MINUS;
  if (negative) at += 1;
  const first = at;
  let value = 0;
  let left = Number.POSITIVE_INFINITY;
  for (;;) {
    const byte = buffer[at] ?? 0;
    if (byte === DOT && left > places && at > first) {
      left = places;
    } else {
      const digit = byte - ZERO;
      if (digit < 0 || digit > 9) break;
      if (left === 0 && digit > 0) {
        throw fault(r, r.row, field, `${textAt(r)} has more than ${places} decimal places`);
      }
      if (left > 0) {
        value = value * 10 + digit;
        left -= 1;
      }
    }
    at += 1;
  }
  if (at === first || buffer[at - 1] === DOT || !endsField(buffer[at])) {
    throw fault(r, r.row, field, notANumber(r));
  }
  value *= 10 ** Math.min(left, places);
  if (at - first > MAX_DIGITS + 1 || !Number.isSafeInteger(value)) {
    throw fault(r, r.row, field, `${textAt(r)} is too large`);
  }
  r.at = at;
  return negative && value !== 0 ? -value : value;
}

/** Hexadecimal digits, at most eight. */
export function hex(r: RowReader, field: string): number {
  const { buffer } = r;
  let at = r.at;
  let value = 0;
  for (;;) {
    const digit = hexDigit(buffer[at] ?? 0);
    if (digit < 0) break;
    value = value * 16 + digit;
    at += 1;
  }
  if (at === r.at || at - r.at > 8 || !endsField(buffer[at])) {
    throw fault(r, r.row, field, `${textAt(r)} is not a hexadecimal number of at most eight digits`);
  }
  r.at = at;
  return value;
}

const hexDigit = (byte: number): number => {
  if (byte >= ZERO && byte <= 0x39) return byte - ZERO;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
};

/** The one byte of a one-letter field. */
export function letter(r: RowReader, field: string): number {
  const byte = r.buffer[r.at] ?? 0;
  if (endsField(byte) || !endsField(r.buffer[r.at + 1])) {
    throw fault(r, r.row, field, `${textAt(r)} is not one letter`);
  }
  r.at += 1;
  return byte;
}

/** `made` where the field's bytes are its characters, so that a name that stays is not made again. */
export function text(r: RowReader, field: string, made: string): string {
  const { buffer } = r;
  let end = r.at;
  let alike = true;
  for (; !endsField(buffer[end]); end += 1) {
    const byte = buffer[end] ?? 0;
    if (byte < 0x21 || byte > 0x7e || end - r.at >= MAX_TEXT_BYTES) {
      throw fault(r, r.row, field, `${textAt(r)} is not 1 to ${MAX_TEXT_BYTES} printable characters`);
    }
    if (byte !== made.charCodeAt(end - r.at)) alike = false;
  }
  if (end === r.at) throw fault(r, r.row, field, 'is empty');
  const found = alike && made.length === end - r.at ? made : buffer.toString('latin1', r.at, end);
  r.at = end;
  return found;
}

/** The field under the cursor is empty. */
export const isEmptyField = (r: RowReader): boolean => endsField(r.buffer[r.at]);

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
