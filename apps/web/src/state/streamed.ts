/** A record as the stream delivers it, and what can be read off it. */
import type { AuditRecord, DecisionSummary } from '../data/api-types.ts';

export type StreamedRecord = AuditRecord & { readonly prev?: string };

/** The order that a record is about; absent where it is about none. */
export function parentIdOf(body: AuditRecord['body']): string | undefined {
  switch (body.type) {
    case 'ParentAccepted':
    case 'ParentChanged':
      return body.parent.parentId;
    case 'ParentDenied':
    case 'DecisionDiscarded':
    case 'FillRestated':
      return body.parentId;
    case 'DecisionMade':
      return body.record.outcome.parentId;
    case 'ChildDenied':
      return body.order.parentId;
    case 'ChildSent':
    case 'ChildChanged':
      return body.child.order.parentId;
    case 'Filled':
      return body.fill.parentId;
    default:
      return undefined;
  }
}

export function decisionSummary(record: AuditRecord): DecisionSummary | undefined {
  const { body, seq, ts } = record;
  if (body.type !== 'DecisionMade') return undefined;
  const { inputs, outcome, outcomeHash } = body.record;
  return {
    decisionId: outcome.decisionId,
    parentId: outcome.parentId,
    seq,
    ts,
    router: outcome.router,
    ...(outcome.fallback === undefined ? {} : { fallback: outcome.fallback }),
    why: outcome.why,
    sliceQty: inputs.snapshot.sliceQty,
    outcomeHash,
  };
}
