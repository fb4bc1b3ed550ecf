/**
 * A piece of news as people see it, whatever its source's format, and how a source of them is. `NewsItem` is what
 * the engine is told of it. Times are the wall clock's: a source's clock is coarser than a market's, and a replayed
 * or simulated market is at another day or speed. What news means for a market counts from its receipt.
 */

import type { FeedHealth } from './feed.ts';
import type { InstrumentId } from './ids.ts';
import type { Brand, Nanos } from './numbers.ts';

/** Milliseconds since 1970 in UTC, by somebody's wall clock. */
export type UnixMs = Brand<number, 'UnixMs'>;

/**
 * - `Future`: published, by its own word, after we received it (clocks differ by up to a minute unflagged).
 * - `WentBack`: published before a story that its feed gave us earlier.
 * - `Clipped`: the headline was longer than is kept.
 */
export type NewsFlag = 'Future' | 'WentBack' | 'Clipped';

export interface NewsStory {
  /** The source's, unique within its feed. */
  readonly id: string;
  /** Path or address that it was read from. */
  readonly feed: string;
  /** Who says so. */
  readonly source: string;
  /** Plain text: no markup, no control characters. */
  readonly headline: string;
  readonly body?: string;
  /** http or https. */
  readonly url?: string;
  /** Those traded here that it names; none where it is about something else. */
  readonly instruments: readonly InstrumentId[];
  readonly publishedMs: UnixMs;
  readonly receivedMs: UnixMs;
  /** -1 to 1, of the headline. */
  readonly sentimentScore: number;
  /** What scored it: a list of words, which is no financial model; or the source itself. */
  readonly sentimentSource: 'lexicon' | 'source';
  /** By the market's clock, where the source tells that one: a simulated market's news. */
  readonly tsMarket?: Nanos;
  readonly flags: readonly NewsFlag[];
}

export type SentimentWord = 'positive' | 'neutral' | 'negative';

/** VADER's own bounds (Hutto and Gilbert 2014): within 0.05 of zero nothing was said. */
const NEUTRAL_SCORE = 0.05;

export const sentimentWord = (score: number): SentimentWord =>
  score >= NEUTRAL_SCORE ? 'positive' : score <= -NEUTRAL_SCORE ? 'negative' : 'neutral';

/** One followed file or address. Silence is not a fault: its health is that of its last readings. */
export interface NewsFeedHealth {
  readonly feed: string;
  readonly health: FeedHealth;
  /** Last reading that succeeded, also one that found nothing new. */
  readonly readMs?: UnixMs;
  /** Last story that was taken. */
  readonly storyMs?: UnixMs;
  readonly stories: number;
  readonly duplicates: number;
  /** Records that were not sound. */
  readonly refused: number;
  readonly future: number;
  readonly wentBack: number;
  /** What went wrong last, one sentence; it stays when readings succeed again. */
  readonly fault?: string;
}
