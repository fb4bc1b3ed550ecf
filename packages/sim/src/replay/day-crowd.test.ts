import { nanos, px, qty } from '@fairlead/domain';
import { expect, test } from 'vitest';
import { createSeenDay, dayCrowd, daySeen, PUBLISHED_LEVELS } from './day-crowd.ts';
import type { RecordedBook } from './recording.ts';

const SECOND = 1e9;
const OPEN = 34_200 * SECOND;
const touch = (bid: number, ask: number): RecordedBook => ({
  bids: [{ px: px(bid), qty: qty(100) }],
  asks: [{ px: px(ask), qty: qty(100) }],
});
const TIGHT = touch(9_900, 10_100);
const WIDE = touch(9_000, 11_000);
const NO_BID: RecordedBook = { bids: [], asks: TIGHT.asks };

/** Of a day of one level: how far from the reference its published queues begin. */
function nearestOf(books: readonly (readonly [atS: number, book: RecordedBook])[]): number {
  const seen = createSeenDay(100);
  for (const [atS, book] of books) {
    const ts = nanos(OPEN + atS * SECOND);
    daySeen(seen, { type: 'Add', ts, orderId: 1, qty: qty(100), px: px(9_900), side: 'Buy' }, book);
  }
  return dayCrowd(seen, { startNs: OPEN, closeNs: OPEN + 60 * SECOND })!.levels - PUBLISHED_LEVELS;
}

test('a spread counts as long as it stood: a wide one of a millisecond moves nothing, one of a minute all', () => {
  expect(
    nearestOf([
      [0, TIGHT],
      [30, WIDE],
      [30.001, TIGHT],
      [60, TIGHT],
    ]),
  ).toBe(0);
  expect(
    nearestOf([
      [0, WIDE],
      [59, TIGHT],
      [59.001, WIDE],
      [60, WIDE],
    ]),
  ).toBe(9);
});

test('while a side is empty there is no spread', () => {
  // A second of 20 ticks and one of 2.
  expect(
    nearestOf([
      [0, WIDE],
      [1, NO_BID],
      [50, TIGHT],
      [51, TIGHT],
    ]),
  ).toBe(5);
});
