/** What happens by the clock: feeds that owe a sign of life, and the close. */
import { setWake } from '../kernel/wakes.ts';
import { expireAll } from '../own-orders.ts';
import type { World } from './state.ts';
import { tellHeartbeat, tellStatus } from './tell.ts';

/** Of market time: a feed is never silent for longer. */
const HEARTBEAT_NS = 250_000_000;

/** The actors of the clock: one for each feed, and one for the session. */
const heartbeatActor = (world: World, feed: number): number => world.owners + world.feeds.length + feed;
const sessionActor = (world: World): number => world.owners + 2 * world.feeds.length;

export function startClock(world: World): void {
  for (const feed of world.feeds)
    setWake(world.wakes, heartbeatActor(world, feed.index), feed.lastNs + HEARTBEAT_NS);
  setWake(world.wakes, sessionActor(world), world.scenario.session.closeNs);
}

export function actClock(world: World, actor: number): void {
  const feed = world.feeds[actor - world.owners - world.feeds.length];
  if (feed === undefined) {
    setWake(world.wakes, actor, Number.POSITIVE_INFINITY);
    close(world);
    return;
  }
  const ends = feed.of.status === 'Closed';
  if (!ends && world.now - feed.lastNs >= HEARTBEAT_NS) tellHeartbeat(world, feed);
  setWake(world.wakes, actor, ends ? Number.POSITIVE_INFINITY : feed.lastNs + HEARTBEAT_NS);
}

/** The session ends: the client's orders expire, nobody trades any more. */
function close(world: World): void {
  expireAll(world);
  for (const of of world.instruments) of.status = 'Closed';
  for (const feed of world.feeds) tellStatus(world, feed, 'Closed');
}
