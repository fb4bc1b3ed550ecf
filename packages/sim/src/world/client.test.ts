import { applyToLevelBook, createLevelBook, levels } from '@fairlead/book';
import { clOrdId, type MarketEvent, nanos, px, qty } from '@fairlead/domain';
import { expect, test } from 'vitest';
import { KESTREL, ONE, order } from '../../test/client.ts';
import { advance, bookSnapshot, cancel, openMarket, reference, replace, status, submit } from '../market.ts';
import type { VenueCancelReject, VenueReport } from '../orders.ts';
import { sampleScenario } from '../scenario/sample.ts';

function opened(scenario = sampleScenario()) {
  const market = openMarket(scenario, { seed: 9, idPrefix: 'T' });
  const events: MarketEvent[] = [];
  const reports: VenueReport[] = [];
  const rejects: VenueCancelReject[] = [];
  const sink = {
    event: (event: MarketEvent) => void events.push(event),
    report: (report: VenueReport) => void reports.push(report),
    cancelReject: (reject: VenueCancelReject) => void rejects.push(reject),
  };
  const run = (seconds: number) => advance(market, market.now + seconds * 1e9, sink);
  return { market, events, reports, rejects, run };
}

test('an immediate order of the client takes what is there and hears so a latency later', () => {
  const { market, reports, run } = opened();
  const ask = bookSnapshot(market, ONE, KESTREL).asks[0]?.px ?? px(0);
  const sentNs = market.now;
  submit(market, ONE, order('A', { px: px(ask + 1_000), timeInForce: 'ImmediateOrCancel' }), sentNs);
  run(0.1);
  expect(reports[0]).toMatchObject({ execType: 'New', clOrdId: 'A', ordStatus: 'New' });
  const trades = reports.filter(({ execType }) => execType === 'Trade');
  expect(trades.length).toBeGreaterThan(0);
  expect(trades[0]?.lastLiquidityInd).toBe('Removed');
  expect(trades.reduce((sum, { lastQty = 0 }) => sum + lastQty, 0)).toBe(trades.at(-1)?.cumQty);
  expect(reports.at(-1)?.leavesQty).toBe(0);
});

test('a resting order is replaced, told, and canceled; what is unknown or used twice is refused with its reason', () => {
  const { market, reports, rejects, run } = opened();
  const bid = bookSnapshot(market, ONE, KESTREL).bids[0]?.px ?? px(0);
  const deep = px(bid - 5_000);
  submit(market, ONE, order('B', { px: deep, postOnly: true }), market.now);
  run(0.01);
  expect(bookSnapshot(market, ONE, KESTREL).bids).toContainEqual({ px: deep, qty: 1_000 });
  const to = { clOrdId: clOrdId('B2'), origClOrdId: clOrdId('B'), orderQty: qty(600), px: deep };
  replace(market, ONE, to, market.now);
  status(market, ONE, { clOrdId: clOrdId('B2') }, market.now);
  submit(market, ONE, order('B', { px: deep }), market.now);
  cancel(market, ONE, { clOrdId: clOrdId('C1'), origClOrdId: clOrdId('nobody') }, market.now);
  cancel(market, ONE, { clOrdId: clOrdId('C2'), origClOrdId: clOrdId('B2') }, market.now);
  run(0.01);
  expect(reports.map(({ execType, ordStatus }) => `${execType} ${ordStatus}`)).toEqual([
    'New New',
    'Replaced New',
    'OrderStatus New',
    'Rejected Rejected',
    'Canceled Canceled',
  ]);
  expect(reports[3]?.text).toContain('duplicate clOrdId B');
  expect(rejects.map(({ reason }) => reason)).toEqual(['UnknownOrder']);
});

test('feeds count without gaps, say something each quarter of a second, and rebuild the book', () => {
  const { market, events, run } = opened();
  const { venues, instruments } = reference(market);
  const pairs = venues.flatMap((venue) =>
    instruments.map((each) => ({ venue: venue.id, instrument: each.id })),
  );
  const books = pairs.map(({ venue, instrument }) => {
    const snapshot = bookSnapshot(market, venue, instrument);
    const book = createLevelBook();
    applyToLevelBook(book, snapshot);
    return { venue, instrument, book, last: snapshot.feedSeq, at: market.now };
  });
  run(10);
  for (const of of books) {
    for (const event of events) {
      if (event.venue !== of.venue || event.instrument !== of.instrument) continue;
      expect(event.feedSeq).toBe(of.last + 1);
      expect(event.tsEvent - of.at).toBeLessThanOrEqual(270_000_000);
      applyToLevelBook(of.book, event);
      of.last = event.feedSeq;
      of.at = event.tsEvent;
    }
    const { bids, asks } = bookSnapshot(market, of.venue, of.instrument);
    expect([levels(of.book, 'Buy', 99), levels(of.book, 'Sell', 99)]).toEqual([bids, asks]);
  }
});

test('at the close what rests expires and every feed says so, last of all', () => {
  const scenario = sampleScenario();
  const closeNs = nanos(scenario.session.openNs + 30e9);
  const { market, events, reports, run } = opened({
    ...scenario,
    session: { ...scenario.session, closeNs },
  });
  const bid = bookSnapshot(market, ONE, KESTREL).bids[0]?.px ?? px(0);
  submit(market, ONE, order('D', { px: px(bid - 50_000), postOnly: true }), market.now);
  run(20);
  expect(reports.at(-1)).toMatchObject({ execType: 'Expired', ordStatus: 'Expired', leavesQty: 0 });
  expect(reports.at(-1)?.tsEvent).toBe(closeNs);
  const last = events.slice(-9).map((event) => ('status' in event ? event.status : event.type));
  expect(last).toEqual(new Array(9).fill('Closed'));
});
