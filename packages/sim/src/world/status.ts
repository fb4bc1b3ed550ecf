/**
 * Whether an instrument trades at a venue. While it does not its book has no touch that anybody could see, the crowd
 * there does nothing, a pool has no midpoint; orders rest as they are.
 */
import { crossAtMidpoint } from '@fairlead/book';
import type { TradingStatus } from '@fairlead/domain';
import { scheduleCrowd } from '../crowd/crowd.ts';
import { finishCommand, matchBlock, midpointPx } from './books.ts';
import type { Feed, World } from './state.ts';
import { tellStatus } from './tell.ts';

/** Says so on the feed. A venue that is down says it when it is back. */
export function setStatus(world: World, feed: Feed, status: TradingStatus): void {
  if (feed.status === status) return;
  feed.status = status;
  if (!feed.venue.down) tellStatus(world, feed, status);
  showAgain(world, feed);
}

/** What there is to see at a venue is another thing now, though no order moved. */
export function showAgain(world: World, feed: Feed): void {
  if (feed.type === 'Pool') {
    crossAtMidpoint(feed.pool, midpointPx(feed), feed.sink);
    return;
  }
  if (feed.type === 'Block') {
    matchBlock(world, feed);
    return;
  }
  if (feed.type === 'Paper') return;
  feed.touched = true;
  feed.moved = true;
  finishCommand(world, feed);
  if (feed.crowd !== undefined && feed.status === 'Open' && !feed.venue.down)
    scheduleCrowd(world, feed.crowd);
}
