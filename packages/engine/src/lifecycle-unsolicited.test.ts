/** FIX 4.4 Volume 4, Appendix D, order state change matrices: what venues do unasked. How to read a row: test/matrix.ts. */
import { clOrdId, type OrdStatus } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { ack, order, part, pendingCancel, pendingReplace, type Row } from '../test/matrix.ts';

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
