import { type MarketEvent, type Side, venueId } from '@fairlead/domain';
import {
  applyNaively,
  bookSnapshot,
  createNaiveLevelBook,
  heartbeat,
  hostileStreams,
  levelChanged,
  marketStreams,
  naiveLevels,
  tradePrinted,
  tradingStatus,
} from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyToLevelBook,
  bestAsk,
  bestBid,
  createLevelBook,
  depthAtOrBetter,
  depthOfLevels,
  depthWithin,
  type LevelBook,
  levelCount,
  levelPx,
  levelQty,
  levels,
  qtyAt,
} from './level-book.ts';

const SIDES: readonly Side[] = ['Buy', 'Sell'];

function bookAfter(...events: readonly MarketEvent[]): LevelBook {
  const book = createLevelBook();
  for (const event of events) applyToLevelBook(book, event);
  return book;
}

const opened = bookSnapshot(
  { feedSeq: 1 },
  [
    [999_900, 300],
    [999_800, 200],
    [999_300, 50],
  ],
  [
    [1_000_100, 100],
    [1_000_300, 400],
  ],
);

describe("a venue's level book", () => {
  test('equals its naive twin after every event of random streams, gaps and repeats included', () => {
    let gaps = 0;
    fc.assert(
      fc.property(marketStreams([venueId('LIT-A')], { maxLength: 300 }), (stream) => {
        const fast = createLevelBook();
        const naive = createNaiveLevelBook();
        for (const { event } of stream) {
          const change = applyToLevelBook(fast, event);
          expect(change).toBe(applyNaively(naive, event));
          if (change === 'Gap') gaps += 1;
          for (const side of SIDES) expect(levels(fast, side, 1_000)).toEqual(naiveLevels(naive, side));
        }
      }),
      { seed: 42, numRuns: 200 },
    );
    expect(gaps).toBeGreaterThan(100);
  });

  test('equals its naive twin on hostile streams too', () => {
    fc.assert(
      fc.property(hostileStreams([venueId('LIT-A')]), (stream) => {
        const fast = createLevelBook();
        const naive = createNaiveLevelBook();
        for (const { event } of stream) {
          expect(applyToLevelBook(fast, event)).toBe(applyNaively(naive, event));
          for (const side of SIDES) expect(levels(fast, side, 1_000)).toEqual(naiveLevels(naive, side));
        }
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  test('never stays crossed or locked, whatever a venue says', () => {
    fc.assert(
      fc.property(marketStreams([venueId('LIT-A')]), (stream) => {
        const book = createLevelBook();
        for (const { event } of stream) {
          applyToLevelBook(book, event);
          const bid = bestBid(book);
          const ask = bestAsk(book);
          if (bid && ask) expect(bid.px).toBeLessThan(ask.px);
        }
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  test('says of each message what its level showed before, and never that a touch stayed which moved', () => {
    const touch = (book: LevelBook) => SIDES.map((side) => levels(book, side, 1)[0]);
    let stayed = 0;
    fc.assert(
      fc.property(
        fc.oneof(marketStreams([venueId('LIT-A')]), hostileStreams([venueId('LIT-A')])),
        (stream) => {
          const book = createLevelBook();
          for (const { event } of stream) {
            const before = touch(book);
            const shown = event.type === 'LevelChanged' ? qtyAt(book, event.side, event.px) : 0;
            const change = applyToLevelBook(book, event);
            if (event.type === 'LevelChanged' && change === 'Applied') expect(book.levelBefore).toBe(shown);
            if (book.touchMoved) continue;
            expect(touch(book)).toEqual(before);
            stayed += 1;
          }
        },
      ),
      { seed: 42, numRuns: 200 },
    );
    expect(stayed).toBeGreaterThan(1_000);
  });

  test('its readers of depth agree with its list of levels', () => {
    fc.assert(
      fc.property(marketStreams([venueId('LIT-A')]), fc.integer({ min: 0, max: 9 }), (stream, n) => {
        const book = bookAfter(...stream.map(({ event }) => event));
        for (const side of SIDES) {
          const all = levels(book, side, 1_000);
          const sum = (wanted: typeof all) => wanted.reduce((total, { qty }) => total + qty, 0);
          const best = all[0];
          expect(levelCount(book, side)).toBe(all.length);
          expect(depthOfLevels(book, side, n)).toBe(sum(all.slice(0, n)));
          expect(depthWithin(book, side, n, 100)).toBe(
            best ? sum(all.filter(({ px }) => Math.abs(px - best.px) <= n * 100)) : 0,
          );
          const price = 1_000_000 + (n - 4) * 100;
          expect(qtyAt(book, side, price)).toBe(sum(all.filter(({ px }) => px === price)));
          expect(depthAtOrBetter(book, side, price)).toBe(
            sum(all.filter(({ px }) => (side === 'Buy' ? px >= price : px <= price))),
          );
          all.forEach((level, nth) => {
            expect([levelPx(book, side, nth), levelQty(book, side, nth)]).toEqual([level.px, level.qty]);
          });
        }
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  test('a snapshot replaces what was known', () => {
    const book = bookAfter(levelChanged({ feedSeq: 1 }, 'Buy', 999_000, 1), { ...opened, feedSeq: 2 });
    expect(levels(book, 'Buy', 9).map(({ px }) => px)).toEqual([999_900, 999_800, 999_300]);
    expect(bestAsk(book)).toEqual({ px: 1_000_100, qty: 100 });
  });

  test('a level of zero is gone, and a level that was never there goes without harm', () => {
    const book = bookAfter(
      opened,
      levelChanged({ feedSeq: 2 }, 'Buy', 999_900, 0),
      levelChanged({ feedSeq: 3 }, 'Sell', 1_000_200, 0),
    );
    expect(bestBid(book)).toEqual({ px: 999_800, qty: 200 });
    expect(levelCount(book, 'Sell')).toBe(2);
  });

  test('a level at or through the other side removes what it reached', () => {
    const book = bookAfter(opened, levelChanged({ feedSeq: 2 }, 'Buy', 1_000_100, 70));
    expect(bestBid(book)).toEqual({ px: 1_000_100, qty: 70 });
    expect(bestAsk(book)).toEqual({ px: 1_000_300, qty: 400 });
  });

  test('a jump in the count is a gap, and nothing is shown until a snapshot', () => {
    const book = bookAfter(opened);
    expect(applyToLevelBook(book, levelChanged({ feedSeq: 3 }, 'Buy', 999_900, 1))).toBe('Gap');
    expect(bestBid(book)).toBeUndefined();
    expect(levels(book, 'Sell', 5)).toEqual([]);
    expect(applyToLevelBook(book, levelChanged({ feedSeq: 4 }, 'Buy', 999_900, 1))).toBe('Ignored');
    expect(applyToLevelBook(book, { ...opened, feedSeq: 4 })).toBe('Applied');
    expect(applyToLevelBook(book, levelChanged({ feedSeq: 5 }, 'Buy', 999_900, 1))).toBe('Applied');
    expect(bestBid(book)).toEqual({ px: 999_900, qty: 1 });
  });

  test('a book joined in mid-stream without a snapshot is a gap', () => {
    expect(applyToLevelBook(createLevelBook(), levelChanged({ feedSeq: 7 }, 'Buy', 999_900, 1))).toBe('Gap');
  });

  test('a message from the past changes nothing', () => {
    const book = bookAfter(opened, levelChanged({ feedSeq: 2 }, 'Buy', 999_900, 10));
    expect(applyToLevelBook(book, levelChanged({ feedSeq: 2 }, 'Buy', 999_900, 99))).toBe('Ignored');
    expect(bestBid(book)).toEqual({ px: 999_900, qty: 10 });
  });

  test('a crossed snapshot is not believed', () => {
    const book = createLevelBook();
    expect(applyToLevelBook(book, bookSnapshot({ feedSeq: 1 }, [[101, 1]], [[100, 1]]))).toBe('Gap');
    expect(bestBid(book)).toBeUndefined();
  });

  test('a feed that began anew says so with a snapshot', () => {
    const book = bookAfter({ ...opened, feedSeq: 5_000 });
    expect(applyToLevelBook(book, opened)).toBe('Applied');
    expect(applyToLevelBook(book, levelChanged({ feedSeq: 2 }, 'Buy', 999_900, 5))).toBe('Applied');
  });

  test('prints and heartbeats count, and a heartbeat may repeat the last number', () => {
    const book = bookAfter(opened, tradePrinted({ feedSeq: 2 }, 1_000_100, 10), heartbeat({ feedSeq: 3 }));
    expect(applyToLevelBook(book, heartbeat({ feedSeq: 3 }))).toBe('Applied');
    expect(applyToLevelBook(book, heartbeat({ feedSeq: 5 }))).toBe('Gap');
  });

  test('a halt is believed even while the levels are not', () => {
    const book = bookAfter(opened, levelChanged({ feedSeq: 9 }, 'Buy', 999_900, 1));
    applyToLevelBook(book, tradingStatus({ feedSeq: 10 }, 'Halted'));
    expect(book.status).toBe('Halted');
  });

  test('a side deeper than its first room grows', () => {
    const book = createLevelBook();
    for (let i = 1; i <= 500; i++)
      applyToLevelBook(book, levelChanged({ feedSeq: i }, 'Buy', 1_000 + ((i * 7) % 500), i));
    expect(levelCount(book, 'Buy')).toBe(500);
    const prices = levels(book, 'Buy', 500).map(({ px }) => px as number);
    expect(prices).toEqual([...prices].sort((a, b) => b - a));
  });
});
