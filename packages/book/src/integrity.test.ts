/** What the consolidated book makes of messages that are odd, wrong or hostile: flagged, counted, never smoothed. */
import {
  type InstrumentId,
  type MarketEvent,
  type Nanos,
  nanos,
  type Side,
  type VenueId,
  venueId,
} from '@fairlead/domain';
import {
  bookSnapshot,
  heartbeat,
  hostileStreams,
  levelChanged,
  tradePrinted,
  tradingStatus,
} from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyToConsolidated, createConsolidated, nbbo, snapshotDue, venueAt } from './consolidated.ts';
import { referenceTouch, verdictOn } from './crossed.ts';
import { feedReport, marketReport } from './feed-report.ts';
import { levels } from './level-book.ts';

const [A, B, C] = [venueId('LIT-A'), venueId('LIT-B'), venueId('LIT-C')] as const;
const SECOND = 1_000_000_000;

/** Venues at 99.99 by 100.01 (A) and 99.98 by 100.02 (the others), heard at 0; `say` numbers each one's messages. */
function market(venues: readonly VenueId[] = [A, B]) {
  const consolidated = createConsolidated(venues);
  const seqs = new Map<VenueId, number>();
  let now = 0;
  const next = (venue: VenueId) => {
    const feedSeq = (seqs.get(venue) ?? 0) + 1;
    seqs.set(venue, feedSeq);
    return { venue, feedSeq, tsEvent: now };
  };
  const take = (event: MarketEvent) => applyToConsolidated(consolidated, event, nanos(now));
  const report = (venue: VenueId) =>
    feedReport(consolidated, 'KESTREL' as InstrumentId, {
      venue: venueAt(consolidated, venue)!,
      ts: now as Nanos,
    });
  const of = {
    consolidated,
    take,
    next,
    report,
    at: (ts: number) => {
      now = ts;
    },
    level: (venue: VenueId, side: Side, price: number, quantity: number) =>
      take(levelChanged(next(venue), side, price, quantity)),
    /** Members that the builders refuse. */
    raw: (venue: VenueId, over: object) =>
      take({ ...levelChanged(next(venue), 'Buy', 1, 1), ...over } as never),
    print: (venue: VenueId, price: number, quantity = 100) =>
      take(tradePrinted(next(venue), price, quantity, 'Buy')),
    snapshot: (venue: VenueId, bid: number, ask: number) =>
      take(bookSnapshot(next(venue), [[bid, 100]], [[ask, 100]])),
    beat: (venue: VenueId) => take(heartbeat(next(venue))),
    touch: () => {
      const { bid, ask } = nbbo(consolidated);
      return [bid?.px, ask?.px];
    },
    verdict: (venue: VenueId) => verdictOn(consolidated, venueAt(consolidated, venue)!, now as Nanos),
    flags: (venue: VenueId) => report(venue).anomalies,
  };
  for (const venue of venues) {
    of.snapshot(venue, venue === A ? 999_900 : 999_800, venue === A ? 1_000_100 : 1_000_200);
  }
  return of;
}

describe('a message that is none', () => {
  test.each([
    ['a price of zero', { px: 0 }, { BadPrice: 1 }],
    ['a price below zero', { px: -100 }, { BadPrice: 1 }],
    ['half a price', { px: 100.5 }, { BadPrice: 1 }],
    ['a size below zero', { px: 999_900, qty: -5 }, { BadSize: 1 }],
    ['a size that is no number', { px: 999_900, qty: Number.NaN }, { BadSize: 1 }],
  ])('%s is flagged and dropped, and the book waits for a snapshot', (_, over, flags) => {
    const { consolidated, raw, flags: flagged, verdict, snapshot, touch } = market();
    expect(raw(A, over)).toBe('Gap');
    expect(flagged(A)).toEqual(flags);
    expect(verdict(A)).toEqual({ health: 'STALE', cause: 'Gap' });
    expect(touch()).toEqual([999_800, 1_000_200]);
    expect(snapshotDue(consolidated, A, 0 as Nanos)).toBe(true);
    snapshot(A, 999_900, 1_000_100);
    expect(verdict(A)).toEqual({ health: 'LIVE' });
    expect(touch()).toEqual([999_900, 1_000_100]);
  });

  test('a print of nothing, or at no price, is flagged and moves nothing', () => {
    const { raw, flags, report, verdict } = market();
    expect(raw(A, { type: 'TradePrinted', px: 0, qty: 5 })).toBe('Ignored');
    expect(raw(A, { type: 'TradePrinted', px: 1_000_000, qty: 0 })).toBe('Ignored');
    expect(flags(A)).toEqual({ BadPrice: 1, BadSize: 1 });
    expect(report(A).examples).toEqual([
      { kind: 'BadSize', feedSeq: 3, tsEvent: 0, value: 0 },
      { kind: 'BadPrice', feedSeq: 2, tsEvent: 0, value: 0 },
    ]);
    expect(verdict(A).health).toBe('LIVE');
  });

  test('a snapshot with one bad level, or with its sides crossed, is not believed', () => {
    const { take, next, flags, verdict } = market();
    take({ ...bookSnapshot(next(A), [[999_900, 5]], []), asks: [{ px: 0, qty: 1 }] } as never);
    expect(flags(A)).toEqual({ BadPrice: 1 });
    take(bookSnapshot(next(A), [[1_000_100, 5]], [[1_000_000, 5]]));
    expect(flags(A)).toEqual({ BadPrice: 1, BookCrossed: 1 });
    expect(verdict(A).cause).toBe('Gap');
  });

  test('a clock that goes back, and a size beyond belief, are flagged and taken', () => {
    const { at, take, next, level, flags, consolidated } = market();
    at(SECOND);
    level(A, 'Buy', 999_900, 200);
    take(levelChanged({ ...next(A), tsEvent: SECOND - 5 }, 'Buy', 999_900, 300));
    level(A, 'Buy', 999_800, 50_000_000);
    expect(flags(A)).toEqual({ TimeBack: 1, HugeSize: 1 });
    expect(levels(consolidated.books[0]!, 'Buy', 2)).toEqual([
      { px: 999_900, qty: 300 },
      { px: 999_800, qty: 50_000_000 },
    ]);
  });

  test("a level that reaches the venue's own other side is flagged; what it reached is gone", () => {
    const { level, flags, touch } = market();
    level(A, 'Buy', 1_000_100, 7);
    expect(flags(A)).toEqual({ BookCrossed: 1 });
    expect(touch()).toEqual([1_000_100, 1_000_200]);
  });
});

describe('counts of a feed', () => {
  test('tell gaps, repeats, messages from the past, what waited, and snapshots that ended it', () => {
    const { take, next, level, snapshot, report } = market();
    level(A, 'Buy', 999_900, 50);
    take(levelChanged({ venue: A, feedSeq: 2 }, 'Buy', 999_900, 50));
    take(levelChanged({ venue: A, feedSeq: 1 }, 'Buy', 999_900, 50));
    next(A);
    level(A, 'Buy', 999_900, 60);
    level(A, 'Buy', 999_900, 70);
    snapshot(A, 999_900, 1_000_100);
    expect(report(A).counts).toEqual({
      messages: 7,
      gaps: 1,
      resyncs: 1,
      duplicates: 1,
      outOfOrder: 1,
      waited: 1,
    });
  });

  test('a snapshot is asked for once a second, and only of a venue that needs one', () => {
    const { consolidated, beat, next } = market();
    const due = (venue: VenueId, ts: number) => snapshotDue(consolidated, venue, ts as Nanos);
    expect(due(A, 0)).toBe(false);
    next(A);
    beat(A);
    expect([due(A, 0), due(A, 0), due(A, SECOND - 1), due(A, SECOND), due(B, SECOND)]).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(due(C, 0)).toBe(false);
  });
});

describe('a touch that jumps by half', () => {
  const crashed = ({ level }: ReturnType<typeof market>, venue: VenueId, bid: number, ask: number): void => {
    level(venue, 'Buy', venue === A ? 999_900 : 999_800, 0);
    level(venue, 'Sell', ask, 100);
    level(venue, 'Buy', bid, 100);
  };

  test('by less than half is a move like any other', () => {
    const of = market([A]);
    crashed(of, A, 500_000, 500_100);
    expect(of.flags(A)).toEqual({});
    expect(of.touch()).toEqual([500_000, 500_100]);
  });

  test('as a bad tick is held at once, counts nowhere, and is over when it is taken back', () => {
    const { level, touch, verdict, flags, consolidated } = market();
    level(A, 'Buy', 999_900, 0);
    level(A, 'Buy', 9_900, 100);
    expect(verdict(A)).toEqual({ health: 'STALE', cause: 'JumpHeld' });
    expect(touch()).toEqual([999_800, 1_000_200]);
    expect(snapshotDue(consolidated, A, 0 as Nanos)).toBe(true);
    level(A, 'Buy', 9_900, 0);
    expect(verdict(A)).toEqual({ health: 'LIVE' });
    level(A, 'Buy', 999_900, 100);
    expect(touch()).toEqual([999_900, 1_000_100]);
    expect(flags(A)).toEqual({ PriceJump: 1 });
  });

  test('as a crash of the only venue is believed after three more messages there', () => {
    const of = market([A]);
    crashed(of, A, 400_000, 400_100);
    expect(of.touch()).toEqual([undefined, undefined]);
    for (let nth = 0; nth < 10 && of.verdict(A).health !== 'LIVE'; nth++)
      of.level(A, 'Buy', 399_900, 10 + nth);
    expect(of.consolidated.books[0]?.counts.messages).toBe(1 + 3 + 2);
    expect(of.touch()).toEqual([400_000, 400_100]);
    expect(of.flags(A)).toEqual({ PriceJump: 1 });
  });

  test('of a venue whose decimal point moved is held for as long as another venue contradicts it', () => {
    const of = market();
    of.level(A, 'Sell', 1_000_100, 0);
    of.level(A, 'Sell', 10_000_100, 100);
    for (let nth = 0; nth < 100; nth++) of.level(A, 'Sell', 10_000_200 + 100 * nth, 100);
    expect(of.verdict(A).cause).toBe('JumpHeld');
    expect(of.touch()).toEqual([999_800, 1_000_200]);
    expect(of.flags(A)).toEqual({ PriceJump: 1 });
  });

  test('as a crash of every venue is believed as soon as the second one shows it', () => {
    const of = market();
    crashed(of, A, 400_000, 400_100);
    for (let nth = 0; nth < 20; nth++) of.level(A, 'Buy', 399_900, 10 + nth);
    expect(of.verdict(A).cause).toBe('JumpHeld');
    crashed(of, B, 399_900, 400_200);
    expect(of.verdict(B)).toEqual({ health: 'LIVE' });
    of.beat(A);
    expect(of.verdict(A)).toEqual({ health: 'LIVE' });
    expect(of.touch()).toEqual([400_000, 400_100]);
  });

  test('is what a snapshot says it is', () => {
    const of = market();
    crashed(of, A, 400_000, 400_100);
    of.snapshot(A, 400_000, 400_100);
    expect(of.verdict(A)).toEqual({ health: 'LIVE' });
    of.snapshot(A, 100_000, 100_100);
    expect(of.verdict(A).cause).toBe('JumpHeld');
  });
});

describe('prints', () => {
  test('outside a quote of another venue that stood for a second are trade-throughs', () => {
    const { at, level, print, flags } = market();
    at(SECOND - 1);
    print(B, 1_000_150);
    expect(flags(B)).toEqual({});
    at(SECOND);
    print(B, 1_000_150);
    print(B, 1_000_100);
    print(A, 1_000_150);
    expect([flags(A), flags(B)]).toEqual([{}, { TradeThrough: 1 }]);
    level(A, 'Sell', 1_000_050, 5);
    print(B, 1_000_100);
    expect(flags(B)).toEqual({ TradeThrough: 1 });
    print(B, 999_800);
    expect(flags(B)).toEqual({ TradeThrough: 2 });
  });

  test('in a crossed market, in an auction or against a venue in a gap are none', () => {
    const crossed = market([A, B, C]);
    crossed.level(C, 'Buy', 1_000_150, 5);
    crossed.at(SECOND);
    crossed.print(B, 1_000_200);
    expect(crossed.flags(B)).toEqual({});
    const auction = market();
    auction.take(tradingStatus(auction.next(B), 'Auction'));
    auction.at(2 * SECOND);
    auction.print(B, 1_000_900);
    expect(auction.flags(B)).toEqual({});
    const gap = market();
    gap.next(A);
    gap.beat(A);
    gap.at(2 * SECOND);
    gap.print(B, 1_000_150);
    expect(gap.flags(B)).toEqual({});
  });

  test('far outside the market and far from the last are outliers; at half, jumps until a second one agrees', () => {
    const { print, flags } = market([A]);
    print(A, 1_000_000);
    print(A, 1_050_000);
    expect(flags(A)).toEqual({});
    print(A, 1_060_000);
    expect(flags(A)).toEqual({});
    print(A, 1_120_000);
    expect(flags(A)).toEqual({ OutlierPrint: 1 });
    print(A, 2_000_000);
    print(A, 1_000_000);
    expect(flags(A)).toEqual({ OutlierPrint: 2, PriceJump: 1 });
    print(A, 2_000_000);
    print(A, 2_000_100);
    expect(flags(A)).toEqual({ OutlierPrint: 4, PriceJump: 2 });
  });
});

describe('locked and crossed venues', () => {
  const market3 = () => {
    const of = market([A, B, C]);
    const books = () => marketReport(of.consolidated, 'KESTREL' as InstrumentId, (4 * SECOND) as Nanos);
    return { ...of, books };
  };

  test('are told with who sets each side, how often and how long', () => {
    const { at, level, books } = market3();
    at(0.5 * SECOND);
    level(B, 'Buy', 1_000_100, 5);
    at(SECOND);
    level(B, 'Buy', 1_000_150, 5);
    at(2 * SECOND);
    level(B, 'Buy', 1_000_150, 0);
    at(2.5 * SECOND);
    level(C, 'Sell', 999_800, 5);
    expect(books()).toEqual({
      instrument: 'KESTREL',
      state: 'Crossed',
      bidVenues: [B],
      askVenues: [C],
      sinceNs: 1.5 * SECOND,
      locked: { times: 2, ns: SECOND },
      crossed: { times: 2, ns: 2.5 * SECOND },
    });
  });

  test('leave the older side out of what decisions rest on once the cross has lasted a second', () => {
    const { at, level, beat, consolidated, verdict, touch } = market3();
    at(SECOND);
    level(B, 'Buy', 1_000_150, 5);
    const rest = (ts: number) => {
      const { bid, ask } = referenceTouch(consolidated, ts as Nanos);
      return [bid.px, ask.px];
    };
    expect(rest(2 * SECOND - 1)).toEqual([1_000_150, 1_000_100]);
    at(2 * SECOND);
    for (const venue of [A, B, C]) beat(venue);
    expect(rest(2 * SECOND)).toEqual([1_000_150, 1_000_200]);
    expect(touch()).toEqual([1_000_150, 1_000_100]);
    expect([A, B, C].map((venue) => verdict(venue).cause)).toEqual(['CrossedOut', undefined, undefined]);
    level(A, 'Sell', 1_000_100, 0);
    expect([A, B, C].map((venue) => verdict(venue).cause)).toEqual([undefined, undefined, undefined]);
  });
});

describe('whatever a feed says', () => {
  const sum = (counts: object) => Object.values(counts).reduce((total, count) => total + count, 0);

  test('nothing throws, no level is ever zero or less, no book or reference is crossed, and counts add up', () => {
    const venues = [A, B, C];
    let flagged = 0;
    fc.assert(
      fc.property(hostileStreams(venues), (stream) => {
        const consolidated = createConsolidated(venues, { dark: new Set([C]) });
        for (const { event, ts } of stream) {
          applyToConsolidated(consolidated, event, nanos(ts));
          for (const book of consolidated.books) {
            const shown = [...levels(book, 'Buy', 99), ...levels(book, 'Sell', 99)];
            for (const { px, qty } of shown) {
              expect(px).toBeGreaterThan(0);
              expect(qty).toBeGreaterThan(0);
              expect(Number.isSafeInteger(px) && Number.isSafeInteger(qty)).toBe(true);
            }
            const [bid] = levels(book, 'Buy', 1);
            const [ask] = levels(book, 'Sell', 1);
            if (bid && ask) expect(bid.px).toBeLessThan(ask.px);
          }
          const lasting = referenceTouch(consolidated, (ts + SECOND) as Nanos);
          if (lasting.bid.qty > 0 && lasting.ask.qty > 0)
            expect(lasting.bid.px).toBeLessThanOrEqual(lasting.ask.px);
        }
        venues.forEach((venue, i) => {
          const told = stream.filter(({ event }) => event.venue === venue).length;
          const { anomalies, counts, examples } = feedReport(consolidated, 'KESTREL' as InstrumentId, {
            venue: i,
            ts: stream.at(-1)!.ts as Nanos,
          });
          expect(counts.messages).toBe(told);
          expect(counts.gaps).toBeGreaterThanOrEqual(counts.resyncs);
          expect(counts.gaps + counts.duplicates + counts.outOfOrder + counts.waited).toBeLessThanOrEqual(
            told,
          );
          expect(examples).toHaveLength(Math.min(sum(anomalies), 4));
          flagged += sum(anomalies);
        });
      }),
      { seed: 42, numRuns: 100 },
    );
    expect(flagged).toBeGreaterThan(500);
  });
});
