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
  type TradingStatus,
  type VenueId,
} from '@fairlead/domain';
import { buildMarket, SILENT } from './build.ts';
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
import type { Scenario } from './scenario/scenario.ts';
import { dispatch } from './schedule.ts';
import type { Feed, Market } from './state.ts';
import { createWorld } from './world/build.ts';
import { requestOfClient, worldReference, worldSnapshot } from './world/client.ts';
import { nextWorldNs, runWorld } from './world/run.ts';
import type { World, Feed as WorldFeed } from './world/state.ts';

/** Market time that a scenario's market trades among itself before anybody is let in. */
export const SETTLE_NS = 20e9;

/** Opaque but for these. */
export interface SimMarket {
  /** Market time reached. */
  readonly now: number;
}

/** A market at `config.startNs` whose books have settled. Any seed, an integer. */
export function createMarket(config: MarketConfig, seed: number): SimMarket {
  return buildMarket(config, seed);
}

/** Of a scenario's day, at its opening, after `SETTLE_NS` of trading among themselves. See `createWorld`. */
export function openMarket(
  scenario: Scenario,
  of: { readonly seed: number; readonly idPrefix: string },
): SimMarket {
  const world = createWorld(scenario, of.seed, of.idPrefix);
  runWorld(world, world.now + SETTLE_NS, SILENT);
  return world;
}

/** Runs everything with a time <= `untilNs`; `market.now` is then `untilNs`, whole ns (or later, if it was). */
export function advance(market: SimMarket, untilNs: number, sink: MarketSink): void {
  invariant(Number.isFinite(untilNs), 'a market advances to a finite time');
  const m = market as Market | World;
  if (m.type === 'World') runWorld(m, Math.floor(untilNs), sink);
  else runUntil(m, Math.floor(untilNs), sink);
}

/** When something happens next, whole ns; Infinity where nothing will by itself. */
export function nextNs(market: SimMarket): number {
  const m = market as Market | World;
  return Math.ceil(m.type === 'World' ? nextWorldNs(m) : nextTime(m));
}

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
  const m = market as Market | World;
  invariant(Number.isFinite(atNs), 'a request is sent at a finite time');
  if (m.type === 'World') return requestOfClient(m, venueId, what, atNs);
  const venue = m.venues.find((each) => each.id === venueId);
  invariant(venue !== undefined, `the market has no venue ${venueId}`);
  const sent = Math.max(m.now, Math.floor(atNs));
  venue.lastRequestNs = Math.max(venue.lastRequestNs + 1, sent + latencyOf(venue));
  dispatch(m.flight, { type: 'Request', venue, request: what }, venue.lastRequestNs);
}

/**
 * The displayed book now, for a client that connects late. `feedSeq` is that of the last event before it: the
 * next event of this venue and instrument has `feedSeq + 1`.
 */
export function bookSnapshot(market: SimMarket, venueId: VenueId, instrumentId: InstrumentId): BookSnapshot {
  const m = market as Market | World;
  if (m.type === 'World') return worldSnapshot(m, venueId, instrumentId);
  const feed = m.feeds.find((each) => each.venueId === venueId && each.instrumentId === instrumentId);
  invariant(feed !== undefined, `the market has no book of ${instrumentId} at ${venueId}`);
  return snapshotOf(m, feed);
}

/** Instruments and venues, as a server that connects is told. */
export function reference(market: SimMarket): MarketReference {
  const m = market as Market | World;
  if (m.type === 'World') return worldReference(m);
  return {
    sessionDate: m.config.sessionDate,
    instruments: m.config.instruments.map((each) => each.instrument),
    venues: m.venues.map((each) => each.venue),
  };
}

/** Whether the instrument trades at the venue now. */
export function tradingStatus(
  market: SimMarket,
  venueId: VenueId,
  instrumentId: InstrumentId,
): TradingStatus {
  const m = market as Market | World;
  const feeds: readonly (Feed | WorldFeed)[] = m.feeds;
  const feed = feeds.find((each) => each.venueId === venueId && each.instrumentId === instrumentId);
  invariant(feed !== undefined, `the market has no book of ${instrumentId} at ${venueId}`);
  return 'status' in feed ? feed.status : feed.of.status;
}

/** Commands that the books have taken so far, background and ours: the simulator's events, for its benchmark. */
export function commandCount(market: SimMarket): number {
  const m = market as Market | World;
  return m.type === 'World' ? m.events : m.commands;
}
