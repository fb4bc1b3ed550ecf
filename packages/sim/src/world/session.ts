/** What happens by the clock: feeds that owe a sign of life, the calls of the opening and closing auctions, the close. */
import { setWake } from '../kernel/wakes.ts';
import { expireAll } from '../own-orders.ts';
import { schedule } from './agenda.ts';
import { scheduleIncidents } from './incidents.ts';
import { beginCalling, call, crossDue, settlePhases } from './phases.ts';
import type { World } from './state.ts';
import { tellHeartbeat } from './tell.ts';

/** Of market time: a feed that is up is never silent for longer. */
const HEARTBEAT_NS = 250_000_000;

const heartbeatActor = (world: World, feed: number): number => world.owners + world.feeds.length + feed;

export function startClock(world: World): void {
  for (const feed of world.feeds)
    setWake(world.wakes, heartbeatActor(world, feed.index), feed.lastNs + HEARTBEAT_NS);
  const { openNs, openingNs = 0, closeNs, closingNs = 0 } = world.scenario.session;
  schedule(world, closeNs, () => close(world));
  scheduleCall(world, openNs - openingNs, openNs);
  scheduleCall(world, closeNs - closingNs, closeNs);
  scheduleIncidents(world);
}

function scheduleCall(world: World, fromNs: number, untilNs: number): void {
  if (untilNs <= Math.max(fromNs, world.now)) return;
  if (fromNs <= world.now) beginCalling(world, untilNs);
  else
    schedule(world, fromNs, () => {
      for (const { lit } of world.instruments) call(world, lit, untilNs);
    });
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

/** The session ends: the closing auction, if one was called; then the client's orders expire, and nobody trades any more. */
function close(world: World): void {
  for (const of of world.instruments) crossDue(world, of);
  expireAll(world);
  settlePhases(world, world.feeds);
}
