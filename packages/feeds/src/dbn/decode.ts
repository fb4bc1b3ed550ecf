/**
 * Databento Binary Encoding (DBN.md): a header, then records, each as long as its first byte says in words of 4.
 * Market-by-order records are read; others are stepped over and counted.
 */
import { FeedError } from '../failure.ts';
import { createFaultLog, passOver, summaryOf } from '../faults.ts';
import type { Giver } from '../giver.ts';
import {
  checkEvent,
  createMboEvent,
  createMboStream,
  giveEvent,
  knowInstrument,
  loseBooks,
  type MboEvent,
} from '../mbo/event.ts';
import { verifyMbo } from '../mbo/verify.ts';
import { createRecord, type DecodeOptions, type FeedDecoder, type FeedFormat } from '../record.ts';
import { clockOf, isInSession, type SessionClock } from '../session.ts';
import { type DbnMetadata, metadataLength, PRELUDE_BYTES, readMetadata } from './metadata.ts';

export const DBN: FeedFormat = {
  name: 'dbn',
  title: 'Databento Binary Encoding, market by order',
  scale: { pxDecimals: 4, qtyDecimals: 0 },
  matches: (_, head) => head[0] === 0x44 && head[1] === 0x42 && head[2] === 0x4e && (head[3] ?? 9) < 8,
  decode: (file, options) => decodeDbn(file, options),
  verify: (path, onRows) => verifyMbo(path, decodeDbn, onRows),
};

const WORD_BYTES = 4;
const HEADER_BYTES = 16;
const MBO_RTYPE = 0xa0;
const MBO_BYTES = 56;
const TS_OUT_BYTES = 8;
/** From 1e-9 to 1/10,000. */
const PX_UNITS = 100_000;
const HIGH = 2 ** 32;
/** Of a safe integer's upper half. */
const MAX_HIGH = 0x1f_ffff;

/** @param see every event as it stands in the file, before its records */
function decodeDbn(file: string, options: DecodeOptions, see?: (event: MboEvent) => void): FeedDecoder {
  const faults = createFaultLog(options);
  const giver: Giver = { record: createRecord('', ''), records: 0, take: options.take };
  const stream = createMboStream(giver);
  const event = createMboEvent();
  let metadata: DbnMetadata | undefined;
  let clock: SessionClock | undefined;
  let isBegun = false;
  let notBefore = 0;
  let ignored = 0;
  /** Of a header that is not whole yet; joined once, since it may be long. */
  let headParts: Uint8Array[] = [];
  let headBytes = 0;
  let headNeeds = PRELUDE_BYTES;
  let rest: Buffer = Buffer.alloc(0);
  /** Of the file, where `rest` begins. */
  let offset = 0;
  let record = 0;

  const fault = (at: number, field: string, reason: string): FeedError =>
    new FeedError({ file, record, byte: offset + at, field, reason });

  /** @returns what follows the header, once that is whole */
  const begin = (chunk: Uint8Array): Buffer | undefined => {
    headParts.push(new Uint8Array(chunk));
    headBytes += chunk.length;
    if (headBytes < headNeeds) return undefined;
    const bytes = Buffer.concat(headParts);
    headParts = [bytes];
    headNeeds = metadataLength(file, bytes);
    if (headBytes < headNeeds) return undefined;
    metadata = readMetadata(file, bytes.subarray(0, headNeeds));
    headParts = [];
    giver.record.venue = metadata.dataset.split('.')[0]!;
    offset = headNeeds;
    return bytes.subarray(headNeeds);
  };

  const readMbo = (bytes: Buffer, at: number, length: number, { hasTsOut, symbols }: DbnMetadata): void => {
    const refuse = (field: string, reason: string): never => {
      throw fault(at, field, reason);
    };
    const must = MBO_BYTES + (hasTsOut ? TS_OUT_BYTES : 0);
    if (length !== must) refuse('length', `of a market-by-order record must be ${must} bytes, got ${length}`);
    clock ??= clockAt(bytes, at + 40, giver.record.venue);
    event.tsRecv = nanosSince(clock, bytes, at + 40);
    event.tsEvent = nanosSince(clock, bytes, at + 8);
    event.instrumentId = bytes.readUInt32LE(at + 4);
    event.instrument = symbols.get(event.instrumentId) ?? String(event.instrumentId);
    event.orderId = orderIdAt(bytes, at + 16) ?? refuse('order_id', 'is above 2^53');
    event.px = priceAt(bytes, at + 24) ?? refuse('price', 'is not a whole number of 1/10,000');
    const size = bytes.readUInt32LE(at + 32);
    event.qty = size === UNDEFINED_SIZE ? 0 : size;
    event.flags = bytes[at + 36]!;
    event.action = bytes[at + 38]!;
    event.side = bytes[at + 39]!;
    event.seq = bytes.readUInt32LE(at + 52);
    const before = notBefore;
    // Taken anew even where it goes back, so that a clock set back is counted once.
    if (isInSession(event.tsRecv)) notBefore = event.tsRecv;
    checkEvent(event, before, refuse);
    knowInstrument(stream, event, refuse);
  };

  const readRecord = (bytes: Buffer, at: number, length: number, header: DbnMetadata): void => {
    if (bytes[at + 1] !== MBO_RTYPE) {
      ignored += 1;
      return;
    }
    try {
      readMbo(bytes, at, length, header);
    } catch (thrown) {
      passOver(faults, thrown);
      if (faults.policy === 'Resync') loseBooks(stream);
      return;
    }
    if (!isBegun && clock !== undefined) options.begin?.(clock.session);
    isBegun = true;
    see?.(event);
    giveEvent(stream, event);
  };

  return {
    push: (chunk) => {
      const bytes = metadata === undefined ? begin(chunk) : Buffer.concat([rest, chunk]);
      if (bytes === undefined || metadata === undefined) return;
      let at = 0;
      while (at < bytes.length) {
        const length = bytes[at]! * WORD_BYTES;
        if (length < HEADER_BYTES) {
          record += 1;
          // Where the next record begins is not known, so no policy can go on.
          throw fault(at, 'length', `must be at least ${HEADER_BYTES} bytes, got ${length}`);
        }
        if (at + length > bytes.length) break;
        record += 1;
        readRecord(bytes, at, length, metadata);
        at += length;
      }
      // What is left of a record must outlive the caller's chunk.
      rest = Buffer.from(bytes.subarray(at));
      offset += at;
    },
    end: () => {
      const isCut = metadata === undefined || rest.length > 0;
      record += 1;
      if (isCut && metadata === undefined) throw fault(0, 'metadata', 'is cut off: the file is truncated');
      if (isCut) throw fault(0, 'length', 'the file ends inside this record: it is truncated');
      return { ...summaryOf(faults, giver.records), ignored };
    },
  };
}

/** By dataset: times of these count from New York's midnight. */
const US_EQUITIES =
  /^(X(NAS|NYS|BOS|PSX|ASE|CHI|CIS)|ARCX|BATS|BATY|EDGA|EDGX|IEXG|MEMX|EPRL|FINN|FINY|FINC|DBEQ|EQUS)$/;

function clockAt(bytes: Buffer, at: number, venue: string): SessionClock {
  const seconds = Math.floor((bytes.readUInt32LE(at + 4) * HIGH + bytes.readUInt32LE(at)) / 1e9);
  return clockOf(seconds, US_EQUITIES.test(venue) ? 'America/New_York' : 'UTC');
}

/**
 * The difference of the halves apart, then together: exact where it is a safe integer. A midnight is of whole
 * hours, so in ns it is a multiple of 2^13, which a double holds.
 */
function nanosSince({ midnight }: SessionClock, bytes: Buffer, at: number): number {
  const ns = midnight * 1e9;
  const high = Math.floor(ns / HIGH);
  return (bytes.readUInt32LE(at + 4) - high) * HIGH + bytes.readUInt32LE(at) - (ns - high * HIGH);
}

/** Absent where it is no safe integer. */
function orderIdAt(bytes: Buffer, at: number): number | undefined {
  const high = bytes.readUInt32LE(at + 4);
  return high > MAX_HIGH ? undefined : high * HIGH + bytes.readUInt32LE(at);
}

/** 0 where the record says that there is none; absent where it is no whole number of our units. */
function priceAt(bytes: Buffer, at: number): number | undefined {
  const high = bytes.readInt32LE(at + 4);
  if (high > -MAX_HIGH && high < MAX_HIGH) {
    const fine = high * HIGH + bytes.readUInt32LE(at);
    return fine % PX_UNITS === 0 ? fine / PX_UNITS : undefined;
  }
  const fine = bytes.readBigInt64LE(at);
  if (fine === UNDEFINED_PRICE) return 0;
  return fine % BigInt(PX_UNITS) === 0n ? Number(fine / BigInt(PX_UNITS)) : undefined;
}

const UNDEFINED_SIZE = 0xffff_ffff;
const UNDEFINED_PRICE = 2n ** 63n - 1n;
