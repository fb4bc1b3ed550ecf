import { describe, expect, test } from 'vitest';
import { type Event, trades, venue } from '../test/told-venue.ts';
import { cancelOrder, cancelOwner, expireOrders } from './cancel.ts';
import { MAX_QTY, type MatchOrder, type MatchReplace } from './match-order.ts';
import { matchingState, openQty } from './match-view.ts';
import { executeResting } from './matching.ts';

describe('time priority', () => {
  test('the same or a smaller size keeps its place in the queue, a larger one goes to the back', () => {
    const { enter, replace, queue } = venue();
    enter(1, 'Sell', 100, 10_000);
    enter(2, 'Sell', 100, 10_000);
    expect(replace({ id: 1, leavesQty: 50, px: 10_000 })).toEqual([
      ['replaced', 1],
      ['level', 'Sell', 10_000, 150],
    ]);
    expect(queue('Sell', 10_000)).toEqual([1, 2]);
    replace({ id: 1, leavesQty: 50, px: 10_000 });
    expect(queue('Sell', 10_000)).toEqual([1, 2]);
    replace({ id: 1, leavesQty: 80, px: 10_000 });
    expect(queue('Sell', 10_000)).toEqual([2, 1]);
  });

  test('another price arrives anew there and may trade; a post-only order is refused instead', () => {
    const { enter, replace, book } = venue();
    enter(1, 'Sell', 100, 10_000);
    enter(2, 'Buy', 100, 9_900);
    enter(3, 'Buy', 100, 9_800, { postOnly: true });
    expect(replace({ id: 3, leavesQty: 100, px: 10_000 })).toEqual([['rejected', 3, 'WouldTake']]);
    expect(replace({ id: 2, leavesQty: 60, px: 10_000 })).toEqual([
      ['replaced', 2],
      ['level', 'Buy', 9_900, 0],
      ['traded', 1, 2, 10_000, 60],
      ['level', 'Sell', 10_000, 40],
    ]);
    expect([openQty(book, 1), openQty(book, 2)]).toEqual([40, undefined]);
  });
});

describe('an order that does not rest', () => {
  test('all or nothing counts what it could have, hidden shares and reserves too', () => {
    const { enter } = venue();
    enter(1, 'Sell', 300, 10_000, { displayQty: 100 });
    enter(2, 'Sell', 100, 10_000, { hidden: true });
    const whole = { timeInForce: 'FillOrKill' } as const;
    expect(enter(3, 'Buy', 410, 10_000, whole)).toEqual([
      ['accepted', 3],
      ['canceled', 3, 410, 'CannotFillWhole'],
    ]);
    expect(trades(enter(4, 'Buy', 400, 10_000, whole))).toHaveLength(4);
  });

  test('a market order takes what there is, and its remainder is canceled', () => {
    const { enter } = venue();
    enter(1, 'Sell', 100, 10_000);
    expect(enter(2, 'Buy', 150)).toEqual([
      ['accepted', 2],
      ['traded', 1, 2, 10_000, 100],
      ['level', 'Sell', 10_000, 0],
      ['canceled', 2, 50, 'Remainder'],
    ]);
  });

  test('an immediate order with a minimum trades that much or nothing', () => {
    const { enter } = venue();
    enter(1, 'Sell', 100, 10_000);
    const least = { timeInForce: 'ImmediateOrCancel', minQty: 110 } as const;
    expect(enter(2, 'Buy', 200, 10_000, least)).toEqual([
      ['accepted', 2],
      ['canceled', 2, 200, 'CannotFillMinimum'],
    ]);
    enter(3, 'Sell', 10, 10_000);
    expect(trades(enter(4, 'Buy', 200, 10_000, least))).toHaveLength(2);
  });

  test('a post-only order that would take is refused, for a hidden share too, and nothing changes', () => {
    const { enter, book } = venue();
    enter(1, 'Sell', 100, 10_000, { hidden: true });
    const before = matchingState(book);
    expect(enter(2, 'Buy', 100, 10_000, { postOnly: true })).toEqual([['rejected', 2, 'WouldTake']]);
    expect(matchingState(book)).toEqual(before);
  });
});

describe('orders leave', () => {
  test('of one owner at once, wherever they are, a level told once', () => {
    const { enter, said, book, sink } = venue();
    enter(1, 'Buy', 10, 10_000, { owner: 2 });
    enter(2, 'Buy', 20, 10_000, { owner: 3 });
    enter(3, 'Buy', 30, 10_000, { owner: 2 });
    enter(4, 'Sell', 40, 10_100, { owner: 2, hidden: true });
    enter(5, 'Sell', 50, undefined, { owner: 2, peg: 'Near' });
    expect(said(() => cancelOwner(book, 2, sink))).toEqual([
      ['canceled', 1, 10, 'Requested'],
      ['canceled', 3, 30, 'Requested'],
      ['level', 'Buy', 10_000, 20],
      ['canceled', 4, 40, 'Requested'],
      ['canceled', 5, 50, 'Requested'],
    ]);
    expect(said(() => expireOrders(book, sink))[0]).toEqual(['canceled', 2, 20, 'Expired']);
    expect(matchingState(book)).toEqual([]);
  });

  test('once only', () => {
    const { enter, said, book, sink } = venue();
    enter(1, 'Buy', 10, 10_000);
    said(() => cancelOrder(book, 1, sink));
    expect(said(() => cancelOrder(book, 1, sink))).toEqual([['rejected', 1, 'UnknownOrder']]);
    expect(said(() => cancelOrder(book, Number.NaN, sink))).toEqual([
      ['rejected', Number.NaN, 'UnknownOrder'],
    ]);
  });
});

test('a recorded execution trades with the named order, wherever it stands', () => {
  const { enter, said, book, sink } = venue();
  enter(1, 'Buy', 100, 10_000);
  enter(2, 'Buy', 100, 10_000);
  const against = { id: 2, qty: 150, taker: -1, takerOwner: 1, takerLeaves: 150 };
  expect(said(() => expect(executeResting(book, against, sink)).toBe(100))).toEqual([
    ['traded', 2, -1, 10_000, 100],
    ['level', 'Buy', 10_000, 100],
  ]);
  expect(executeResting(book, against, sink)).toBe(0);
});

test('what does not go together or is no number is refused with its reason, and nothing changes', () => {
  const { enter, replace, book } = venue();
  enter(1, 'Buy', 100, 10_000);
  const before = matchingState(book);
  const refused = (events: readonly Event[]) => events.map(([what, , reason]) => [what, reason]);
  const cases: readonly [string, Partial<MatchOrder>][] = [
    ['BadId', { id: Number.NaN }],
    ['BadId', { id: 2 ** 53 }],
    ['DuplicateId', { id: 1 }],
    ['BadOwner', { owner: -1 }],
    ['BadOwner', { owner: 2 ** 23 }],
    ['BadQty', { qty: 0 }],
    ['BadQty', { qty: MAX_QTY + 10 }],
    ['BadQty', { qty: Number.POSITIVE_INFINITY }],
    ['OffLot', { qty: 15 }],
    ['BadPx', { px: -100 }],
    ['BadPx', { px: Number.NaN }],
    ['OffTick', { px: 10_050 }],
    ['NeedsPx', { px: undefined, postOnly: true }],
    ['NeedsPx', { px: undefined, hidden: true }],
    ['BadTerms', { hidden: true, displayQty: 10 }],
    ['BadTerms', { displayQty: 10, timeInForce: 'ImmediateOrCancel' }],
    ['BadQty', { displayQty: 110 }],
    ['BadQty', { qty: 10_010, displayQty: 10 }],
    ['BadTerms', { minQty: 10 }],
    ['BadTerms', { minQty: 10, hidden: true, postOnly: true }],
    ['OffLot', { minQty: 15, hidden: true }],
    ['BadTerms', { peg: 'Near', timeInForce: 'FillOrKill' }],
    ['BadTerms', { peg: 'Near', pegOffset: 0.5 }],
    ['OffTick', { peg: 'Near', px: 10_050 }],
  ];
  for (const [reason, wrong] of cases) {
    expect(refused(enter(2, 'Buy', 100, 10_000, wrong))).toEqual([['rejected', reason]]);
  }
  const replaces: readonly [string, MatchReplace][] = [
    ['UnknownOrder', { id: 7, leavesQty: 10, px: 10_000 }],
    ['BadQty', { id: 1, leavesQty: 0, px: 10_000 }],
    ['OffTick', { id: 1, leavesQty: 10, px: 10_001 }],
    ['NeedsPx', { id: 1, leavesQty: 10 }],
    ['BadTerms', { id: 1, leavesQty: 10, px: 10_000, displayQty: 10 }],
  ];
  for (const [reason, to] of replaces) expect(refused(replace(to))).toEqual([['rejected', reason]]);
  expect(matchingState(book)).toEqual(before);
});
