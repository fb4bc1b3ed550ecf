/** A story as the engine is told of it: wall times become the session's. */
import { NANOS_PER_MS, type Nanos, type NewsItem, type NewsStory, nanos } from '@fairlead/domain';

/** The session's clock is exact to 104 days: what is older is told as this old. */
const OLDEST_MS = 30 * 86_400_000;

/**
 * The source's time is put as far before `now` as it lies before the receipt by the wall clock. In a simulated or
 * replayed session that is no place in the session's own history; nothing but a person reads it.
 */
export function newsItem(story: NewsStory, now: Nanos): NewsItem {
  const { id, source, headline, instruments, sentimentScore, publishedMs, receivedMs } = story;
  const ageMs = Math.max(-OLDEST_MS, Math.min(OLDEST_MS, receivedMs - publishedMs));
  return {
    id,
    source,
    headline,
    instruments,
    sentimentScore,
    tsPublished: nanos(now - ageMs * NANOS_PER_MS),
  };
}
