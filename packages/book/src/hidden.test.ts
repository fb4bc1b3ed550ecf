import { describe, expect, test } from 'vitest';
import { trades, venue } from '../test/told-venue.ts';
import { displayedLevels, levelAtPx, levelPxAt, levelQtyAt, openQty } from './match-view.ts';

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
