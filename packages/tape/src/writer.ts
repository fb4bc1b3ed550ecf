/**
 * Writes a tape: records are gathered in columns, and a full block goes to disk in one write. Nothing is promised
 * of what is still being gathered: `flush` cuts a block where the caller wants one. Synchronous: it belongs on a
 * thread of its own, or in a command that does nothing else.
 */
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { invariant } from '@fairlead/domain';
import type { FeedRecord } from '@fairlead/feeds';
import { createBlockPacker } from './block.ts';
import { createColumns, createColumnsWriter, type Stream } from './columns.ts';
import { systemReason, TapeError } from './failure.ts';
import {
  type BlockEntry,
  blockHeader,
  isSegmentName,
  readSegment,
  type Segment,
  type SegmentHeader,
  segmentHeader,
  segmentIndex,
  segmentName,
  type TapeSession,
} from './segment.ts';

export interface TapeWriter {
  /**
   * Takes a record; it is on disk when its block is.
   * @returns its place in the tape: 1, 2, 3 ...
   * @throws TapeError where the disk refuses; the writer takes no more
   */
  readonly append: (record: FeedRecord) => number;
  /** Puts what was gathered on disk as a block, however small. @throws TapeError as `append` */
  readonly flush: () => void;
  /** Flushes and closes the segment with its index. @throws TapeError as `append` */
  readonly close: () => void;
  readonly lastSeq: () => number;
  /** Written by this writer. */
  readonly bytes: () => number;
  /** The file being written; absent before the first block. */
  readonly segment: () => string | undefined;
}

export interface WriterOptions {
  /** A block is cut at this many records. */
  readonly blockRecords?: number;
  /** A segment that has reached this size is closed, and another begun. */
  readonly segmentBytes?: number;
}

const BLOCK_RECORDS = 32_768;
const SEGMENT_BYTES = 64 * 2 ** 20;

/**
 * Opens a folder to write on where it ends; makes it if need be. A segment that a crash left open is cut at its
 * last whole block and closed. One writer at a time: who calls sees to that.
 * @throws TapeError where the folder holds another session's tape, or one that is broken, or can't be written
 */
export function writeTape(dir: string, session: TapeSession, options: WriterOptions = {}): TapeWriter {
  const { blockRecords = BLOCK_RECORDS, segmentBytes = SEGMENT_BYTES } = options;
  let lastSeq = takeUp(dir, session);
  const columns = createColumns(blockRecords);
  const gather = createColumnsWriter();
  const pack = createBlockPacker();
  let open: OpenSegment | undefined;
  let written = 0;
  let failed = false;

  const guard = (work: () => void): void => {
    invariant(!failed, 'a tape that failed or was closed is written no more');
    try {
      work();
    } catch (cause) {
      failed = true;
      open?.abandon();
      if (cause instanceof TapeError) throw cause;
      const segment = open?.path ?? dir;
      throw new TapeError({ segment, reason: `can't be written: ${systemReason(cause)}` }, cause);
    }
  };
  const flush = (): void => {
    if (columns.count === 0) return;
    const firstSeq = lastSeq - columns.count + 1;
    if (open === undefined) {
      open = openSegment(dir, { created: new Date().toISOString(), ...session, firstSeq });
      written += open.size();
    }
    const before = open.size();
    const payload = pack(columns);
    open.add(
      {
        firstSeq,
        records: columns.count,
        firstRecv: columns.tsRecv[0]!,
        lastRecv: largest(columns.tsRecv, columns.count),
      },
      { payload, streams: columns.streams },
    );
    written += open.size() - before;
    gather.clear(columns);
    if (open.size() < segmentBytes) return;
    written += open.close();
    open = undefined;
  };

  return {
    append: (record) => {
      invariant(!failed, 'a tape that failed or was closed is written no more');
      gather.put(columns, record);
      lastSeq += 1;
      if (columns.count === columns.capacity) guard(flush);
      return lastSeq;
    },
    flush: () => guard(flush),
    close: () => {
      guard(() => {
        flush();
        written += open?.close() ?? 0;
        open = undefined;
      });
      failed = true;
    },
    lastSeq: () => lastSeq,
    bytes: () => written,
    segment: () => open?.path,
  };
}

function largest(values: Float64Array, count: number): number {
  let most = values[0]!;
  for (let i = 1; i < count; i++) if (values[i]! > most) most = values[i]!;
  return most;
}

interface OpenSegment {
  readonly path: string;
  readonly size: () => number;
  readonly add: (
    entry: Omit<BlockEntry, 'offset'>,
    block: { readonly payload: Uint8Array; readonly streams: readonly Stream[] },
  ) => void;
  /** @returns the bytes that closing took */
  readonly close: () => number;
  /** After a failure: what was half written is cut off, if the disk lets us. */
  readonly abandon: () => void;
}

function openSegment(dir: string, header: SegmentHeader): OpenSegment {
  const path = join(dir, segmentName(header.firstSeq));
  const fd = openSync(path, 'wx');
  const blocks: BlockEntry[] = [];
  const streams = new Map<string, Stream>();
  let size = 0;
  let isOpen = true;
  const write = (bytes: Uint8Array): void => {
    let done = 0;
    while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done, size + done);
    size += bytes.length;
  };
  const segment: OpenSegment = {
    path,
    size: () => size,
    add: (entry, { payload, streams: ofBlock }) => {
      const stored = zstdCompressSync(payload);
      const offset = size;
      write(Buffer.concat([blockHeader(entry, stored, payload.length), stored]));
      blocks.push({ offset, ...entry });
      for (const stream of ofBlock) streams.set(JSON.stringify([stream.venue, stream.instrument]), stream);
    },
    close: () => {
      const index = segmentIndex(blocks, [...streams.values()]);
      write(index);
      fsyncSync(fd);
      closeSync(fd);
      isOpen = false;
      return index.length;
    },
    abandon: () => {
      if (!isOpen) return;
      isOpen = false;
      try {
        ftruncateSync(fd, size);
        closeSync(fd);
      } catch {
        // The reader cuts off what is not whole, as after a crash.
      }
    },
  };
  write(segmentHeader(header));
  return segment;
}

/** Makes the folder, closes what a crash left open. @returns the number of the last record */
function takeUp(dir: string, session: TapeSession): number {
  let names: string[];
  try {
    mkdirSync(dir, { recursive: true });
    names = readdirSync(dir).filter(isSegmentName).sort();
  } catch (cause) {
    throw new TapeError({ segment: dir, reason: `can't be written: ${systemReason(cause)}` }, cause);
  }
  for (const name of names.reverse()) {
    const path = join(dir, name);
    const segment = readSegment(path);
    if (segment === undefined || (!segment.closed && segment.blocks.length === 0)) {
      rmSync(path);
      continue;
    }
    needSameSession(segment, session);
    if (!segment.closed) closeCut(segment);
    const last = segment.blocks.at(-1)!;
    return last.firstSeq + last.records - 1;
  }
  return 0;
}

function closeCut({ path, end, blocks, streams }: Segment): void {
  try {
    truncateSync(path, end);
    const fd = openSync(path, 'r+');
    try {
      const index = segmentIndex(blocks, streams);
      writeSync(fd, index, 0, index.length, end);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    throw new TapeError({ segment: path, reason: `can't be closed: ${systemReason(cause)}` }, cause);
  }
}

function needSameSession({ path, header }: Segment, session: TapeSession): void {
  const names = ['date', 'zone', 'pxDecimals', 'qtyDecimals'] as const;
  const other = names.filter((name) => header[name] !== session[name]);
  if (other.length === 0) return;
  const differs = other.map((name) => `${name} is ${header[name]}, not ${session[name]}`).join('; ');
  throw new TapeError({ segment: path, reason: `is of another session: ${differs}` });
}
