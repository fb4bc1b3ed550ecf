/**
 * What a scenario does to its venues and instruments: outages, halts, auctions, bursts of rejects and of latency.
 *
 * An outage: the venue's engine is gone, and its orders with it. Its feeds fall silent, without a last word and
 * without heartbeats; whatever is sent there comes back as from a dropped session. When it is back its feeds begin
 * with a snapshot, of nothing, and go on counting; and whoever had an order there is told only then that it is gone.
 */
import { cancelPeg, expireOrders, pooledOrders } from '@fairlead/book';
import { restartCrowd } from '../crowd/crowd.ts';
import { ownLost } from '../own-events.ts';
import { schedule } from './agenda.ts';
import { endBlock } from './blocks.ts';
import { reply } from './books.ts';
import { halt } from './halts.ts';
import { call } from './phases.ts';
import { type BookState, CLIENT, type Feed, type PoolState, type VenueState, type World } from './state.ts';
import { showAgain } from './status.ts';
import { tellSnapshot, tellStatus } from './tell.ts';

export function scheduleIncidents(world: World): void {
  const { events } = world.scenario;
  const setVenues = (): void => {
    for (const venue of world.venues) setVenue(world, venue);
  };
  for (const event of events) {
    const { atNs, lastsNs } = event;
    const endNs = atNs + lastsNs;
    if (endNs <= world.now) continue;
    if (event.type === 'Halt') {
      const { lit, dark, blocks } = world.instruments[event.instrument]!;
      const feeds = [...lit, ...dark, ...blocks].filter(
        ({ venue }) => event.venue === undefined || venue.index === event.venue,
      );
      const { reopeningNs } = event;
      schedule(world, atNs, () => halt(world, feeds, { untilNs: endNs, reopeningNs }));
    } else if (event.type === 'Auction') {
      const { lit } = world.instruments[event.instrument]!;
      const feeds = lit.filter(({ venue }) => event.venue === undefined || venue.index === event.venue);
      schedule(world, atNs, () => call(world, feeds, endNs));
    } else {
      schedule(world, atNs, setVenues);
      schedule(world, endNs, setVenues);
    }
  }
}

/** Brings a venue to what all events that are on at this moment make of it. */
function setVenue(world: World, venue: VenueState): void {
  let { rejectProb } = venue.setup;
  let multiple = 1;
  let down = false;
  for (const event of world.scenario.events) {
    if (world.now < event.atNs || world.now >= event.atNs + event.lastsNs || event.venue !== venue.index) {
      continue;
    }
    if (event.type === 'Outage') down = true;
    if (event.type === 'Rejects') rejectProb = Math.max(rejectProb, event.rejectProb);
    if (event.type === 'Latency') multiple = Math.max(multiple, event.multiple);
  }
  venue.rejectProb = rejectProb;
  venue.latencyMultiple = multiple;
  if (down && !venue.down) goDown(world, venue);
  if (!down && venue.down) comeBack(world, venue);
}

const feedsAt = (world: World, at: VenueState): Feed[] => world.feeds.filter(({ venue }) => venue === at);

function goDown(world: World, venue: VenueState): void {
  venue.down = true;
  for (const feed of feedsAt(world, venue)) {
    // Its outages are the real venue's own.
    if (feed.type === 'Paper') continue;
    const ended = feed.type === 'Block' ? endBlock(world, feed) : endOrders(feed);
    for (const [order, leavesQty] of ended) {
      if (order < 0) venue.lost.push({ owner: CLIENT, feed, order, leavesQty });
    }
    for (const seat of world.seats) {
      for (const { id: order } of seat?.orders.values() ?? []) {
        const leavesQty = ended.get(order);
        if (seat !== undefined && leavesQty !== undefined) {
          venue.lost.push({ owner: seat.owner, feed, order, leavesQty });
        }
      }
    }
    showAgain(world, feed);
  }
}

/** Nobody hears of it. @returns what was left of each order */
function endOrders(feed: BookState | PoolState): ReadonlyMap<number, number> {
  const ended = new Map<number, number>();
  const canceled = (id: number, leavesQty: number): void => void ended.set(id, leavesQty);
  if (feed.type === 'Book') {
    expireOrders(feed.book, { ...feed.sink, canceled, levelChanged: () => {} });
    return ended;
  }
  for (const side of ['Buy', 'Sell'] as const) {
    for (const [id] of pooledOrders(feed.pool, side)) cancelPeg(feed.pool, id, { ...feed.sink, canceled });
  }
  return ended;
}

function comeBack(world: World, venue: VenueState): void {
  venue.down = false;
  for (const feed of feedsAt(world, venue)) {
    tellSnapshot(world, feed);
    tellStatus(world, feed, feed.status);
    if (feed.type === 'Book' && feed.crowd !== undefined) restartCrowd(world, feed.crowd);
    showAgain(world, feed);
  }
  for (const { owner, feed, order, leavesQty } of venue.lost.splice(0)) {
    if (owner === CLIENT) ownLost(world, order, 'the venue failed, and its orders ended');
    else reply(world, feed, { type: 'Canceled', owner, order, leavesQty });
  }
}
