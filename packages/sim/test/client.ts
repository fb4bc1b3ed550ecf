/** The client of a world of one share at two displayed venues: what it sends and what it is told, in seconds from the open. */
import {
  clOrdId,
  instrumentId,
  type MarketEvent,
  nanos,
  px,
  qty,
  type VenueId,
  venueId,
} from '@fairlead/domain';
import { createMarketTape } from '@fairlead/testkit';
import { expect } from 'vitest';
import { advance, bookSnapshot, submit } from '../src/market.ts';
import type { OrderRequest } from '../src/orders.ts';
import type { World } from '../src/world/state.ts';

export const KESTREL = instrumentId('KESTREL');
export const ONE = venueId('LIT-1');
export const TWO = venueId('LIT-2');
const OPEN_NS = 34_200e9;
export const at = (seconds: number) => nanos(OPEN_NS + seconds * 1e9);
export const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };

/** A limit order to buy 1,000 of the share for the day, but for what is said. */
export const order = (id: string, of: Partial<OrderRequest>): OrderRequest => ({
  clOrdId: clOrdId(id),
  instrument: KESTREL,
  side: 'Buy',
  ordType: 'Limit',
  timeInForce: 'Day',
  orderQty: qty(1_000),
  postOnly: false,
  ...of,
});

export function clientOf(market: World) {
  const tape = createMarketTape();
  const { events, reports, arrivals, rejects, of } = tape;
  return {
    market,
    events,
    reports,
    arrivals,
    rejects,
    of,
    runTo: (seconds: number) => advance(market, at(seconds), tape),
    send: (id: string, terms: Partial<OrderRequest>, venue = ONE) =>
      submit(market, venue, order(id, terms), market.now),
    bid: (venue = ONE) => bookSnapshot(market, venue, KESTREL).bids[0]?.px ?? px(0),
    ask: (venue = ONE) => bookSnapshot(market, venue, KESTREL).asks[0]?.px ?? px(0),
    heard: (from: number, to: number, venue?: VenueId) =>
      events.filter(
        (e) => e.tsEvent >= at(from) && e.tsEvent < at(to) && (venue === undefined || e.venue === venue),
      ),
  };
}

export const prints = (events: readonly MarketEvent[]) =>
  events.flatMap((e) => (e.type === 'TradePrinted' ? [e] : []));
export const statuses = (events: readonly MarketEvent[]) =>
  events.flatMap((e) => (e.type === 'TradingStatusChanged' ? [`${e.venue} ${e.status}`] : []));

/** Some traded, and nobody's shares or cash came from nowhere. */
export function expectConserved(world: World): void {
  const count = world.instruments.length;
  for (const { index } of world.instruments) {
    const held = world.shares.filter((_, i) => i % count === index);
    expect(held.some((shares) => shares !== 0)).toBe(true);
    expect(held.reduce((sum, shares) => sum + shares, 0)).toBe(0);
  }
  const fees = world.venues.reduce((sum, venue) => sum + venue.feesMicros, 0);
  expect(world.cash.reduce((sum, cash) => sum + cash, 0) + fees).toBe(0);
}
