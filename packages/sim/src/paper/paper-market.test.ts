import { type ClOrdId, clOrdId, micros, nanos, px, qty, type Venue, venueId } from '@fairlead/domain';
import { BITCOIN, createMarketTape } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { advance, bookSnapshot, cancel, replace, status, submit } from '../market.ts';
import type { OrderRequest } from '../orders.ts';
import type { LiveUpdate } from './paper.ts';
import { createPaperMarket, hear } from './paper-market.ts';

const BTC = BITCOIN.id;
const KRAKEN = venueId('KRAKEN-PAPER');
const MS = 1_000_000;

const venue: Venue = {
  id: KRAKEN,
  name: 'Kraken on paper',
  kind: 'Lit',
  fees: { takeMicros: micros(40), makeMicros: micros(25) },
  latencyNs: 20 * MS,
  origin: 'Live',
};
const book = (bid: number, ask: number): LiveUpdate => ({
  type: 'Book',
  bids: [{ px: px(bid), qty: qty(40) }],
  asks: [{ px: px(ask), qty: qty(50) }],
});
const order = (id: string, of: Partial<OrderRequest> = {}): OrderRequest => ({
  clOrdId: clOrdId(id),
  instrument: BTC,
  side: 'Buy',
  ordType: 'Limit',
  timeInForce: 'Day',
  orderQty: qty(10),
  px: px(1_000_000),
  postOnly: false,
  ...of,
});

function open() {
  const market = createPaperMarket(
    {
      sessionDate: '2026-11-28',
      startNs: nanos(1_000 * MS),
      idPrefix: 'P1',
      instruments: [BITCOIN],
      venues: [venue],
    },
    1,
  );
  const tape = createMarketTape();
  return {
    market,
    tape,
    hear: (update: LiveUpdate, inMs = 0) =>
      hear(market, { venue: KRAKEN, instrument: BTC, atNs: market.now + inMs * MS }, update),
    wait: (ms: number) => advance(market, market.now + ms * MS, tape),
    submit: (id: string, of: Partial<OrderRequest> = {}) => submit(market, KRAKEN, order(id, of), market.now),
    kinds: (id: string) => tape.of(id as ClOrdId).map((report) => report.execType),
  };
}

describe('a paper venue', () => {
  test('that has heard nothing refuses orders, sends no heartbeat and shows no book', () => {
    const s = open();
    s.submit('a');
    s.wait(2_000);
    expect(s.tape.of('a')).toMatchObject([
      { execType: 'Rejected', text: 'the feed is not live: it has not connected yet' },
    ]);
    expect(s.tape.events).toEqual([]);
    expect(bookSnapshot(s.market, KRAKEN, BTC)).toMatchObject({ bids: [], asks: [] });
  });

  test('fills an order from the displayed book an order latency later and prints nothing of ours', () => {
    const s = open();
    s.hear(book(1_000_000, 1_000_100));
    s.wait(1);
    s.submit('a', { px: px(1_000_100), orderQty: qty(60), timeInForce: 'ImmediateOrCancel' });
    s.wait(5);
    expect(s.kinds('a')).toEqual([]);
    s.wait(500);
    expect(s.kinds('a')).toEqual(['New', 'Trade', 'Canceled']);
    expect(s.tape.of('a')[1]).toMatchObject({ lastQty: 50, lastPx: 1_000_100, lastLiquidityInd: 'Removed' });
    expect(s.tape.events.some((event) => event.type === 'TradePrinted')).toBe(false);
    expect(bookSnapshot(s.market, KRAKEN, BTC).asks).toEqual([]);
  });

  test('hands on the real prints and fills what rests by them', () => {
    const s = open();
    s.hear(book(1_000_000, 1_000_100));
    s.wait(1);
    s.submit('a');
    s.wait(500);
    s.hear({ type: 'Print', px: 1_000_000, qty: 45, aggressor: 'Sell' });
    s.wait(500);
    expect(s.tape.of('a').at(-1)).toMatchObject({ execType: 'Trade', lastQty: 5, lastLiquidityInd: 'Added' });
    expect(s.tape.events.filter((event) => event.type === 'TradePrinted')).toMatchObject([{ qty: 45 }]);
  });

  test('whose feed breaks shows nothing, refuses with the reason, lets cancels through, and comes back', () => {
    const s = open();
    s.hear(book(1_000_000, 1_000_100));
    s.wait(1);
    s.submit('a');
    s.submit('b');
    s.wait(500);
    s.hear({ type: 'Down', reason: 'the connection was lost' });
    s.wait(1);
    const heard = s.tape.events.length;
    expect(bookSnapshot(s.market, KRAKEN, BTC)).toMatchObject({ bids: [], asks: [] });
    expect(s.tape.events.at(-1)).toMatchObject({ type: 'TradingStatusChanged', status: 'Halted' });
    s.hear({ type: 'Down', reason: 'the connection was lost' });
    s.submit('c');
    cancel(s.market, KRAKEN, { clOrdId: clOrdId('a1'), origClOrdId: clOrdId('a') }, s.market.now);
    const moved = { clOrdId: clOrdId('b1'), origClOrdId: clOrdId('b'), orderQty: qty(20), px: px(1_000_000) };
    replace(s.market, KRAKEN, moved, s.market.now);
    s.wait(2_000);
    expect(s.tape.events.length).toBe(heard);
    expect(s.tape.of('c')).toMatchObject([{ text: 'the feed is not live: the connection was lost' }]);
    expect(s.tape.of('a1').map((report) => report.execType)).toEqual(['Canceled']);
    expect(s.tape.rejects).toMatchObject([{ clOrdId: 'b1', ordStatus: 'New', reason: 'Other' }]);
    s.hear(book(999_800, 999_900));
    s.wait(500);
    expect(s.tape.of('b').at(-1)).toMatchObject({ execType: 'Trade', lastQty: 10, lastPx: 1_000_000 });
    expect(bookSnapshot(s.market, KRAKEN, BTC).asks).toEqual([{ px: 999_900, qty: 40 }]);
    const statuses = s.tape.events.flatMap((event) =>
      event.type === 'TradingStatusChanged' ? event.status : [],
    );
    expect(statuses).toEqual(['Halted', 'Open']);
  });

  test('says what became of an order', () => {
    const s = open();
    s.hear(book(1_000_000, 1_000_100));
    s.wait(1);
    s.submit('a');
    s.wait(1_000);
    status(s.market, KRAKEN, { clOrdId: clOrdId('a') }, s.market.now);
    s.wait(500);
    expect(s.kinds('a')).toEqual(['New', 'OrderStatus']);
  });

  test('sends heartbeats while its real line was heard of late, and none beyond', () => {
    const s = open();
    s.hear(book(1_000_000, 1_000_100));
    s.hear({ type: 'Contact' }, 2_000);
    s.wait(10_000);
    const start = s.tape.events[0]?.tsEvent ?? 0;
    const beats = s.tape.events.filter((event) => event.type === 'FeedHeartbeat');
    expect(beats.map((event) => (event.tsEvent - start) / MS)).toEqual(
      Array.from({ length: 18 }, (_, i) => 250 * (i + 1)),
    );
    expect(bookSnapshot(s.market, KRAKEN, BTC).tsEvent - start).toBe(4_500 * MS);
    s.hear({ type: 'Contact' });
    s.wait(300);
    expect(s.tape.events.at(-1)).toMatchObject({ type: 'FeedHeartbeat', tsEvent: start + 10_250 * MS });
    const seqs = s.tape.events.map((event) => event.feedSeq);
    expect(seqs).toEqual(seqs.map((_, i) => (seqs[0] ?? 0) + i));
  });

  test('gives the same output for the same calls', () => {
    const run = () => {
      const s = open();
      s.hear(book(1_000_000, 1_000_100));
      s.hear({ type: 'Print', px: 1_000_000, qty: 45, aggressor: 'Sell' }, 300);
      s.hear(book(999_900, 1_000_000), 400);
      s.submit('a');
      s.wait(1_000);
      return JSON.stringify([s.tape.events, s.tape.of('a')]);
    };
    expect(run()).toBe(run());
  });
});
