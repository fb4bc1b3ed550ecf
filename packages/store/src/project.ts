/**
 * The audit stream, folded into tables. One transaction holds a group of records and the cursor; records at or
 * before the cursor are skipped, so that any overlap changes nothing. One writer at a time: the cursor's row is
 * locked. Each audit row carries a hash that chains it to the one before.
 */
import { hash as hashOnce } from 'node:crypto';
import {
  canonical,
  type Hash,
  invariant,
  type MarketReference,
  type RunId,
  seq as toSeq,
} from '@fairlead/domain';
import type { AuditRecord } from '@fairlead/engine';
import { fromText, integer, maybeText, toBig, toText } from './columns.ts';
import type { Database, Transaction } from './database.ts';
import { StoreError } from './failure.ts';
import { applyGroup, foldGroup } from './group.ts';
import { type Owner, ownersOf } from './owners.ts';
import { AUDIT } from './tables-house.ts';
import type { StoreCursor } from './views.ts';
import { type Row, write } from './write.ts';

/** Records per transaction: large enough to be fast, small enough that a page being read never waits long. */
const GROUP = 2_000;
const TRANSACTION = { maxWait: 30_000, timeout: 120_000 };
const CURSOR_ID = 1;
/** Before the first row of the audit. */
export const AUDIT_GENESIS = '0'.repeat(64) as Hash;
const NOWHERE: StoreCursor = { seq: toSeq(0), nth: 0, id: '0.0', hash: AUDIT_GENESIS };

/** SHA-256 over three lines: the hash before, the record without its body, the body; both canonical. */
export function auditHash(prev: Hash, record: AuditRecord, bodyText: string): Hash {
  const { body: _, ...place } = record;
  return hashOnce('sha256', `${prev}\n${canonical(place)}\n${bodyText}`, 'hex') as Hash;
}

/** @throws StoreError `OtherRun`, `DatabaseUnreachable` */
export async function project(db: Database, records: readonly AuditRecord[]): Promise<StoreCursor> {
  for (let i = 1; i < records.length; i++) {
    invariant(isAfter(records[i] as AuditRecord, records[i - 1] as AuditRecord), 'audit records must ascend');
  }
  let at = await cursor(db);
  refuseOtherRun(at, records);
  for (let from = 0; from < records.length; from += GROUP) {
    const group = records.slice(from, from + GROUP);
    if (!isAfter(group.at(-1) as AuditRecord, at)) continue;
    at = await db.run((prisma) => prisma.$transaction((tx) => projectGroup(tx, group), TRANSACTION));
  }
  return at;
}

export const cursor = (db: Database): Promise<StoreCursor> => db.run((prisma) => readCursor(prisma));

/** Within a transaction: as of its snapshot. */
export async function readCursor(tx: Transaction): Promise<StoreCursor> {
  const row = await tx.cursor.findUnique({ where: { id: CURSOR_ID } });
  if (!row) return NOWHERE;
  const seq = toSeq(integer(row.seq, 'cursor.seq'));
  return {
    runId: fromText(row.runId) as RunId,
    seq,
    nth: row.nth,
    id: `${seq}.${row.nth}`,
    hash: row.hash as Hash,
  };
}

type Place = { readonly seq: number; readonly nth: number };
const isAfter = (a: Place, b: Place): boolean => a.seq > b.seq || (a.seq === b.seq && a.nth > b.nth);

async function projectGroup(tx: Transaction, group: readonly AuditRecord[]): Promise<StoreCursor> {
  await tx.$executeRaw`SELECT id FROM cursor FOR UPDATE`;
  const before = await readCursor(tx);
  const isFirst = before.runId === undefined;
  const fresh = isFirst ? group : group.filter((record) => isAfter(record, before));
  const last = fresh.at(-1);
  if (!last) return before;

  const run = runOf(before, fresh);
  const owners = await ownersOf(tx, fresh);
  const rows: Row[] = [];
  let { hash } = before;
  for (const record of fresh) {
    const body = canonical(record.body);
    hash = auditHash(hash, record, body);
    rows.push({ ...auditRow(record, owners.get(record)), body, hash });
  }
  await write(tx, AUDIT, rows, 'refuse');
  await applyGroup(tx, foldGroup(fresh));
  const place = { seq: toBig(last.seq), nth: last.nth, hash };
  const session = run.reference === undefined ? {} : { sessionDate: toText(run.reference.sessionDate) };
  if (isFirst) {
    const sessionDate = toText(run.reference?.sessionDate ?? '');
    await tx.cursor.create({ data: { id: CURSOR_ID, runId: toText(run.runId), sessionDate, ...place } });
  } else {
    await tx.cursor.update({ where: { id: CURSOR_ID }, data: { ...place, ...session } });
  }
  return { runId: run.runId, seq: last.seq, nth: last.nth, id: `${last.seq}.${last.nth}`, hash };
}

/** The run, and the reference data where these records restate it. */
function runOf(
  before: StoreCursor,
  records: readonly AuditRecord[],
): { runId: RunId; reference?: MarketReference } {
  const opened = records.findLast((record) => record.body.type === 'SessionOpened');
  if (opened?.body.type === 'SessionOpened') return opened.body;
  invariant(before.runId !== undefined, 'the first audit record of a database must be SessionOpened');
  return { runId: before.runId };
}

function refuseOtherRun(at: StoreCursor, records: readonly AuditRecord[]): void {
  const { runId } = at;
  if (runId === undefined) return;
  const other = records.find((r) => r.body.type === 'SessionOpened' && r.body.runId !== runId);
  if (other?.body.type !== 'SessionOpened') return;
  throw new StoreError(
    'OtherRun',
    `the database holds run ${runId}, not run ${other.body.runId}: give this state folder a database of its own`,
  );
}

const auditRow = (record: AuditRecord, owner: Owner | undefined): Row => ({
  seq: toBig(record.seq),
  nth: record.nth,
  ts: toBig(record.ts),
  actor: toText(record.actor),
  role: maybeText(record.role),
  type: record.body.type,
  parent_id: maybeText(owner?.parentId),
  desk: maybeText(owner?.desk),
  trader: maybeText(owner?.trader),
});
