/**
 * The durable record of every order input, written before the engine sees it. Append-only segments of hash-chained
 * lines (segment.ts, JOURNAL.md); one process at a time; one `fdatasync` per group of inputs. The state of every
 * order is the fold of `replay()`.
 *
 * Invariants: seq grows (market data leaves gaps: it goes to the tape); nothing is written after a failed write;
 * what `append` returned from is on the disk.
 */
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { invariant } from '@fairlead/domain';
import type { Input, OrderInput } from '@fairlead/engine';
import { type ChainProblem, EMPTY_HEAD, follows, isComplete, type JournalHead, problemAt } from './chain.ts';
import { errnoOf, messageOf, StoreError } from './failure.ts';
import { lockFolder } from './lock.ts';
import { decodeRecord, encodeRecord, linesOf, segmentName, segmentsOf, unseal } from './segment.ts';

const SEGMENT_BYTES = 64 * 1024 * 1024;

/** What a crash left of a record that was never acknowledged; cut off when the journal was opened. */
export interface TornTail {
  readonly segment: string;
  readonly offset: number;
  readonly bytes: number;
}

export interface Journal {
  /** The last record that is on the disk. */
  readonly head: () => JournalHead;
  /** Set when opening had to cut an unfinished last record. */
  readonly recovered?: TornTail;
  /**
   * Writes the inputs in order and returns once they are durable. Throws InvariantError where seq does not grow.
   * @throws StoreError `JournalWrite`: the journal takes no more until it is opened again
   */
  readonly append: (inputs: readonly Input<OrderInput>[]) => { readonly fsyncNs: number };
  /** Every input in order, read from the files, each checked against the chain. */
  readonly replay: () => Iterable<Input<OrderInput>>;
  /** Lets the folder go. Calling it twice is harmless. */
  readonly close: () => void;
}

export interface JournalOptions {
  /** Called with every input while the chain is checked: recovery in one pass over the files. */
  readonly onInput?: (input: Input<OrderInput>) => void;
  /** A segment that has reached this size is closed and the next begun. */
  readonly segmentBytes?: number;
}

/**
 * Opens the journal in `dir` for one process, making it if need be, and checks the whole chain.
 * @throws StoreError `Locked`, `FolderNotWritable`, or `JournalBroken` naming the first bad record
 */
export function openJournal(dir: string, options: JournalOptions = {}): Journal {
  const { onInput, segmentBytes = SEGMENT_BYTES } = options;
  const lock = lockFolder(dir);
  let file: number | undefined;
  let size = 0;
  let head = EMPTY_HEAD;
  let torn: TornTail | undefined;
  let closed: string | undefined;

  try {
    const onHead = (next: JournalHead) => {
      head = next;
    };
    const onTorn = (tail: TornTail) => {
      torn = tail;
    };
    for (const input of readChain(dir, { onHead, onTorn })) onInput?.(input);
    if (torn) truncateSync(join(dir, torn.segment), torn.offset);
    const last = segmentsOf(dir).at(-1);
    if (last !== undefined) {
      file = openSync(join(dir, last), 'a');
      if (torn) fsyncSync(file);
      size = fstatSync(file).size;
    }
  } catch (error) {
    if (file !== undefined) closeSync(file);
    lock.release();
    throw error;
  }

  const begin = (firstSeq: number): number => {
    if (file !== undefined) closeSync(file);
    file = undefined;
    const fresh = openSync(join(dir, segmentName(firstSeq)), 'ax', 0o600);
    // The name must survive a crash as surely as the content.
    const folder = openSync(dir, 'r');
    fsyncSync(folder);
    closeSync(folder);
    size = 0;
    return fresh;
  };

  const append: Journal['append'] = (inputs) => {
    if (closed !== undefined) throw new StoreError('JournalWrite', closed);
    const first = inputs[0];
    if (first === undefined) return { fsyncNs: 0 };
    const wall = Date.now() * 1000;
    let { hash, seq, inputs: count } = head;
    let text = '';
    for (const input of inputs) {
      invariant(input.seq > seq, `the journal is at seq ${seq} and can't take seq ${input.seq}`);
      const encoded = encodeRecord(input, hash, wall);
      text += encoded.line;
      hash = encoded.hash;
      seq = input.seq;
      count += 1;
    }
    const bytes = Buffer.from(text, 'utf8');
    try {
      if (file === undefined || size >= segmentBytes) file = begin(first.seq);
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      const before = process.hrtime.bigint();
      fdatasyncSync(file);
      const fsyncNs = Number(process.hrtime.bigint() - before);
      size += bytes.length;
      head = { inputs: count, seq, hash };
      return { fsyncNs };
    } catch (error) {
      // After a failed sync the kernel may have dropped the pages: the file can't be trusted past `size`.
      closed = `the journal ${dir} could not be written (${errnoOf(error) ?? messageOf(error)}) and takes no more`;
      if (file !== undefined) cutBack(file, size);
      throw new StoreError('JournalWrite', closed, error);
    }
  };

  return {
    head: () => head,
    ...(torn === undefined ? {} : { recovered: torn }),
    append,
    replay: () => readChain(dir, { upTo: head.inputs }),
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
      closed ??= `the journal ${dir} is closed`;
      lock.release();
    },
  };
}

const broken = (dir: string, problem: ChainProblem): StoreError =>
  new StoreError('JournalBroken', `the journal ${dir} is broken: ${problem.text}`, problem);

function cutBack(file: number, size: number): void {
  try {
    ftruncateSync(file, size);
  } catch {
    // The next opening cuts the torn tail instead.
  }
}

/**
 * Every whole record, checked against the chain; takes no lock and writes nothing, so it may run beside the owner.
 * @throws StoreError `JournalBroken`
 */
export const readJournal = (dir: string): Iterable<Input<OrderInput>> => readChain(dir, {});

interface Reading {
  readonly onHead?: (head: JournalHead) => void;
  readonly onTorn?: (tail: TornTail) => void;
  /** Stop after so many records. */
  readonly upTo?: number;
}

/** @throws StoreError `JournalBroken` */
function* readChain(dir: string, reading: Reading): Generator<Input<OrderInput>> {
  const { onHead, onTorn, upTo = Number.POSITIVE_INFINITY } = reading;
  const segments = segmentsOf(dir);
  let head = EMPTY_HEAD;
  for (const line of linesOf(dir, segments)) {
    if (head.inputs >= upTo) return;
    if (!line.ended && line.segment === segments.at(-1) && !isComplete(line)) {
      onTorn?.({ segment: line.segment, offset: line.offset, bytes: line.bytes.length });
      return;
    }
    const sealed = line.ended ? unseal(line.bytes) : undefined;
    if (!follows(head, sealed)) {
      throw broken(dir, problemAt(dir, head, line, sealed));
    }
    head = { inputs: head.inputs + 1, seq: sealed.seq as JournalHead['seq'], hash: sealed.hash };
    onHead?.(head);
    yield decodeRecord(line.bytes, sealed);
  }
}
