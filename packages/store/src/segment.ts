/**
 * The journal's text: segment files of one line per record, named after the first record's seq
 * (`journal-000000000000001.jsonl`). A line is the canonical text of `{seq, ts, wall, prev, body}` with
 * `"hash"` put first; the hash is SHA-256 of that text without it, so a reader checks bytes and never has to
 * write a record again to believe it. See JOURNAL.md.
 */
import { hash as hashOnce } from 'node:crypto';
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { canonical, type Hash } from '@fairlead/domain';
import type { Input, OrderInput } from '@fairlead/engine';

/** `prev` of the first record. */
export const GENESIS = '0'.repeat(64) as Hash;

const NEWLINE = 0x0a;
const COMMA = 0x2c;
const BRACE = 0x7b;
/** Bytes of `,"prev":"...","seq":1,"ts":1,"wall":1}`, at the least and at the most. */
const ENVELOPE_LEAST = 98;
const ENVELOPE_MOST = 160;
/** `{"hash":"` + 64 hex + `",` and then the canonical text without its brace. */
const HASH_AT = 9;
const REST_AT = HASH_AT + 64 + 2;
/** After `"body":`, which canonical order puts first. */
const BODY_AT = REST_AT + 7;
const CHUNK_BYTES = 4 * 1024 * 1024;
const SEGMENT = /^journal-(\d{15})\.jsonl$/;

export const segmentName = (firstSeq: number): string =>
  `journal-${String(firstSeq).padStart(15, '0')}.jsonl`;

/** Names in order. A folder that does not exist holds none. */
export function segmentsOf(dir: string): string[] {
  let names: string[];
  try {
    names = readdirSync(dir);
  } catch {
    return [];
  }
  return names.filter((name) => SEGMENT.test(name)).sort();
}

export interface Encoded {
  readonly line: string;
  readonly hash: Hash;
}

/** @param wall µs since 1970, when it was journaled */
export function encodeRecord(input: Input<OrderInput>, prev: Hash, wall: number): Encoded {
  const { seq, ts, ...body } = input;
  const text = canonical({ seq, ts, wall, prev, body });
  const hash = hashOnce('sha256', text, 'hex') as Hash;
  return { line: `{"hash":"${hash}",${text.slice(1)}\n`, hash };
}

/** A line as found. `valid`: its bytes are those that were hashed. */
export interface Line {
  readonly segment: string;
  /** From 1, in its segment. */
  readonly number: number;
  /** Where it begins in its segment, in bytes. */
  readonly offset: number;
  /** Without the newline. Valid until the next line is asked for. */
  readonly bytes: Buffer;
  /** Ended by a newline. */
  readonly ended: boolean;
}

export interface Sealed {
  readonly hash: Hash;
  readonly prev: Hash;
  readonly seq: number;
  readonly ts: number;
  /** Where the body ends in the line. */
  readonly bodyEnd: number;
}

/** What a line's envelope says; `undefined` where it is not one. Its bytes are not checked. */
function envelopeOf(bytes: Buffer): Sealed | undefined {
  const { length } = bytes;
  if (length < REST_AT + ENVELOPE_LEAST) return undefined;
  const head = bytes.toString('latin1', 0, REST_AT);
  if (!head.startsWith('{"hash":"') || !head.endsWith('",')) return undefined;
  // After the body come prev, seq, ts and wall, which hold no quotes: the last `,"prev":"` is the envelope's.
  const tail = bytes.toString('latin1', length - ENVELOPE_MOST);
  const at = tail.lastIndexOf(',"prev":"');
  if (at < 0) return undefined;
  const seqAt = at + 9 + 64 + 8;
  const seqEnd = tail.indexOf(',', seqAt);
  const tsAt = seqEnd + 6;
  const seq = Number(tail.slice(seqAt, seqEnd));
  const ts = Number(tail.slice(tsAt, tail.indexOf(',', tsAt)));
  if (!Number.isSafeInteger(seq) || !Number.isSafeInteger(ts)) return undefined;
  return {
    hash: head.slice(HASH_AT, HASH_AT + 64) as Hash,
    prev: tail.slice(at + 9, at + 73) as Hash,
    seq,
    ts,
    bodyEnd: length - tail.length + at,
  };
}

/** What a line's envelope says, if its bytes are those that were hashed; else `undefined`. */
export function unseal(bytes: Buffer): Sealed | undefined {
  const envelope = envelopeOf(bytes);
  if (!envelope) return undefined;
  // The canonical text is the same bytes with the brace where the hash ended.
  bytes[REST_AT - 1] = BRACE;
  const computed = hashOnce('sha256', bytes.subarray(REST_AT - 1), 'hex');
  bytes[REST_AT - 1] = COMMA;
  return computed === envelope.hash ? envelope : undefined;
}

/** Only the body is parsed: the envelope has been read. */
export function decodeRecord(bytes: Buffer, { seq, ts, bodyEnd }: Sealed): Input<OrderInput> {
  const body = JSON.parse(bytes.toString('utf8', BODY_AT, bodyEnd)) as OrderInput;
  return Object.assign(body, { seq, ts }) as Input<OrderInput>;
}

/** Every line of every segment, in order, read in chunks. */
export function* linesOf(dir: string, segments: readonly string[] = segmentsOf(dir)): Generator<Line> {
  for (const segment of segments) yield* linesOfSegment(join(dir, segment), segment);
}

function* linesOfSegment(path: string, segment: string): Generator<Line> {
  const file = openSync(path, 'r');
  try {
    let buffer: Buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, fstatSync(file).size + 1));
    let filled = 0;
    let offset = 0;
    let number = 0;
    for (;;) {
      if (filled === buffer.length) {
        const larger = Buffer.allocUnsafe(buffer.length * 2);
        buffer.copy(larger, 0, 0, filled);
        buffer = larger;
      }
      const read = readSync(file, buffer, filled, buffer.length - filled, null);
      filled += read;
      let begin = 0;
      for (;;) {
        const end = buffer.indexOf(NEWLINE, begin);
        if (end < 0 || end >= filled) break;
        number += 1;
        yield { segment, number, offset, bytes: buffer.subarray(begin, end), ended: true };
        offset += end + 1 - begin;
        begin = end + 1;
      }
      buffer.copyWithin(0, begin, filled);
      filled -= begin;
      if (read === 0) break;
    }
    if (filled > 0)
      yield { segment, number: number + 1, offset, bytes: buffer.subarray(0, filled), ended: false };
  } finally {
    closeSync(file);
  }
}
