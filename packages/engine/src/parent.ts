/**
 * What a client asked for and what became of it, as facts; its status is computed from them by the same
 * precedence as a child's. A parent is closed when nothing of it is open at a venue and it is filled, canceled
 * or past its end: a late fill or a bust moves it like any other fact.
 */
import {
  type ClOrdId,
  type DecisionId,
  type MarketStamp,
  type Nanos,
  type OrdStatus,
  type ParentId,
  type ParentOrder,
  qty,
  sumNotional,
  type TimerId,
  timerId,
} from '@fairlead/domain';
import type { ParentView } from './audit.ts';
import { type Child, deriveOrdStatus, reservedQty } from './child.ts';

/** A decision asked for and not answered: what of its snapshot the order state knows. */
export interface PendingDecision {
  readonly decisionId: DecisionId;
  readonly requestedAt: Nanos;
  readonly wave: number;
  readonly sliceQty: number;
  readonly urgency: number;
  readonly horizonNs: number;
}

export interface Parent {
  readonly parentId: ParentId;
  readonly order: ParentOrder;
  readonly submittedAt: Nanos;
  readonly arrival: MarketStamp;
  /** Every child ever sent, in order. */
  readonly children: ClOrdId[];
  /** Those with leaves or a request in flight. */
  open: Child[];
  cumQty: number;
  cumNotional: number;
  feesMicros: number;
  decisions: number;
  fallbackDecisions: number;
  wave: number;
  pending: PendingDecision | undefined;
  paused: boolean;
  cancelRequested: boolean;
  /** Its end has passed: nothing new is sent. */
  ended: boolean;
  closedAt: Nanos | undefined;
  closeStamp: MarketStamp | undefined;
  /** The latest market that an input about it carried. */
  lastStamp: MarketStamp;
  /** What its last audit record said, in brief. */
  noted: string;
  /** Why a person must look, by what it is about. */
  readonly attention: Map<string, string>;
}

export const timerOf = (parentId: ParentId): TimerId => timerId(`wave:${parentId}`);
export const parentOfTimer = (id: TimerId): ParentId | undefined =>
  id.startsWith('wave:') ? (id.slice(5) as ParentId) : undefined;

export const createParent = (
  parentId: ParentId,
  order: ParentOrder,
  at: { readonly ts: Nanos; readonly stamp: MarketStamp },
): Parent => ({
  parentId,
  order,
  submittedAt: at.ts,
  arrival: at.stamp,
  children: [],
  open: [],
  cumQty: 0,
  cumNotional: 0,
  feesMicros: 0,
  decisions: 0,
  fallbackDecisions: 0,
  wave: 0,
  pending: undefined,
  paused: false,
  cancelRequested: false,
  ended: false,
  closedAt: undefined,
  closeStamp: undefined,
  lastStamp: at.stamp,
  noted: '',
  attention: new Map(),
});

/** At venues now; requests in flight, orders of unknown fate and fills not yet reported included. */
export function workingQty(parent: Parent): number {
  let sum = 0;
  for (const child of parent.open) sum += reservedQty(child);
  return sum;
}

/** Neither filled nor working: what may still be sent. Never negative. */
export const unroutedQty = (parent: Parent): number =>
  Math.max(0, parent.order.orderQty - parent.cumQty - workingQty(parent));

/** May it send? Kills and sessions are the gate's and the snapshot's matter. */
export const mayTrade = (parent: Parent): boolean =>
  !parent.paused && !parent.cancelRequested && !parent.ended && parent.cumQty < parent.order.orderQty;

export const isDone = (parent: Parent): boolean =>
  workingQty(parent) === 0 &&
  (parent.cumQty >= parent.order.orderQty || parent.cancelRequested || parent.ended);

function parentStatus(parent: Parent): OrdStatus {
  const done = isDone(parent);
  const terminal = parent.cancelRequested ? 'Canceled' : 'Expired';
  return deriveOrdStatus({
    orderQty: parent.order.orderQty,
    cumQty: parent.cumQty,
    acked: true,
    terminal: done && parent.cumQty < parent.order.orderQty ? terminal : undefined,
    restsOvernight: false,
    hold: parent.paused ? 'Suspended' : undefined,
    requests: parent.cancelRequested && !done ? [{ type: 'Cancel' }] : [],
  });
}

/** @param killed why the gate holds it back, where a kill does */
export function parentView(parent: Parent, killed?: string): ParentView {
  const { parentId, order, submittedAt, arrival, decisions, fallbackDecisions, feesMicros } = parent;
  const texts = [...parent.attention.values(), ...(killed === undefined || isDone(parent) ? [] : [killed])];
  return {
    parentId,
    order,
    ordStatus: parentStatus(parent),
    cumQty: qty(parent.cumQty),
    leavesQty: qty(isDone(parent) ? 0 : Math.max(0, order.orderQty - parent.cumQty)),
    workingQty: qty(workingQty(parent)),
    cumNotional: sumNotional(parent.cumNotional, 0),
    feesMicros,
    decisions,
    fallbackDecisions,
    submittedAt,
    arrival,
    ...(parent.closedAt === undefined ? {} : { closedAt: parent.closedAt }),
    ...(parent.closeStamp === undefined ? {} : { closeStamp: parent.closeStamp }),
    ...(texts.length === 0 ? {} : { attention: texts.join('; ') }),
  };
}
