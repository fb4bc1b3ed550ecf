import { nanos, venueId } from '@fairlead/domain';
import { bookSnapshot, heartbeat, levelChanged, marketStreams, tradingStatus } from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyToConsolidated, createConsolidated, nbbo } from './consolidated.ts';
import { contactAt, FRESH_NS } from './feed-health.ts';
import { bestAsk, bestBid } from './level-book.ts';

const [A, B, C] = [venueId('LIT-A'), venueId('LIT-B'), venueId('LIT-C')] as const;
const SECOND = 1_000_000_000;

function twoVenues() {
  const consolidated = createConsolidated([A, B]);
  const tell = (event: Parameters<typeof applyToConsolidated>[1], ts: number = event.tsEvent) =>
    applyToConsolidated(consolidated, event, nanos(ts));
  tell(bookSnapshot({ venue: A, feedSeq: 1 }, [[999_900, 300]], [[1_000_100, 100]]));
  tell(bookSnapshot({ venue: B, feedSeq: 1 }, [[999_900, 200]], [[1_000_000, 50]]));
  return { consolidated, tell };
}

describe('the consolidated best bid and offer', () => {
  test('is the best of each side, with every venue that sets it and their shares together', () => {
    const { consolidated } = twoVenues();
    expect(nbbo(consolidated)).toEqual({
      bid: { px: 999_900, qty: 500, venue: A, venues: [A, B] },
      ask: { px: 1_000_000, qty: 50, venue: B, venues: [B] },
      state: 'Normal',
    });
  });

  test('reports locked and crossed venues as they are', () => {
    const { consolidated, tell } = twoVenues();
    tell(levelChanged({ venue: A, feedSeq: 2 }, 'Buy', 1_000_000, 10));
    expect(nbbo(consolidated).state).toBe('Locked');
    tell(levelChanged({ venue: A, feedSeq: 3 }, 'Buy', 1_000_050, 10));
    const crossed = nbbo(consolidated);
    expect(crossed.state).toBe('Crossed');
    expect([crossed.bid?.px, crossed.ask?.px]).toEqual([1_000_050, 1_000_000]);
  });

  test('is absent on a side that nobody shows', () => {
    const consolidated = createConsolidated([A, B]);
    expect(nbbo(consolidated)).toEqual({ state: 'Empty' });
    applyToConsolidated(consolidated, bookSnapshot({ venue: A, feedSeq: 1 }, [[100, 5]], []), nanos(1));
    expect(nbbo(consolidated)).toEqual({
      bid: { px: 100, qty: 5, venue: A, venues: [A] },
      state: 'OneSided',
    });
  });

  test('leaves out a venue with a gap, a halt, or three seconds of silence', () => {
    const { consolidated, tell } = twoVenues();
    tell(levelChanged({ venue: B, feedSeq: 9, tsEvent: 2 }, 'Sell', 1_000_000, 60));
    expect(nbbo(consolidated).ask?.venue).toBe(A);
    tell(bookSnapshot({ venue: B, feedSeq: 10, tsEvent: 3 }, [[999_900, 200]], [[1_000_000, 50]]));
    expect(nbbo(consolidated).ask?.venue).toBe(B);
    tell(tradingStatus({ venue: B, feedSeq: 11, tsEvent: 4 }, 'Halted'));
    expect(nbbo(consolidated).ask?.venue).toBe(A);
    tell(tradingStatus({ venue: B, feedSeq: 12, tsEvent: 5 }, 'Open'));
    tell(heartbeat({ venue: A, feedSeq: 2, tsEvent: 5 + FRESH_NS }));
    expect(nbbo(consolidated).ask?.venue).toBe(B);
    tell(heartbeat({ venue: A, feedSeq: 3, tsEvent: 6 + FRESH_NS }));
    expect(nbbo(consolidated).ask?.venue).toBe(A);
  });

  test('a heartbeat keeps a quiet venue in', () => {
    const { consolidated, tell } = twoVenues();
    for (let second = 1; second <= 20; second++) {
      tell(heartbeat({ venue: A, feedSeq: 1 + second, tsEvent: second * SECOND }));
      tell(heartbeat({ venue: B, feedSeq: 1 + second, tsEvent: second * SECOND }));
    }
    expect(nbbo(consolidated).ask?.venue).toBe(B);
  });

  test('with every venue silent the old touch stands, and its clock says how old it is', () => {
    const { consolidated, tell } = twoVenues();
    tell(heartbeat({ venue: A, feedSeq: 2, tsEvent: 7 }), 100 * SECOND);
    expect(nbbo(consolidated).bid?.px).toBe(999_900);
    expect(consolidated.bid.ts).toBe(7);
  });

  test('a venue whose clock runs ahead of ours is heard at our time', () => {
    const { consolidated, tell } = twoVenues();
    tell(heartbeat({ venue: A, feedSeq: 2, tsEvent: 900 * SECOND }), 2 * SECOND);
    expect(contactAt(consolidated.watch.ages, 0)).toBe(2 * SECOND);
  });

  test('equals a fresh look at the books after every event of random streams', () => {
    const venues = [A, B, C];
    fc.assert(
      fc.property(marketStreams(venues), (stream) => {
        const consolidated = createConsolidated(venues);
        for (const { event, ts } of stream) {
          applyToConsolidated(consolidated, event, nanos(ts));
          const { bid, ask } = nbbo(consolidated);
          const open = consolidated.books
            .map((book, i) => ({ book, venue: venues[i]!, heardAt: contactAt(consolidated.watch.ages, i) }))
            .filter(({ book }) => book.status === 'Open');
          for (const [side, best, read, better] of [
            ['Buy', bid, bestBid, 1],
            ['Sell', ask, bestAsk, -1],
          ] as const) {
            const shown = open.flatMap(({ book, venue, heardAt }) => {
              const level = read(book);
              return level ? [{ ...level, venue, fresh: heardAt >= ts - FRESH_NS }] : [];
            });
            const counted = shown.some(({ fresh }) => fresh) ? shown.filter(({ fresh }) => fresh) : shown;
            const px = counted.map((level) => level.px).sort((a, b) => better * (b - a))[0];
            const at = counted.filter((level) => level.px === px);
            expect(best?.px, side).toBe(px);
            expect(best?.qty ?? 0).toBe(at.reduce((sum, { qty }) => sum + qty, 0));
            expect(best?.venues ?? []).toEqual(at.map(({ venue }) => venue));
          }
        }
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  test('an event of a venue that is not one of its own is ignored', () => {
    const { consolidated } = twoVenues();
    expect(applyToConsolidated(consolidated, heartbeat({ venue: C, feedSeq: 1 }), nanos(9))).toBe('Ignored');
  });
});
