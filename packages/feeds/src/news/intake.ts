/**
 * Records of one feed made stories: repeats dropped, times judged, instruments and sentiment added. What is
 * remembered is bounded: the latest `REMEMBERED` ids of the feed, and the headlines of all feeds for `WINDOW_MS`.
 */
import type { NewsFlag, NewsStory, UnixMs } from '@fairlead/domain';
import type { InstrumentMatcher } from './instruments.ts';
import type { NewsRecord } from './record.ts';
import { headlineSentiment } from './sentiment.ts';

const REMEMBERED = 20_000;
/** The same words from another source within a day are the same story; a year later they are another. */
const WINDOW_MS = 86_400_000;
/** Two wall clocks may differ by this much without anybody being wrong. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Headlines that were taken, in the words that make them the same, with the time that each was published. */
export type SeenHeadlines = Map<string, number>;

export interface NewsIntake {
  /** @returns the story, or undefined where it is a repeat */
  readonly take: (record: NewsRecord, receivedMs: UnixMs) => NewsStory | undefined;
  readonly counts: { stories: number; duplicates: number; future: number; wentBack: number };
}

/** @param seen shared by the feeds of one house */
export function createNewsIntake(feed: string, match: InstrumentMatcher, seen: SeenHeadlines): NewsIntake {
  const ids = new Set<string>();
  const counts = { stories: 0, duplicates: 0, future: 0, wentBack: 0 };
  let latestMs = Number.NEGATIVE_INFINITY;

  const isRepeat = ({ id, headline, publishedMs }: NewsRecord): boolean => {
    if (ids.has(id)) return true;
    remember(ids, id);
    const words = sameWords(headline);
    const before = seen.get(words);
    if (before !== undefined && Math.abs(publishedMs - before) <= WINDOW_MS) return true;
    seen.delete(words);
    remember(seen, words, publishedMs);
    return false;
  };

  return {
    counts,
    take: (record, receivedMs) => {
      if (isRepeat(record)) {
        counts.duplicates += 1;
        return undefined;
      }
      const { clipped, symbols, publishedMs, ...rest } = record;
      const flags: NewsFlag[] = [];
      if (publishedMs > receivedMs + CLOCK_TOLERANCE_MS) {
        flags.push('Future');
        counts.future += 1;
      }
      if (publishedMs < latestMs) {
        flags.push('WentBack');
        counts.wentBack += 1;
      }
      if (clipped) flags.push('Clipped');
      // A time in the future must not make each later story one that goes back.
      latestMs = Math.max(latestMs, Math.min(publishedMs, receivedMs));
      counts.stories += 1;
      return {
        ...rest,
        feed,
        instruments: match(record.headline, symbols),
        publishedMs,
        receivedMs,
        sentimentScore: headlineSentiment(record.headline),
        sentimentSource: 'lexicon',
        flags,
      };
    },
  };
}

/** Letters and digits alone, in small letters: what two spellings of one headline have in common. */
const sameWords = (headline: string): string =>
  headline
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim() || headline;

/** Adds, and forgets the oldest beyond the bound. */
function remember(kept: Set<string>, key: string): void;
function remember(kept: Map<string, number>, key: string, value: number): void;
function remember(kept: Set<string> | Map<string, number>, key: string, value?: number): void {
  if (kept instanceof Set) kept.add(key);
  else kept.set(key, value as number);
  if (kept.size > REMEMBERED) kept.delete(kept.keys().next().value as string);
}
