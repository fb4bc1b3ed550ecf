/**
 * The real venues' feeds, handed to the paper market: each venue's book as it stands after every message, its
 * prints as they come, and that it can't be used, and why, from the moment that nobody vouches for it until its
 * next snapshot. The connections look after themselves (@fairlead/feeds): without a network they are down and
 * keep trying.
 */
import { applyToLevelBook, createLevelBook, type LevelBook } from '@fairlead/book';
import { type InstrumentId, nanos, type Px, type Qty, type VenueId } from '@fairlead/domain';
import {
  connectMarket,
  type FeedRecord,
  type LiveState,
  type VenueAddress,
  type VenueName,
} from '@fairlead/feeds';
import type { LiveUpdate, PaperReference } from '@fairlead/sim';
import type { Logger } from 'pino';
import { printOf, windowOf } from './window.ts';

export interface LiveHost {
  readonly hear: (venue: VenueId, update: LiveUpdate) => void;
  readonly log: Logger;
  /** Instead of the public addresses. */
  readonly addresses: Partial<Record<VenueName, VenueAddress>>;
  /** UNIX time in ms, rising. Default: this machine's; a test that plays a recording lives in its day. */
  readonly unixMs?: () => number;
}

interface VenueFeed {
  readonly id: VenueId;
  /** In the feed's scale. */
  readonly book: LevelBook;
  /** What the message at work did: changed the book, or at least came. */
  changed: boolean;
  heard: boolean;
}

/** Connects, and hears until closed. */
export function hearLive(of: PaperReference, host: LiveHost): { readonly close: () => Promise<void> } {
  const { instrument } = of;
  const feeds = new Map<string, VenueFeed>(
    of.pairs.map(({ shows, venue }) => [
      shows,
      { id: venue.id, book: createLevelBook(), changed: false, heard: false },
    ]),
  );
  const feedOf = (name: string): VenueFeed => feeds.get(name) as VenueFeed;
  const market = connectMarket({
    venues: of.pairs.map(({ shows }) => shows as VenueName),
    instrument: instrument.id,
    addresses: host.addresses,
    ...(host.unixMs === undefined ? {} : { unixMs: host.unixMs }),
    take: (record) => {
      const feed = feedOf(record.venue);
      feed.heard = true;
      if (record.type === 'Trade') {
        const print = printOf(record, instrument);
        if (print !== undefined) host.hear(feed.id, print);
      } else if (record.type === 'Level' || record.type === 'Clear') {
        apply(feed, record, instrument.id);
        feed.changed = true;
      }
    },
    settled: (name) => {
      const feed = feedOf(name);
      const { changed, heard } = feed;
      feed.changed = feed.heard = false;
      if (!changed) return heard ? host.hear(feed.id, { type: 'Contact' }) : undefined;
      const bids = windowOf(feed.book, 'Buy', instrument);
      const asks = windowOf(feed.book, 'Sell', instrument);
      const known = bids.length > 0 && asks.length > 0;
      host.hear(
        feed.id,
        known ? { type: 'Book', bids, asks } : { type: 'Down', reason: 'its book is not known' },
      );
    },
    onState: (state) => {
      const { id } = feedOf(state.venue);
      const why = whyDown(state);
      const facts = { venue: id, shows: state.venue, quote: state.listed.quote, connects: state.connects };
      if (state.phase === 'Waiting') host.log.warn({ ...facts, why }, 'feed down');
      else host.log.info({ ...facts, phase: state.phase }, 'feed');
      if (why !== undefined) host.hear(id, { type: 'Down', reason: why });
    },
  });
  return { close: market.close };
}

/** @returns undefined where every book is vouched for */
function whyDown({ phase, reason }: LiveState): string | undefined {
  const more = reason === undefined ? '' : `: ${reason}`;
  switch (phase) {
    case 'Live':
      return undefined;
    case 'Connecting':
      return 'connecting';
    case 'Syncing':
      return `waiting for its book${more}`;
    case 'Waiting':
      return `not connected${more}`;
    case 'Closed':
      return 'closed';
  }
}

/** The record's numbers stay in the feed's scale: the brands are the book's, and nothing but `windowOf` reads it. */
function apply({ book, id: venue }: VenueFeed, record: FeedRecord, instrument: InstrumentId): void {
  const of = { venue, instrument, feedSeq: book.feedSeq + 1, tsEvent: nanos(0) };
  if (record.type === 'Clear' || record.side === undefined) {
    applyToLevelBook(book, { ...of, type: 'BookSnapshot', bids: [], asks: [] });
    return;
  }
  const { side } = record;
  applyToLevelBook(book, { ...of, type: 'LevelChanged', side, px: record.px as Px, qty: record.qty as Qty });
}
