import { applyToLevelBook, createLevelBook, type LevelBook } from '@fairlead/book';
import { type Level, nanos, type Px, px, type Qty, qty, type Side, venueId } from '@fairlead/domain';
import { BITCOIN } from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printOf, windowOf } from './window.ts';

/** A book in the feed's scale: 1/100,000,000 of price and of quantity. */
function bookOf(
  bids: readonly (readonly [number, number])[],
  asks: readonly (readonly [number, number])[],
): LevelBook {
  const book = createLevelBook();
  const level = ([at, size]: readonly [number, number]): Level => ({ px: at as Px, qty: size as Qty });
  applyToLevelBook(book, {
    type: 'BookSnapshot',
    venue: venueId('KRAKEN-PAPER'),
    instrument: BITCOIN.id,
    feedSeq: 1,
    tsEvent: nanos(0),
    bids: bids.map(level),
    asks: asks.map(level),
  });
  return book;
}
const E8 = 1e8;
const at = (price: string): number => Math.round(Number(price) * E8);

describe('a window of a live book', () => {
  test('keeps prices on the tick exactly and rounds quantities down, leaving out what is nothing', () => {
    const book = bookOf(
      [
        [at('61837.63'), 123_456_789],
        [at('61837.6'), 900],
        [at('61837.5'), 1_000],
      ],
      [[at('61837.64'), 2 * E8]],
    );
    expect(windowOf(book, 'Buy', BITCOIN)).toEqual([
      { px: px(618_376_300), qty: qty(123_456) },
      { px: px(618_375_000), qty: qty(1) },
    ]);
    expect(windowOf(book, 'Sell', BITCOIN)).toEqual([{ px: px(618_376_400), qty: qty(200_000) }]);
  });

  test('takes prices off the tick away from the market, and adds up what meets there before it rounds', () => {
    const book = bookOf(
      [
        [at('100.0099'), 600],
        [at('100.0001'), 600],
      ],
      [
        [at('100.0101'), E8],
        [at('100.02'), E8],
      ],
    );
    expect(windowOf(book, 'Buy', BITCOIN)).toEqual([{ px: px(1_000_000), qty: qty(1) }]);
    expect(windowOf(book, 'Sell', BITCOIN)).toEqual([{ px: px(1_000_200), qty: qty(200_000) }]);
  });

  test('is at most fifty levels, best first, on the tick, and never better or more than what was displayed', () => {
    const side = fc.uniqueArray(
      fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 5_000 })),
      {
        selector: ([price]) => price,
        maxLength: 200,
      },
    );
    fc.assert(
      fc.property(side, (pairs) => {
        for (const which of ['Buy', 'Sell'] as const satisfies readonly Side[]) {
          const sign = which === 'Buy' ? 1 : -1;
          const raw = pairs
            .map(([price, size]) => [price * 333_333, size] as const)
            .sort(([a], [b]) => sign * (b - a));
          const shown = windowOf(which === 'Buy' ? bookOf(raw, []) : bookOf([], raw), which, BITCOIN);
          expect(shown.length).toBeLessThanOrEqual(50);
          const total = raw.reduce((sum, [, size]) => sum + size, 0);
          expect(shown.reduce((sum, level) => sum + level.qty * 1_000, 0)).toBeLessThanOrEqual(total);
          for (const [i, level] of shown.entries()) {
            expect(level.px % BITCOIN.tick).toBe(0);
            const better = raw.filter(([price]) => sign * price >= sign * level.px * 10_000);
            const displayed = better.reduce((sum, [, size]) => sum + size, 0);
            const soFar = shown.slice(0, i + 1).reduce((sum, each) => sum + each.qty * 1_000, 0);
            expect(soFar).toBeLessThanOrEqual(displayed);
            if (i > 0) expect(sign * level.px).toBeLessThan(sign * (shown[i - 1]?.px ?? 0));
          }
        }
      }),
      { seed: 9, numRuns: 300 },
    );
  });
});

describe('a live print', () => {
  test('is on the tick, less deep where it was off it, and absent where it is nothing', () => {
    expect(printOf({ px: at('61837.63'), qty: 50_000_000, side: 'Buy' }, BITCOIN)).toEqual({
      type: 'Print',
      px: 618_376_300,
      qty: 50_000,
      aggressor: 'Buy',
    });
    expect(printOf({ px: at('100.001'), qty: E8, side: 'Sell' }, BITCOIN)?.px).toBe(1_000_100);
    expect(printOf({ px: at('100.001'), qty: E8, side: 'Buy' }, BITCOIN)?.px).toBe(1_000_000);
    expect(printOf({ px: at('100'), qty: E8, side: undefined }, BITCOIN)).not.toHaveProperty('aggressor');
    expect(printOf({ px: at('100'), qty: 999, side: 'Buy' }, BITCOIN)).toBeUndefined();
  });
});
