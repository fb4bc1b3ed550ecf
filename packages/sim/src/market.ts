/**
 * A simulated market as its clients see it: advance its clock, send it requests, look at a book. A market is a
 * state that these functions change in place; equal configuration, seed and calls give equal output, event for
 * event. Times are ns since the midnight of `config.sessionDate`, in market time.
 */
import {
  type BookSnapshot,
  type InstrumentId,
  invariant,
  type MarketReference,
  type VenueId,
} from '@fairlead/domain';
import { buildMarket } from './build.ts';
import type { MarketConfig } from './config.ts';
import { nextTime, runUntil } from './engine.ts';
import { snapshotOf } from './feed.ts';
import { latencyOf } from './latency.ts';
import type {
  CancelRequest,
  MarketSink,
  OrderRequest,
  ReplaceRequest,
  Request,
  StatusRequest,
} from './orders.ts';
import { dispatch } from './schedule.ts';
import type { Market } from './state.ts';

/** Opaque but for these. */
export interface SimMarket {
  readonly config: MarketConfig;
  /** Market time reached. */
  readonly now: number;
}

/** A market at `config.startNs` whose books have settled. Any seed, an integer. */
export function createMarket(config: MarketConfig, seed: number): SimMarket {
  return buildMarket(config, seed);
}

/** Runs everything with a time <= `untilNs`; `market.now` is then `untilNs`, whole ns (or later, if it was). */
export function advance(market: SimMarket, untilNs: number, sink: MarketSink): void {
  invariant(Number.isFinite(untilNs), 'a market advances to a finite time');
  runUntil(market as Market, Math.floor(untilNs), sink);
}

/** When something happens next, whole ns; Infinity where nothing will by itself. */
export const nextNs = (market: SimMarket): number => Math.ceil(nextTime(market as Market));

/** `atNs`: when the client sends, now where that has passed. The venue sees it a latency later. */
export function submit(market: SimMarket, venue: VenueId, order: OrderRequest, atNs: number): void {
  request(market, venue, { type: 'New', order }, atNs);
}

export function cancel(market: SimMarket, venue: VenueId, cancelRequest: CancelRequest, atNs: number): void {
  request(market, venue, { type: 'Cancel', request: cancelRequest }, atNs);
}

export function replace(
  market: SimMarket,
  venue: VenueId,
  replaceRequest: ReplaceRequest,
  atNs: number,
): void {
  request(market, venue, { type: 'Replace', request: replaceRequest }, atNs);
}

/** Answered by a report with execType OrderStatus, or a cancel reject UnknownOrder. */
export function status(market: SimMarket, venue: VenueId, statusRequest: StatusRequest, atNs: number): void {
  request(market, venue, { type: 'Status', request: statusRequest }, atNs);
}

/** Requests of one venue arrive in the order in which they were sent. */
function request(market: SimMarket, venueId: VenueId, what: Request, atNs: number): void {
  const m = market as Market;
  const venue = m.venues.find((each) => each.id === venueId);
  invariant(venue !== undefined, `the market has no venue ${venueId}`);
  invariant(Number.isFinite(atNs), 'a request is sent at a finite time');
  const sent = Math.max(m.now, Math.floor(atNs));
  venue.lastRequestNs = Math.max(venue.lastRequestNs + 1, sent + latencyOf(venue));
  dispatch(m.flight, { type: 'Request', venue, request: what }, venue.lastRequestNs);
}

/**
 * The displayed book now, for a client that connects late. `feedSeq` is that of the last event before it: the
 * next event of this venue and instrument has `feedSeq + 1`.
 */
export function bookSnapshot(market: SimMarket, venueId: VenueId, instrumentId: InstrumentId): BookSnapshot {
  const m = market as Market;
  const feed = m.feeds.find((each) => each.venueId === venueId && each.instrumentId === instrumentId);
  invariant(feed !== undefined, `the market has no book of ${instrumentId} at ${venueId}`);
  return snapshotOf(m, feed);
}

/** Instruments and venues, as a server that connects is told. */
export function reference(market: SimMarket): MarketReference {
  const { config } = market;
  return {
    sessionDate: config.sessionDate,
    instruments: config.instruments.map((each) => each.instrument),
    venues: (market as Market).venues.map((each) => each.venue),
  };
}

/** Commands that the books have taken so far, background and ours: the simulator's events, for its benchmark. */
export const commandCount = (market: SimMarket): number => (market as Market).commands;
