import { describe, expect, test } from 'vitest';
import { venue } from '../test/told-venue.ts';
import { beginAuction, uncross } from './auction.ts';
import { openQty } from './match-view.ts';

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
