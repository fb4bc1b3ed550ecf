import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ParentView } from '../data/api-types.ts';
import { fill, parent, record } from './fold-fixtures.ts';
import { foldAll, foldOrders, fromSnapshot, type OrdersState } from './fold-orders.ts';
import type { StreamedRecord } from './streamed.ts';

const empty: OrdersState = fromSnapshot({ cursor: '0.0', parents: [] });
const applied = (state: OrdersState, next: StreamedRecord): OrdersState => {
  const result = foldOrders(state, next);
  if (result.type !== 'Applied') throw new Error(`expected Applied, got ${result.type}`);
  return result.state;
};

/** A history of one order: accepted, then changed a few times, each record naming the one before. */
function history(lengths: readonly number[]): StreamedRecord[] {
  const records: StreamedRecord[] = [];
  let prev = '0.0';
  let cum = 0;
  lengths.forEach((count, input) => {
    for (let nth = 0; nth < count; nth++) {
      const first = records.length === 0;
      cum += first ? 0 : 100;
      const view = parent('P1', { cumQty: cum });
      records.push(
        record(10 + input * 3, nth, {
          prev,
          body: first
            ? { type: 'ParentAccepted', parent: view }
            : { type: 'ParentChanged', parent: view, cause: 'Trade' },
        }),
      );
      prev = `${10 + input * 3}.${nth}`;
    }
  });
  return records;
}

describe('folding the audit into the list of orders', () => {
  test('an accepted order appears, and a change replaces it', () => {
    const accepted = applied(
      empty,
      record(12, 0, { body: { type: 'ParentAccepted', parent: parent('P12') } }),
    );
    expect(accepted.parents.get('P12')?.cumQty).toBe(0);
    const changed = applied(
      accepted,
      record(14, 1, {
        body: { type: 'ParentChanged', parent: parent('P12', { cumQty: 300 }), cause: 'Trade' },
      }),
    );
    expect(changed.parents.get('P12')?.cumQty).toBe(300);
    expect(changed.cursor).toBe('14.1');
    expect(accepted.parents.get('P12')?.cumQty).toBe(0);
  });

  test('a record that is already in the state changes nothing', () => {
    const state = applied(empty, record(12, 1, { body: { type: 'ParentAccepted', parent: parent('P12') } }));
    const older = record(12, 0, {
      body: { type: 'ParentChanged', parent: parent('P12', { cumQty: 5 }), cause: 'Trade' },
    });
    expect(foldOrders(state, older)).toEqual({ type: 'Duplicate' });
    expect(foldOrders(state, record(9, 7, older))).toEqual({ type: 'Duplicate' });
  });

  test('seq orders before nth, as numbers and not as text', () => {
    const state = { ...empty, cursor: '9.2' };
    const later = record(10, 0, { body: { type: 'ParentAccepted', parent: parent('P10') } });
    expect(foldOrders(state, later).type).toBe('Applied');
  });

  test('records that follow the one we have are applied though seq jumps: others’ inputs lie between', () => {
    const result = foldAll(empty, history([1, 1, 2, 1]));
    expect(result.type).toBe('Applied');
    if (result.type === 'Applied') expect(result.state.parents.get('P1')?.cumQty).toBe(400);
  });

  test('losing any record but the last is a gap', () => {
    const whole = history([1, 2, 1, 3]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 2 }), (lost) => {
        const result = foldAll(
          empty,
          whole.filter((_, at) => at !== lost),
        );
        expect(result.type).toBe('Gap');
      }),
      { seed: 42 },
    );
  });

  test('without a named predecessor, a change to an order that we don’t know is a gap', () => {
    const result = foldOrders(
      empty,
      record(20, 0, { body: { type: 'ParentChanged', parent: parent('P7'), cause: 'x' } }),
    );
    expect(result.type).toBe('Gap');
    const filled = foldOrders(empty, record(20, 0, { body: fill('P7', 'E1', 100) }));
    expect(filled.type).toBe('Gap');
  });

  test('a denied order is no gap: it is told, and never listed', () => {
    const order = parent('P30').order;
    const state = applied(
      empty,
      record(30, 0, {
        body: {
          type: 'ParentDenied',
          order,
          parentId: 'P30' as ParentView['parentId'],
          refusals: [{ code: 'MAX_PARENT_QTY', scope: 'Trader tara', value: 9, bound: 5 }],
        },
      }),
    );
    expect(state.parents.size).toBe(0);
    expect(state.notices[0]?.detail).toBe('MAX_PARENT_QTY value=9 bound=5 (Trader tara)');
  });

  test('the same thing said twice is one notice, the later one', () => {
    const attention = (seq: number) =>
      record(seq, 0, {
        body: { type: 'ParentChanged', parent: parent('P1', { attention: 'lost child' }), cause: 'x' },
      });
    const start = applied(empty, record(1, 0, { body: { type: 'ParentAccepted', parent: parent('P1') } }));
    const state = applied(applied(start, attention(2)), attention(3));
    expect(state.notices.map((notice) => notice.id)).toEqual(['3.0']);
  });

  test('folding in pieces, with repeats, equals folding at once', () => {
    const whole = history([1, 1, 3, 1, 2]);
    const once = foldAll(empty, whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 6 }), (cuts) => {
        let state = empty;
        for (const cut of [...cuts.sort((a, b) => a - b), whole.length]) {
          const result = foldAll(state, whole.slice(0, cut));
          if (result.type === 'Applied') state = result.state;
          expect(result.type).not.toBe('Gap');
        }
        expect(once.type === 'Applied' && once.state).toEqual(state);
      }),
      { seed: 42 },
    );
  });
});
