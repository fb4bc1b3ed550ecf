/** One paper book as a feed of the market: what was heard takes effect, and what follows is told. */
import { emitLevel, emitStatus, emitTrade, setWake } from './feed.ts';
import { ownAccepted, ownCanceled, ownRejected, ownReplaced, ownTraded } from './own-events.ts';
import { displayPaper, type LiveUpdate, losePaper, type PaperSink, printPaper } from './paper.ts';
import type { Market, PaperFeed } from './state.ts';

export function hearPaper(market: Market, feed: PaperFeed, update: LiveUpdate): void {
  market.commands += 1;
  feed.heardNs = market.now;
  switch (update.type) {
    case 'Book':
      feed.down = undefined;
      display(feed, update);
      say(market, feed, false);
      break;
    case 'Print':
      emitTrade(market, feed, update);
      if (feed.down === undefined) printPaper(feed.book, update, feed.sink);
      break;
    case 'Contact':
      break;
    case 'Down':
      feed.down = update.reason;
      losePaper(feed.book, feed.sink);
      say(market, feed, true);
      break;
  }
  setWake(market, feed);
}

/** The paper venue halts while its feed is down: so it says once each time. */
function say(market: Market, feed: PaperFeed, halted: boolean): void {
  if (feed.halted === halted) return;
  feed.halted = halted;
  emitStatus(market, feed, halted ? 'Halted' : 'Open');
}

/** The side that the price moves away from goes first, so that the feed never shows the book crossed by itself. */
function display({ book, sink }: PaperFeed, update: Extract<LiveUpdate, { readonly type: 'Book' }>): void {
  const rises = (update.bids[0]?.px ?? 0) > (book.bids.levels[0]?.px ?? 0);
  if (rises) displayPaper(book, 'Sell', update.asks, sink);
  displayPaper(book, 'Buy', update.bids, sink);
  if (!rises) displayPaper(book, 'Sell', update.asks, sink);
}

export const paperSink = (market: Market, feed: PaperFeed): PaperSink => ({
  accepted: (id) => ownAccepted(market, id),
  replaced: (id) => ownReplaced(market, id),
  filled: (id, fill) => ownTraded(market, id, fill),
  canceled: (id, _leaves, cause) => ownCanceled(market, id, cause),
  rejected: (id, reason) => ownRejected(market, id, reason),
  levelChanged: (side, price, quantity) => emitLevel(market, feed, side, price, quantity),
});
