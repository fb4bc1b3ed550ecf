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
import { describe, expect, test } from 'vitest';
import {
  type Child,
  createChild,
  deriveOrdStatus,
  leavesOf,
  requestCancel,
  requestReplace,
} from './child.ts';
import { applyCancelReject, applyReport, type CancelRejectOutcome, type ReportOutcome } from './report.ts';

interface Row {
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
function order(orderQty: number, over: Parameters<typeof childOrder>[0] = {}) {
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

const ack = (n = 10_000): Row => ({ exec: 'New', status: 'New', q: [n, 0, n] });
const part = (cum: number, last: number, more: Partial<Row> = {}): Row => ({
  exec: 'Trade',
  status: 'PartiallyFilled',
  q: [10_000, cum, 10_000 - cum],
  last: [last],
  ...more,
});
const pendingReplace = (cum: number, more: Partial<Row> = {}): Row => ({
  of: ['Y', 'X'],
  exec: 'PendingReplace',
  status: 'PendingReplace',
  q: [10_000, cum, 10_000 - cum],
  ...more,
});
const pendingCancel = (cum: number): Row => ({
  of: ['Y', 'X'],
  exec: 'PendingCancel',
  status: 'PendingCancel',
  q: [10_000, cum, 10_000 - cum],
});

describe('A: vanilla', () => {
  test('A.1.a (D1) Filled order', () => {
    const x = order(10_000);
    expect(x.facts()).toEqual({ status: 'PendingNew', orderQty: 10_000, cumQty: 0, leavesQty: 10_000 });
    x.says(ack());
    x.says(part(2_000, 2_000));
    x.says(part(3_000, 1_000));
    x.says(part(10_000, 7_000, { status: 'Filled' }));
  });

  test('A.1.a (D1) Filled order, rejected instead', () => {
    order(10_000).says({ exec: 'Rejected', status: 'Rejected', q: [10_000, 0, 0] });
  });

  test('A.1.b (D2) Part-filled day order, done for day', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(2_000, 2_000));
    x.says(part(3_000, 1_000));
    x.says({ exec: 'DoneForDay', status: 'DoneForDay', q: [10_000, 3_000, 0] });
  });
});

describe('B: cancel', () => {
  test('B.1.a (D3) Cancel request issued for a zero-filled order', () => {
    const x = order(10_000);
    x.says(ack());
    expect(x.cancels('Y')).toBe('X');
    x.says(pendingCancel(0));
    x.says({ of: ['Y', 'X'], exec: 'Canceled', status: 'Canceled', q: [10_000, 0, 0] });
  });

  test('B.1.a (D3) Cancel request issued for a zero-filled order, rejected twice', () => {
    const x = order(10_000);
    x.says(ack());
    x.cancels('Y');
    expect(x.refuses({ reason: 'Other' }, 'New')).toBe('Cleared');
    x.cancels('Z');
    x.says({ ...pendingCancel(0), of: ['Z', 'X'] });
    expect(x.refuses({ clOrdId: clOrdId('Z'), reason: 'Other' }, 'New')).toBe('Cleared');
    expect(x.facts().leavesQty).toBe(10_000);
  });

  test('B.1.b (D4) Cancel request issued for a part-filled order: executions occur whilst cancel request is active', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(2_000, 2_000));
    x.cancels('Y');
    x.says(part(5_000, 3_000, { as: 'PendingCancel' }));
    x.says(pendingCancel(5_000));
    x.says(part(6_000, 1_000, { status: 'PendingCancel' }));
    x.says({ of: ['Y', 'X'], exec: 'Canceled', status: 'Canceled', q: [10_000, 6_000, 0] });
  });

  test('B.1.c (D5) Cancel request issued for an order that becomes filled before cancel request can be accepted', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(2_000, 2_000));
    x.cancels('Y');
    x.says(part(5_000, 3_000, { as: 'PendingCancel' }));
    x.says(pendingCancel(5_000));
    x.says({ ...part(10_000, 5_000), status: 'PendingCancel' });
    expect(x.refuses({ reason: 'TooLateToCancel', ordStatus: 'Filled' }, 'Filled')).toBe('Cleared');
    expect(x.facts().leavesQty).toBe(0);
  });

  test('B.1.d Cancel request issued for an order that has not yet been acknowledged', () => {
    const x = order(10_000);
    x.cancels('Y');
    expect(x.facts().status).toBe('PendingCancel');
    x.says({ ...ack(), as: 'PendingCancel' });
    x.says({ of: ['Y', 'X'], exec: 'Canceled', status: 'Canceled', q: [10_000, 0, 0] });
  });

  test('B.1.e Cancel request and acknowledgement cross', () => {
    const x = order(10_000);
    x.cancels('Y');
    x.says({ ...ack(), as: 'PendingCancel' });
    x.says(pendingCancel(0));
    x.says({ of: ['Y', 'X'], exec: 'Canceled', status: 'Canceled', q: [10_000, 0, 0] });
  });

  test('B.1.f Cancel request issued for an unknown order: the venue is asked, and only its answer frees quantity', () => {
    const x = order(10_000);
    x.cancels('Y');
    expect(x.refuses({ reason: 'UnknownOrder', ordStatus: 'Rejected' }, 'PendingNew')).toBe('AskStatus');
    expect(x.facts().leavesQty).toBe(10_000);
    x.child.asked = true;
    const answer = { reason: 'UnknownOrder', inResponseTo: 'Status', clOrdId: clOrdId('X') } as const;
    expect(x.refuses(answer, 'Rejected')).toBe('NeverArrived');
    expect(x.facts().leavesQty).toBe(0);
  });
});

describe('C: cancel/replace, quantity changes', () => {
  test('C.1.a (D6) Zero-filled order, cancel/replace request issued to increase order qty', () => {
    const x = order(10_000);
    x.says(ack());
    expect(x.replaces('Y', 11_000)).toBe('X');
    x.says(pendingReplace(0));
    x.says({ of: ['Y', 'X'], exec: 'Replaced', status: 'New', q: [11_000, 0, 11_000] });
    x.says({
      of: ['Y'],
      exec: 'Trade',
      status: 'PartiallyFilled',
      q: [11_000, 1_000, 10_000],
      last: [1_000],
    });
    x.says({ of: ['Y'], exec: 'Trade', status: 'PartiallyFilled', q: [11_000, 3_000, 8_000], last: [2_000] });
  });

  test('C.1.b (D7) Part-filled order, followed by cancel/replace request to increase order qty, execution occurs whilst order is pending replace', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(1_000, 1_000));
    x.replaces('Y', 12_000);
    x.says(pendingReplace(1_000));
    x.says(part(1_100, 100, { status: 'PendingReplace' }));
    x.says({ of: ['Y', 'X'], exec: 'Replaced', status: 'PartiallyFilled', q: [12_000, 1_100, 10_900] });
    x.says({ of: ['Y'], exec: 'Trade', status: 'Filled', q: [12_000, 12_000, 0], last: [10_900] });
  });

  test('C.1.c (D8) Filled order, followed by cancel/replace request to increase order quantity', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(10_000, 10_000, { status: 'Filled' }));
    x.replaces('Y', 12_000);
    x.says(pendingReplace(10_000));
    x.says({ of: ['Y', 'X'], exec: 'Replaced', status: 'PartiallyFilled', q: [12_000, 10_000, 2_000] });
    x.says({ of: ['Y'], exec: 'Trade', status: 'Filled', q: [12_000, 12_000, 0], last: [2_000] });
  });

  test('C.2.a (D9) Cancel/replace request (not for quantity change) is rejected as a fill has occurred', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(1_000, 1_000));
    x.replaces('Y', 10_000);
    x.says(part(10_000, 9_000, { status: 'Filled', as: 'PendingReplace' }));
    x.refuses({ inResponseTo: 'Replace', reason: 'TooLateToCancel' }, 'Filled');
  });

  test('C.3.a (D10) Requested order qty exceeds the cum qty: order is replaced then filled', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(1_000, 1_000));
    x.replaces('Y', 8_000);
    x.says(part(1_500, 500, { as: 'PendingReplace' }));
    x.says(pendingReplace(1_500));
    x.says(part(1_600, 100, { status: 'PendingReplace' }));
    x.says({ of: ['Y', 'X'], exec: 'Replaced', status: 'PartiallyFilled', q: [8_000, 1_600, 6_400] });
    x.says({ of: ['Y'], exec: 'Trade', status: 'Filled', q: [8_000, 8_000, 0], last: [6_400] });
  });

  test('C.3.b (D11) Requested order qty equals the cum qty: order qty is amended to cum qty', () => {
    const x = order(10_000);
    x.says(ack());
    x.replaces('Y', 7_000);
    x.says(part(7_000, 7_000, { as: 'PendingReplace' }));
    x.says({ of: ['Y', 'X'], exec: 'Replaced', status: 'Filled', q: [7_000, 7_000, 0] });
  });

  test('C.3.c (D12) Requested order qty is below cum qty: order qty is amended to cum qty', () => {
    const x = order(10_000);
    x.says(ack());
    x.replaces('Y', 7_000);
    x.says(part(8_000, 8_000, { as: 'PendingReplace' }));
    x.says({ of: ['Y', 'X'], exec: 'Replaced', status: 'Filled', q: [8_000, 8_000, 0] });
  });
});

describe('D: cancel/replace sequencing and chaining', () => {
  test('D.1.a (D13) One cancel/replace request is issued which is accepted, another one is issued which is also accepted', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(1_000, 1_000));
    x.replaces('Y', 8_000);
    x.says(pendingReplace(1_000));
    x.says(part(1_500, 500, { status: 'PendingReplace' }));
    x.says({ of: ['Y', 'X'], exec: 'Replaced', status: 'PartiallyFilled', q: [8_000, 1_500, 6_500] });
    x.says({ of: ['Y'], exec: 'Trade', status: 'PartiallyFilled', q: [8_000, 3_500, 4_500], last: [2_000] });
    expect(x.replaces('Z', 6_000)).toBe('Y');
    x.says({ of: ['Z', 'Y'], exec: 'PendingReplace', status: 'PendingReplace', q: [8_000, 3_500, 4_500] });
    x.says({ of: ['Z', 'Y'], exec: 'Replaced', status: 'PartiallyFilled', q: [6_000, 3_500, 2_500] });
    x.says({ of: ['Z'], exec: 'Trade', status: 'Filled', q: [6_000, 6_000, 0], last: [2_500] });
  });

  test('D.1.b (D14) One cancel/replace request is rejected before order becomes pending replace, then another one is accepted', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(1_000, 1_000));
    x.replaces('Y', 8_000);
    x.refuses({ inResponseTo: 'Replace', reason: 'Other' }, 'PartiallyFilled');
    x.says(part(1_500, 500));
    expect(x.replaces('Z', 6_000)).toBe('X');
    x.says(pendingReplace(1_500, { of: ['Z', 'X'] }));
    x.says({ of: ['Z', 'X'], exec: 'Replaced', status: 'PartiallyFilled', q: [6_000, 1_500, 4_500] });
    x.says({ of: ['Z'], exec: 'Trade', status: 'Filled', q: [6_000, 6_000, 0], last: [4_500] });
  });

  test('D.1.c (D15) One cancel/replace request is rejected after it is in pending replace, then another one is accepted', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(1_000, 1_000));
    x.replaces('Y', 8_000);
    x.says(pendingReplace(1_000));
    x.says(part(1_500, 500, { status: 'PendingReplace' }));
    x.refuses({ inResponseTo: 'Replace', reason: 'Other' }, 'PartiallyFilled');
    x.replaces('Z', 6_000);
    x.says(pendingReplace(1_500, { of: ['Z', 'X'] }));
    x.says({ of: ['Z', 'X'], exec: 'Replaced', status: 'PartiallyFilled', q: [6_000, 1_500, 4_500] });
  });

  test('D.2.a (D16) One cancel/replace request is followed immediately by another: broker processes sequentially', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(1_000, 1_000));
    x.replaces('Y', 8_000);
    expect(x.replaces('Z', 7_000)).toBe('Y');
    x.says(pendingReplace(1_000));
    x.says({
      of: ['Y', 'X'],
      exec: 'Replaced',
      status: 'PartiallyFilled',
      q: [8_000, 1_000, 7_000],
      as: 'PendingReplace',
    });
    x.says({ of: ['Z', 'Y'], exec: 'PendingReplace', status: 'PendingReplace', q: [8_000, 1_000, 7_000] });
    x.says({ of: ['Z', 'Y'], exec: 'Replaced', status: 'PartiallyFilled', q: [7_000, 1_000, 6_000] });
    x.says({ of: ['Z'], exec: 'Trade', status: 'Filled', q: [7_000, 7_000, 0], last: [6_000] });
  });

  test('D.2.b (D17) Broker processes pending replaces before replaces', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(1_000, 1_000));
    x.replaces('Y', 8_000);
    x.replaces('Z', 7_000);
    x.says(pendingReplace(1_000));
    x.says(pendingReplace(1_000, { of: ['Z', 'X'] }));
    x.says({ of: ['Y', 'X'], exec: 'Replaced', status: 'PendingReplace', q: [8_000, 1_000, 7_000] });
    x.says({ of: ['Z', 'Y'], exec: 'Replaced', status: 'PartiallyFilled', q: [7_000, 1_000, 6_000] });
    x.says({ of: ['Z'], exec: 'Trade', status: 'Filled', q: [7_000, 7_000, 0], last: [6_000] });
  });

  test('D.2.c Both of two chained cancel/replace requests are rejected: the order is as it was', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(1_000, 1_000));
    x.replaces('Y', 8_000);
    x.replaces('Z', 7_000);
    x.refuses({ inResponseTo: 'Replace', reason: 'Other' }, 'PendingReplace');
    x.refuses({ inResponseTo: 'Replace', clOrdId: clOrdId('Z'), reason: 'Other' }, 'PartiallyFilled');
    x.says(part(10_000, 9_000, { status: 'Filled' }));
  });

  test('D.2.d (D18) Broker rejects the second as order is pending replace', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(1_000, 1_000));
    x.replaces('Y', 8_000);
    x.replaces('Z', 7_000);
    x.says(pendingReplace(1_000));
    const second = { inResponseTo: 'Replace', clOrdId: clOrdId('Z'), reason: 'AlreadyPending' } as const;
    x.refuses(second, 'PendingReplace');
    x.says({ of: ['Y', 'X'], exec: 'Replaced', status: 'PartiallyFilled', q: [8_000, 1_000, 7_000] });
    x.says({ of: ['Y'], exec: 'Trade', status: 'PartiallyFilled', q: [8_000, 3_000, 5_000], last: [2_000] });
  });
});

describe('E: unsolicited', () => {
  test('E.1.b (D19) Unsolicited cancel of a part-filled order', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(1_000, 1_000));
    x.says({ exec: 'Canceled', status: 'Canceled', q: [10_000, 1_000, 0] });
  });

  test('E.1.c (D20) Unsolicited replacement of an order', () => {
    const x = order(10_000);
    x.says(ack());
    x.says({ exec: 'Restated', status: 'New', q: [11_000, 0, 11_000] });
    x.says({ exec: 'Trade', status: 'PartiallyFilled', q: [11_000, 1_000, 10_000], last: [1_000] });
    x.says({ exec: 'Restated', status: 'PartiallyFilled', q: [12_000, 1_000, 11_000] });
  });

  test('E.1.d (D21) Unsolicited reduction of order quantity by the sell side', () => {
    const x = order(10_000);
    x.says(ack());
    x.says({ exec: 'Restated', status: 'New', q: [9_000, 0, 9_000] });
    x.says({ exec: 'Trade', status: 'PartiallyFilled', q: [9_000, 1_000, 8_000], last: [1_000] });
    x.says({ exec: 'Restated', status: 'Filled', q: [1_000, 1_000, 0] });
  });
});

describe('F: order reject', () => {
  test('F.1.a Order rejected due to duplicate ClOrdID: the first order goes on', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(1_000, 1_000));
    const duplicate = x.report({ exec: 'Rejected', status: 'PartiallyFilled', q: [10_000, 1_000, 9_000] });
    expect(x.apply(duplicate)).toEqual({ type: 'Ignored', cause: 'Inconsistent', askStatus: true });
    expect(x.facts()).toEqual({
      status: 'PartiallyFilled',
      orderQty: 10_000,
      cumQty: 1_000,
      leavesQty: 9_000,
    });
  });

  test('F.1.b (D31) Poss resend and duplicate ClOrdID', () => {
    const x = order(10_000);
    x.says(ack());
    x.says({ exec: 'OrderStatus', status: 'New', q: [10_000, 0, 10_000] });
    const duplicate = x.report({ exec: 'Rejected', status: 'New', q: [10_000, 0, 10_000] });
    expect(x.apply(duplicate)).toEqual({ type: 'Ignored', cause: 'Inconsistent', askStatus: true });
    expect(x.facts().status).toBe('New');
    x.says(part(10_000, 10_000, { status: 'Filled' }));
  });

  test('F.1.c (D23) Order rejected because the order has already been verbally submitted', () => {
    order(10_000).says({ exec: 'Rejected', status: 'Rejected', q: [10_000, 0, 0] });
  });
});

describe('G: status', () => {
  test('G.1.a (D24) Order status request rejected for unknown order', () => {
    const x = order(10_000);
    x.child.asked = true;
    const answer = { reason: 'UnknownOrder', inResponseTo: 'Status', clOrdId: clOrdId('X') } as const;
    expect(x.refuses(answer, 'Rejected')).toBe('NeverArrived');
  });

  test('G.1.b (D25) Nothing done, in response to a status request', () => {
    const x = order(10_000);
    x.says(ack());
    x.says({ exec: 'OrderStatus', status: 'New', q: [10_000, 0, 10_000], id: '0' });
    x.says({ exec: 'OrderStatus', status: 'New', q: [10_000, 0, 10_000], id: '0' });
  });

  test('G.1.c (D26) Order sent, immediately followed by a status request, and status requests during the life of the order', () => {
    const x = order(10_000);
    const status = (s: OrdStatus, cum: number, leaves: number, as?: OrdStatus): Row => ({
      exec: 'OrderStatus',
      status: s,
      q: [10_000, cum, leaves],
      id: '0',
      ...(as === undefined ? {} : { as }),
    });
    x.says(status('PendingNew', 0, 10_000));
    x.says(ack());
    x.says(status('New', 0, 10_000));
    x.says(part(1_000, 1_000));
    x.says(status('PartiallyFilled', 1_000, 9_000));
    x.says(part(10_000, 9_000, { status: 'Filled' }));
    x.says(status('Filled', 10_000, 0));
  });
});

describe('H: orders over several days', () => {
  const firstDay = () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(2_000, 2_000, { id: 'B' }));
    x.says({ exec: 'DoneForDay', status: 'DoneForDay', q: [10_000, 2_000, 8_000] });
    x.says({ exec: 'Restated', status: 'PartiallyFilled', q: [10_000, 2_000, 8_000] });
    return x;
  };

  test('H.1.a (D27) GTC order partially filled, restated (renewed) and partially filled the following day', () => {
    firstDay().says(part(3_000, 1_000));
  });

  test('H.1.b (D28) GTC order with partial fill, a 2-for-1 stock split then a partial fill', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(2_000, 2_000));
    x.says({ exec: 'DoneForDay', status: 'DoneForDay', q: [10_000, 2_000, 8_000] });
    // A split restates cumQty too; v1 keeps executions as traded, so only the order's quantity moves.
    x.says({ exec: 'Restated', status: 'PartiallyFilled', q: [20_000, 2_000, 18_000] });
    x.says({ exec: 'Trade', status: 'PartiallyFilled', q: [20_000, 3_000, 17_000], last: [1_000] });
  });

  test('H.1.c (D29) GTC order partially filled, restated (renewed) and canceled the following day', () => {
    const x = firstDay();
    x.cancels('Y');
    x.says(pendingCancel(2_000));
    x.says({ of: ['Y', 'X'], exec: 'Canceled', status: 'Canceled', q: [10_000, 2_000, 0] });
  });

  test('H.1.d (D30) GTC order partially filled, restated (renewed) followed by replace request to increase quantity', () => {
    const x = firstDay();
    x.replaces('Y', 15_000);
    x.says(pendingReplace(2_000));
    x.says(part(3_000, 1_000, { status: 'PendingReplace' }));
    x.says({ of: ['Y', 'X'], exec: 'Replaced', status: 'PartiallyFilled', q: [15_000, 3_000, 12_000] });
  });
});

describe('I: time in force', () => {
  test('I.1.a (D32) Fill or Kill order cannot be filled', () => {
    const x = order(10_000, { timeInForce: 'FillOrKill' });
    x.says(ack());
    x.says({ exec: 'Canceled', status: 'Canceled', q: [10_000, 0, 0] });
  });

  test('I.1.b (D33) Immediate or Cancel order that cannot be immediately hit', () => {
    const x = order(10_000, { timeInForce: 'ImmediateOrCancel' });
    x.says(ack());
    x.says(part(1_000, 1_000));
    x.says({ exec: 'Canceled', status: 'Canceled', q: [10_000, 1_000, 0] });
  });

  test('I.1.b (D33) Immediate or Cancel order that the venue lets expire', () => {
    const x = order(10_000, { timeInForce: 'ImmediateOrCancel' });
    x.says(part(1_000, 1_000));
    x.says({ exec: 'Expired', status: 'Expired', q: [10_000, 1_000, 0] });
  });
});

describe('J: execution cancels and corrects', () => {
  test('J.1.a (D34) Filled order, followed by correction and cancellation of executions', () => {
    const x = order(10_000);
    x.says({ ...ack(), id: 'B' });
    x.says(part(1_000, 1_000, { id: 'C', last: [1_000, 100] }));
    x.says({ ...part(10_000, 9_000), status: 'Filled', id: 'D', last: [9_000, 110] });
    x.says({ exec: 'TradeCancel', status: 'PartiallyFilled', q: [10_000, 9_000, 1_000], id: 'E', ref: 'C' });
    const corrected = part(9_000, 9_000, { exec: 'TradeCorrect', id: 'F', ref: 'D', last: [9_000, 100] });
    x.says(corrected);
    expect(x.child.cumNotional).toBe(9_000 * 100);
    x.says({ ...part(10_000, 1_000), status: 'Filled', id: 'G', last: [1_000, 120] });
    x.says({
      exec: 'TradeCorrect',
      status: 'Filled',
      q: [10_000, 10_000, 0],
      id: 'H',
      ref: 'F',
      last: [9_000, 120],
    });
    x.replaces('Y', 12_000);
    x.says(pendingReplace(10_000, { id: 'I' }));
    x.says({
      of: ['Y', 'X'],
      exec: 'Replaced',
      status: 'PartiallyFilled',
      q: [12_000, 10_000, 2_000],
      id: 'J',
    });
    x.says({
      of: ['Y'],
      exec: 'TradeCorrect',
      status: 'PartiallyFilled',
      q: [12_000, 10_500, 1_500],
      id: 'K',
      ref: 'H',
      last: [9_500, 120],
    });
    expect(x.child.cumNotional).toBe(10_500 * 120);
  });

  test('J.1.b (D35) A canceled order followed by a busted execution and a new execution', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(5_000, 5_000, { id: 'B', last: [5_000, 50] }));
    x.cancels('Y');
    x.says(pendingCancel(5_000));
    x.says({ of: ['Y', 'X'], exec: 'Canceled', status: 'Canceled', q: [10_000, 5_000, 0] });
    x.says({ of: ['Y'], exec: 'TradeCancel', status: 'Canceled', q: [10_000, 0, 0], ref: 'B' });
    x.says({ of: ['Y'], exec: 'Trade', status: 'Canceled', q: [10_000, 4_000, 0], last: [4_000, 51] });
    expect(x.child.cumNotional).toBe(4_000 * 51);
  });

  test('J.1.c (D36) GTC order partially filled, restated and partially filled the following day, with corrections of quantity on both executions', () => {
    const x = order(10_000);
    x.says({ ...ack(), id: 'A' });
    x.says(part(2_000, 2_000, { id: 'B' }));
    x.says({ exec: 'DoneForDay', status: 'DoneForDay', q: [10_000, 2_000, 8_000], id: 'C' });
    x.says({ exec: 'Restated', status: 'PartiallyFilled', q: [10_000, 2_000, 8_000], id: 'D' });
    x.says(part(3_000, 1_000, { id: 'E' }));
    x.says(part(2_500, 1_500, { exec: 'TradeCorrect', id: 'F', ref: 'B' }));
    x.says(part(2_000, 500, { exec: 'TradeCorrect', id: 'G', ref: 'E' }));
  });
});

describe('K and L: halts and guarantees', () => {
  test('K.1.a Trading halt, order reinstated', () => {
    const x = order(10_000);
    x.says(ack());
    x.says(part(1_000, 1_000));
    x.says({ exec: 'Suspended', status: 'Suspended', q: [10_000, 1_000, 9_000] });
    x.says({ exec: 'Restated', status: 'PartiallyFilled', q: [10_000, 1_000, 9_000] });
  });

  test('K.1.b Trading halt, order canceled', () => {
    const x = order(10_000);
    x.says(ack());
    x.says({ exec: 'Suspended', status: 'Suspended', q: [10_000, 0, 10_000] });
    x.says({ exec: 'Canceled', status: 'Canceled', q: [10_000, 0, 0] });
  });

  test('L.1.a Transmission of a guarantee of execution prior to execution: stopped', () => {
    const x = order(10_000);
    x.says(ack());
    x.says({ exec: 'Stopped', status: 'Stopped', q: [10_000, 0, 10_000] });
    x.says(part(1_000, 1_000, { status: 'Stopped' }));
    x.says(part(10_000, 9_000, { status: 'Filled' }));
  });
});

describe('what no matrix shows', () => {
  test('a fill after the cancel was confirmed counts, and reopens nothing', () => {
    const x = order(10_000);
    x.says(ack());
    x.cancels('Y');
    x.says({ of: ['Y', 'X'], exec: 'Canceled', status: 'Canceled', q: [10_000, 0, 0] });
    x.says({ exec: 'Trade', status: 'Canceled', q: [10_000, 3_000, 0], last: [3_000] });
  });

  test('a fill before the acknowledgement acknowledges', () => {
    const x = order(10_000);
    x.says(part(3_000, 3_000));
    x.says({ exec: 'New', status: 'New', q: [10_000, 3_000, 7_000], as: 'PartiallyFilled' });
  });

  test('a repeated report is a duplicate and changes nothing', () => {
    const x = order(10_000);
    const fill = x.report(part(3_000, 3_000));
    expect(x.apply(fill).type).toBe('Applied');
    const before = x.facts();
    expect(x.apply(fill)).toEqual({ type: 'Ignored', cause: 'Duplicate' });
    expect(x.facts()).toEqual(before);
  });

  test('a bust that comes before its execution keeps it from counting', () => {
    const x = order(10_000);
    const bust = x.report({ exec: 'TradeCancel', status: 'New', q: [10_000, 0, 10_000], ref: 'late' });
    expect(x.apply(bust)).toEqual({ type: 'Ignored', cause: 'Inconsistent' });
    const late = x.report(part(3_000, 3_000, { id: 'late' }));
    expect(x.apply(late)).toEqual({ type: 'Ignored', cause: 'Inconsistent' });
    expect(x.facts().cumQty).toBe(0);
  });

  test('an overfill is recorded as it was reported, and somebody is told', () => {
    const x = order(10_000);
    x.says(ack());
    const outcome = x.says({
      exec: 'Trade',
      status: 'Filled',
      q: [10_000, 12_000, 0],
      last: [12_000],
    });
    expect(outcome).toMatchObject({ attention: 'LIT-A overfilled X by 2000' });
  });

  test('an order that the venue works after disowning it is open again, to be canceled', () => {
    const x = order(10_000);
    x.child.asked = true;
    x.refuses({ reason: 'UnknownOrder', inResponseTo: 'Status', clOrdId: clOrdId('X') }, 'Rejected');
    expect(x.says(ack())).toMatchObject({ cancelNow: true });
  });

  test('an order that the venue knew and knows no more keeps its quantity reserved', () => {
    const x = order(10_000);
    x.says(ack());
    x.child.asked = true;
    const answer = { reason: 'UnknownOrder', inResponseTo: 'Status', clOrdId: clOrdId('X') } as const;
    expect(x.refuses(answer, 'New')).toBe('Unknown');
    expect(x.facts().leavesQty).toBe(10_000);
  });

  test.each([
    ['a trade without a quantity', { lastQty: undefined }],
    ['a trade of nothing', { lastQty: 0 }],
    ['a trade of less than nothing', { lastQty: -5 }],
    ['a trade of a fraction', { lastQty: 0.5 }],
    ['a trade of NaN', { lastQty: Number.NaN }],
    ['a trade of 2^53', { lastQty: 2 ** 53 }],
    ['a trade at no price', { lastPx: 0 }],
    ['a trade at infinity', { lastPx: Number.POSITIVE_INFINITY }],
    ['a trade whose notional is not exact', { lastQty: 2 ** 30, lastPx: 2 ** 30 }],
    ['a cumQty of NaN', { cumQty: Number.NaN }],
    ['a negative leavesQty', { leavesQty: -1 }],
    ['an unknown execType', { execType: 'Nonsense' }],
  ])('%s is ignored', (_, over) => {
    const x = order(10_000);
    const before = x.facts();
    const bad = { ...x.report(part(1_000, 1_000)), ...over } as unknown as ExecutionReport;
    expect(x.apply(bad)).toEqual({ type: 'Ignored', cause: 'Inconsistent' });
    expect(x.facts()).toEqual(before);
  });
});
