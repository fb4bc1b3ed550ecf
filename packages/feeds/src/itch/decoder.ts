/**
 * A stream of ITCH 5.0 messages into feed records (rules and refusals: ITCH.md). The eight types that are nearly
 * all of a day are read by hand, at their offsets, into the one record; a test holds them against the table. All
 * others go through the table. Nothing is allocated for a sound message of the eight.
 */
import type { FieldProblem } from '@fairlead/domain';
import { FeedError } from '../failure.ts';
import { createFaultLog, type FaultLog, passOver, summaryOf } from '../faults.ts';
import { createRecord, type DecodeOptions, type FeedDecoder, type FeedRecord } from '../record.ts';
import { createOutlook, lookAhead, type Outlook } from './ahead.ts';
import { decodeItchMessage, lengthReason, typeReason } from './codec.ts';
import { ITCH_LAYOUTS, type ItchMessage, LAYOUT_OF } from './messages.ts';
import { sessionOf, venueOf } from './name.ts';
import { createStocks, FLAG, flagsOf, knowStock, type Stocks } from './stocks.ts';

/** $200,000: the specification's highest price. */
const MAX_PX = 2_000_000_000;
const DAY_NS = 86_400_000_000_000;
const HIGH = 4_294_967_296;
/** Above it the high half makes a number that is not exact. */
const MAX_HIGH = 0x1f_ffff;

/** By type byte; 0 where there is no such type. */
const LENGTH_OF = new Uint8Array(256);
for (const { type, length } of ITCH_LAYOUTS) LENGTH_OF[type.charCodeAt(0)] = length;

const BUY = 0x42;
const SELL = 0x53;
const YES = 0x59;
const NO = 0x4e;

interface Stream {
  readonly file: string;
  readonly options: DecodeOptions;
  readonly record: FeedRecord;
  readonly stocks: Stocks;
  /** Of the last message; a refused step back sets it too, so that one wrong clock is not the end of the day. */
  time: number;
  messages: number;
  records: number;
  readonly faults: FaultLog;
  /** Bytes before the present chunk. */
  before: number;
  begun: boolean;
  /** The message of length 0 came. */
  ended: boolean;
  /** An incomplete message, its length included, that waits for the next chunk. */
  carry: Uint8Array;
  carried: number;
  /** Absent where nobody wants to be told. */
  readonly outlook: Outlook | undefined;
}

/** Decodes one market's day; `file` is what errors call it, and its name says the day and the market. */
export function decodeItch(file: string, options: DecodeOptions): FeedDecoder {
  const stream: Stream = {
    file,
    options,
    record: createRecord(venueOf(file), ''),
    stocks: createStocks(),
    time: 0,
    messages: 0,
    records: 0,
    faults: createFaultLog(options),
    before: 0,
    begun: false,
    ended: false,
    carry: new Uint8Array(64),
    carried: 0,
    outlook: options.ahead && createOutlook(options.ahead),
  };
  return {
    push: (bytes) => push(stream, bytes),
    end: () => {
      if (stream.before === 0) {
        throw faultAt(stream, {
          problem: { field: 'length', reason: 'is missing: the file is empty' },
          record: 1,
          byte: 0,
        });
      }
      if (stream.carried > 0) {
        throw faultAt(stream, {
          problem: { field: 'length', reason: 'the stream ends inside this message: it is truncated' },
          record: stream.messages + 1,
          byte: stream.before - stream.carried,
        });
      }
      return summaryOf(stream.faults, stream.records);
    },
  };
}

function push(stream: Stream, bytes: Uint8Array): void {
  if (!stream.begun) {
    stream.begun = true;
    stream.options.begin?.(sessionOf(stream.file));
  }
  let at = stream.carried > 0 ? finishCarried(stream, bytes) : 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { outlook } = stream;
  let looked = outlook === undefined ? bytes.length : at;
  while (bytes.length - at >= 2) {
    if (at >= looked) looked = lookAhead(outlook!, view, at);
    const length = view.getUint16(at);
    if (bytes.length - at - 2 < length) break;
    readMessage(stream, view, at, stream.before + at);
    at += 2 + length;
  }
  stream.before += bytes.length;
  if (at < bytes.length) carryOn(stream, bytes.subarray(at));
}

/** @returns where in `bytes` the message that was carried ends, or their end where it still does not */
function finishCarried(stream: Stream, bytes: Uint8Array): number {
  let at = 0;
  const began = stream.before - stream.carried;
  while (at < bytes.length) {
    const wanted = stream.carried < 2 ? 2 : 2 + (stream.carry[0]! << 8) + stream.carry[1]!;
    const more = bytes.subarray(at, at + wanted - stream.carried);
    carryOn(stream, more);
    at += more.length;
    if (stream.carried < 2 || stream.carried < 2 + (stream.carry[0]! << 8) + stream.carry[1]!) continue;
    stream.carried = 0;
    readMessage(stream, new DataView(stream.carry.buffer), 0, began);
    break;
  }
  return at;
}

function carryOn(stream: Stream, bytes: Uint8Array): void {
  const length = stream.carried + bytes.length;
  if (length > stream.carry.length) {
    const longer = new Uint8Array(Math.max(length, 2 * stream.carry.length));
    longer.set(stream.carry.subarray(0, stream.carried));
    stream.carry = longer;
  }
  stream.carry.set(bytes, stream.carried);
  stream.carried = length;
}

/** @param at where its length is in `view`, @param byte and in the stream */
function readMessage(stream: Stream, view: DataView, at: number, byte: number): void {
  stream.messages += 1;
  const length = view.getUint16(at);
  const problem = stream.ended
    ? { field: 'length', reason: 'a message after the end of the session' }
    : takeMessage(stream, view, at + 2, length);
  if (problem === undefined) return;
  passOver(stream.faults, faultAt(stream, { problem, record: stream.messages, byte }));
  if (stream.faults.policy === 'Resync' && length >= 3) loseBook(stream, view.getUint16(at + 3));
}

function takeMessage(stream: Stream, view: DataView, at: number, length: number): FieldProblem | undefined {
  if (length === 0) {
    stream.ended = true;
    return undefined;
  }
  const type = view.getUint8(at);
  if (LENGTH_OF[type] !== length) {
    const layout = LAYOUT_OF[type];
    return layout === undefined
      ? { field: 'type', reason: typeReason(view, at, length) }
      : { field: 'length', reason: lengthReason(layout.type, length) };
  }
  const { record } = stream;
  const time = view.getUint16(at + 5) * HIGH + view.getUint32(at + 7);
  if (time >= DAY_NS) return { field: 'timestamp', reason: `${time} ns is beyond the day` };
  if (time < stream.time) {
    const reason = `goes back: ${time} ns comes after ${stream.time} ns`;
    stream.time = time;
    return { field: 'timestamp', reason };
  }
  stream.time = time;
  record.tsEvent = time;
  record.tsRecv = time;
  const locate = view.getUint16(at + 1);
  const problem = takeBody(stream, view, at, locate);
  if (problem !== undefined) return problem;
  if ((flagsOf(stream.stocks, locate) & FLAG.lost) !== 0 && isOfBook(record)) record.type = 'Heartbeat';
  stream.records += 1;
  stream.options.take(record);
  return undefined;
}

/** It changes the book, or can't be read without it. */
const isOfBook = ({ type }: FeedRecord): boolean => type !== 'Status' && type !== 'Trade';

function takeBody(stream: Stream, view: DataView, at: number, locate: number): FieldProblem | undefined {
  const { record, stocks } = stream;
  switch (view.getUint8(at)) {
    case 0x41: // A
    case 0x46: {
      // F
      const unknown = knowStock(stocks, locate, view, at + 24);
      if (unknown !== undefined) return unknown;
      record.type = 'Add';
      record.instrument = stocks.symbols[locate]!;
      return (
        readOrderId(record, view, at + 11) ??
        readSide(record, view, at + 19) ??
        readShares(record, view, at + 20, 'shares') ??
        readPx(record, view, at + 32, 'price')
      );
    }
    case 0x44: // D
      record.type = 'Delete';
      return readStock(stream, locate) ?? readOrderId(record, view, at + 11);
    case 0x45: // E
      record.type = 'Execute';
      record.side = undefined;
      record.px = 0;
      return (
        readStock(stream, locate) ??
        readOrderId(record, view, at + 11) ??
        readShares(record, view, at + 19, 'executedShares') ??
        checkMatch(view, at + 23)
      );
    case 0x58: // X
      record.type = 'Reduce';
      return (
        readStock(stream, locate) ??
        readOrderId(record, view, at + 11) ??
        readShares(record, view, at + 19, 'canceledShares')
      );
    case 0x55: // U
      record.type = 'Replace';
      return (
        readStock(stream, locate) ??
        readOrderId(record, view, at + 11) ??
        readNewOrderId(record, view, at + 19) ??
        readShares(record, view, at + 27, 'shares') ??
        readPx(record, view, at + 31, 'price')
      );
    case 0x43: {
      // C
      const printable = view.getUint8(at + 31);
      if (printable !== YES && printable !== NO) return { field: 'printable', reason: 'must be Y or N' };
      record.type = printable === YES ? 'Execute' : 'Reduce';
      record.side = undefined;
      return (
        readStock(stream, locate) ??
        readOrderId(record, view, at + 11) ??
        readShares(record, view, at + 19, 'executedShares') ??
        checkMatch(view, at + 23) ??
        readPx(record, view, at + 32, 'executionPrice')
      );
    }
    case 0x50: {
      // P
      const unknown = knowStock(stocks, locate, view, at + 24);
      if (unknown !== undefined) return unknown;
      record.type = 'Trade';
      record.instrument = stocks.symbols[locate]!;
      const problem =
        readOrderId(record, view, at + 11) ??
        readSide(record, view, at + 19) ??
        readShares(record, view, at + 20, 'shares') ??
        readPx(record, view, at + 32, 'price') ??
        checkMatch(view, at + 36);
      record.side = undefined;
      return problem;
    }
    default:
      return takeOther(stream, view, at, locate);
  }
}

function readStock({ record, stocks }: Stream, locate: number): FieldProblem | undefined {
  if ((flagsOf(stocks, locate) & FLAG.known) === 0) return unknownLocate(locate);
  record.instrument = stocks.symbols[locate]!;
  return undefined;
}

const unknownLocate = (locate: number): FieldProblem => ({
  field: 'stockLocate',
  reason: `no message has said which stock ${locate} is`,
});

function readOrderId(record: FeedRecord, view: DataView, at: number): FieldProblem | undefined {
  const high = view.getUint32(at);
  if (high > MAX_HIGH) return { field: 'orderId', reason: 'is too large' };
  record.orderId = high * HIGH + view.getUint32(at + 4);
  return undefined;
}

function readNewOrderId(record: FeedRecord, view: DataView, at: number): FieldProblem | undefined {
  const high = view.getUint32(at);
  if (high > MAX_HIGH) return { field: 'newOrderId', reason: 'is too large' };
  record.newOrderId = high * HIGH + view.getUint32(at + 4);
  return undefined;
}

/** Of no use to a record, but a number all the same. */
const checkMatch = (view: DataView, at: number): FieldProblem | undefined =>
  view.getUint32(at) > MAX_HIGH ? { field: 'matchNumber', reason: 'is too large' } : undefined;

function readSide(record: FeedRecord, view: DataView, at: number): FieldProblem | undefined {
  const side = view.getUint8(at);
  if (side !== BUY && side !== SELL) return { field: 'side', reason: 'must be B or S' };
  record.side = side === BUY ? 'Buy' : 'Sell';
  return undefined;
}

function readShares(record: FeedRecord, view: DataView, at: number, field: string): FieldProblem | undefined {
  record.qty = view.getUint32(at);
  return record.qty === 0 ? { field, reason: 'must be above zero' } : undefined;
}

function readPx(record: FeedRecord, view: DataView, at: number, field: string): FieldProblem | undefined {
  const px = view.getUint32(at);
  record.px = px;
  return px === 0 || px > MAX_PX ? { field, reason: `must be 1 to ${MAX_PX}, got ${px}` } : undefined;
}

/** Every other type, through the table. */
function takeOther(stream: Stream, view: DataView, at: number, locate: number): FieldProblem | undefined {
  const { record, stocks } = stream;
  const layout = LAYOUT_OF[view.getUint8(at)]!;
  const read = decodeItchMessage(view, at, layout.length);
  if (!read.ok) return read.error;
  const message = read.value;
  const stock = layout.fields.find(({ name }) => name === 'stock');
  if (stock !== undefined) {
    const unknown = knowStock(stocks, locate, view, at + stock.at);
    if (unknown !== undefined) return unknown;
  } else if (message.type === 'B' && (flagsOf(stocks, locate) & FLAG.known) === 0) {
    return unknownLocate(locate);
  }
  record.instrument = stock === undefined && message.type !== 'B' ? '' : stocks.symbols[locate]!;
  record.type = 'Heartbeat';
  if (message.type === 'H' || message.type === 'h') return takeHalt(stream, message, locate);
  if (message.type !== 'Q' || message.shares === 0) return undefined;
  if (message.crossPrice === 0 || message.crossPrice > MAX_PX) {
    return { field: 'crossPrice', reason: `must be 1 to ${MAX_PX}, got ${message.crossPrice}` };
  }
  record.type = 'Trade';
  record.side = undefined;
  record.px = message.crossPrice;
  record.qty = message.shares;
  return undefined;
}

type Halt = Extract<ItchMessage, { readonly type: 'H' | 'h' }>;

/** A stock trades while neither its regulator nor this market holds it. */
function takeHalt({ record, stocks }: Stream, message: Halt, locate: number): FieldProblem | undefined {
  const trading = message.type === 'H';
  const state = message.type === 'H' ? message.tradingState : message.haltAction;
  if (!(trading ? /^[HPQT]$/ : /^[HT]$/).test(state)) {
    return trading
      ? { field: 'tradingState', reason: 'must be H, P, Q or T' }
      : { field: 'haltAction', reason: 'must be H or T' };
  }
  if (message.type === 'h' && message.marketCode !== MARKET_CODE[record.venue]) return undefined;
  const flag = trading ? FLAG.halted : FLAG.suspended;
  const flags = state === 'T' ? stocks.flags[locate]! & ~flag : stocks.flags[locate]! | flag;
  stocks.flags[locate] = flags;
  record.type = 'Status';
  record.status = (flags & (FLAG.halted | FLAG.suspended)) === 0 ? 'Open' : 'Halted';
  return undefined;
}

const MARKET_CODE: Readonly<Record<string, string>> = { XNAS: 'Q', XBOS: 'B', XPSX: 'X' };

/** A message of this book was refused: it can't be vouched for, and ITCH never sends one anew. */
function loseBook({ stocks, record, options }: Stream, locate: number): void {
  const flags = flagsOf(stocks, locate);
  if ((flags & FLAG.known) === 0 || (flags & FLAG.lost) !== 0) return;
  stocks.flags[locate] = flags | FLAG.lost;
  record.type = 'Clear';
  record.instrument = stocks.symbols[locate]!;
  options.take(record);
}

const faultAt = (
  { file }: Stream,
  {
    problem,
    record,
    byte,
  }: { readonly problem: FieldProblem; readonly record: number; readonly byte: number },
): FeedError => new FeedError({ file, record, byte, field: problem.field, reason: problem.reason });
