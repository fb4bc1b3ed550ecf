/**
 * A story of the market's own news feed as people see it. Its time is the market's, which is at another day and speed
 * than the wall clock: by that one it was published as it came.
 */
import type { NewsItem, NewsStory, UnixMs } from '@fairlead/domain';

/** The name of the market among the news feeds. */
export const MARKET_FEED = 'simulated market';

/** @param session the market's number of it: another session may tell the same stories again */
export function marketStory(
  { id, source, headline, instruments, sentimentScore, tsPublished }: NewsItem,
  { session, nowMs }: { readonly session: number | undefined; readonly nowMs: number },
): NewsStory {
  return {
    id: `${session ?? 0}-${id}`,
    feed: MARKET_FEED,
    source,
    headline,
    instruments,
    publishedMs: nowMs as UnixMs,
    receivedMs: nowMs as UnixMs,
    sentimentScore,
    sentimentSource: 'source',
    tsMarket: tsPublished,
    flags: [],
  };
}
