/**
 * Reads a tape from any instant, or any record, to its end. An instant is found by the index: time in a tape is
 * the recorder's clock, which may step back, so "from `t`" means from the first record that was received at `t` or
 * later, and everything after it. Reading is deterministic; how fast the records are played is the caller's.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createRecord, type FeedRecord } from '@fairlead/feeds';
import { unpackBlock } from './block.ts';
import { createColumns, readColumns, type Stream } from './columns.ts';
import { systemReason, TapeError } from './failure.ts';
import {
  isSegmentName,
  readPayload,
  readSegment,
  type Segment,
  type TapeSession,
  withFile,
} from './segment.ts';

export interface TapeRecord extends FeedRecord {
  /** Its place in the tape: 1, 2, 3 ... */
  tapeSeq: number;
}

/** Where to begin; nothing: at the first record. */
export type ReadFrom =
  | { readonly fromSeq?: number; readonly fromTs?: undefined }
  /** ns since the session's midnight. */
  | { readonly fromTs?: number; readonly fromSeq?: undefined };

export interface Tape {
  readonly dir: string;
  readonly session: TapeSession;
  /** In order. What was being written when the tape was opened ends at its last whole block. */
  readonly segments: readonly Segment[];
  readonly streams: readonly Stream[];
  readonly records: number;
  /** Absent where it holds no record. Retention may have taken the first ones: it need not be 1. */
  readonly firstSeq: number | undefined;
  readonly firstRecv: number | undefined;
  /** The latest `tsRecv`. */
  readonly lastRecv: number | undefined;
  /**
   * One record, reused: take what is needed before asking for the next.
   * @throws TapeError where a block is not as it was written
   */
  readonly read: (from?: ReadFrom) => Generator<TapeRecord, void, undefined>;
}

/** Whether a path is a folder that holds segments. */
export function isTape(path: string): boolean {
  try {
    return statSync(path).isDirectory() && readdirSync(path).some(isSegmentName);
  } catch {
    return false;
  }
}

/** @throws TapeError where the folder is no tape, or one that is not as it was written */
export function openTape(dir: string): Tape {
  const segments = segmentsOf(dir);
  const [first] = segments;
  if (first === undefined) throw new TapeError({ segment: dir, reason: 'holds no tape' });
  const { date, zone, pxDecimals, qtyDecimals } = first.header;
  const places = placesOf(segments);
  const streams = new Map<string, Stream>();
  for (const segment of segments) {
    for (const stream of segment.streams) streams.set(JSON.stringify(stream), stream);
  }
  return {
    dir,
    session: { date, zone, pxDecimals, qtyDecimals },
    segments,
    streams: [...streams.values()],
    records: places.reduce((sum, { records }) => sum + records, 0),
    firstSeq: places[0]?.firstSeq,
    firstRecv: places[0]?.firstRecv,
    lastRecv: places.at(-1)?.latest,
    read: (from = {}) => records(segments, places, from),
  };
}

function segmentsOf(dir: string): readonly Segment[] {
  let names: string[];
  try {
    names = readdirSync(dir).filter(isSegmentName).sort();
  } catch (cause) {
    throw new TapeError({ segment: dir, reason: `can't be read: ${systemReason(cause)}` }, cause);
  }
  const segments: Segment[] = [];
  for (const [nth, name] of names.entries()) {
    const path = join(dir, name);
    const segment = readSegment(path);
    const fault = (reason: string): TapeError => new TapeError({ segment: path, reason });
    if (nth < names.length - 1 && segment?.closed !== true) {
      throw fault('has no index, and another segment follows: its end is missing');
    }
    if (segment === undefined) continue;
    const last = segments.at(-1);
    if (last !== undefined) {
      const follows = last.header.firstSeq + last.blocks.reduce((sum, { records }) => sum + records, 0);
      if (segment.header.firstSeq !== follows) {
        throw fault(
          `begins with record ${segment.header.firstSeq}, and ${follows} should follow: a segment is missing`,
        );
      }
      const names = ['date', 'zone', 'pxDecimals', 'qtyDecimals'] as const;
      if (names.some((of) => segment.header[of] !== last.header[of])) throw fault('is of another session');
    }
    segments.push(segment);
  }
  return segments;
}

/** A block's place in the whole tape. */
interface Place {
  readonly segment: number;
  /** 1-based in its segment. */
  readonly nth: number;
  readonly firstSeq: number;
  readonly records: number;
  readonly firstRecv: number;
  /** The latest `tsRecv` of it and of all before it: what the search goes by. */
  readonly latest: number;
}

function placesOf(segments: readonly Segment[]): readonly Place[] {
  let latest = Number.NEGATIVE_INFINITY;
  return segments.flatMap(({ blocks }, segment) =>
    blocks.map(({ firstSeq, records, firstRecv, lastRecv }, i) => {
      latest = Math.max(latest, lastRecv);
      return { segment, nth: i + 1, firstSeq, records, firstRecv, latest };
    }),
  );
}

function* records(
  segments: readonly Segment[],
  places: readonly Place[],
  { fromSeq, fromTs }: ReadFrom,
): Generator<TapeRecord, void, undefined> {
  let begin = 0;
  if (fromSeq !== undefined) {
    begin = firstWhere(places, ({ firstSeq, records }) => firstSeq + records > fromSeq);
  }
  if (fromTs !== undefined) begin = firstWhere(places, ({ latest }) => latest >= fromTs);
  if (begin >= places.length) return;
  const columns = createColumns(places.reduce((most, { records }) => Math.max(most, records), 1));
  const record: TapeRecord = { ...createRecord('', ''), tapeSeq: 0 };
  let started = false;
  for (let at = begin; at < places.length; at++) {
    const place = places[at]!;
    const segment = segments[place.segment]!;
    const payload = withFile(segment.path, (fd) => readPayload(fd, segment, place.nth));
    try {
      unpackBlock(payload, place.records, columns);
    } catch (cause) {
      throw new TapeError(
        { segment: segment.path, block: place.nth, reason: (cause as Error).message },
        cause,
      );
    }
    let i = 0;
    if (!started && fromSeq !== undefined) i = Math.max(fromSeq - place.firstSeq, 0);
    if (!started && fromTs !== undefined) while (columns.tsRecv[i]! < fromTs) i++;
    started = true;
    for (; i < place.records; i++) {
      readColumns(columns, i, record);
      record.tapeSeq = place.firstSeq + i;
      yield record;
    }
  }
}

/** Index of the first that holds; those that hold come last. The length where none does. */
function firstWhere<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
