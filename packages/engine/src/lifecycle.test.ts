/** FIX 4.4 Volume 4, Appendix D, order state change matrices: new orders, cancels, replaces. How to read a row: test/matrix.ts. */
import { clOrdId } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { ack, order, part, pendingCancel, pendingReplace } from '../test/matrix.ts';

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
