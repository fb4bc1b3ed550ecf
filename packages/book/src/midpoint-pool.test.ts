import type { Side } from '@fairlead/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cancelPeg,
  createMidpointPool,
  crossAtMidpoint,
  enterPeg,
  type PegOrder,
  type PoolSink,
  pegLeaves,
  pooledQty,
  replacePeg,
} from './midpoint-pool.ts';

type Event = readonly (string | number)[];

function recorder(): { readonly events: Event[]; readonly sink: PoolSink } {
  const events: Event[] = [];
  return {
    events,
    sink: {
      accepted: (id) => events.push(['accepted', id]),
      replaced: (id) => events.push(['replaced', id]),
      traded: (t) => events.push(['traded', t.maker, t.taker, t.px, t.qty]),
      canceled: (id, leaves, cause) => events.push(['canceled', id, leaves, cause]),
      rejected: (id, reason) => events.push(['rejected', id, reason]),
    },
  };
}

const peg = (id: number, side: Side, qty: number, of: Partial<PegOrder> = {}): PegOrder => ({
  id,
  owner: 1,
  side,
  qty,
  timeInForce: 'Day',
  ...of,
});

describe('the midpoint pool', () => {
  test('crosses at the midpoint it is given, first in time first', () => {
    const pool = createMidpointPool({ lot: 1 });
    const { events, sink } = recorder();
    enterPeg(pool, peg(1, 'Sell', 100), { midPx: 10_050, sink });
    enterPeg(pool, peg(2, 'Sell', 100), { midPx: 10_050, sink });
    enterPeg(pool, peg(3, 'Buy', 150), { midPx: 10_050, sink });
    expect(events.filter((e) => e[0] === 'traded')).toEqual([
      ['traded', 1, 3, 10_050, 100],
      ['traded', 2, 3, 10_050, 50],
    ]);
    expect(pegLeaves(pool, 2)).toBe(50);
  });

  test('no execution is smaller than a minimum, and an order so kept out does not block the next', () => {
    const pool = createMidpointPool({ lot: 1 });
    const { events, sink } = recorder();
    enterPeg(pool, peg(1, 'Sell', 500, { minQty: 200 }), { midPx: 10_000, sink });
    enterPeg(pool, peg(2, 'Sell', 100), { midPx: 10_000, sink });
    enterPeg(pool, peg(3, 'Buy', 150), { midPx: 10_000, sink });
    expect(events.filter((e) => e[0] === 'traded')).toEqual([['traded', 2, 3, 10_000, 100]]);
    expect(pegLeaves(pool, 3)).toBe(50);
  });

  test('a cap keeps an order out until the midpoint comes to it', () => {
    const pool = createMidpointPool({ lot: 1 });
    const { events, sink } = recorder();
    enterPeg(pool, peg(1, 'Buy', 100, { px: 10_000 }), { midPx: 10_050, sink });
    enterPeg(pool, peg(2, 'Sell', 100), { midPx: 10_050, sink });
    expect(events.some((e) => e[0] === 'traded')).toBe(false);
    crossAtMidpoint(pool, 10_000, sink);
    expect(events.at(-1)).toEqual(['traded', 1, 2, 10_000, 100]);
    expect(pooledQty(pool, 'Buy') + pooledQty(pool, 'Sell')).toBe(0);
  });

  test('less quantity keeps its place, a new cap loses it', () => {
    const pool = createMidpointPool({ lot: 1 });
    const { events, sink } = recorder();
    enterPeg(pool, peg(1, 'Sell', 100), { midPx: 10_000, sink });
    enterPeg(pool, peg(2, 'Sell', 100), { midPx: 10_000, sink });
    replacePeg(pool, { id: 1, leavesQty: 60 }, { midPx: 10_000, sink });
    enterPeg(pool, peg(3, 'Buy', 10), { midPx: 10_000, sink });
    expect(events.at(-1)).toEqual(['traded', 1, 3, 10_000, 10]);
    replacePeg(pool, { id: 1, leavesQty: 50, px: 9_000 }, { midPx: 10_000, sink });
    enterPeg(pool, peg(4, 'Buy', 10), { midPx: 10_000, sink });
    expect(events.at(-1)).toEqual(['traded', 2, 4, 10_000, 10]);
  });

  test('conserves shares and leaves nothing resting that could trade', () => {
    const orders = fc.array(
      fc.record({
        side: fc.constantFrom<Side>('Buy', 'Sell'),
        qty: fc.integer({ min: 1, max: 500 }),
        cap: fc.option(fc.integer({ min: 98, max: 102 }), { nil: undefined }),
        tif: fc.constantFrom<'Day' | 'ImmediateOrCancel' | 'FillOrKill'>(
          'Day',
          'Day',
          'ImmediateOrCancel',
          'FillOrKill',
        ),
        mid: fc.integer({ min: 98, max: 102 }),
        cancel: fc.boolean(),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(orders, (list) => {
        const pool = createMidpointPool({ lot: 1 });
        const { events, sink } = recorder();
        let entered = 0;
        list.forEach((o, i) => {
          const at = { midPx: o.mid, sink };
          enterPeg(
            pool,
            peg(i, o.side, o.qty, { timeInForce: o.tif, ...(o.cap === undefined ? {} : { px: o.cap }) }),
            at,
          );
          entered += o.qty;
          if (o.cancel) cancelPeg(pool, i - 3, sink);
          crossAtMidpoint(pool, o.mid, sink);
          const traded = events.filter((e) => e[0] === 'traded').reduce((sum, e) => sum + Number(e[4]), 0);
          const canceled = events
            .filter((e) => e[0] === 'canceled')
            .reduce((sum, e) => sum + Number(e[2]), 0);
          expect(pooledQty(pool, 'Buy') + pooledQty(pool, 'Sell')).toBe(entered - 2 * traded - canceled);
          const n = events.length;
          crossAtMidpoint(pool, o.mid, sink);
          expect(events.length).toBe(n);
        });
      }),
      { seed: 42, numRuns: 200 },
    );
  });
});
