/** A feed that is up is never silent for long: it says that it is there, and nothing else. */
import { setWake } from '../kernel/wakes.ts';
import type { Feed, World } from './state.ts';
import { tellHeartbeat } from './tell.ts';

/** Of market time. */
const HEARTBEAT_NS = 250_000_000;
/** A line that has been silent for longer than this is not known to be up: real venues say something each second. */
const CONTACT_NS = 2_500_000_000;

/** Call once, and when a feed that had nothing to say has. */
export function scheduleHeartbeat(world: World, feed: Feed): void {
  const nextNs = feed.venue.down ? world.now + HEARTBEAT_NS : feed.lastNs + HEARTBEAT_NS;
  const actor = world.owners + world.feeds.length + feed.index;
  setWake(world.wakes, actor, speaks(world, feed) ? nextNs : Number.POSITIVE_INFINITY);
}

/** A feed's turn: it may have been silent for too long. */
export function actHeartbeat(world: World, actor: number): void {
  const feed = world.feeds[actor - world.owners - world.feeds.length];
  if (feed === undefined) return;
  const silent = !feed.venue.down && world.now - feed.lastNs >= HEARTBEAT_NS;
  if (silent && speaks(world, feed)) tellHeartbeat(world, feed);
  scheduleHeartbeat(world, feed);
}

/** Not after the close; for a real venue's feed, while that has been heard of late. */
function speaks({ now }: World, feed: Feed): boolean {
  if (feed.status === 'Closed') return false;
  return feed.type !== 'Paper' || (feed.down === undefined && now - feed.heardNs <= CONTACT_NS);
}
