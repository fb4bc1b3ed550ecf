/** Reports that no matrix shows: late, early, repeated, impossible. */
import { clOrdId, type ExecutionReport } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { ack, order, part } from '../test/matrix.ts';

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
