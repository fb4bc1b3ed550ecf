/**
 * What a group of audit records does to the tables: folded in memory to the last state of each row, then written
 * with one statement per table. A view in a record is complete in itself, so the last one wins.
 */
import type { LimitSet } from '@fairlead/domain';
import type { AuditBody, AuditRecord } from '@fairlead/engine';
import { maybeText, toBig, toText } from './columns.ts';
import type { Transaction } from './database.ts';
import {
  CHILDREN,
  childRow,
  DECISIONS,
  decisionRow,
  EXECUTIONS,
  executionRow,
  fillColumns,
  PARENTS,
  parentRow,
} from './tables.ts';
import {
  INSTRUMENTS,
  instrumentRow,
  KILLS,
  killRow,
  LIMIT_ROWS,
  LIMIT_SETS,
  REFUSALS,
  VENUES,
  venueRow,
} from './tables-house.ts';
import { type Row, write } from './write.ts';

type Body<Type extends AuditBody['type']> = Extract<AuditBody, { type: Type }>;
interface Rearm {
  readonly record: AuditRecord;
  readonly body: Body<'KillRearmed'>;
}

export interface Group {
  readonly instruments: Map<string, Row>;
  readonly venues: Map<string, Row>;
  readonly parents: Map<string, Row>;
  readonly children: Map<string, Row>;
  readonly executions: Map<string, Row>;
  /** Of fills that an earlier group wrote, in order. */
  readonly restated: Body<'FillRestated'>[];
  readonly decisions: Map<string, Row>;
  readonly refusals: Row[];
  readonly limitSets: Map<number, Row>;
  readonly limitRows: Row[];
  /** Kills and re-arms in their order: a scope may see both more than once. */
  readonly kills: ({ readonly tripped: Row } | { readonly rearmed: Rearm })[];
}

export function foldGroup(records: readonly AuditRecord[]): Group {
  const group: Group = {
    instruments: new Map(),
    venues: new Map(),
    parents: new Map(),
    children: new Map(),
    executions: new Map(),
    restated: [],
    decisions: new Map(),
    refusals: [],
    limitSets: new Map(),
    limitRows: [],
    kills: [],
  };
  for (const record of records) fold(group, record);
  return group;
}

function fold(group: Group, record: AuditRecord): void {
  const { body, seq, nth } = record;
  switch (body.type) {
    case 'SessionOpened':
      for (const i of body.reference.instruments) group.instruments.set(i.id, instrumentRow(i));
      for (const v of body.reference.venues) group.venues.set(v.id, venueRow(v));
      return;
    case 'ParentAccepted':
    case 'ParentChanged': {
      const { parentId } = body.parent;
      const at = group.parents.get(parentId)?.at;
      group.parents.set(parentId, { ...parentRow(body.parent, seq), ...(at === undefined ? {} : { at }) });
      return;
    }
    case 'ChildSent':
    case 'ChildChanged': {
      const { clOrdId } = body.child.order;
      const first = group.children.get(clOrdId);
      const place = first === undefined ? {} : { seq: first.seq ?? null, nth: first.nth ?? null };
      group.children.set(clOrdId, { ...childRow(body.child, seq, nth), ...place });
      return;
    }
    case 'Filled':
      group.executions.set(executionKey(body.fill.clOrdId, body.fill.execId), executionRow(body, record));
      return;
    case 'FillRestated':
      restate(group, body);
      return;
    case 'DecisionMade':
      group.decisions.set(body.record.outcome.decisionId, decisionRow(body, record));
      return;
    case 'ParentDenied':
      body.refusals.forEach((refusal, position) => {
        group.refusals.push(refusalRow(record, { ...refusal, position, parentId: body.parentId }));
      });
      return;
    case 'ChildDenied': {
      const { parentId, venue } = body.order;
      group.refusals.push(refusalRow(record, { ...body.refusal, position: 0, parentId, venue }));
      return;
    }
    case 'LimitsChanged':
      addLimits(group, body.before, { record, reason: 'in force before the first change' });
      addLimits(group, body.after, { record, reason: body.reason });
      return;
    case 'KillTripped':
      group.kills.push({ tripped: killRow(body.kill, body.cancelsSent) });
      return;
    case 'KillRearmed':
      group.kills.push({ rearmed: { record, body } });
      return;
    case 'DecisionDiscarded':
    case 'ReportIgnored':
    case 'CommandRefused':
    case 'ModelPromoted':
    case 'SimulationControlled':
    case 'VenueSessionChanged':
      return;
    default:
      body satisfies never;
  }
}

const executionKey = (clOrdId: string, execId: string): string => `${clOrdId}\n${execId}`;

function restate(group: Group, body: Body<'FillRestated'>): void {
  const key = executionKey(body.clOrdId, body.execRefId);
  const row = group.executions.get(key);
  if (!row) {
    group.restated.push(body);
    return;
  }
  if (!body.fill) {
    group.executions.set(key, { ...row, busted: true });
    return;
  }
  group.executions.delete(key);
  group.executions.set(executionKey(body.clOrdId, body.fill.execId), { ...row, ...fillColumns(body.fill) });
}

function refusalRow(
  record: AuditRecord,
  refusal: {
    readonly position: number;
    readonly code: string;
    readonly scope: string;
    readonly value?: number;
    readonly bound?: number;
    readonly parentId: string;
    readonly venue?: string;
  },
): Row {
  return {
    seq: toBig(record.seq),
    nth: record.nth,
    position: refusal.position,
    ts: toBig(record.ts),
    code: refusal.code,
    scope: toText(refusal.scope),
    value: refusal.value ?? null,
    bound: refusal.bound ?? null,
    parent_id: toText(refusal.parentId),
    venue: maybeText(refusal.venue),
  };
}

/** A set that is there already stays: what was in force is never restated. */
function addLimits(
  group: Group,
  set: LimitSet,
  by: { readonly record: AuditRecord; readonly reason: string },
): void {
  if (set.version < 1 || group.limitSets.has(set.version)) return;
  const { seq, ts, actor } = by.record;
  group.limitSets.set(set.version, {
    version: set.version,
    seq: toBig(seq),
    ts: toBig(ts),
    actor: toText(actor),
    reason: toText(by.reason),
  });
  set.rows.forEach((row, position) => {
    group.limitRows.push({
      version: set.version,
      position,
      level: row.level,
      key: toText(row.key),
      control: row.control,
      bound: toBig(row.bound),
    });
  });
}

export async function applyGroup(tx: Transaction, group: Group): Promise<void> {
  await write(tx, INSTRUMENTS, [...group.instruments.values()], 'replace');
  await write(tx, VENUES, [...group.venues.values()], 'replace');
  await write(tx, PARENTS, [...group.parents.values()], 'replace');
  await write(tx, CHILDREN, [...group.children.values()], 'replace');
  await write(tx, EXECUTIONS, [...group.executions.values()], 'keep');
  for (const body of group.restated) await applyRestated(tx, body);
  await write(tx, DECISIONS, [...group.decisions.values()], 'keep');
  await write(tx, REFUSALS, group.refusals, 'refuse');
  await write(tx, LIMIT_SETS, [...group.limitSets.values()], 'keep');
  await write(tx, LIMIT_ROWS, group.limitRows, 'keep');
  for (const kill of group.kills) {
    if ('rearmed' in kill) await applyRearm(tx, kill.rearmed);
    else await write(tx, KILLS, [kill.tripped], 'keep');
  }
}

async function applyRestated(tx: Transaction, body: Body<'FillRestated'>): Promise<void> {
  const where = { clOrdId: toText(body.clOrdId), execId: toText(body.execRefId) };
  if (!body.fill) {
    await tx.execution.updateMany({ where, data: { busted: true } });
    return;
  }
  const { fill } = body;
  await tx.execution.updateMany({
    where,
    data: {
      venue: toText(fill.venue),
      execId: toText(fill.execId),
      clOrdId: toText(fill.clOrdId),
      parentId: toText(fill.parentId),
      lastQty: toBig(fill.lastQty),
      lastPx: toBig(fill.lastPx),
      liquidity: fill.lastLiquidityInd,
      feeMicros: toBig(fill.feeMicros),
      tsEvent: toBig(fill.tsEvent),
      busted: false,
    },
  });
}

async function applyRearm(tx: Transaction, { record, body }: Rearm): Promise<void> {
  const { scope } = body;
  await tx.kill.updateMany({
    where: {
      level: scope.level,
      key: scope.level === 'Firm' ? null : toText(scope.key),
      rearmedSeq: null,
    },
    data: {
      rearmedSeq: toBig(record.seq),
      rearmedBy: toText(record.actor),
      rearmReason: toText(body.reason),
    },
  });
}
