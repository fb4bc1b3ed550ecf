/** What happens by the clock: feeds that owe a sign of life, the calls of the opening and closing auctions, the close. */
import { expireAll } from '../own-orders.ts';
import { schedule } from './agenda.ts';
import { scheduleHeartbeat } from './heartbeat.ts';
import { scheduleIncidents } from './incidents.ts';
import { beginCalling, call, crossDue, settlePhases } from './phases.ts';
import type { World } from './state.ts';

export function startClock(world: World): void {
  for (const feed of world.feeds) scheduleHeartbeat(world, feed);
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

/** The session ends: the closing auction, if one was called; then the client's orders expire, and nobody trades any more. */
function close(world: World): void {
  for (const of of world.instruments) crossDue(world, of);
  expireAll(world);
  settlePhases(world, world.feeds);
}
