import { type Level, opposite, px, qty, type Side } from '@fairlead/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cancelPaper,
  createPaperBook,
  displayPaper,
  enterPaper,
  losePaper,
  type PaperBook,
  type PaperOrder,
  type PaperSink,
  paperLevels,
  printPaper,
  replacePaper,
} from './paper.ts';

interface Heard {
  readonly words: string[];
  readonly fills: { id: number; qty: number; px: number; liquidity: string }[];
  readonly sink: PaperSink;
}

function listen(): Heard {
  const words: string[] = [];
  const fills: Heard['fills'] = [];
  return {
    words,
    fills,
    sink: {
      accepted: (id) => words.push(`accepted ${id}`),
      replaced: (id) => words.push(`replaced ${id}`),
      filled: (id, fill) => {
        words.push(`filled ${id} ${fill.qty}@${fill.px} ${fill.liquidity}`);
        fills.push({ id, ...fill });
      },
      canceled: (id, leaves, cause) => words.push(`canceled ${id} ${leaves} ${cause}`),
      rejected: (id, reason) => words.push(`rejected ${id} ${reason}`),
      levelChanged: (side, price, quantity) => words.push(`${side} ${price} ${quantity}`),
    },
  };
}

const levels = (...pairs: (readonly [number, number])[]): Level[] =>
  pairs.map(([price, quantity]) => ({ px: px(price), qty: qty(quantity) }));

const order = (id: number, of: Partial<PaperOrder> = {}): PaperOrder => ({
  id,
  side: 'Buy',
  qty: 10,
  px: 100,
  timeInForce: 'Day',
  postOnly: false,
  ...of,
});

/** 40 bid at 100, 30 at 90; 50 asked at 110, 60 at 120. Tick 10, lot 1. */
function open(): { readonly book: PaperBook; readonly heard: Heard } {
  const book = createPaperBook({ tick: 10, lot: 1 });
  const { sink } = listen();
  displayPaper(book, 'Buy', levels([100, 40], [90, 30]), sink);
  displayPaper(book, 'Sell', levels([110, 50], [120, 60]), sink);
  return { book, heard: listen() };
}

describe('an order that takes', () => {
  test('gets what is displayed, level by level, and its remainder is canceled', () => {
    const { book, heard } = open();
    enterPaper(book, order(1, { qty: 200, px: 120, timeInForce: 'ImmediateOrCancel' }), heard.sink);
    expect(heard.words).toEqual([
      'accepted 1',
      'filled 1 50@110 Removed',
      'Sell 110 0',
      'filled 1 60@120 Removed',
      'Sell 120 0',
      'canceled 1 90 Remainder',
    ]);
  });

  test('does not get the same quote twice: only what is displayed beyond it', () => {
    const { book, heard } = open();
    const take = (id: number) =>
      enterPaper(book, order(id, { qty: 50, px: 110, timeInForce: 'ImmediateOrCancel' }), heard.sink);
    take(1);
    displayPaper(book, 'Sell', levels([110, 45], [120, 60]), heard.sink);
    take(2);
    displayPaper(book, 'Sell', levels([110, 52], [120, 60]), heard.sink);
    take(3);
    expect(heard.fills.map((fill) => [fill.id, fill.qty])).toEqual([
      [1, 50],
      [3, 7],
    ]);
  });

  test('gets a level anew once it was gone', () => {
    const { book, heard } = open();
    enterPaper(book, order(1, { qty: 50, px: 110 }), heard.sink);
    displayPaper(book, 'Sell', levels([120, 60]), heard.sink);
    displayPaper(book, 'Sell', levels([110, 50], [120, 60]), heard.sink);
    enterPaper(book, order(2, { qty: 50, px: 110 }), heard.sink);
    expect(heard.fills.map((fill) => fill.qty)).toEqual([50, 50]);
  });

  test('does not get a quote anew because it went out of sight, or because the feed broke', () => {
    const { book, heard } = open();
    enterPaper(book, order(1, { qty: 110, px: 120 }), heard.sink);
    displayPaper(book, 'Sell', levels([105, 5], [110, 50]), heard.sink);
    displayPaper(book, 'Sell', levels([110, 50], [120, 60]), heard.sink);
    losePaper(book, heard.sink);
    displayPaper(book, 'Sell', levels([110, 50], [120, 60]), heard.sink);
    expect(paperLevels(book, 'Sell')).toEqual([]);
  });

  test('of fill-or-kill gets all or nothing', () => {
    const { book, heard } = open();
    enterPaper(book, order(1, { qty: 111, px: 120, timeInForce: 'FillOrKill' }), heard.sink);
    enterPaper(book, order(2, { qty: 110, px: 120, timeInForce: 'FillOrKill' }), heard.sink);
    expect(heard.words[1]).toBe('canceled 1 111 CannotFillWhole');
    expect(heard.fills.map((fill) => fill.id)).toEqual([2, 2]);
  });

  test.each([
    ['BadQty', { qty: 0 }],
    ['OffLot', { qty: 1 }],
    ['BadPx', { px: 0 }],
    ['OffTick', { px: 105 }],
    ['WouldTake', { px: 110, postOnly: true }],
  ] as const)('is refused for %s and changes nothing', (reason, of) => {
    const book = createPaperBook({ tick: 10, lot: 2 });
    const heard = listen();
    displayPaper(book, 'Sell', levels([110, 50]), listen().sink);
    enterPaper(book, order(1, of), heard.sink);
    expect(heard.words).toEqual([`rejected 1 ${reason}`]);
    expect(book.bids.own).toEqual([]);
  });
});

describe('an order that rests', () => {
  test('waits for prints to eat the queue before it, and cancels do not bring it forward', () => {
    const { book, heard } = open();
    enterPaper(book, order(1), heard.sink);
    displayPaper(book, 'Buy', levels([100, 45], [90, 30]), heard.sink);
    printPaper(book, { px: 100, qty: 35, aggressor: 'Sell' }, heard.sink);
    expect(heard.fills).toEqual([]);
    printPaper(book, { px: 100, qty: 8, aggressor: 'Sell' }, heard.sink);
    expect(heard.fills).toEqual([{ id: 1, qty: 3, px: 100, liquidity: 'Added' }]);
  });

  test('is no further back than what is displayed', () => {
    const { book, heard } = open();
    enterPaper(book, order(1), heard.sink);
    displayPaper(book, 'Buy', levels([100, 4], [90, 30]), heard.sink);
    printPaper(book, { px: 100, qty: 6, aggressor: 'Sell' }, heard.sink);
    expect(heard.fills.map((fill) => fill.qty)).toEqual([2]);
  });

  test('is not moved by a print on the other side or of no known side', () => {
    const { book, heard } = open();
    enterPaper(book, order(1, { px: 90 }), heard.sink);
    printPaper(book, { px: 90, qty: 500, aggressor: 'Buy' }, heard.sink);
    printPaper(book, { px: 90, qty: 500 }, heard.sink);
    expect(heard.fills).toEqual([]);
  });

  test('fills when a print goes through its price, by no more than was printed', () => {
    const { book, heard } = open();
    enterPaper(book, order(1, { qty: 30 }), heard.sink);
    enterPaper(book, order(2, { qty: 30, px: 90 }), heard.sink);
    printPaper(book, { px: 90, qty: 45, aggressor: 'Sell' }, heard.sink);
    expect(heard.fills).toEqual([{ id: 1, qty: 30, px: 100, liquidity: 'Added' }]);
    printPaper(book, { px: 90, qty: 16, aggressor: 'Sell' }, heard.sink);
    expect(heard.fills.slice(1)).toEqual([{ id: 2, qty: 1, px: 90, liquidity: 'Added' }]);
  });

  test('fills at its own price when the other side comes to it, by what is displayed and once', () => {
    const { book, heard } = open();
    enterPaper(book, order(1, { qty: 30 }), heard.sink);
    displayPaper(book, 'Sell', levels([90, 20], [110, 50]), heard.sink);
    displayPaper(book, 'Sell', levels([90, 20], [110, 50]), heard.sink);
    expect(heard.fills).toEqual([{ id: 1, qty: 20, px: 100, liquidity: 'Added' }]);
    expect(paperLevels(book, 'Sell')).toEqual(levels([110, 50]));
  });

  test('inside the spread is first in its queue, and in front of the orders behind it', () => {
    const { book, heard } = open();
    displayPaper(book, 'Sell', levels([120, 60]), heard.sink);
    enterPaper(book, order(1, { px: 110 }), heard.sink);
    printPaper(book, { px: 110, qty: 4, aggressor: 'Sell' }, heard.sink);
    printPaper(book, { px: 100, qty: 2, aggressor: 'Sell' }, heard.sink);
    expect(heard.fills.map((fill) => fill.qty)).toEqual([4, 2]);
  });

  test('keeps its place when it shrinks and loses it when it grows', () => {
    const { book, heard } = open();
    enterPaper(book, order(1), heard.sink);
    printPaper(book, { px: 100, qty: 40, aggressor: 'Sell' }, heard.sink);
    replacePaper(book, { id: 1, leavesQty: 6, px: 100 }, heard.sink);
    printPaper(book, { px: 100, qty: 1, aggressor: 'Sell' }, heard.sink);
    replacePaper(book, { id: 1, leavesQty: 8, px: 100 }, heard.sink);
    printPaper(book, { px: 100, qty: 40, aggressor: 'Sell' }, heard.sink);
    expect(heard.fills.map((fill) => fill.qty)).toEqual([1]);
  });

  test('takes when it is moved to a price that reaches, unless it is post-only', () => {
    const { book, heard } = open();
    enterPaper(book, order(1), heard.sink);
    enterPaper(book, order(2, { postOnly: true }), heard.sink);
    replacePaper(book, { id: 1, leavesQty: 10, px: 110 }, heard.sink);
    replacePaper(book, { id: 2, leavesQty: 10, px: 110 }, heard.sink);
    expect(heard.words.slice(2)).toEqual([
      'replaced 1',
      'filled 1 10@110 Removed',
      'Sell 110 40',
      'rejected 2 WouldTake',
    ]);
  });

  test('stands behind everything that is displayed after the feed broke', () => {
    const { book, heard } = open();
    enterPaper(book, order(1), heard.sink);
    printPaper(book, { px: 100, qty: 40, aggressor: 'Sell' }, heard.sink);
    losePaper(book, heard.sink);
    expect(heard.words.slice(1)).toEqual(['Buy 100 0', 'Buy 90 0', 'Sell 110 0', 'Sell 120 0']);
    displayPaper(book, 'Buy', levels([100, 25], [90, 30]), heard.sink);
    printPaper(book, { px: 100, qty: 26, aggressor: 'Sell' }, heard.sink);
    expect(heard.fills.map((fill) => fill.qty)).toEqual([1]);
  });

  test('beyond the deepest level stands behind whatever comes into view', () => {
    const { book, heard } = open();
    enterPaper(book, order(1, { px: 80 }), heard.sink);
    printPaper(book, { px: 80, qty: 1_000, aggressor: 'Sell' }, heard.sink);
    displayPaper(book, 'Buy', levels([90, 30], [80, 15]), heard.sink);
    printPaper(book, { px: 80, qty: 20, aggressor: 'Sell' }, heard.sink);
    expect(heard.fills.map((fill) => fill.qty)).toEqual([5]);
  });

  test('is taken out by a cancel, once', () => {
    const { book, heard } = open();
    enterPaper(book, order(1), heard.sink);
    expect(cancelPaper(book, 1, heard.sink)).toBe(true);
    expect(cancelPaper(book, 1, heard.sink)).toBe(false);
    expect(heard.words.slice(1)).toEqual(['canceled 1 10 Requested', 'rejected 1 UnknownOrder']);
  });
});

type Step =
  | { readonly type: 'Display'; readonly bids: Level[]; readonly asks: Level[] }
  | { readonly type: 'Print'; readonly px: number; readonly qty: number; readonly aggressor: Side }
  | { readonly type: 'Enter'; readonly order: Omit<PaperOrder, 'id'> }
  | { readonly type: 'Cancel' | 'Replace'; readonly nth: number; readonly qty: number; readonly px: number }
  | { readonly type: 'Lose' };

const side = fc.constantFrom<Side>('Buy', 'Sell');
const size = fc.integer({ min: 1, max: 40 });
const price = fc.integer({ min: 1, max: 12 });
const oneSide = (of: Side) =>
  fc
    .uniqueArray(fc.tuple(price, size), { selector: ([at]) => at, maxLength: 5 })
    .map((pairs) => levels(...pairs.sort(([a], [b]) => (of === 'Buy' ? b - a : a - b))));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('Display' as const), bids: oneSide('Buy'), asks: oneSide('Sell') }),
  fc.record({ type: fc.constant('Print' as const), px: price, qty: size, aggressor: side }),
  fc.record({
    type: fc.constant('Enter' as const),
    order: fc.record({
      side,
      qty: size,
      px: price,
      timeInForce: fc.constantFrom('Day' as const, 'ImmediateOrCancel' as const, 'FillOrKill' as const),
      postOnly: fc.boolean(),
    }),
  }),
  fc.record({
    type: fc.constantFrom('Cancel' as const, 'Replace' as const),
    nth: fc.nat({ max: 30 }),
    qty: size,
    px: price,
  }),
  fc.constant({ type: 'Lose' as const }),
);

function perform(
  book: PaperBook,
  each: Step,
  { id, sink }: { readonly id: number; readonly sink: PaperSink },
) {
  if (each.type === 'Display') {
    displayPaper(book, 'Buy', each.bids, sink);
    displayPaper(book, 'Sell', each.asks, sink);
  } else if (each.type === 'Print') printPaper(book, each, sink);
  else if (each.type === 'Enter') enterPaper(book, { id, ...each.order }, sink);
  else if (each.type === 'Cancel') cancelPaper(book, each.nth, sink);
  else if (each.type === 'Replace')
    replacePaper(book, { id: each.nth, leavesQty: each.qty, px: each.px }, sink);
  else losePaper(book, sink);
}

/** What could be had at all at each price of a side: what it first showed, and every growth since. */
function offered(displays: readonly (readonly Level[])[]): Map<number, number> {
  const sum = new Map<number, number>();
  let before = new Map<number, number>();
  for (const shown of displays) {
    const now = new Map(shown.map((level) => [level.px as number, level.qty as number]));
    for (const [at, quantity] of now) {
      sum.set(at, (sum.get(at) ?? 0) + Math.max(0, quantity - (before.get(at) ?? 0)));
    }
    before = now;
  }
  return sum;
}

describe('whatever comes', () => {
  test('an order is never filled beyond its quantity or worse than its limit', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const book = createPaperBook({ tick: 1, lot: 1 });
        const heard = listen();
        const open = new Map<number, { side: Side; px: number; leaves: number }>();
        for (const [id, each] of steps.entries()) {
          const seen = heard.words.length;
          const filled = heard.fills.length;
          perform(book, each, { id, sink: heard.sink });
          const said = heard.words.slice(seen);
          if (each.type === 'Enter' && said.includes(`accepted ${id}`)) {
            open.set(id, { side: each.order.side, px: each.order.px ?? 0, leaves: each.order.qty });
          }
          const known = each.type === 'Replace' ? open.get(each.nth) : undefined;
          if (each.type === 'Replace' && known !== undefined && said.includes(`replaced ${each.nth}`)) {
            open.set(each.nth, { side: known.side, px: each.px, leaves: each.qty });
          }
          for (const fill of heard.fills.slice(filled)) {
            const of = open.get(fill.id);
            if (of === undefined) throw new Error(`${fill.id} was filled before it was accepted`);
            of.leaves -= fill.qty;
            expect(of.leaves).toBeGreaterThanOrEqual(0);
            expect(of.side === 'Buy' ? fill.px <= of.px : fill.px >= of.px).toBe(true);
          }
        }
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  test('all that takes on one side together never gets more of a price than was ever displayed there', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const book = createPaperBook({ tick: 1, lot: 1 });
        const heard = listen();
        const sides = new Map<number, Side>();
        const shown: Record<Side, Level[][]> = { Buy: [], Sell: [] };
        for (const [id, each] of steps.entries()) {
          if (each.type === 'Enter') sides.set(id, each.order.side);
          if (each.type === 'Display') {
            shown.Buy.push(each.bids);
            shown.Sell.push(each.asks);
          }
          perform(book, each, { id, sink: heard.sink });
        }
        for (const from of ['Buy', 'Sell'] as const) {
          const most = offered(shown[from]);
          const had = new Map<number, number>();
          for (const fill of heard.fills) {
            const took = fill.liquidity === 'Removed' && sides.get(fill.id) === opposite(from);
            if (took) had.set(fill.px, (had.get(fill.px) ?? 0) + fill.qty);
          }
          for (const [at, quantity] of had) expect(quantity).toBeLessThanOrEqual(most.get(at) ?? 0);
        }
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  test('one print fills no more than it printed, one display no more than it displays', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const book = createPaperBook({ tick: 1, lot: 1 });
        for (const [id, each] of steps.entries()) {
          const { sink, fills } = listen();
          const filled = () => fills.reduce((sum, fill) => sum + fill.qty, 0);
          perform(book, each, { id, sink });
          if (each.type === 'Print') expect(filled()).toBeLessThanOrEqual(each.qty);
          if (each.type === 'Display') {
            const most = [...each.bids, ...each.asks].reduce((sum, level) => sum + level.qty, 0);
            expect(filled()).toBeLessThanOrEqual(most);
          }
          if (each.type === 'Cancel' || each.type === 'Lose') expect(fills).toEqual([]);
        }
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  test('what the sink was told of levels is what can be had', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const book = createPaperBook({ tick: 1, lot: 1 });
        const told = { Buy: new Map<number, number>(), Sell: new Map<number, number>() };
        const { sink } = listen();
        const levelChanged = (of: Side, at: number, quantity: number): void => {
          if (quantity === 0) told[of].delete(at);
          else told[of].set(at, quantity);
        };
        for (const [id, each] of steps.entries()) {
          perform(book, each, { id, sink: { ...sink, levelChanged } });
          for (const from of ['Buy', 'Sell'] as const) {
            const have = paperLevels(book, from).map((level) => [level.px as number, level.qty as number]);
            expect(new Map(have as [number, number][])).toEqual(told[from]);
          }
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
