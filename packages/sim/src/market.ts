/**
 * A simulated market as its clients see it: advance its clock, send it requests, look at a book. A market is a world
 * (world/), which these functions change in place: equal scenario, seed and calls give equal output, event for event.
 * Times are ns since the midnight of the session's date, in market time.
 */
import {
  type BookSnapshot,
  type InstrumentId,
  invariant,
  type MarketReference,
  type TradingStatus,
  type VenueId,
} from '@fairlead/domain';
import type {
  CancelRequest,
  MarketSink,
  OrderRequest,
  ReplaceRequest,
  Request,
  StatusRequest,
} from './orders.ts';
import type { Scenario } from './scenario/scenario.ts';
import { createWorld, SILENT } from './world/build.ts';
import { feedOf, requestOfClient, worldReference } from './world/client.ts';
import { nextWorldNs, runWorld } from './world/run.ts';
import type { World } from './world/state.ts';
import { snapshotOf } from './world/tell.ts';

/** Market time that a scenario's market trades among itself before anybody is let in. */
export const SETTLE_NS = 20e9;

/** Opaque but for these. */
export interface SimMarket {
  /** Market time reached. */
  readonly now: number;
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
  runWorld(market as World, Math.floor(untilNs), sink);
}

/** When something happens next, whole ns; Infinity where nothing will by itself. */
export const nextNs = (market: SimMarket): number => nextWorldNs(market as World);

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
function request(market: SimMarket, venue: VenueId, what: Request, atNs: number): void {
  invariant(Number.isFinite(atNs), 'a request is sent at a finite time');
  requestOfClient(market as World, venue, what, atNs);
}

/**
 * The displayed book now, for a client that connects late; a pool's is empty. `feedSeq` is that of the last event
 * before it: the next event of this venue and instrument has `feedSeq + 1`.
 */
export const bookSnapshot = (market: SimMarket, venue: VenueId, instrument: InstrumentId): BookSnapshot =>
  snapshotOf(feedOf(market as World, venue, instrument), market.now);

/** Instruments and venues, as a server that connects is told. */
export const reference = (market: SimMarket): MarketReference => worldReference(market as World);

/** Whether the instrument trades at the venue now. */
export const tradingStatus = (market: SimMarket, venue: VenueId, instrument: InstrumentId): TradingStatus =>
  feedOf(market as World, venue, instrument).status;
