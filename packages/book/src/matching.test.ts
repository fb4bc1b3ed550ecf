import type { Side } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { beginAuction, indicative, uncross } from './auction.ts';
import { cancelOrder, cancelOwner, expireOrders } from './cancel.ts';
import {
  MAX_QTY,
  type MatchOrder,
  type MatchReplace,
  type MatchSink,
  type SelfTrade,
} from './match-order.ts';
import { createMatchingBook } from './match-store.ts';
import {
  displayedLevels,
  levelAtPx,
  levelPxAt,
  levelQtyAt,
  matchingState,
  openQty,
  ordersAtPx,
  restingOrder,
} from './match-view.ts';
import { enterOrder, executeResting, replaceOrder } from './matching.ts';
import { repricePegs } from './pegs.ts';

type Event = readonly (string | number)[];

/** A book with a tick of 100 and a lot of 10, told by events: `['traded', maker, taker, px, qty]` and so on. */
function venue(selfTrade?: SelfTrade) {
  const book = createMatchingBook({ tick: 100, lot: 10, selfTrade, anonymous: 1 });
  const events: Event[] = [];
  const sink: MatchSink = {
    accepted: (id) => events.push(['accepted', id]),
    replaced: (id) => events.push(['replaced', id]),
    traded: (t) => events.push(['traded', t.maker, t.taker, t.px, t.qty]),
    canceled: (id, leaves, cause) => events.push(['canceled', id, leaves, cause]),
    rejected: (id, reason) => events.push(['rejected', id, reason]),
    levelChanged: (side, px, qty) => events.push(['level', side, px, qty]),
  };
  const said = (command: () => unknown): Event[] => {
    events.length = 0;
    command();
    return [...events];
  };
  return {
    book,
    sink,
    said,
    enter: (id: number, side: Side, qty: number, px?: number, more: Partial<MatchOrder> = {}) =>
      said(() =>
        enterOrder(book, { id, owner: 1, side, qty, px, timeInForce: 'Day', postOnly: false, ...more }, sink),
      ),
    replace: (to: MatchReplace) => said(() => replaceOrder(book, to, sink)),
    reprice: (bidPx?: number, askPx?: number) => said(() => repricePegs(book, { bidPx, askPx }, sink)),
    queue: (side: Side, px: number) => [...ordersAtPx(book, side, px)].map(({ id }) => id),
  };
}

const trades = (events: readonly Event[]) => events.filter(([what]) => what === 'traded');

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

describe('what nobody sees', () => {
  test('a hidden order is in no level, and behind the displayed ones at its price only', () => {
    const { enter, book } = venue();
    expect(enter(1, 'Sell', 100, 10_000, { hidden: true })).toEqual([['accepted', 1]]);
    enter(2, 'Sell', 100, 10_000);
    enter(3, 'Sell', 100, 9_900, { hidden: true });
    expect(displayedLevels(book, 'Sell')).toEqual([{ px: 10_000, qty: 100 }]);
    expect([levelPxAt(book, 'Sell', 0), levelQtyAt(book, 'Sell', 0)]).toEqual([10_000, 100]);
    expect([levelPxAt(book, 'Sell', 1), levelQtyAt(book, 'Sell', 1)]).toEqual([undefined, 0]);
    expect(enter(4, 'Buy', 250, 10_000)).toEqual([
      ['accepted', 4],
      ['traded', 3, 4, 9_900, 100],
      ['traded', 2, 4, 10_000, 100],
      ['level', 'Sell', 10_000, 0],
      ['traded', 1, 4, 10_000, 50],
    ]);
  });

  test('an iceberg shows its next part at the back of the queue', () => {
    const { enter, queue, book } = venue();
    enter(1, 'Sell', 250, 10_000, { displayQty: 100 });
    enter(2, 'Sell', 100, 10_000);
    expect(enter(3, 'Buy', 100, 10_000)).toEqual([
      ['accepted', 3],
      ['traded', 1, 3, 10_000, 100],
      ['level', 'Sell', 10_000, 200],
    ]);
    expect(queue('Sell', 10_000)).toEqual([2, 1]);
    enter(4, 'Buy', 200, 10_000);
    expect([levelAtPx(book, 'Sell', 10_000)?.qty, openQty(book, 1)]).toEqual([50, 50]);
  });

  test('an iceberg made smaller gives of its reserve first and keeps its place, with another display it loses it', () => {
    const { enter, replace, queue, book } = venue();
    enter(1, 'Sell', 250, 10_000, { displayQty: 100 });
    enter(2, 'Sell', 100, 10_000);
    replace({ id: 1, leavesQty: 120, px: 10_000 });
    expect([levelAtPx(book, 'Sell', 10_000)?.qty, queue('Sell', 10_000)]).toEqual([200, [1, 2]]);
    replace({ id: 1, leavesQty: 120, px: 10_000, displayQty: 50 });
    expect([levelAtPx(book, 'Sell', 10_000)?.qty, queue('Sell', 10_000)]).toEqual([150, [2, 1]]);
    expect(replace({ id: 1, leavesQty: 50_010, px: 10_000 })).toEqual([['rejected', 1, 'BadQty']]);
  });

  test('a hidden minimum passes smaller takers over, stands through the other side, and falls with what is left', () => {
    const { enter } = venue();
    enter(1, 'Sell', 150, 10_000, { hidden: true, minQty: 100 });
    expect(trades(enter(2, 'Buy', 50, 10_000))).toEqual([]);
    expect(trades(enter(3, 'Buy', 100, 10_000))).toEqual([['traded', 1, 3, 10_000, 100]]);
    expect(trades(enter(4, 'Buy', 50, 10_000))).toEqual([['traded', 1, 4, 10_000, 50]]);
  });

  test('a new size of either meets a hidden minimum that stood through the other side', () => {
    const one = venue();
    one.enter(1, 'Sell', 150, 10_000, { hidden: true, minQty: 100 });
    one.enter(2, 'Buy', 60, 10_000);
    expect(one.replace({ id: 1, leavesQty: 50, px: 10_000 })).toEqual([
      ['replaced', 1],
      ['traded', 2, 1, 10_000, 50],
      ['level', 'Buy', 10_000, 10],
    ]);
    const other = venue();
    other.enter(1, 'Sell', 150, 10_000, { hidden: true, minQty: 100 });
    other.enter(2, 'Buy', 60, 10_000);
    expect(other.replace({ id: 2, leavesQty: 100, px: 10_000 })).toEqual([
      ['replaced', 2],
      ['traded', 1, 2, 10_000, 100],
      ['level', 'Buy', 10_000, 0],
    ]);
  });
});

describe('a peg', () => {
  test('waits for a reference, then follows its side, the middle or the other side by its offset up to its cap', () => {
    const { enter, reprice, book } = venue();
    const at = (id: number) => restingOrder(book, id)?.px;
    enter(1, 'Buy', 10, undefined, { peg: 'Near' });
    enter(2, 'Buy', 20, undefined, { peg: 'Mid' });
    enter(3, 'Sell', 30, undefined, { peg: 'Far', pegOffset: -3 });
    enter(4, 'Buy', 40, 9_900, { peg: 'Near', pegOffset: 1 });
    expect([1, 2, 3, 4].map(at)).toEqual([undefined, undefined, undefined, undefined]);
    expect(reprice(10_000, 10_100)).toEqual([
      ['level', 'Buy', 10_000, 10],
      ['level', 'Sell', 10_300, 30],
      ['level', 'Buy', 9_900, 40],
    ]);
    expect([1, 2, 3, 4].map(at)).toEqual([10_000, 10_050, 10_300, 9_900]);
    expect(reprice(9_700, 10_100)).toEqual([
      ['level', 'Buy', 10_000, 0],
      ['level', 'Sell', 10_300, 0],
      ['level', 'Buy', 9_900, 0],
      ['level', 'Buy', 9_700, 10],
      ['level', 'Sell', 10_000, 30],
      ['level', 'Buy', 9_800, 40],
    ]);
    reprice(undefined, 10_100);
    expect([1, 2, 3, 4].map(at)).toEqual([undefined, undefined, undefined, undefined]);
    expect(openQty(book, 3)).toBe(30);
  });

  test('that moves loses its priority, that stays keeps it', () => {
    const { enter, reprice, queue } = venue();
    reprice(10_000, 10_200);
    enter(1, 'Buy', 10, undefined, { peg: 'Near' });
    enter(2, 'Buy', 10, 10_000);
    reprice(10_000, 10_300);
    expect(queue('Buy', 10_000)).toEqual([1, 2]);
    reprice(9_900, 10_300);
    reprice(10_000, 10_300);
    expect(queue('Buy', 10_000)).toEqual([2, 1]);
  });

  test('that moves onto the other side trades there, unless it is post-only: then it waits', () => {
    const { enter, reprice, book } = venue();
    reprice(9_800, 10_100);
    enter(1, 'Sell', 50, 10_000);
    enter(2, 'Buy', 10, undefined, { peg: 'Near', postOnly: true });
    enter(3, 'Buy', 20, undefined, { peg: 'Near' });
    expect(trades(reprice(10_000, 10_100))).toEqual([['traded', 1, 3, 10_000, 20]]);
    expect([restingOrder(book, 2), openQty(book, 2)]).toEqual([undefined, 10]);
    reprice(9_900, 10_100);
    expect(restingOrder(book, 2)?.px).toBe(9_900);
  });

  test('is placed though the one before it in line showed its next part meanwhile', () => {
    const { enter, reprice, book } = venue();
    reprice(9_900, undefined);
    enter(1, 'Buy', 10, undefined, { peg: 'Far' });
    enter(2, 'Sell', 20, undefined, { peg: 'Far', displayQty: 10 });
    enter(3, 'Sell', 10, undefined, { peg: 'Near' });
    expect(reprice(9_900, 10_000)).toEqual([
      ['traded', 2, 1, 9_900, 10],
      ['level', 'Sell', 9_900, 10],
      ['level', 'Sell', 10_000, 10],
    ]);
    expect(restingOrder(book, 3)?.px).toBe(10_000);
  });

  test('in the middle meets another in the middle, on the half tick', () => {
    const { enter, reprice } = venue();
    reprice(10_000, 10_100);
    enter(1, 'Sell', 100, undefined, { peg: 'Mid' });
    expect(enter(2, 'Buy', 100, undefined, { peg: 'Mid' })).toEqual([
      ['accepted', 2],
      ['traded', 1, 2, 10_050, 100],
    ]);
  });

  test('follows no nonsense', () => {
    const { enter, reprice, book } = venue();
    enter(1, 'Buy', 10, undefined, { peg: 'Near' });
    for (const px of [0, -100, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(reprice(px, 10_000)).toEqual([]);
      expect(restingOrder(book, 1)).toBeUndefined();
    }
  });
});

describe('an auction', () => {
  test('gathers orders that cross, and trades at the price of most shares, market orders first', () => {
    const { enter, said, book, sink } = venue();
    enter(1, 'Buy', 100, 10_000);
    said(() => beginAuction(book, sink));
    enter(2, 'Buy', 100, 10_300);
    enter(3, 'Sell', 150, 10_100);
    enter(4, 'Sell', 50, 10_200);
    enter(5, 'Buy', 60);
    expect(displayedLevels(book, 'Buy')[0]?.px).toBe(10_300);
    expect(indicative(book, 10_000)).toEqual({ px: 10_200, qty: 160, imbalance: -40 });
    expect(said(() => uncross(book, 10_000, sink))).toEqual([
      ['traded', 3, 5, 10_200, 60],
      ['traded', 2, 3, 10_200, 90],
      ['traded', 2, 4, 10_200, 10],
      ['level', 'Buy', 10_300, 0],
      ['level', 'Sell', 10_100, 0],
      ['level', 'Sell', 10_200, 40],
    ]);
  });

  test('of prices with the same volume takes the one with least left over, then the nearest to the reference', () => {
    const { enter, book, sink } = venue();
    beginAuction(book, sink);
    enter(1, 'Buy', 100, 10_300);
    enter(2, 'Sell', 100, 10_000);
    expect(indicative(book, 10_160)?.px).toBe(10_200);
    expect(indicative(book, 10_150)?.px).toBe(10_100);
    expect(indicative(book, 9_000)?.px).toBe(10_000);
    enter(3, 'Buy', 50, 10_000);
    expect(indicative(book, 9_000)).toEqual({ px: 10_100, qty: 100, imbalance: 0 });
    expect(() => indicative(book, Number.NaN)).toThrow('reference');
  });

  test('goes where all that is left over pushes it, as far as orders stand', () => {
    const { enter, book, sink } = venue();
    beginAuction(book, sink);
    enter(1, 'Buy', 100, 10_300);
    enter(2, 'Sell', 60, 10_000);
    // Xetra's example of a surplus of buyers: the highest of the equal prices.
    expect(indicative(book, 9_000)).toEqual({ px: 10_300, qty: 60, imbalance: 40 });
    enter(3, 'Sell', 80, 10_000);
    expect(indicative(book, 20_000)).toEqual({ px: 10_000, qty: 100, imbalance: -40 });
    cancelOrder(book, 1, sink);
    enter(4, 'Buy', 200);
    // Buyers at any price push it nowhere in particular.
    expect(indicative(book, 10_200)).toEqual({ px: 10_200, qty: 140, imbalance: 60 });
    expect(indicative(book, 9_000)?.px).toBe(10_000);
  });

  test('tells of no level that shows what it showed', () => {
    const { enter, said, book, sink } = venue();
    enter(1, 'Sell', 250, 10_000, { displayQty: 100 });
    beginAuction(book, sink);
    enter(2, 'Buy', 100);
    expect(said(() => uncross(book, 10_000, sink))).toEqual([['traded', 1, 2, 10_000, 100]]);
  });

  test('cancels afterwards what was for it only, and lets in what waited', () => {
    const { enter, said, book, sink } = venue();
    enter(1, 'Buy', 100, 10_000, { timeInForce: 'Auction' });
    enter(2, 'Sell', 100, 9_900, { hidden: true, minQty: 50 });
    enter(3, 'Buy', 10, 9_800);
    expect(enter(4, 'Buy', 70, 9_900)[1]).toEqual(['traded', 2, 4, 9_900, 70]);
    said(() => beginAuction(book, sink));
    enter(5, 'Sell', 40, 10_000);
    enter(6, 'Sell', 20);
    enter(7, 'Sell', 30, 10_000, { timeInForce: 'ImmediateOrCancel' });
    enter(8, 'Buy', 60, 9_900);
    expect(said(() => uncross(book, 10_000, sink))).toEqual([
      ['traded', 1, 6, 10_000, 20],
      ['traded', 1, 5, 10_000, 40],
      ['level', 'Buy', 10_000, 40],
      ['level', 'Sell', 10_000, 0],
      ['canceled', 1, 40, 'Remainder'],
      ['level', 'Buy', 10_000, 0],
      ['traded', 8, 2, 9_900, 30],
      ['level', 'Buy', 9_900, 30],
    ]);
  });

  test('that nothing would trade in has no price, and cancels its market orders', () => {
    const { enter, said, book, sink } = venue();
    beginAuction(book, sink);
    enter(1, 'Buy', 100);
    enter(2, 'Buy', 100, 10_000);
    expect(said(() => expect(uncross(book, 10_000, sink)).toBeUndefined())).toEqual([
      ['canceled', 1, 100, 'Remainder'],
    ]);
    expect(() => uncross(book, 10_000, sink)).toThrow('no auction');
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

describe('an order that meets one of its owner', () => {
  const own = { owner: 2 };

  test('is canceled when its turn comes to trade with it, where the new one goes', () => {
    const { enter, book } = venue('CancelNew');
    enter(1, 'Sell', 100, 10_000, { owner: 3 });
    enter(2, 'Sell', 100, 10_000, own);
    expect(enter(3, 'Buy', 150, 10_100, own)).toEqual([
      ['accepted', 3],
      ['traded', 1, 3, 10_000, 100],
      ['level', 'Sell', 10_000, 100],
      ['canceled', 3, 50, 'SelfTrade'],
    ]);
    expect(enter(4, 'Buy', 50, 10_000, { ...own, timeInForce: 'FillOrKill' })[1]).toEqual([
      'canceled',
      4,
      50,
      'CannotFillWhole',
    ]);
    expect(enter(5, 'Buy', 50, 10_000, { ...own, postOnly: true })).toEqual([['rejected', 5, 'WouldTake']]);
    expect(openQty(book, 2)).toBe(100);
  });

  test('goes on where the resting one goes', () => {
    const { enter } = venue('CancelResting');
    enter(1, 'Sell', 100, 10_000, own);
    enter(2, 'Sell', 30, 10_000, { owner: 3 });
    enter(3, 'Sell', 20, 10_100, { ...own, hidden: true });
    expect(enter(4, 'Buy', 50, 10_100, own)).toEqual([
      ['accepted', 4],
      ['canceled', 1, 100, 'SelfTrade'],
      ['traded', 2, 4, 10_000, 30],
      ['level', 'Sell', 10_000, 0],
      ['canceled', 3, 20, 'SelfTrade'],
      ['level', 'Buy', 10_100, 20],
    ]);
  });

  test('trades with it in an auction, and where many come under one number', () => {
    const { enter, said, book, sink } = venue('CancelNew');
    enter(1, 'Sell', 100, 10_000, { owner: 1 });
    expect(enter(2, 'Buy', 100, 10_000, { owner: 1 })[1]).toEqual(['traded', 1, 2, 10_000, 100]);
    beginAuction(book, sink);
    enter(3, 'Sell', 100, 10_000, own);
    enter(4, 'Buy', 100, 10_000, own);
    expect(said(() => uncross(book, 10_000, sink))[0]).toEqual(['traded', 3, 4, 10_000, 100]);
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
