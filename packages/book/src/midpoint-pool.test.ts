import type { Side } from '@fairlead/domain';
import {
  createNaivePool,
  type NaiveEvent,
  type NaivePeg,
  type NaivePoolCommand,
  recordPool,
} from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cancelPeg,
  createMidpointPool,
  crossAtMidpoint,
  enterPeg,
  type MidpointPool,
  pegLeaves,
  pooledOrders,
  pooledQty,
  replacePeg,
} from './midpoint-pool.ts';

function run(pool: MidpointPool, command: NaivePoolCommand): NaiveEvent[] {
  const { events, sink } = recordPool();
  if (command.type === 'Enter') enterPeg(pool, command, sink);
  else if (command.type === 'Cancel') cancelPeg(pool, command.id, sink);
  else if (command.type === 'Replace') replacePeg(pool, command, sink);
  else crossAtMidpoint(pool, command.midPx, sink);
  return events;
}

const peg = (id: number, side: Side, qty: number, of: Partial<NaivePeg> = {}): NaivePoolCommand => ({
  type: 'Enter',
  id,
  owner: 1,
  side,
  qty,
  timeInForce: 'Day',
  ...of,
});

const midpoint = (midPx: number | undefined): NaivePoolCommand => ({ type: 'Midpoint', midPx });

/** What a pool at 10,000 does, command by command; only the trades as maker, taker, price, quantity. */
function trades(rules: { readonly lot: number; readonly minQty?: number }, commands: NaivePoolCommand[]) {
  const pool = createMidpointPool(rules);
  const events = [midpoint(10_000), ...commands].flatMap((command) => run(pool, command));
  return { pool, events, trades: events.filter((e) => e[0] === 'traded').map((e) => e.slice(1, 5)) };
}

describe('the midpoint pool', () => {
  test('crosses at the midpoint it is given, first in time first', () => {
    const { pool, trades: told } = trades({ lot: 1 }, [
      peg(1, 'Sell', 100),
      peg(2, 'Sell', 100),
      peg(3, 'Buy', 150),
    ]);
    expect(told).toEqual([
      [1, 3, 10_000, 100],
      [2, 3, 10_000, 50],
    ]);
    expect(pegLeaves(pool, 2)).toBe(50);
    expect([pooledQty(pool, 'Buy'), pooledQty(pool, 'Sell')]).toEqual([0, 50]);
  });

  test('no execution is smaller than a minimum, and an order so kept out does not block the next', () => {
    const { pool, trades: told } = trades({ lot: 1 }, [
      peg(1, 'Sell', 500, { minQty: 200 }),
      peg(2, 'Sell', 100),
      peg(3, 'Buy', 150),
    ]);
    expect(told).toEqual([[2, 3, 10_000, 100]]);
    expect(pegLeaves(pool, 3)).toBe(50);
  });

  test('an order that its minimum kept out has lost nothing: it is first again for a contra that is large enough', () => {
    const { trades: told } = trades({ lot: 1 }, [
      peg(1, 'Sell', 500, { minQty: 200 }),
      peg(2, 'Sell', 300),
      peg(3, 'Buy', 100),
      peg(4, 'Buy', 300),
    ]);
    expect(told).toEqual([
      [2, 3, 10_000, 100],
      [1, 4, 10_000, 300],
    ]);
  });

  test('an order left with less than its minimum trades all of it, with an order that it had passed over', () => {
    const { pool, trades: told } = trades({ lot: 1 }, [
      peg(1, 'Sell', 500, { minQty: 200 }),
      peg(2, 'Buy', 180),
      peg(3, 'Buy', 350),
    ]);
    expect(told).toEqual([
      [1, 3, 10_000, 350],
      [1, 2, 10_000, 150],
    ]);
    expect(pooledOrders(pool, 'Buy')).toEqual([[2, 30]]);
  });

  test('so it does when a moved midpoint brought its trade, and the order passed over came later', () => {
    const { pool, trades: told } = trades({ lot: 1 }, [
      peg(1, 'Buy', 350, { px: 9_900 }),
      peg(2, 'Sell', 500, { minQty: 200 }),
      peg(3, 'Buy', 180),
      midpoint(9_900),
    ]);
    expect(told).toEqual([
      [1, 2, 9_900, 350],
      [2, 3, 9_900, 150],
    ]);
    expect(pooledOrders(pool, 'Buy')).toEqual([[3, 30]]);
  });

  test('a venue-wide minimum refuses what is smaller and sends back what is left below it', () => {
    const { pool, events } = trades({ lot: 10, minQty: 100 }, [
      peg(1, 'Sell', 90),
      peg(2, 'Sell', 150),
      peg(3, 'Buy', 100),
      { type: 'Replace', id: 2, leavesQty: 90 },
    ]);
    expect(events).toEqual([
      ['rejected', 1, 'BelowMinimum'],
      ['accepted', 2],
      ['accepted', 3],
      ['traded', 2, 3, 10_000, 100, 50, 0],
      ['canceled', 2, 50, 'Remainder'],
      ['rejected', 2, 'UnknownOrder'],
    ]);
    expect(pooledOrders(pool, 'Sell')).toEqual([]);
  });

  test('a cap keeps an order out until the midpoint comes to it', () => {
    const { pool, trades: told } = trades({ lot: 1 }, [
      peg(1, 'Buy', 100, { px: 9_950 }),
      peg(2, 'Sell', 100),
      midpoint(9_951),
      midpoint(9_950),
    ]);
    expect(told).toEqual([[1, 2, 9_950, 100]]);
    expect(pooledQty(pool, 'Buy') + pooledQty(pool, 'Sell')).toBe(0);
  });

  test('without a midpoint orders rest and nothing crosses; what came meanwhile crosses when it is back', () => {
    const pool = createMidpointPool({ lot: 1 });
    expect(run(pool, peg(1, 'Buy', 100))).toEqual([['accepted', 1]]);
    expect(run(pool, peg(2, 'Sell', 60))).toEqual([['accepted', 2]]);
    expect(run(pool, midpoint(10_000))).toEqual([['traded', 1, 2, 10_000, 60, 40, 0]]);
    run(pool, midpoint(undefined));
    expect(run(pool, peg(3, 'Sell', 40))).toEqual([['accepted', 3]]);
    expect(run(pool, peg(4, 'Sell', 10, { timeInForce: 'ImmediateOrCancel' }))).toEqual([
      ['accepted', 4],
      ['canceled', 4, 10, 'Remainder'],
    ]);
    expect(run(pool, midpoint(10_000))).toEqual([['traded', 1, 3, 10_000, 40, 0, 0]]);
  });

  test('less quantity keeps its place, a new cap loses it', () => {
    const { trades: told } = trades({ lot: 1 }, [
      peg(1, 'Sell', 100),
      peg(2, 'Sell', 100),
      { type: 'Replace', id: 1, leavesQty: 60 },
      peg(3, 'Buy', 10),
      { type: 'Replace', id: 1, leavesQty: 50, px: 9_000 },
      peg(4, 'Buy', 10),
    ]);
    expect(told).toEqual([
      [1, 3, 10_000, 10],
      [2, 4, 10_000, 10],
    ]);
  });

  test('fill or kill counts what a smaller remainder could still take from orders passed over before', () => {
    const { trades: told } = trades({ lot: 1 }, [
      peg(1, 'Sell', 150),
      peg(2, 'Sell', 350),
      peg(3, 'Buy', 500, { minQty: 200, timeInForce: 'FillOrKill' }),
    ]);
    expect(told).toEqual([
      [2, 3, 10_000, 350],
      [1, 3, 10_000, 150],
    ]);
    const { events } = trades({ lot: 1 }, [
      peg(1, 'Sell', 149),
      peg(2, 'Sell', 350),
      peg(3, 'Buy', 500, { minQty: 200, timeInForce: 'FillOrKill' }),
    ]);
    expect(events.at(-1)).toEqual(['canceled', 3, 500, 'CannotFillWhole']);
  });

  test.each([
    ['no quantity', { qty: 0 }, 'BadQty'],
    ['half a share', { qty: 0.5 }, 'BadQty'],
    ['not a number', { qty: Number.NaN }, 'BadQty'],
    ['off the lot', { qty: 105 }, 'OffLot'],
    ['a minimum above the quantity', { minQty: 210 }, 'BadQty'],
    ['a minimum of nothing', { minQty: 0 }, 'BadQty'],
    ['a cap below zero', { px: -1 }, 'BadPx'],
    ['an id that rests', { id: 1 }, 'DuplicateId'],
  ])('refuses %s and changes nothing', (_, wrong, reason) => {
    const { pool } = trades({ lot: 10 }, [peg(1, 'Sell', 100)]);
    const order = { ...(peg(2, 'Buy', 200) as NaivePeg), ...wrong };
    expect(run(pool, { type: 'Enter', ...order })).toEqual([['rejected', order.id, reason]]);
    expect(run(pool, { type: 'Replace', id: 9, leavesQty: 10 })).toEqual([['rejected', 9, 'UnknownOrder']]);
    expect(run(pool, { type: 'Cancel', id: 9 })).toEqual([['rejected', 9, 'UnknownOrder']]);
    expect(pooledOrders(pool, 'Sell')).toEqual([[1, 100]]);
  });

  // Few sizes and demanding minima: matches that just fit, just do not, or fit once something else has traded.
  const ids = fc.integer({ min: 1, max: 40 });
  const lots = fc.integer({ min: 1, max: 12 });
  const badSize = fc.constantFrom(0, -10, 15, 2.5);
  const sizes = fc.oneof(
    { weight: 40, arbitrary: lots.map((n) => n * 10) },
    { weight: 1, arbitrary: badSize },
  );
  const caps = fc.option(
    fc.oneof(
      { weight: 40, arbitrary: fc.integer({ min: 98, max: 102 }) },
      { weight: 1, arbitrary: fc.constantFrom(0, -1, 0.5) },
    ),
    { nil: undefined },
  );
  const enter = fc
    .record({
      type: fc.constant('Enter' as const),
      id: ids,
      owner: fc.integer({ min: 0, max: 3 }),
      side: fc.constantFrom<Side>('Buy', 'Sell'),
      qty: sizes,
      px: caps,
      minQty: fc.option(
        fc.oneof({ weight: 20, arbitrary: lots.map((n) => n * 10) }, { weight: 1, arbitrary: badSize }),
        { nil: undefined, freq: 2 },
      ),
      timeInForce: fc.constantFrom('Day', 'Day', 'Day', 'Day', 'ImmediateOrCancel', 'FillOrKill'),
    })
    .map((o) => ({ ...o, minQty: (o.minQty ?? 0) > o.qty && o.qty > 0 ? o.qty : o.minQty }));
  const commands = fc.array(
    fc.oneof(
      { weight: 12, arbitrary: enter },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('Cancel' as const), id: ids }) },
      {
        weight: 2,
        arbitrary: fc.record({ type: fc.constant('Replace' as const), id: ids, leavesQty: sizes, px: caps }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          type: fc.constant('Midpoint' as const),
          midPx: fc.option(fc.integer({ min: 98, max: 102 }), { nil: undefined, freq: 1 }),
        }),
      },
    ),
    { minLength: 1, maxLength: 120 },
  );

  test.each([10, 30])('does what the naive twin does, with a venue minimum of %i', (minQty) => {
    fc.assert(
      fc.property(commands, (list: NaivePoolCommand[]) => {
        const pool = createMidpointPool({ lot: 10, minQty });
        const twin = createNaivePool({ lot: 10, minQty });
        for (const command of list) {
          expect(run(pool, command)).toEqual(twin.apply(command));
          for (const each of ['Buy', 'Sell'] as const)
            expect(pooledOrders(pool, each)).toEqual(twin.resting(each));
        }
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});
