/**
 * Walks the journal's chain. Each record carries the hash of the one before: a record that was altered does not
 * have its own hash; one that was removed, inserted or moved leaves a neighbour whose `prev` is not there. What
 * the chain alone can't show is records missing from its very end: the head has to be known from elsewhere
 * (the database's cursor, an export).
 */
import { type Hash, type Seq, seq as toSeq } from '@fairlead/domain';
import { GENESIS, type Line, linesOf, type Sealed, segmentsOf, unseal } from './segment.ts';

export interface JournalHead {
  readonly inputs: number;
  /** 0 while empty. */
  readonly seq: Seq;
  readonly hash: Hash;
}

export const EMPTY_HEAD: JournalHead = { inputs: 0, seq: toSeq(0), hash: GENESIS };

export interface ChainProblem {
  readonly kind: 'Altered' | 'Removed' | 'Inserted' | 'Reordered';
  readonly segment: string;
  readonly line: number;
  /** The record's own seq, where it can be believed. */
  readonly seq?: Seq;
  /** One sentence that names the record. */
  readonly text: string;
}

export interface JournalCheck {
  readonly intact: boolean;
  /** The chain up to the problem. */
  readonly head: JournalHead;
  readonly problem?: ChainProblem;
}

/**
 * Reads every record and checks bytes, chain and order. A last line without its newline (being written, or torn
 * by a crash) is not a record yet and is left out. Safe on a journal that is in use.
 * @returns the first record that is not what was written
 */
export function verifyJournal(dir: string): JournalCheck {
  let head = EMPTY_HEAD;
  const segments = segmentsOf(dir);
  for (const line of linesOf(dir, segments)) {
    if (!line.ended && line.segment === segments.at(-1) && !isComplete(line)) break;
    const sealed = line.ended ? unseal(line.bytes) : undefined;
    if (!follows(head, sealed)) return { intact: false, head, problem: problemAt(dir, head, line, sealed) };
    head = { inputs: head.inputs + 1, seq: sealed.seq as Seq, hash: sealed.hash };
  }
  return { intact: true, head };
}

export const follows = (head: JournalHead, sealed: Sealed | undefined): sealed is Sealed =>
  sealed !== undefined && sealed.prev === head.hash && sealed.seq > head.seq;

/** An unended line that is a whole record and one byte more: its newline was altered, not torn off. */
export const isComplete = (line: Line): boolean => unseal(line.bytes.subarray(0, -1)) !== undefined;

/** Says what happened to the chain at `line`, which does not follow `head`. Reads the journal once more. */
export function problemAt(
  dir: string,
  head: JournalHead,
  line: Line,
  sealed: Sealed | undefined,
): ChainProblem {
  const { segment, number } = line;
  const where = `line ${number} of ${segment}`;
  const after = head.inputs === 0 ? 'at the start' : `after seq ${head.seq}`;
  const at = { segment, line: number };
  if (!sealed) {
    return {
      ...at,
      kind: 'Altered',
      text: `the record ${after} (${where}) is not what was written: altered`,
    };
  }
  const own = { ...at, seq: sealed.seq as Seq };
  const named = `record seq ${sealed.seq} (${where})`;
  if (sealed.prev === head.hash) {
    return { ...own, kind: 'Reordered', text: `${named} is not in the order of seq: reordered` };
  }
  let continues = false;
  let predecessorLater = false;
  let past = false;
  for (const other of linesOf(dir)) {
    const found = other.ended ? unseal(other.bytes) : undefined;
    if (past && found?.prev === head.hash) continues = true;
    if (past && found?.hash === sealed.prev) predecessorLater = true;
    if (other.segment === segment && other.number === number) past = true;
  }
  if (predecessorLater) {
    return {
      ...own,
      kind: 'Reordered',
      text: `${named} stands before the record that it follows: reordered`,
    };
  }
  if (continues) {
    return { ...own, kind: 'Inserted', text: `${named} is not part of the chain: inserted` };
  }
  return { ...own, kind: 'Removed', text: `what came ${after} is gone before ${named}: removed` };
}
