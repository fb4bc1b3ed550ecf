/**
 * The level book's twin: two plain Maps and the rules in their plainest words, slow and obvious. Compared with
 * package `book`'s over seeded sequences of events.
 */
import type { Level, MarketEvent, Px, Qty, Side } from '@fairlead/domain';

export interface NaiveLevelBook {
  bids: Map<number, number>;
  asks: Map<number, number>;
  feedSeq: number;
  usable: boolean;
}

export const createNaiveLevelBook = (): NaiveLevelBook => ({
  bids: new Map(),
  asks: new Map(),
  feedSeq: 0,
  usable: true,
});

/** @returns the same word as the fast book's */
export function applyNaively(book: NaiveLevelBook, event: MarketEvent): 'Applied' | 'Gap' | 'Ignored' {
  if (event.type === 'BookSnapshot') {
    book.feedSeq = event.feedSeq;
    book.bids = shownIn(event.bids);
    book.asks = shownIn(event.asks);
    book.usable =
      [...event.bids, ...event.asks].every(isLevel) &&
      Math.max(...book.bids.keys()) < Math.min(...book.asks.keys());
    return book.usable ? 'Applied' : 'Gap';
  }
  if (event.type === 'FeedHeartbeat' && event.feedSeq === book.feedSeq && book.usable) return 'Applied';
  if (event.feedSeq <= book.feedSeq) return 'Ignored';
  const expected = book.feedSeq + 1;
  book.feedSeq = event.feedSeq;
  if (!book.usable) return 'Ignored';
  if (event.feedSeq !== expected) {
    book.usable = false;
    return 'Gap';
  }
  if (event.type === 'TradePrinted') return isLevel(event) && event.qty !== 0 ? 'Applied' : 'Ignored';
  if (event.type !== 'LevelChanged') return 'Applied';
  if (!isLevel(event)) {
    book.usable = false;
    return 'Gap';
  }
  const own = event.side === 'Buy' ? book.bids : book.asks;
  own.delete(event.px);
  if (event.qty === 0) return 'Applied';
  own.set(event.px, event.qty);
  for (const price of [...book.asks.keys()]) {
    if (event.side === 'Buy' && price <= event.px) book.asks.delete(price);
  }
  for (const price of [...book.bids.keys()]) {
    if (event.side === 'Sell' && price >= event.px) book.bids.delete(price);
  }
  return 'Applied';
}

const isLevel = ({ px, qty }: Level): boolean =>
  Number.isSafeInteger(px) && px > 0 && Number.isSafeInteger(qty) && qty >= 0;

/** Every level of a side, best first; none while the book is not usable. */
export function naiveLevels(book: NaiveLevelBook, side: Side): Level[] {
  if (!book.usable) return [];
  const shown = side === 'Buy' ? book.bids : book.asks;
  return [...shown]
    .map(([price, quantity]) => ({ px: price as Px, qty: quantity as Qty }))
    .sort((a, b) => (side === 'Buy' ? b.px - a.px : a.px - b.px));
}

const shownIn = (levels: readonly Level[]): Map<number, number> =>
  new Map(levels.filter(({ qty }) => qty > 0).map(({ px, qty }) => [px, qty]));
