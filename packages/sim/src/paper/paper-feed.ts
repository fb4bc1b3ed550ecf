/**
 * One paper book as a feed of a world: what was heard takes effect, and what follows is told. While the real feed is
 * down the venue is halted: its book is empty, its orders rest unfilled, new ones are refused. Its heartbeats say that
 * the real line was heard of late, and no more: what its book is worth is told by the age of its levels and prints.
 */
import { launch, type Message, message } from '../kernel/flight.ts';
import { ownAccepted, ownCanceled, ownRejected, ownReplaced, ownTraded } from '../own-events.ts';
import { scheduleHeartbeat } from '../world/heartbeat.ts';
import type { PaperFeed, World } from '../world/state.ts';
import { setStatus } from '../world/status.ts';
import { tellLevel, tellTrade } from '../world/tell.ts';
import { displayPaper, type LiveUpdate, losePaper, type PaperSink, printPaper } from './paper.ts';

export const NOT_CONNECTED = 'it has not connected yet';

/** `atNs`: whole ns. Lands in its place among everything else that is due. */
export function sendHeard(world: World, feed: PaperFeed, update: LiveUpdate, atNs: number): void {
  const sent = message(world.flight, 'Heard');
  sent.feed = feed.index;
  sent.cargo = update;
  launch(world.flight, sent, atNs);
}

export function hearPaper(world: World, heard: Message): void {
  const feed = world.feeds[heard.feed] as PaperFeed;
  const update = heard.cargo as LiveUpdate;
  feed.heardNs = world.now;
  switch (update.type) {
    case 'Book':
      feed.down = undefined;
      display(feed, update);
      setStatus(world, feed, 'Open');
      break;
    case 'Print':
      tellTrade(world, feed, update);
      if (feed.down === undefined) printPaper(feed.book, update, feed.sink);
      break;
    case 'Contact':
      break;
    case 'Down':
      feed.down = update.reason;
      losePaper(feed.book, feed.sink);
      setStatus(world, feed, 'Halted');
      break;
  }
  scheduleHeartbeat(world, feed);
}

/** The side that the price moves away from goes first, so that the feed never shows the book crossed by itself. */
function display({ book, sink }: PaperFeed, update: Extract<LiveUpdate, { readonly type: 'Book' }>): void {
  const rises = (update.bids[0]?.px ?? 0) > (book.bids.levels[0]?.px ?? 0);
  if (rises) displayPaper(book, 'Sell', update.asks, sink);
  displayPaper(book, 'Buy', update.bids, sink);
  if (!rises) displayPaper(book, 'Sell', update.asks, sink);
}

/** The venues book nothing: what is traded on paper changes nobody's account. */
export const paperSink = (world: World, feed: PaperFeed): PaperSink => ({
  accepted: (id) => ownAccepted(world, id),
  replaced: (id) => ownReplaced(world, id),
  filled: (id, fill) => ownTraded(world, id, fill),
  canceled: (id, _leaves, cause) => ownCanceled(world, id, cause),
  rejected: (id, reason) => ownRejected(world, id, reason),
  levelChanged: (side, price, quantity) => tellLevel(world, feed, side, price, quantity),
});
