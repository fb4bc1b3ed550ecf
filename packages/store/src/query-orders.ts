/** Questions about orders. Who may see what is part of each question's SQL, never a filter after it. */
import type {
  DecisionId,
  DecisionRecord,
  Nanos,
  ParentId,
  RefusalCode,
  RiskRefused,
  Seq,
  VenueId,
} from '@fairlead/domain';
import type { ParentView } from '@fairlead/engine';
import type { Prisma, Refusal } from '../generated/client.ts';
import { fromText, integer, member, toText } from './columns.ts';
import type { Database, Transaction } from './database.ts';
import { readCursor } from './project.ts';
import { childOf, decisionSummaryOf, fillOf, parentOf } from './read.ts';
import type { ScorecardRow, Sight, StoredParent } from './views.ts';

/** One moment for all that a question reads. */
const snapshot = <T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  db.run((prisma) =>
    prisma.$transaction(work, { isolationLevel: 'RepeatableRead', maxWait: 30_000, timeout: 30_000 }),
  );

const inSight = (see: Sight): Prisma.ParentWhereInput => ({
  ...(see.trader === undefined ? {} : { trader: toText(see.trader) }),
  ...(see.desk === undefined ? {} : { desk: toText(see.desk) }),
});

export const orders = (
  db: Database,
  see: Sight,
): Promise<{ readonly cursor: string; readonly parents: readonly ParentView[] }> =>
  snapshot(db, async (tx) => {
    const { id } = await readCursor(tx);
    const rows = await tx.parent.findMany({ where: inSight(see), orderBy: { at: 'asc' } });
    return { cursor: id, parents: rows.map(parentOf) };
  });

export const order = (db: Database, see: Sight, parentId: ParentId): Promise<StoredParent | undefined> =>
  snapshot(db, async (tx) => {
    const of = { parentId: toText(parentId) };
    const row = await tx.parent.findFirst({ where: { ...inSight(see), ...of } });
    if (!row) return undefined;
    const { id } = await readCursor(tx);
    const orderBy = [{ seq: 'asc' as const }, { nth: 'asc' as const }];
    const children = await tx.child.findMany({ where: of, orderBy });
    const fills = await tx.execution.findMany({ where: { ...of, busted: false }, orderBy });
    const decisions = await tx.decision.findMany({ where: of, orderBy, omit: { record: true } });
    const refusals = await tx.refusal.findMany({ where: { ...of, venue: { not: null } }, orderBy });
    return {
      cursor: id,
      parent: parentOf(row),
      children: children.map(childOf),
      fills: fills.map((fill) => {
        const { receivedAt: _, ...rest } = fillOf(fill);
        return rest;
      }),
      decisions: decisions.map(decisionSummaryOf),
      denied: refusals.map((refusal) => ({
        ts: integer<Nanos>(refusal.ts, 'refusals.ts'),
        venue: fromText(refusal.venue ?? '') as VenueId,
        refusal: refusalOf(refusal),
      })),
    };
  });

const refusalOf = (row: Refusal): RiskRefused => ({
  code: row.code as RefusalCode,
  scope: fromText(row.scope),
  ...member('value', row.value),
  ...member('bound', row.bound),
});

export const decision = (
  db: Database,
  see: Sight,
  decisionId: DecisionId,
): Promise<{ readonly seq: Seq; readonly ts: Nanos; readonly record: DecisionRecord } | undefined> =>
  snapshot(db, async (tx) => {
    const row = await tx.decision.findUnique({ where: { decisionId: toText(decisionId) } });
    if (!row) return undefined;
    const seen = await tx.parent.count({ where: { ...inSight(see), parentId: row.parentId } });
    if (seen === 0) return undefined;
    return {
      seq: integer<Seq>(row.seq, 'decisions.seq'),
      ts: integer<Nanos>(row.ts, 'decisions.ts'),
      record: row.record as unknown as DecisionRecord,
    };
  });

export const scorecardRows = (
  db: Database,
  see: Sight,
  which: { readonly parentId?: ParentId; readonly limit: number },
): Promise<readonly ScorecardRow[]> =>
  snapshot(db, async (tx) => {
    const rows = await tx.parent.findMany({
      where: {
        ...inSight(see),
        ...(which.parentId === undefined ? {} : { parentId: toText(which.parentId) }),
      },
      orderBy: { at: 'desc' },
      take: which.limit,
    });
    const executions = await tx.execution.findMany({
      where: { parentId: { in: rows.map((row) => row.parentId) }, busted: false },
      orderBy: [{ seq: 'asc' }, { nth: 'asc' }],
    });
    const fills = new Map<string, ScorecardRow['fills'][number][]>(rows.map((row) => [row.parentId, []]));
    for (const execution of executions) fills.get(execution.parentId)?.push(fillOf(execution));
    return rows.map((row) => ({ parent: parentOf(row), fills: fills.get(row.parentId) ?? [] }));
  });
