/** Questions about the house: the audit, limits, what the gate refused, models. */
import {
  canonical,
  type LimitControl,
  type LimitLevel,
  type LimitRow,
  type LimitSet,
  type ModelCard,
  type Nanos,
  type RefusalCode,
  type Seq,
} from '@fairlead/domain';
import type { AuditBody, AuditRecord } from '@fairlead/engine';
import type { Prisma } from '../generated/client.ts';
import { fromText, integer, maybeText, textMember, toText } from './columns.ts';
import type { Database } from './database.ts';
import { AUDIT_GENESIS, auditHash, readCursor } from './project.ts';
import type { AuditChain, Sight, StoredAuditFilter, StoredLimitsChange, StoredModel } from './views.ts';

interface AuditColumns {
  readonly seq: bigint;
  readonly nth: number;
  readonly ts: bigint;
  readonly actor: string;
  readonly role: string | null;
  readonly body: unknown;
}

const auditOf = (row: AuditColumns): AuditRecord => ({
  seq: integer<Seq>(row.seq, 'audit.seq'),
  nth: row.nth,
  ts: integer<Nanos>(row.ts, 'audit.ts'),
  actor: fromText(row.actor),
  ...textMember('role', row.role),
  body: row.body as AuditBody,
});

/** A trader: their own orders and acts. A desk: its orders, and what is about no order. */
function auditInSight(see: Sight): Prisma.AuditWhereInput[] {
  const conditions: Prisma.AuditWhereInput[] = [];
  if (see.trader !== undefined) {
    const trader = toText(see.trader);
    conditions.push({ OR: [{ trader }, { trader: null, actor: trader }] });
  }
  if (see.desk !== undefined) conditions.push({ OR: [{ desk: toText(see.desk) }, { desk: null }] });
  return conditions;
}

/**
 * Newest first. A page holds every record of its last seq, so that `beforeSeq` of the next loses none: it may be
 * a little longer than asked.
 */
export const audit = (db: Database, see: Sight, filter: StoredAuditFilter): Promise<readonly AuditRecord[]> =>
  db.run(async (prisma) => {
    const { type, parentId, actor, beforeSeq, limit } = filter;
    const where: Prisma.AuditWhereInput = {
      AND: auditInSight(see),
      ...(type === undefined ? {} : { type: toText(type) }),
      ...(parentId === undefined ? {} : { parentId: toText(parentId) }),
      ...(actor === undefined ? {} : { actor: toText(actor) }),
    };
    const orderBy = [{ seq: 'desc' as const }, { nth: 'desc' as const }];
    const before = beforeSeq === undefined ? {} : { seq: { lt: BigInt(beforeSeq) } };
    const rows = await prisma.audit.findMany({ where: { ...where, ...before }, orderBy, take: limit });
    const last = rows.at(-1);
    if (!last || rows.length < limit || last.nth === 0) return rows.map(auditOf);
    const rest = await prisma.audit.findMany({
      where: { ...where, seq: last.seq, nth: { lt: last.nth } },
      orderBy,
    });
    return [...rows, ...rest].map(auditOf);
  });

export const auditAfter = (
  db: Database,
  after: { readonly seq: number; readonly nth: number },
  limit: number,
): Promise<readonly AuditRecord[]> =>
  db.run(async (prisma) => {
    // A row comparison is one range of the primary key; the client's own conditions would be two.
    const rows = await prisma.$queryRaw<AuditColumns[]>`
      SELECT seq, nth, ts, actor, role, body FROM audit
      WHERE (seq, nth) > (${BigInt(after.seq)}, ${after.nth}::int4) ORDER BY seq, nth LIMIT ${limit}`;
    return rows.map(auditOf);
  });

const CHAIN_PAGE = 2_000;

/** Page by page. Records missing from the very end show as a cursor that is not reached. */
export const verifyAudit = (db: Database): Promise<AuditChain> =>
  db.run(async (prisma) => {
    let at = { seq: -1n, nth: 0 };
    let hash = AUDIT_GENESIS;
    let records = 0;
    const { hash: last } = await readCursor(prisma);
    for (;;) {
      const rows = await prisma.$queryRaw<(AuditColumns & { readonly hash: string })[]>`
        SELECT seq, nth, ts, actor, role, body, hash FROM audit
        WHERE (seq, nth) > (${at.seq}, ${at.nth}::int4) ORDER BY seq, nth LIMIT ${CHAIN_PAGE}`;
      for (const row of rows) {
        hash = auditHash(hash, auditOf(row), canonical(row.body));
        if (hash !== row.hash) {
          const place = `${row.seq}.${row.nth}`;
          const problem = `audit record ${place} is not what was written, or one before it is missing`;
          return { intact: false, records, problem };
        }
        records += 1;
        at = row;
        if (hash === last) return { intact: true, records };
      }
      if (rows.length < CHAIN_PAGE) break;
    }
    if (hash === last) return { intact: true, records };
    return { intact: false, records, problem: `the audit ends at ${at.seq}.${at.nth}, before the cursor` };
  });

const LATEST = {
  orderBy: { version: 'desc' as const },
  include: { rows: { orderBy: { position: 'asc' as const } } },
};
const HISTORY = 200;

interface LimitColumns {
  readonly level: string;
  readonly key: string;
  readonly control: string;
  readonly bound: bigint;
}
const limitRowOf = (row: LimitColumns): LimitRow => ({
  level: row.level as LimitLevel,
  key: fromText(row.key),
  control: row.control as LimitControl,
  bound: integer(row.bound, 'limit_rows.bound'),
});

export const limitSet = (db: Database): Promise<LimitSet | undefined> =>
  db.run(async (prisma) => {
    const set = await prisma.limitSet.findFirst(LATEST);
    return set ? { version: set.version, rows: set.rows.map(limitRowOf) } : undefined;
  });

export const limitsHistory = (db: Database): Promise<readonly StoredLimitsChange[]> =>
  db.run(async (prisma) => {
    const sets = await prisma.limitSet.findMany({ ...LATEST, take: HISTORY + 1 });
    return sets.slice(0, HISTORY).map((set, i) => ({
      version: set.version,
      ts: integer<Nanos>(set.ts, 'limit_sets.ts'),
      actor: fromText(set.actor),
      reason: fromText(set.reason),
      changes: changesBetween((sets[i + 1]?.rows ?? []).map(limitRowOf), set.rows.map(limitRowOf)),
    }));
  });

function changesBetween(
  before: readonly LimitRow[],
  after: readonly LimitRow[],
): StoredLimitsChange['changes'] {
  const key = (row: LimitRow): string => `${row.level}\n${row.key}\n${row.control}`;
  const old = new Map(before.map((row) => [key(row), row]));
  const now = new Map(after.map((row) => [key(row), row]));
  const changes: StoredLimitsChange['changes'][number][] = [];
  for (const [at, row] of now) {
    const was = old.get(at);
    if (was?.bound !== row.bound) changes.push({ ...(was ? { before: was } : {}), after: row });
  }
  for (const [at, row] of old) if (!now.has(at)) changes.push({ before: row });
  return changes;
}

export const riskTriggers = (
  db: Database,
): Promise<readonly { readonly code: RefusalCode; readonly count: number }[]> =>
  db.run(async (prisma) => {
    const rows = await prisma.refusal.groupBy({ by: ['code'], _count: true, orderBy: { code: 'asc' } });
    return rows.map((row) => ({ code: row.code as RefusalCode, count: row._count }));
  });

export const saveModel = (db: Database, model: StoredModel): Promise<void> =>
  db.run(async (prisma) => {
    const { card } = model;
    const row = {
      name: card.name,
      version: toText(card.version),
      schemaHash: card.schemaHash,
      trainedAt: toText(card.trainedAt),
      state: model.state,
      problem: maybeText(model.problem),
      card: card as unknown as Prisma.InputJsonValue,
    };
    await prisma.model.upsert({
      where: { hash: card.hash },
      create: { hash: card.hash, ...row },
      update: row,
    });
  });

export const models = (db: Database): Promise<readonly StoredModel[]> =>
  db.run(async (prisma) => {
    const rows = await prisma.model.findMany({ orderBy: [{ name: 'asc' }, { trainedAt: 'desc' }] });
    return rows.map((row) => ({
      card: row.card as unknown as ModelCard,
      state: row.state as StoredModel['state'],
      ...textMember('problem', row.problem),
    }));
  });
