/** What a venue refuses, folded into the child's facts: cancels, replaces, and status requests about nothing. */
import type { OrderCancelReject } from '@fairlead/domain';
import { type Child, isClosed } from './child.ts';

export type CancelRejectOutcome =
  /** The request is answered: the order is as it was. */
  | 'Cleared'
  /** No request of ours by that id, and no status asked. */
  | 'Unmatched'
  /** The venue's word can't be squared with ours: ask it for the order's state. */
  | 'AskStatus'
  /** The venue never saw the order: closed, its quantity free again. */
  | 'NeverArrived'
  /** The venue knew it once and does not any more. */
  | 'Unknown';

/** Folds a refusal of a cancel, of a replace or of a status request. */
export function applyCancelReject(child: Child, reject: OrderCancelReject): CancelRejectOutcome {
  if (reject.text !== undefined) child.text = reject.text;
  if (reject.inResponseTo === 'Status') {
    if (!child.asked) return 'Unmatched';
    child.asked = false;
    if (reject.reason !== 'UnknownOrder' || isClosed(child)) return 'Cleared';
    return disown(child);
  }
  const nth = child.requests.findIndex((r) => r.clOrdId === reject.clOrdId);
  if (nth < 0) return 'Unmatched';
  child.requests = child.requests.filter((_, i) => i !== nth);
  if (isClosed(child)) return 'Cleared';
  // A cancel may overtake its order, and a fill may be on its way: only a status answer frees quantity.
  return reject.reason === 'UnknownOrder' || reject.reason === 'TooLateToCancel' ? 'AskStatus' : 'Cleared';
}

function disown(child: Child): 'NeverArrived' | 'Unknown' {
  child.requests = [];
  if (child.acked) {
    child.unknown = true;
    return 'Unknown';
  }
  child.terminal = 'Rejected';
  child.neverArrived = true;
  return 'NeverArrived';
}
