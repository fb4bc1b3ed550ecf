/**
 * The client's side of a world: Fairlead's own requests fly to the venues as everybody's do, and what comes back are
 * FIX reports (own-orders.ts). The client's latencies are drawn from a stream of its own at each venue.
 */
import { type InstrumentId, invariant, type MarketReference, type VenueId } from '@fairlead/domain';
import type { FloorVenue, VenueAnswer } from '../floor.ts';
import { launch, type Message, message } from '../kernel/flight.ts';
import type { Request } from '../orders.ts';
import { bounceRequest, receiveRequest } from '../own-orders.ts';
import { fold } from './hash.ts';
import { addLoad, latencyNs } from './link.ts';
import { CLIENT, type Feed, type VenueState, type World } from './state.ts';

type Cargo =
  | { readonly type: 'Request'; readonly venue: VenueState; readonly request: Request }
  | VenueAnswer;

/** `atNs`: when the client sends, now where that has passed. Requests of one venue arrive in the order sent. */
export function requestOfClient(world: World, venueId: VenueId, request: Request, atNs: number): void {
  const venue = world.venues.find((each) => each.id === venueId);
  invariant(venue !== undefined, `the market has no venue ${venueId}`);
  const sentNs = Math.max(world.now, Math.floor(atNs));
  const arrivesNs = sentNs + latencyNs(venue, 0, venue.clientRandom);
  venue.requestedNs = Math.max(venue.requestedNs + 1, arrivesNs);
  fly(world, { type: 'Request', venue, request }, venue.requestedNs);
}

/** Answers of one venue arrive in the order in which they left. */
export function answerClient(world: World, of: FloorVenue, answer: VenueAnswer): void {
  const venue = of as VenueState;
  fold(world.hash, world.now);
  fold(world.hash, venue.index);
  if (answer.type === 'Report') fold(world.hash, answer.report.cumQty);
  venue.answeredNs = Math.max(venue.answeredNs + 1, world.now + latencyNs(venue, 0, venue.clientRandom));
  fly(world, answer, venue.answeredNs);
}

function fly(world: World, cargo: Cargo, arrivesNs: number): void {
  const sent = message(world.flight, 'Client');
  sent.owner = CLIENT;
  sent.cargo = cargo;
  launch(world.flight, sent, arrivesNs);
}

/** Something of the client's has arrived, at a venue or back. */
export function deliverClient(world: World, { cargo, atNs }: Message): void {
  const of = cargo as Cargo;
  if (of.type === 'Report') {
    world.sink.report(of.report, atNs);
  } else if (of.type === 'CancelReject') {
    world.sink.cancelReject(of.reject, atNs);
  } else {
    addLoad(of.venue, world.now);
    if (of.venue.down) bounceRequest(world, of.venue, of.request);
    else receiveRequest(world, of.venue, of.request);
  }
}

export function feedOf(world: World, venueId: VenueId, instrumentId: InstrumentId): Feed {
  const feed = world.feeds.find((each) => each.venueId === venueId && each.instrumentId === instrumentId);
  invariant(feed !== undefined, `the market has no book of ${instrumentId} at ${venueId}`);
  return feed;
}

export const worldReference = ({ scenario, venues, instruments }: World): MarketReference => ({
  sessionDate: scenario.session.date,
  instruments: instruments.map(({ instrument }) => instrument),
  venues: venues.flatMap(({ venue, setup }) => (setup.type === 'Block' ? [] : venue)),
});
