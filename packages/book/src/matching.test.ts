import { digestOf, type Side } from '@fairlead/domain';
import { createNaiveMatcher, type NaiveCommand, type NaiveEvent } from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cancelOrder,
  createMatchingBook,
  enterOrder,
  executeResting,
  levelAt,
  levelAtPx,
  type MatchingBook,
  type MatchSink,
  matchingState,
  OURS,
  replaceOrder,
  restingOrder,
} from './matching.ts';

const GRID = { tick: 100, lot: 10 };

function recorder(): { readonly events: NaiveEvent[]; readonly sink: MatchSink } {
  const events: NaiveEvent[] = [];
  return {
    events,
    sink: {
      accepted: (id) => events.push(['accepted', id]),
      replaced: (id) => events.push(['replaced', id]),
      traded: (t) => events.push(['traded', t.maker, t.taker, t.px, t.qty]),
      canceled: (id, leaves, cause) => events.push(['canceled', id, leaves, cause]),
      rejected: (id, reason) => events.push(['rejected', id, reason]),
      levelChanged: (side, px, qty) => events.push(['level', side, px, qty]),
    },
  };
}

function run(book: MatchingBook, command: NaiveCommand): NaiveEvent[] {
  const { events, sink } = recorder();
  if (command.type === 'Enter') enterOrder(book, command, sink);
  else if (command.type === 'Cancel') cancelOrder(book, command.id, sink);
  else replaceOrder(book, command, sink);
  return events;
}

const limit = (id: number, side: Side, qty: number, px: number): NaiveCommand => ({
  type: 'Enter',
  id,
  owner: 1,
  side,
  qty,
  px,
  timeInForce: 'Day',
  postOnly: false,
});

const ids = fc.integer({ min: 1, max: 40 });
const prices = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 96, max: 104 }).map((n) => n * 100) },
  { weight: 1, arbitrary: fc.constantFrom(0, -100, 10_050, Number.NaN) },
);
const sizes = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 1, max: 30 }).map((n) => n * 10) },
  { weight: 1, arbitrary: fc.constantFrom(0, -10, 15, 2.5) },
);
const side = fc.constantFrom<Side>('Buy', 'Sell');
const commands = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .record({
          id: ids,
          owner: fc.integer({ min: OURS, max: 2 }),
          side,
          qty: sizes,
          px: fc.option(prices, { nil: undefined, freq: 8 }),
          timeInForce: fc.constantFrom<'Day' | 'ImmediateOrCancel' | 'FillOrKill'>(
            'Day',
            'Day',
            'Day',
            'ImmediateOrCancel',
            'FillOrKill',
          ),
          postOnly: fc.boolean(),
        })
        .map(
          ({ px, ...rest }): NaiveCommand => ({
            type: 'Enter',
            ...rest,
            ...(px === undefined ? {} : { px }),
          }),
        ),
    },
    { weight: 2, arbitrary: ids.map((id): NaiveCommand => ({ type: 'Cancel', id })) },
    {
      weight: 2,
      arbitrary: fc
        .record({ id: ids, leavesQty: sizes, px: prices })
        .map((r): NaiveCommand => ({ type: 'Replace', ...r })),
    },
  ),
  { minLength: 1, maxLength: 120 },
);

const displayed = (book: MatchingBook): number => {
  const { bids, asks } = matchingState(book);
  return [...bids, ...asks].flatMap(([, orders]) => orders).reduce((sum, [, leaves]) => sum + leaves, 0);
};

describe('the matching book', () => {
  test('does what the naive twin does, event by event and state by state', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const book = createMatchingBook(GRID);
        const twin = createNaiveMatcher(GRID);
        for (const command of list) {
          expect(run(book, command)).toEqual(twin.apply(command));
          expect(digestOf(matchingState(book))).toBe(digestOf(twin.state()));
        }
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  test('is never crossed, keeps level sums right and conserves shares', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const book = createMatchingBook(GRID);
        for (const command of list) {
          const before = displayed(book);
          const events = run(book, command);
          const traded = events.filter((e) => e[0] === 'traded').reduce((sum, e) => sum + Number(e[4]), 0);
          const canceled = events
            .filter((e) => e[0] === 'canceled')
            .reduce((sum, e) => sum + Number(e[2]), 0);
          const accepted = events.some((e) => e[0] === 'accepted');
          if (command.type === 'Enter' && accepted)
            expect(displayed(book)).toBe(before + command.qty - 2 * traded - canceled);
          if (command.type === 'Cancel') expect(displayed(book)).toBe(before - canceled);
          const bid = levelAt(book, 'Buy', 0);
          const ask = levelAt(book, 'Sell', 0);
          if (bid !== undefined && ask !== undefined) expect(bid.px).toBeLessThan(ask.px);
          for (const each of ['Buy', 'Sell'] as const) {
            for (let rank = 0; ; rank += 1) {
              const level = levelAt(book, each, rank);
              if (level === undefined) break;
              let sum = 0;
              let own = 0;
              let last = 0;
              for (let o = level.head; o !== undefined; o = o.next) {
                sum += o.leavesQty;
                if (o.owner === OURS) own += o.leavesQty;
                expect(o.priority).toBeGreaterThan(last);
                last = o.priority;
              }
              expect([level.qty, level.ownQty]).toEqual([sum, own]);
            }
          }
        }
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  test('a smaller size keeps its place in the queue, a larger one goes to the back', () => {
    const book = createMatchingBook(GRID);
    run(book, limit(1, 'Sell', 100, 10_000));
    run(book, limit(2, 'Sell', 100, 10_000));
    run(book, { type: 'Replace', id: 1, leavesQty: 50, px: 10_000 });
    expect(run(book, limit(3, 'Buy', 10, 10_000))[1]).toEqual(['traded', 1, 3, 10_000, 10]);
    run(book, { type: 'Replace', id: 1, leavesQty: 80, px: 10_000 });
    expect(run(book, limit(4, 'Buy', 10, 10_000))[1]).toEqual(['traded', 2, 4, 10_000, 10]);
  });

  test('a post-only order that would take is refused and nothing changes', () => {
    const book = createMatchingBook(GRID);
    run(book, limit(1, 'Sell', 100, 10_000));
    const before = digestOf(matchingState(book));
    const order = limit(2, 'Buy', 100, 10_000);
    expect(run(book, { ...order, postOnly: true } as NaiveCommand)).toEqual([['rejected', 2, 'WouldTake']]);
    expect(digestOf(matchingState(book))).toBe(before);
  });

  test('a recorded execution trades with the named order, wherever it stands', () => {
    const book = createMatchingBook(GRID);
    run(book, limit(1, 'Buy', 100, 10_000));
    run(book, limit(2, 'Buy', 100, 10_000));
    const { events, sink } = recorder();
    expect(executeResting(book, { id: 2, qty: 150, taker: -1, takerOwner: 1, takerLeaves: 150 }, sink)).toBe(
      100,
    );
    expect(events).toEqual([
      ['traded', 2, -1, 10_000, 100],
      ['level', 'Buy', 10_000, 100],
    ]);
    expect(restingOrder(book, 2)).toBeUndefined();
    expect(levelAtPx(book, 'Buy', 10_000)?.qty).toBe(100);
  });
});
