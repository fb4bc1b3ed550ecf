/** Whose order an audit record is about: what its visibility rests on. Records about no order have no owner. */
import type { AuditBody, AuditRecord } from '@fairlead/engine';
import { fromText, toText } from './columns.ts';
import type { Transaction } from './database.ts';

export interface Owner {
  readonly parentId?: string;
  readonly desk?: string;
  readonly trader?: string;
}

/** @returns the owner per record; records without one are not in it */
export async function ownersOf(
  tx: Transaction,
  records: readonly AuditRecord[],
): Promise<ReadonlyMap<AuditRecord, Owner>> {
  const byParent = new Map<string, Owner>();
  const parentOfChild = new Map<string, string>();
  for (const { body } of records) {
    const owner = ownOwner(body);
    if (owner?.parentId !== undefined) byParent.set(owner.parentId, owner);
    if (body.type === 'ChildSent') parentOfChild.set(body.child.order.clOrdId, body.child.order.parentId);
  }
  const bodies = records.map((record) => record.body);
  await addChildren(tx, parentOfChild, bodies);
  const parentOf = (body: AuditBody): string | undefined =>
    body.type === 'ReportIgnored' ? parentOfChild.get(body.clOrdId) : parentIdOf(body);
  await addParents(tx, byParent, bodies.map(parentOf));

  const owners = new Map<AuditRecord, Owner>();
  for (const record of records) {
    const parentId = parentOf(record.body);
    const owner = ownOwner(record.body) ?? (parentId === undefined ? undefined : byParent.get(parentId));
    if (owner) owners.set(record, owner);
    else if (parentId !== undefined) owners.set(record, { parentId });
  }
  return owners;
}

/** Where the body carries the order itself. */
function ownOwner(body: AuditBody): Owner | undefined {
  switch (body.type) {
    case 'ParentAccepted':
    case 'ParentChanged': {
      const { desk, trader } = body.parent.order;
      return { parentId: body.parent.parentId, desk, trader };
    }
    case 'ParentDenied':
      return { parentId: body.parentId, desk: body.order.desk, trader: body.order.trader };
    case 'ChildDenied':
      return { parentId: body.order.parentId, desk: body.order.desk, trader: body.order.trader };
    case 'ChildSent':
    case 'ChildChanged': {
      const { parentId, desk, trader } = body.child.order;
      return { parentId, desk, trader };
    }
    default:
      return undefined;
  }
}

function parentIdOf(body: AuditBody): string | undefined {
  switch (body.type) {
    case 'DecisionMade':
      return body.record.outcome.parentId;
    case 'DecisionDiscarded':
    case 'FillRestated':
      return body.parentId;
    case 'Filled':
      return body.fill.parentId;
    default:
      return ownOwner(body)?.parentId;
  }
}

async function addChildren(
  tx: Transaction,
  parentOfChild: Map<string, string>,
  bodies: readonly AuditBody[],
): Promise<void> {
  const unknown = new Set<string>();
  for (const body of bodies) {
    if (body.type === 'ReportIgnored' && !parentOfChild.has(body.clOrdId)) unknown.add(toText(body.clOrdId));
  }
  if (unknown.size === 0) return;
  const rows = await tx.child.findMany({
    where: { clOrdId: { in: [...unknown] } },
    select: { clOrdId: true, parentId: true },
  });
  for (const row of rows) parentOfChild.set(fromText(row.clOrdId), fromText(row.parentId));
}

async function addParents(
  tx: Transaction,
  byParent: Map<string, Owner>,
  parentIds: readonly (string | undefined)[],
): Promise<void> {
  const unknown = new Set<string>();
  for (const id of parentIds) if (id !== undefined && !byParent.has(id)) unknown.add(toText(id));
  if (unknown.size === 0) return;
  const rows = await tx.parent.findMany({
    where: { parentId: { in: [...unknown] } },
    select: { parentId: true, desk: true, trader: true },
  });
  for (const row of rows) {
    const parentId = fromText(row.parentId);
    byParent.set(parentId, { parentId, desk: fromText(row.desk), trader: fromText(row.trader) });
  }
}
