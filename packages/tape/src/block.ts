/**
 * A block's payload: columns packed and back (byte for byte in TAPE.md). Each member is written as the difference
 * to where it is likely to be: the record before, or the last of the same stream, or the newest order; a member
 * that is 0 or unchanged costs one bit of the record's shape. Zstandard takes out the rest.
 */
import { invariant } from '@fairlead/domain';
import { type Columns, MAX_RECORDS, SIDES, STATUSES, type Stream, TYPES } from './columns.ts';
import { type Cursor, MAX_VARINT_BYTES, putDelta, takeDelta } from './varint.ts';

/** Which members of a record are written: one bit each. */
const SHAPE = {
  stream: 1,
  seq: 2,
  tsRecv: 4,
  tsEvent: 8,
  orderId: 16,
  newOrderId: 32,
  px: 64,
  qty: 128,
} as const;
/** Prices are compared with the last of the same stream and side. */
const SIDES_OF_STREAM = 4;
const COLUMNS = 10;
const LENGTH_BYTES = 4;
const MOST_BYTES_PER_RECORD = 2 + 8 * MAX_VARINT_BYTES;

const utf8 = new TextEncoder();
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Packs the columns; the bytes are valid until the next call. */
export type BlockPacker = (columns: Columns) => Uint8Array;

export function createBlockPacker(): BlockPacker {
  let out = new Uint8Array(1 << 16);
  let shapes = new Uint8Array(0);
  return (columns) => {
    const names = columns.streams.flatMap(({ venue, instrument }) => [
      utf8.encode(venue),
      utf8.encode(instrument),
    ]);
    const namesBytes = names.reduce((sum, name) => sum + MAX_VARINT_BYTES + name.length, MAX_VARINT_BYTES);
    const most = namesBytes + COLUMNS * LENGTH_BYTES + columns.count * MOST_BYTES_PER_RECORD;
    if (out.length < most) out = new Uint8Array(most);
    if (shapes.length < columns.count) shapes = new Uint8Array(columns.capacity);

    let at = putDelta(out, 0, columns.streams.length, 0);
    for (const name of names) {
      at = putDelta(out, at, name.length, 0);
      out.set(name, at);
      at += name.length;
    }
    markShapes(columns, shapes);
    at = putColumn(out, at, (from) => copyBytes(out, from, columns.kind, columns.count));
    at = putColumn(out, at, (from) => copyBytes(out, from, shapes, columns.count));
    at = putColumn(out, at, (from) => putStreams(out, from, columns, shapes));
    at = putColumn(out, at, (from) => putSeqs(out, from, columns, shapes));
    at = putColumn(out, at, (from) => putReceiptTimes(out, from, columns, shapes));
    at = putColumn(out, at, (from) => putEventTimes(out, from, columns, shapes));
    at = putIds(out, at, columns, shapes);
    at = putColumn(out, at, (from) => putPrices(out, from, columns, shapes));
    at = putColumn(out, at, (from) => putQuantities(out, from, columns, shapes));
    return out.subarray(0, at);
  };
}

function putColumn(out: Uint8Array, start: number, put: (from: number) => number): number {
  const from = start + LENGTH_BYTES;
  const end = put(from);
  setLength(out, start, end - from);
  return end;
}

function setLength(out: Uint8Array, at: number, length: number): void {
  out[at] = length;
  out[at + 1] = length >>> 8;
  out[at + 2] = length >>> 16;
  out[at + 3] = length >>> 24;
}

function copyBytes(out: Uint8Array, from: number, bytes: Uint8Array, count: number): number {
  out.set(bytes.subarray(0, count), from);
  return from + count;
}

function markShapes(columns: Columns, shapes: Uint8Array): void {
  const { count, stream, seq, tsRecv, tsEvent, orderId, newOrderId, px, qty } = columns;
  const seqs = new Float64Array(columns.streams.length);
  let lastStream = 0;
  let lastRecv = 0;
  for (let i = 0; i < count; i++) {
    const of = stream[i]!;
    let shape = 0;
    if (of !== lastStream) shape |= SHAPE.stream;
    if (seq[i] !== seqs[of]) shape |= SHAPE.seq;
    if (tsRecv[i] !== lastRecv) shape |= SHAPE.tsRecv;
    if (tsEvent[i] !== tsRecv[i]) shape |= SHAPE.tsEvent;
    if (orderId[i] !== 0) shape |= SHAPE.orderId;
    if (newOrderId[i] !== 0) shape |= SHAPE.newOrderId;
    if (px[i] !== 0) shape |= SHAPE.px;
    if (qty[i] !== 0) shape |= SHAPE.qty;
    shapes[i] = shape;
    lastStream = of;
    seqs[of] = seq[i]!;
    lastRecv = tsRecv[i]!;
  }
}

function putStreams(out: Uint8Array, from: number, { count, stream }: Columns, shapes: Uint8Array): number {
  let at = from;
  for (let i = 0; i < count; i++) {
    if ((shapes[i]! & SHAPE.stream) !== 0) at = putDelta(out, at, stream[i]!, 0);
  }
  return at;
}

/** Against the last number of the same stream. */
function putSeqs(out: Uint8Array, from: number, columns: Columns, shapes: Uint8Array): number {
  const { count, stream, seq } = columns;
  const last = new Float64Array(columns.streams.length);
  let at = from;
  for (let i = 0; i < count; i++) {
    if ((shapes[i]! & SHAPE.seq) === 0) continue;
    const of = stream[i]!;
    at = putDelta(out, at, seq[i]!, last[of]!);
    last[of] = seq[i]!;
  }
  return at;
}

function putReceiptTimes(out: Uint8Array, from: number, columns: Columns, shapes: Uint8Array): number {
  const { count, tsRecv } = columns;
  let last = 0;
  let at = from;
  for (let i = 0; i < count; i++) {
    if ((shapes[i]! & SHAPE.tsRecv) === 0) continue;
    at = putDelta(out, at, tsRecv[i]!, last);
    last = tsRecv[i]!;
  }
  return at;
}

/** Against the last record's, which may not have been written: it was its `tsRecv` then. */
function putEventTimes(out: Uint8Array, from: number, columns: Columns, shapes: Uint8Array): number {
  const { count, tsEvent } = columns;
  let last = 0;
  let at = from;
  for (let i = 0; i < count; i++) {
    if ((shapes[i]! & SHAPE.tsEvent) !== 0) at = putDelta(out, at, tsEvent[i]!, last);
    last = tsEvent[i]!;
  }
  return at;
}

/**
 * Both columns of ids, against the largest so far: new orders come just above it, and what happens to an order
 * lies below it by the order's age.
 */
function putIds(out: Uint8Array, start: number, columns: Columns, shapes: Uint8Array): number {
  const { count, orderId, newOrderId } = columns;
  let newest = 0;
  let at = putColumn(out, start, (from) => {
    let next = from;
    for (let i = 0; i < count; i++) {
      if ((shapes[i]! & SHAPE.orderId) === 0) continue;
      const id = orderId[i]!;
      next = putDelta(out, next, id, newest);
      if (id > newest) newest = id;
    }
    return next;
  });
  newest = 0;
  at = putColumn(out, at, (from) => {
    let next = from;
    for (let i = 0; i < count; i++) {
      if (orderId[i]! > newest) newest = orderId[i]!;
      if ((shapes[i]! & SHAPE.newOrderId) !== 0) next = putDelta(out, next, newOrderId[i]!, newest);
    }
    return next;
  });
  return at;
}

function putPrices(out: Uint8Array, from: number, columns: Columns, shapes: Uint8Array): number {
  const { count, stream, kind, px } = columns;
  const last = new Float64Array(columns.streams.length * SIDES_OF_STREAM);
  let at = from;
  for (let i = 0; i < count; i++) {
    if ((shapes[i]! & SHAPE.px) === 0) continue;
    const of = stream[i]! * SIDES_OF_STREAM + ((kind[i]! >> 4) & 3);
    at = putDelta(out, at, px[i]!, last[of]!);
    last[of] = px[i]!;
  }
  return at;
}

function putQuantities(out: Uint8Array, from: number, { count, qty }: Columns, shapes: Uint8Array): number {
  let at = from;
  for (let i = 0; i < count; i++) {
    if ((shapes[i]! & SHAPE.qty) !== 0) at = putDelta(out, at, qty[i]!, 0);
  }
  return at;
}

/**
 * Unpacks a payload of `count` records into the columns.
 * @throws Error saying what about it is wrong; the caller knows where it lies
 */
export function unpackBlock(payload: Uint8Array, count: number, columns: Columns): void {
  invariant(count <= columns.capacity, 'the columns hold a whole block');
  const cursor: Cursor = { bytes: payload, at: 0 };
  columns.count = count;
  columns.streams.splice(0, Number.POSITIVE_INFINITY, ...takeNames(cursor));
  takeBytes(cursor, columns.kind, count, 'kind');
  checkKinds(columns);
  const shapes = new Uint8Array(count);
  takeBytes(cursor, shapes, count, 'shape');
  takeColumn(cursor, 'stream', () => takeStreams(cursor, columns, shapes));
  takeColumn(cursor, 'seq', () => takeSeqs(cursor, columns, shapes));
  takeColumn(cursor, 'tsRecv', () => takeReceiptTimes(cursor, columns, shapes));
  takeColumn(cursor, 'tsEvent', () => takeEventTimes(cursor, columns, shapes));
  takeColumn(cursor, 'orderId', () => takeOrderIds(cursor, columns, shapes));
  takeColumn(cursor, 'newOrderId', () => takeNewOrderIds(cursor, columns, shapes));
  takeColumn(cursor, 'px', () => takePrices(cursor, columns, shapes));
  takeColumn(cursor, 'qty', () => takeQuantities(cursor, columns, shapes));
  if (cursor.at !== payload.length) throw new Error('it holds more than its columns');
}

/**
 * The streams of a payload, without its records.
 * @throws Error saying what about it is wrong
 */
export function streamsOfBlock(payload: Uint8Array): readonly Stream[] {
  return takeNames({ bytes: payload, at: 0 });
}

function takeNames(cursor: Cursor): Stream[] {
  const count = takeDelta(cursor, 0);
  if (!(count >= 0 && count <= MAX_RECORDS)) throw new Error('it names more streams than it may');
  const streams: Stream[] = [];
  const takeName = (): string => {
    const length = takeDelta(cursor, 0);
    const end = cursor.at + length;
    if (!(length >= 0 && end <= cursor.bytes.length)) throw new Error('a name ends beyond it');
    const name = strictUtf8.decode(cursor.bytes.subarray(cursor.at, end));
    cursor.at = end;
    return name;
  };
  for (let i = 0; i < count; i++) streams.push({ venue: takeName(), instrument: takeName() });
  return streams;
}

function takeLength({ bytes, at }: Cursor): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

function takeColumn(cursor: Cursor, name: string, take: () => void): void {
  const length = takeLength(cursor);
  cursor.at += LENGTH_BYTES;
  const end = cursor.at + length;
  if (end > cursor.bytes.length) throw new Error(`its ${name} column ends beyond it`);
  take();
  if (cursor.at !== end) throw new Error(`its ${name} column does not hold what its shapes say`);
}

function takeBytes(cursor: Cursor, into: Uint8Array, count: number, name: string): void {
  takeColumn(cursor, name, () => {
    into.set(cursor.bytes.subarray(cursor.at, cursor.at + count));
    cursor.at += count;
  });
}

function checkKinds({ kind, count }: Columns): void {
  for (let i = 0; i < count; i++) {
    const of = kind[i]!;
    if ((of & 0xf) >= TYPES.length || ((of >> 4) & 3) >= SIDES.length || of >> 6 >= STATUSES.length) {
      throw new Error(`record ${i + 1} is of a kind that is not known (${of})`);
    }
  }
}

function takeStreams(cursor: Cursor, { count, stream, streams }: Columns, shapes: Uint8Array): void {
  let last = 0;
  for (let i = 0; i < count; i++) {
    if ((shapes[i]! & SHAPE.stream) !== 0) last = takeDelta(cursor, 0);
    if (!(last >= 0 && last < streams.length))
      throw new Error(`record ${i + 1} is of no stream that it names`);
    stream[i] = last;
  }
}

function takeSeqs(cursor: Cursor, columns: Columns, shapes: Uint8Array): void {
  const { count, stream, seq } = columns;
  const last = new Float64Array(columns.streams.length);
  for (let i = 0; i < count; i++) {
    const of = stream[i]!;
    if ((shapes[i]! & SHAPE.seq) !== 0) last[of] = takeDelta(cursor, last[of]!);
    seq[i] = last[of]!;
  }
}

function takeReceiptTimes(cursor: Cursor, { count, tsRecv }: Columns, shapes: Uint8Array): void {
  let last = 0;
  for (let i = 0; i < count; i++) {
    if ((shapes[i]! & SHAPE.tsRecv) !== 0) last = takeDelta(cursor, last);
    tsRecv[i] = last;
  }
}

function takeEventTimes(cursor: Cursor, columns: Columns, shapes: Uint8Array): void {
  const { count, tsEvent, tsRecv } = columns;
  let last = 0;
  for (let i = 0; i < count; i++) {
    last = (shapes[i]! & SHAPE.tsEvent) !== 0 ? takeDelta(cursor, last) : tsRecv[i]!;
    tsEvent[i] = last;
  }
}

function takeOrderIds(cursor: Cursor, { count, orderId }: Columns, shapes: Uint8Array): void {
  let newest = 0;
  for (let i = 0; i < count; i++) {
    const id = (shapes[i]! & SHAPE.orderId) !== 0 ? takeDelta(cursor, newest) : 0;
    orderId[i] = id;
    if (id > newest) newest = id;
  }
}

function takeNewOrderIds(cursor: Cursor, columns: Columns, shapes: Uint8Array): void {
  const { count, orderId, newOrderId } = columns;
  let newest = 0;
  for (let i = 0; i < count; i++) {
    if (orderId[i]! > newest) newest = orderId[i]!;
    newOrderId[i] = (shapes[i]! & SHAPE.newOrderId) !== 0 ? takeDelta(cursor, newest) : 0;
  }
}

function takePrices(cursor: Cursor, columns: Columns, shapes: Uint8Array): void {
  const { count, stream, kind, px } = columns;
  const last = new Float64Array(columns.streams.length * SIDES_OF_STREAM);
  for (let i = 0; i < count; i++) {
    if ((shapes[i]! & SHAPE.px) === 0) {
      px[i] = 0;
      continue;
    }
    const of = stream[i]! * SIDES_OF_STREAM + ((kind[i]! >> 4) & 3);
    last[of] = takeDelta(cursor, last[of]!);
    px[i] = last[of]!;
  }
}

function takeQuantities(cursor: Cursor, { count, qty }: Columns, shapes: Uint8Array): void {
  for (let i = 0; i < count; i++) qty[i] = (shapes[i]! & SHAPE.qty) !== 0 ? takeDelta(cursor, 0) : 0;
}
