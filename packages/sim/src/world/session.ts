/** What happens by the clock: feeds that owe a sign of life, and the close. */
import { setWake } from '../kernel/wakes.ts';
import { expireAll } from '../own-orders.ts';
import { schedule } from './agenda.ts';
import { scheduleIncidents } from './incidents.ts';
import type { World } from './state.ts';
import { setStatus } from './status.ts';
import { tellHeartbeat } from './tell.ts';

/** Of market time: a feed that is up is never silent for longer. */
const HEARTBEAT_NS = 250_000_000;

const heartbeatActor = (world: World, feed: number): number => world.owners + world.feeds.length + feed;

export function startClock(world: World): void {
  for (const feed of world.feeds)
    setWake(world.wakes, heartbeatActor(world, feed.index), feed.lastNs + HEARTBEAT_NS);
  schedule(world, world.scenario.session.closeNs, () => close(world));
  scheduleIncidents(world);
}

/** A feed's turn: it may have been silent for too long. */
export function actHeartbeat(world: World, actor: number): void {
  const feed = world.feeds[actor - heartbeatActor(world, 0)];
  if (feed === undefined) return;
  const ends = feed.status === 'Closed';
  if (!ends && !feed.venue.down && world.now - feed.lastNs >= HEARTBEAT_NS) tellHeartbeat(world, feed);
  const nextNs = feed.venue.down ? world.now + HEARTBEAT_NS : feed.lastNs + HEARTBEAT_NS;
  setWake(world.wakes, actor, ends ? Number.POSITIVE_INFINITY : nextNs);
}

/** The session ends: the client's orders expire, nobody trades any more. */
function close(world: World): void {
  expireAll(world);
  for (const feed of world.feeds) setStatus(world, feed, 'Closed');
}
