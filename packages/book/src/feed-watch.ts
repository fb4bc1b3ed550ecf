/**
 * What is watched of every feed of one instrument, message by message: its ages, its clock, and the anomalies that
 * a message shows by itself or against the messages before it. Nothing is allocated per message.
 */
import type { AnomalyKind, BookSnapshot, Level, MarketEvent } from '@fairlead/domain';
import { type AnomalyLog, createAnomalyLog, flag } from './anomalies.ts';
import { createFeedClocks, type FeedClocks, observeClock } from './feed-clock.ts';
import { createFeedAges, type FeedAges, noteContact } from './feed-health.ts';
import { isSoundPx, isSoundQty } from './level-book.ts';

export interface FeedWatch {
  readonly ages: FeedAges;
  readonly clocks: FeedClocks;
  readonly log: AnomalyLog;
  /** Per feed, `LAST.width` numbers side by side. */
  readonly last: Float64Array;
}

/** The venue's clock as its last message had it; mean size of its levels and prints lately, 0 before the first. */
const LAST = { tsEvent: 0, meanQty: 1, width: 2 } as const;

/** @param dark per feed: a pool that publishes no book */
export const createFeedWatch = (dark: readonly boolean[]): FeedWatch => ({
  ages: createFeedAges(dark),
  clocks: createFeedClocks(dark.length),
  log: createAnomalyLog(dark.length),
  last: Float64Array.from({ length: dark.length * LAST.width }, (_, i) =>
    i % LAST.width === LAST.tsEvent ? Number.NEGATIVE_INFINITY : 0,
  ),
});

/** A size is beyond belief from this many times the feed's mean size on: a measure that needs no unit. */
const HUGE_TIMES = 10_000;
/** Of the newest size in the mean. */
const MEAN_WEIGHT = 1 / 256;

/**
 * A message of any kind has come: contact, and what its two clocks tell.
 * @returns whether the venue's clock went back
 */
export function watchMessage(watch: FeedWatch, feed: number, tsEvent: number, ts: number): boolean {
  const { ages, clocks, last } = watch;
  const at = feed * LAST.width + LAST.tsEvent;
  noteContact(ages, feed, tsEvent < ts ? tsEvent : ts);
  observeClock(clocks, feed, ts, tsEvent);
  const wentBack = tsEvent < last[at]!;
  last[at] = tsEvent;
  return wentBack;
}

/** Flags what a message showed. */
export const note = (
  { log }: FeedWatch,
  feed: number,
  { feedSeq, tsEvent }: MarketEvent,
  { kind, value }: { readonly kind: AnomalyKind; readonly value: number },
): void => flag(log, feed, kind, { feedSeq, tsEvent, value });

export const noteTimeBack = (watch: FeedWatch, feed: number, event: MarketEvent): void =>
  note(watch, feed, event, { kind: 'TimeBack', value: event.tsEvent });

/**
 * A message that its book did not take: flags a price or a size that is none.
 * @returns whether there was one
 */
export function noteUnsound(watch: FeedWatch, feed: number, event: MarketEvent, { px, qty }: Level): boolean {
  const badPx = !isSoundPx(px);
  if (badPx) note(watch, feed, event, { kind: 'BadPrice', value: px });
  // A print of nothing is none; a level of nothing is gone.
  const badQty = !isSoundQty(qty) || (event.type === 'TradePrinted' && qty === 0);
  if (badQty) note(watch, feed, event, { kind: 'BadSize', value: qty });
  return badPx || badQty;
}

/** A snapshot that was not believed: for its unsound levels, else because its sides met. */
export function noteRefused(watch: FeedWatch, feed: number, event: BookSnapshot): void {
  let unsound = false;
  for (const level of event.bids) unsound = noteUnsound(watch, feed, event, level) || unsound;
  for (const level of event.asks) unsound = noteUnsound(watch, feed, event, level) || unsound;
  if (!unsound) note(watch, feed, event, { kind: 'BookCrossed', value: event.bids[0]?.px ?? 0 });
}

/** @returns whether the size is beyond belief; one that is not counts in the mean */
export function isHuge({ last }: FeedWatch, feed: number, qty: number): boolean {
  const at = feed * LAST.width + LAST.meanQty;
  const mean = last[at]!;
  if (mean > 0 && qty >= HUGE_TIMES * mean) return true;
  if (qty > 0) last[at] = mean === 0 ? qty : mean + (qty - mean) * MEAN_WEIGHT;
  return false;
}
