import { applyToLevelBook, createLevelBook, type LevelBook, levels } from '@fairlead/book';
import { instrumentId, type MarketEvent, nanos, venueId } from '@fairlead/domain';
import { createMarketTape } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { DEFAULT_MARKET } from './default-market.ts';
import { hiddenQty, hiddenState } from './ground-truth.ts';
import { advance, bookSnapshot, commandCount, createMarket, reference } from './market.ts';

const SECOND = 1_000_000_000;
const LIT = DEFAULT_MARKET.venues.filter((v) => v.type === 'Lit').map((v) => v.venue.id);
const INSTRUMENTS = DEFAULT_MARKET.instruments.map((i) => i.instrument.id);
const KESTREL = instrumentId('KESTREL');

function played(seed: number, seconds: number) {
  const market = createMarket(DEFAULT_MARKET, seed);
  const tape = createMarketTape();
  advance(market, market.now + seconds * SECOND, tape);
  return { market, tape };
}

const feedOf = (event: MarketEvent): string => `${event.venue} ${event.instrument}`;

describe('the default market', () => {
  test('says the same twice for one seed, and something else for another', () => {
    const one = played(1, 20).tape.hash();
    expect(played(1, 20).tape.hash()).toBe(one);
    expect(played(2, 20).tape.hash()).not.toBe(one);
  });

  test('says the same whether it is advanced in one step or in many', () => {
    const market = createMarket(DEFAULT_MARKET, 1);
    const tape = createMarketTape();
    const start = market.now;
    for (let ms = 7; ms < 20_000; ms += 7) advance(market, start + ms * 1_000_000, tape);
    advance(market, start + 20 * SECOND, tape);
    expect(tape.hash()).toBe(played(1, 20).tape.hash());
  });

  test('numbers every feed without gaps and is never silent for more than 250 ms', () => {
    const market = createMarket(DEFAULT_MARKET, 3);
    const last = new Map<string, { seq: number; ts: number }>();
    for (const venue of DEFAULT_MARKET.venues) {
      for (const instrument of INSTRUMENTS) {
        const { feedSeq } = bookSnapshot(market, venue.venue.id, instrument);
        last.set(`${venue.venue.id} ${instrument}`, { seq: feedSeq, ts: market.now });
      }
    }
    const tape = createMarketTape();
    advance(market, market.now + 30 * SECOND, tape);
    const firstSeen = new Set<string>();
    for (const event of tape.events) {
      const before = last.get(feedOf(event));
      expect(event.feedSeq).toBe((before?.seq ?? 0) + 1);
      if (firstSeen.has(feedOf(event)))
        expect(event.tsEvent - (before?.ts ?? 0)).toBeLessThanOrEqual(250_000_000);
      firstSeen.add(feedOf(event));
      last.set(feedOf(event), { seq: event.feedSeq, ts: event.tsEvent });
    }
    expect(firstSeen.size).toBe(last.size);
  });

  test('shows at least five levels a side, and never a locked or crossed market', () => {
    const market = createMarket(DEFAULT_MARKET, 4);
    const tape = createMarketTape();
    for (let i = 0; i < 600; i += 1) {
      advance(market, market.now + SECOND / 10, tape);
      for (const instrument of INSTRUMENTS) {
        const books = LIT.map((venue) => bookSnapshot(market, venue, instrument));
        for (const book of books)
          expect(Math.min(book.bids.length, book.asks.length)).toBeGreaterThanOrEqual(5);
        const bid = Math.max(...books.map((b) => b.bids[0]?.px ?? 0));
        const ask = Math.min(...books.map((b) => b.asks[0]?.px ?? 0));
        expect(bid).toBeLessThan(ask);
      }
    }
  });

  test('can be rebuilt from a snapshot and the events after it', () => {
    const market = createMarket(DEFAULT_MARKET, 5);
    const books = new Map<string, LevelBook>(
      LIT.flatMap((venue) =>
        INSTRUMENTS.map((instrument) => {
          const book = createLevelBook();
          applyToLevelBook(book, bookSnapshot(market, venue, instrument));
          return [`${venue} ${instrument}`, book] as const;
        }),
      ),
    );
    const tape = createMarketTape();
    advance(market, market.now + 20 * SECOND, tape);
    for (const event of tape.events) {
      const book = books.get(feedOf(event));
      if (book !== undefined) expect(applyToLevelBook(book, event)).toBe('Applied');
    }
    for (const venue of LIT) {
      for (const instrument of INSTRUMENTS) {
        const { bids, asks } = bookSnapshot(market, venue, instrument);
        const book = books.get(`${venue} ${instrument}`);
        expect(book).toBeDefined();
        if (book === undefined) continue;
        expect([levels(book, 'Buy', 99), levels(book, 'Sell', 99)]).toEqual([bids, asks]);
      }
    }
  });

  test('trades near its daily volume, mostly at spreads of one to three ticks', () => {
    const market = createMarket(DEFAULT_MARKET, 11);
    const traded = new Map<string, number>();
    const seconds = 600;
    const spreads: number[] = [];
    const sink = {
      event: (e: MarketEvent) => {
        if (e.type === 'TradePrinted') traded.set(e.instrument, (traded.get(e.instrument) ?? 0) + e.qty);
      },
      report: () => {},
      cancelReject: () => {},
    };
    for (let i = 0; i < seconds; i += 1) {
      advance(market, market.now + SECOND, sink);
      const { bids, asks } = bookSnapshot(market, venueId('LIT-A'), KESTREL);
      spreads.push(((asks[0]?.px ?? 0) - (bids[0]?.px ?? 0)) / 100);
    }
    for (const { instrument } of DEFAULT_MARKET.instruments) {
      const share = (traded.get(instrument.id) ?? 0) / seconds / (instrument.adv / 23_400);
      expect(share).toBeGreaterThan(0.5);
      expect(share).toBeLessThan(2);
    }
    const narrow = spreads.filter((s) => s >= 1 && s <= 3).length;
    expect(narrow / spreads.length).toBeGreaterThan(0.9);
    expect(commandCount(market)).toBeGreaterThan(seconds * 100);
  });

  test('keeps pools dark: nothing displayed, prints at the midpoint without an aggressor', () => {
    const { market, tape } = played(6, 120);
    const dark = tape.events.filter((e) => e.venue === venueId('DARK-1') && e.type === 'TradePrinted');
    expect(dark.length).toBeGreaterThan(0);
    for (const print of dark) expect(print).not.toHaveProperty('aggressor');
    expect(tape.events.some((e) => e.venue === venueId('DARK-1') && e.type === 'LevelChanged')).toBe(false);
    expect(bookSnapshot(market, venueId('DARK-1'), KESTREL).bids).toEqual([]);
    const hidden = INSTRUMENTS.flatMap((instrument) =>
      (['Buy', 'Sell'] as const).map((side) =>
        hiddenQty(market, { venue: venueId('DARK-1'), instrument, side }),
      ),
    );
    expect(Math.max(...hidden)).toBeGreaterThan(0);
  });

  test('quotes around the hidden efficient price', () => {
    const { market } = played(8, 60);
    for (const instrument of INSTRUMENTS) {
      const { bids, asks } = bookSnapshot(market, venueId('LIT-A'), instrument);
      const { efficientPx } = hiddenState(market, instrument);
      const mid = ((bids[0]?.px ?? 0) + (asks[0]?.px ?? 0)) / 2;
      expect(Math.abs(mid - efficientPx)).toBeLessThan(500);
    }
  });

  test('tells its reference data and closes when it is told to', () => {
    const config = { ...DEFAULT_MARKET, closeNs: nanos(DEFAULT_MARKET.startNs + 5 * SECOND) };
    const market = createMarket(config, 9);
    expect(reference(market).venues.map((v) => v.origin)).toEqual(Array(5).fill('Simulated'));
    const tape = createMarketTape();
    advance(market, market.now + 10 * SECOND, tape);
    const closed = tape.events.filter((e) => e.type === 'TradingStatusChanged' && e.status === 'Closed');
    expect(closed).toHaveLength(15);
    expect(tape.events.at(-1)?.tsEvent).toBe(config.closeNs);
  });
});
