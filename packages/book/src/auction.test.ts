import { describe, expect, test } from 'vitest';
import { venue } from '../test/told-venue.ts';
import { beginAuction, indicative, uncross } from './auction.ts';
import { cancelOrder } from './cancel.ts';
import { displayedLevels } from './match-view.ts';

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
