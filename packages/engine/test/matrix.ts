/**
 * FIX 4.4 Volume 4, Appendix D, order state change matrices of single orders, as goldens: named by FIX 4.4's
 * number, and by FIX 4.2's (D1 ...) where it has one. Each row is a row of the matrix: the report with the
 * venue's quantities, then our status. `as` is our status where it differs from the venue's word, which happens
 * in one way only: the buy side is pending from the moment that it sends a request, the venue when it reads it.
 */
import {
  type ClOrdId,
  clOrdId,
  type ExecId,
  type ExecType,
  type ExecutionReport,
  execId,
  nanos,
  type OrderCancelReject,
  type OrdStatus,
  px,
  qty,
} from '@fairlead/domain';
import { cancelReject, childOrder, executionReport } from '@fairlead/testkit';
import { expect } from 'vitest';
import { applyCancelReject, type CancelRejectOutcome } from '../src/cancel-reject.ts';
import {
  type Child,
  createChild,
  deriveOrdStatus,
  leavesOf,
  requestCancel,
  requestReplace,
} from '../src/child.ts';
import { applyReport, type ReportOutcome } from '../src/report.ts';

export interface Row {
  /** clOrdId, and origClOrdId where the report answers a request. */
  readonly of?: readonly [string, string?];
  readonly exec: ExecType;
  readonly status: OrdStatus;
  readonly q: readonly [orderQty: number, cumQty: number, leavesQty: number];
  readonly last?: readonly [qty: number, px?: number];
  readonly id?: string;
  readonly ref?: string;
  readonly as?: OrdStatus;
}

/** One order, X, and what the two sides say to each other about it. */
export function order(orderQty: number, over: Parameters<typeof childOrder>[0] = {}) {
  const at = { sentAt: nanos(0), restUntil: nanos(1_000), routed: {} };
  const child = createChild(childOrder({ orderQty: qty(orderQty), ...over }), at);
  const seen = new Set<ExecId>();
  let nth = 0;
  const facts = () => ({
    status: deriveOrdStatus(child),
    orderQty: child.orderQty,
    cumQty: child.cumQty,
    leavesQty: leavesOf(child),
  });
  const report = (row: Row): ExecutionReport => {
    const [id, orig] = row.of ?? ['X'];
    const [whole, cum, leaves] = row.q;
    return executionReport({
      clOrdId: clOrdId(id),
      ...(orig === undefined ? {} : { origClOrdId: clOrdId(orig) }),
      execId: execId(row.id ?? `e${nth++}`),
      ...(row.ref === undefined ? {} : { execRefId: execId(row.ref) }),
      execType: row.exec,
      ordStatus: row.status,
      orderQty: qty(whole),
      cumQty: qty(cum),
      leavesQty: qty(leaves),
      ...(row.last === undefined ? {} : { lastQty: qty(row.last[0]), lastPx: px(row.last[1] ?? 1_000_000) }),
    });
  };
  return {
    child: child as Child,
    facts,
    report,
    apply: (r: ExecutionReport): ReportOutcome => applyReport(child, r, seen),
    says(row: Row) {
      const outcome = applyReport(child, report(row), seen);
      expect(outcome.type).toBe('Applied');
      const [whole, cum, leaves] = row.q;
      expect(facts()).toEqual({
        status: row.as ?? row.status,
        orderQty: whole,
        cumQty: cum,
        leavesQty: leaves,
      });
      return outcome;
    },
    cancels(id: string): ClOrdId {
      return requestCancel(child, clOrdId(id));
    },
    replaces(id: string, to: number): ClOrdId {
      return requestReplace(child, clOrdId(id), { orderQty: qty(to) });
    },
    refuses(over: Partial<OrderCancelReject>, then: OrdStatus): CancelRejectOutcome {
      const outcome = applyCancelReject(child, cancelReject({ clOrdId: clOrdId('Y'), ...over }));
      expect(deriveOrdStatus(child)).toBe(then);
      return outcome;
    },
  };
}

export const ack = (n = 10_000): Row => ({ exec: 'New', status: 'New', q: [n, 0, n] });
export const part = (cum: number, last: number, more: Partial<Row> = {}): Row => ({
  exec: 'Trade',
  status: 'PartiallyFilled',
  q: [10_000, cum, 10_000 - cum],
  last: [last],
  ...more,
});
export const pendingReplace = (cum: number, more: Partial<Row> = {}): Row => ({
  of: ['Y', 'X'],
  exec: 'PendingReplace',
  status: 'PendingReplace',
  q: [10_000, cum, 10_000 - cum],
  ...more,
});
export const pendingCancel = (cum: number): Row => ({
  of: ['Y', 'X'],
  exec: 'PendingCancel',
  status: 'PendingCancel',
  q: [10_000, cum, 10_000 - cum],
});
