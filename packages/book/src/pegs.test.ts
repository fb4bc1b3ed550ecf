import { describe, expect, test } from 'vitest';
import { trades, venue } from '../test/told-venue.ts';
import { openQty, restingOrder } from './match-view.ts';

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
