/**
 * What is watched of every feed of one instrument, message by message: its ages, its clock, and the anomalies that
 * a message shows by itself or against the messages before it. Nothing is allocated per message.
 */
import type { AnomalyKind, BookSnapshot, Level, MarketEvent } from '@fairlead/domain';
import { type AnomalyLog, createAnomalyLog, flag } from './anomalies.ts';
import { createFeedClocks, type FeedClocks, observeClock } from './feed-clock.ts';
import { createFeedAges, type FeedAges, noteContact, noteData, restartData } from './feed-health.ts';
import { type BookChange, isSoundPx, isSoundQty } from './level-book.ts';

export interface FeedWatch {
  readonly ages: FeedAges;
  readonly clocks: FeedClocks;
  readonly log: AnomalyLog;
  /** The venue's clock as its last message had it. */
  readonly lastTsEvent: Float64Array;
  /** Mean size of its levels and prints lately; 0 before the first. */
  readonly meanQty: Float64Array;
}

/** @param dark per feed: a pool that publishes no book */
export const createFeedWatch = (dark: readonly boolean[]): FeedWatch => ({
  ages: createFeedAges(dark),
  clocks: createFeedClocks(dark.length),
  log: createAnomalyLog(dark.length),
  lastTsEvent: new Float64Array(dark.length).fill(Number.NEGATIVE_INFINITY),
  meanQty: new Float64Array(dark.length),
});

/** A size is beyond belief from this many times the feed's mean size on: a measure that needs no unit. */
const HUGE_TIMES = 10_000;
/** Of the newest size in the mean. */
const MEAN_WEIGHT = 1 / 256;

/**
 * A message that the feed's book has just taken or refused.
 * @param as what became of it, and our clock at its receipt
 */
export function watchMessage(
  watch: FeedWatch,
  feed: number,
  event: MarketEvent,
  as: { readonly change: BookChange; readonly ts: number },
): void {
  const { ages } = watch;
  const { tsEvent } = event;
  const heardAt = tsEvent < as.ts ? tsEvent : as.ts;
  noteContact(ages, feed, heardAt);
  observeClock(watch.clocks, feed, as.ts, tsEvent);
  if (tsEvent < watch.lastTsEvent[feed]!) note(watch, feed, event, { kind: 'TimeBack', value: tsEvent });
  watch.lastTsEvent[feed] = tsEvent;
  switch (event.type) {
    case 'LevelChanged':
    case 'TradePrinted':
      if (as.change !== 'Applied') return void noteUnsound(watch, feed, event, event);
      noteData(ages, feed, heardAt);
      return watchSize(watch, feed, event);
    case 'BookSnapshot':
      if (as.change === 'Gap') return noteRefused(watch, feed, event);
      if (event.bids.length + event.asks.length > 0) restartData(ages, feed, heardAt);
      return;
    case 'TradingStatusChanged':
      if (ages.spoke[feed] === 1) restartData(ages, feed, heardAt);
      return;
    case 'FeedHeartbeat':
      return;
  }
}

/** Flags what a message showed. */
export const note = (
  { log }: FeedWatch,
  feed: number,
  { feedSeq, tsEvent }: MarketEvent,
  { kind, value }: { readonly kind: AnomalyKind; readonly value: number },
): void => flag(log, feed, kind, { feedSeq, tsEvent, value });

/** @returns whether price or size was no such thing */
function noteUnsound(watch: FeedWatch, feed: number, event: MarketEvent, { px, qty }: Level): boolean {
  const bad = !isSoundPx(px);
  if (bad) note(watch, feed, event, { kind: 'BadPrice', value: px });
  // A print of nothing is none; a level of nothing is gone.
  const badQty = !isSoundQty(qty) || (event.type === 'TradePrinted' && qty === 0);
  if (badQty) note(watch, feed, event, { kind: 'BadSize', value: qty });
  return bad || badQty;
}

/** A snapshot that was not believed: for its unsound levels, else because its sides met. */
function noteRefused(watch: FeedWatch, feed: number, event: BookSnapshot): void {
  let unsound = false;
  for (const level of event.bids) unsound = noteUnsound(watch, feed, event, level) || unsound;
  for (const level of event.asks) unsound = noteUnsound(watch, feed, event, level) || unsound;
  if (!unsound) note(watch, feed, event, { kind: 'BookCrossed', value: event.bids[0]?.px ?? 0 });
}

function watchSize(watch: FeedWatch, feed: number, event: MarketEvent & Level): void {
  const { meanQty } = watch;
  const mean = meanQty[feed]!;
  if (event.qty === 0) return;
  if (mean > 0 && event.qty >= HUGE_TIMES * mean)
    return note(watch, feed, event, { kind: 'HugeSize', value: event.qty });
  meanQty[feed] = mean === 0 ? event.qty : mean + (event.qty - mean) * MEAN_WEIGHT;
}
