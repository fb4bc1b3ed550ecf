/**
 * A segment: one file of a tape, byte for byte in TAPE.md. A closed one ends with its index; one that is being
 * written, or that a crash left, has none, and is known block by block. What a crash cut off at the end of an open
 * segment is no fault: it holds what its whole blocks hold. Everything else that is not as it was written is a
 * `TapeError`.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, zstdDecompressSync } from 'node:zlib';
import type { FeedScale, FeedSession } from '@fairlead/feeds';
import { streamsOfBlock } from './block.ts';
import { MAX_RECORDS, type Stream } from './columns.ts';
import { systemReason, TapeError } from './failure.ts';

/** What all records of a tape share. */
export interface TapeSession extends FeedSession, FeedScale {}

export interface SegmentHeader extends TapeSession {
  /** Wall time, ISO 8601. */
  readonly created: string;
  /** Of its first record. */
  readonly firstSeq: number;
}

export interface BlockEntry {
  /** Of its header in the file. */
  readonly offset: number;
  readonly firstSeq: number;
  readonly records: number;
  /** `tsRecv` of its first record, and the largest. */
  readonly firstRecv: number;
  readonly lastRecv: number;
}

export interface Segment {
  readonly path: string;
  readonly bytes: number;
  readonly header: SegmentHeader;
  readonly blocks: readonly BlockEntry[];
  readonly streams: readonly Stream[];
  readonly closed: boolean;
  /** Where the next block would go; what lies beyond, in an open segment, is what a crash cut off. */
  readonly end: number;
}

const VERSION = 1;
const SEGMENT_MAGIC = Buffer.from('FLTP');
const BLOCK_MAGIC = Buffer.from('BLK1');
const INDEX_MAGIC = Buffer.from('IDX1');
const END_MAGIC = Buffer.from('FLTE');
const HEADER_PREFIX = 8;
const BLOCK_HEADER_BYTES = 48;
const INDEX_PREFIX = 8;
const TRAILER_BYTES = 8;
const CRC_BYTES = 4;
const MAX_HEADER_BYTES = 4096;
/** No payload of `MAX_RECORDS` is larger: what claims to be is not unpacked. */
const MAX_PAYLOAD_BYTES = 1 << 27;

const NAME = /^tape-(\d{15})\.tape$/;

export const segmentName = (firstSeq: number): string => `tape-${String(firstSeq).padStart(15, '0')}.tape`;
export const isSegmentName = (name: string): boolean => NAME.test(name);

export function segmentHeader(header: SegmentHeader): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const bytes = Buffer.alloc(HEADER_PREFIX + text.length + CRC_BYTES);
  SEGMENT_MAGIC.copy(bytes);
  bytes.writeUInt16LE(VERSION, 4);
  bytes.writeUInt16LE(text.length, 6);
  text.copy(bytes, HEADER_PREFIX);
  return sealed(bytes);
}

/** The block's header; its payload follows. */
export function blockHeader(
  entry: Omit<BlockEntry, 'offset'>,
  stored: Uint8Array,
  payloadBytes: number,
): Buffer {
  const bytes = Buffer.alloc(BLOCK_HEADER_BYTES);
  BLOCK_MAGIC.copy(bytes);
  bytes.writeUInt32LE(stored.length, 4);
  bytes.writeUInt32LE(payloadBytes, 8);
  bytes.writeUInt32LE(entry.records, 12);
  bytes.writeBigInt64LE(BigInt(entry.firstSeq), 16);
  bytes.writeBigInt64LE(BigInt(entry.firstRecv), 24);
  bytes.writeBigInt64LE(BigInt(entry.lastRecv), 32);
  bytes.writeUInt32LE(crc32(stored), 40);
  return sealed(bytes);
}

/** Index and trailer: what closes a segment. */
export function segmentIndex(blocks: readonly BlockEntry[], streams: readonly Stream[]): Buffer {
  const text = Buffer.from(
    JSON.stringify({
      blocks: blocks.map((b) => [b.offset, b.firstSeq, b.records, b.firstRecv, b.lastRecv]),
      streams: streams.map(({ venue, instrument }) => [venue, instrument]),
    }),
  );
  const index = Buffer.alloc(INDEX_PREFIX + text.length + CRC_BYTES);
  INDEX_MAGIC.copy(index);
  index.writeUInt32LE(text.length, 4);
  text.copy(index, INDEX_PREFIX);
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(index.length, 0);
  END_MAGIC.copy(trailer, 4);
  return Buffer.concat([sealed(index), trailer]);
}

/** With the checksum of everything before it in the last four bytes. */
function sealed(bytes: Buffer): Buffer {
  bytes.writeUInt32LE(crc32(bytes.subarray(0, -CRC_BYTES)), bytes.length - CRC_BYTES);
  return bytes;
}

const isSealed = (bytes: Buffer): boolean =>
  crc32(bytes.subarray(0, -CRC_BYTES)) === bytes.readUInt32LE(bytes.length - CRC_BYTES);

/** Opens a file for reading, and closes it. */
export function withFile<T>(path: string, use: (fd: number) => T): T {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (cause) {
    throw new TapeError({ segment: path, reason: `can't be read: ${systemReason(cause)}` }, cause);
  }
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Reads what a segment says of itself.
 * @returns undefined where a crash left it before its header was whole: it holds nothing
 * @throws TapeError
 */
export function readSegment(path: string): Segment | undefined {
  return withFile(path, (fd) => {
    const bytes = fstatSync(fd).size;
    const header = readHeader(path, fd, bytes);
    if (header === undefined) return undefined;
    const { start, ...of } = header;
    const common = { path, bytes, header: of.header };
    const index = readIndex(path, fd, bytes);
    if (index !== undefined) {
      checkIndex(path, index, { start, firstSeq: of.header.firstSeq });
      return { ...common, blocks: index.blocks, streams: index.streams, closed: true, end: index.offset };
    }
    return { ...common, ...scan(path, fd, { start, bytes, firstSeq: of.header.firstSeq }), closed: false };
  });
}

function bytesAt(fd: number, offset: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let held = 0;
  while (held < length) {
    const got = readSync(fd, buffer, held, length - held, offset + held);
    if (got === 0) break;
    held += got;
  }
  return buffer.subarray(0, held);
}

function readHeader(
  path: string,
  fd: number,
  size: number,
): { readonly header: SegmentHeader; readonly start: number } | undefined {
  const fault = (reason: string, cause?: unknown): TapeError =>
    new TapeError({ segment: path, reason }, cause);
  const prefix = bytesAt(fd, 0, Math.min(HEADER_PREFIX, size));
  const magic = prefix.subarray(0, SEGMENT_MAGIC.length);
  if (!SEGMENT_MAGIC.subarray(0, magic.length).equals(magic)) throw fault('is no segment of a tape');
  if (prefix.length < HEADER_PREFIX) return undefined;
  const version = prefix.readUInt16LE(4);
  if (version !== VERSION) {
    throw fault(`is of version ${version}, and this release reads version ${VERSION}`);
  }
  const start = HEADER_PREFIX + prefix.readUInt16LE(6) + CRC_BYTES;
  if (start > MAX_HEADER_BYTES) throw fault('its header claims to be longer than any is');
  if (start > size) return undefined;
  const bytes = bytesAt(fd, 0, start);
  if (!isSealed(bytes)) throw fault('the checksum of its header does not match');
  try {
    const header = JSON.parse(bytes.toString('utf8', HEADER_PREFIX, start - CRC_BYTES)) as SegmentHeader;
    return { header, start };
  } catch (cause) {
    throw fault('its header is not readable', cause);
  }
}

interface Index {
  readonly blocks: readonly BlockEntry[];
  readonly streams: readonly Stream[];
  readonly offset: number;
}

/** @returns undefined where there is none */
function readIndex(path: string, fd: number, size: number): Index | undefined {
  if (size < TRAILER_BYTES) return undefined;
  const trailer = bytesAt(fd, size - TRAILER_BYTES, TRAILER_BYTES);
  if (!trailer.subarray(4).equals(END_MAGIC)) return undefined;
  const length = trailer.readUInt32LE(0);
  const offset = size - TRAILER_BYTES - length;
  const fault = (reason: string, cause?: unknown): TapeError =>
    new TapeError({ segment: path, reason }, cause);
  if (offset < 0 || length < INDEX_PREFIX + CRC_BYTES)
    throw fault('its index claims a place that it is not at');
  const bytes = bytesAt(fd, offset, length);
  if (
    !bytes.subarray(0, 4).equals(INDEX_MAGIC) ||
    bytes.readUInt32LE(4) !== length - INDEX_PREFIX - CRC_BYTES
  ) {
    throw fault('its index claims a place that it is not at');
  }
  if (!isSealed(bytes)) throw fault('the checksum of its index does not match');
  try {
    const read = JSON.parse(bytes.toString('utf8', INDEX_PREFIX, length - CRC_BYTES)) as {
      readonly blocks: readonly [number, number, number, number, number][];
      readonly streams: readonly [string, string][];
    };
    return {
      offset,
      blocks: read.blocks.map(([at, firstSeq, records, firstRecv, lastRecv]) => ({
        offset: at,
        firstSeq,
        records,
        firstRecv,
        lastRecv,
      })),
      streams: read.streams.map(([venue, instrument]) => ({ venue, instrument })),
    };
  } catch (cause) {
    throw fault('its index is not readable', cause);
  }
}

function checkIndex(
  path: string,
  { blocks, offset }: Index,
  { start, firstSeq }: { readonly start: number; readonly firstSeq: number },
): void {
  let place = start;
  let seq = firstSeq;
  for (const [nth, block] of blocks.entries()) {
    const first = nth === 0 ? block.offset === start : block.offset > place;
    if (!first || block.offset >= offset || block.firstSeq !== seq) {
      throw new TapeError({
        segment: path,
        block: nth + 1,
        reason: 'the index does not follow the one before',
      });
    }
    place = block.offset;
    seq += block.records;
  }
}

/** Block by block, to the end of the last that is whole. */
function scan(
  path: string,
  fd: number,
  { start, bytes, firstSeq }: { readonly start: number; readonly bytes: number; readonly firstSeq: number },
): Pick<Segment, 'blocks' | 'streams' | 'end'> {
  const blocks: BlockEntry[] = [];
  const streams = new Map<string, Stream>();
  let offset = start;
  let seq = firstSeq;
  for (;;) {
    const found = whole(path, fd, { offset, bytes, nth: blocks.length + 1 });
    if (found === undefined) return { blocks, streams: [...streams.values()], end: offset };
    const { entry, payload, end } = found;
    const at = { segment: path, block: blocks.length + 1 };
    if (entry.firstSeq !== seq) {
      throw new TapeError({
        ...at,
        reason: `begins with record ${entry.firstSeq}, and ${seq} should follow`,
      });
    }
    try {
      for (const stream of streamsOfBlock(payload)) {
        streams.set(JSON.stringify([stream.venue, stream.instrument]), stream);
      }
    } catch (cause) {
      throw new TapeError({ ...at, reason: (cause as Error).message }, cause);
    }
    blocks.push(entry);
    offset = end;
    seq += entry.records;
  }
}

/** The block at an offset of an open segment. @returns undefined where a crash cut it off, or nothing is there */
function whole(
  path: string,
  fd: number,
  { offset, bytes, nth }: { readonly offset: number; readonly bytes: number; readonly nth: number },
): { readonly entry: BlockEntry; readonly payload: Uint8Array; readonly end: number } | undefined {
  const rest = bytes - offset;
  const head = bytesAt(fd, offset, Math.min(BLOCK_HEADER_BYTES, rest));
  if (head.length < BLOCK_HEADER_BYTES) return undefined;
  // A file that grew before its bytes were written ends in zeros; an index that a crash cut off is no block.
  if (head.every((byte) => byte === 0) || head.subarray(0, 4).equals(INDEX_MAGIC)) {
    if (isCutIndex(fd, offset, rest)) return undefined;
    throw new TapeError({ segment: path, reason: 'its end is not as it was written' });
  }
  const fact = readBlockHeader(path, nth, offset, head);
  const end = offset + BLOCK_HEADER_BYTES + fact.stored;
  if (end > bytes) return undefined;
  const stored = bytesAt(fd, offset + BLOCK_HEADER_BYTES, fact.stored);
  if (crc32(stored) !== fact.crc && end === bytes) return undefined;
  return { entry: fact.entry, payload: unpack(path, nth, fact, stored), end };
}

/** Zeros to the end, or an index whose last bytes are missing. */
function isCutIndex(fd: number, offset: number, rest: number): boolean {
  const bytes = bytesAt(fd, offset, rest);
  if (bytes.every((byte) => byte === 0)) return true;
  return (
    bytes.subarray(0, 4).equals(INDEX_MAGIC) &&
    rest < INDEX_PREFIX + bytes.readUInt32LE(4) + CRC_BYTES + TRAILER_BYTES
  );
}

interface BlockFacts {
  readonly entry: BlockEntry;
  readonly stored: number;
  readonly payloadBytes: number;
  readonly crc: number;
}

function readBlockHeader(path: string, nth: number, offset: number, head: Buffer): BlockFacts {
  const fault = (reason: string): TapeError => new TapeError({ segment: path, block: nth, reason });
  if (!head.subarray(0, 4).equals(BLOCK_MAGIC)) throw fault('does not begin as a block does');
  if (!isSealed(head)) throw fault('the checksum of its header does not match');
  const records = head.readUInt32LE(12);
  const payloadBytes = head.readUInt32LE(8);
  if (records === 0 || records > MAX_RECORDS || payloadBytes > MAX_PAYLOAD_BYTES) {
    throw fault(`claims ${records} records in ${payloadBytes} bytes`);
  }
  return {
    stored: head.readUInt32LE(4),
    payloadBytes,
    crc: head.readUInt32LE(40),
    entry: {
      offset,
      records,
      firstSeq: Number(head.readBigInt64LE(16)),
      firstRecv: Number(head.readBigInt64LE(24)),
      lastRecv: Number(head.readBigInt64LE(32)),
    },
  };
}

function unpack(path: string, nth: number, { crc, payloadBytes }: BlockFacts, stored: Buffer): Uint8Array {
  const fault = (reason: string, cause?: unknown): TapeError =>
    new TapeError({ segment: path, block: nth, reason }, cause);
  if (crc32(stored) !== crc) throw fault('its checksum does not match');
  let payload: Uint8Array;
  try {
    payload = zstdDecompressSync(stored, { maxOutputLength: Math.max(payloadBytes, 1) });
  } catch (cause) {
    throw fault(`can't be unpacked: ${systemReason(cause)}`, cause);
  }
  if (payload.length !== payloadBytes) throw fault('is not as long unpacked as its header says');
  return payload;
}

/**
 * A block's payload, checked against what the index says of it.
 * @param nth 1-based
 * @throws TapeError
 */
export function readPayload(fd: number, { path, blocks, end }: Segment, nth: number): Uint8Array {
  const entry = blocks[nth - 1]!;
  const next = blocks[nth]?.offset ?? end;
  const bytes = bytesAt(fd, entry.offset, next - entry.offset);
  const fault = (reason: string): TapeError => new TapeError({ segment: path, block: nth, reason });
  if (bytes.length < BLOCK_HEADER_BYTES) throw fault('ends inside its header');
  const fact = readBlockHeader(path, nth, entry.offset, bytes.subarray(0, BLOCK_HEADER_BYTES));
  const same = (['firstSeq', 'records', 'firstRecv', 'lastRecv'] as const).every(
    (name) => fact.entry[name] === entry[name],
  );
  if (!same || bytes.length !== BLOCK_HEADER_BYTES + fact.stored) {
    throw fault('is not the block that the index names');
  }
  return unpack(path, nth, fact, bytes.subarray(BLOCK_HEADER_BYTES));
}
