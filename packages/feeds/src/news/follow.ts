/**
 * A news feed followed while the house runs: a file that grows or is replaced, or an address that is asked now and
 * then. What was there at the first reading is history (`fresh` false): it is shown, and moves nothing. A reading
 * that fails is told by `health` and tried again; nothing here throws at whoever started it.
 */
import type { FeedHealth, NewsFeedHealth, NewsStory, UnixMs } from '@fairlead/domain';
import { createFileReader } from './file-reader.ts';
import type { InstrumentMatcher } from './instruments.ts';
import { createNewsIntake, type SeenHeadlines } from './intake.ts';
import type { TakeRecord } from './reader.ts';
import { createUrlReader } from './url-reader.ts';

export interface FollowOptions {
  readonly match: InstrumentMatcher;
  /** Shared by the feeds of one house. */
  readonly seen: SeenHeadlines;
  readonly take: (story: NewsStory, fresh: boolean) => void;
  /** Wall ms between readings; default half a second for a file, a minute for an address. */
  readonly everyMs?: number;
}

export interface NewsFollower {
  readonly health: () => NewsFeedHealth;
  readonly stop: () => void;
}

const FILE_EVERY_MS = 500;
const URL_EVERY_MS = 60_000;
const MOST_BACK_OFF_MS = 15 * 60_000;
/** A reading that succeeded keeps a feed alive for three intervals, or this long. */
const LIVE_MS = 5_000;
/** Without a successful reading for longer: stale, then dead. */
const STALE_AFTER_MS = 60_000;
const DEAD_AFTER_MS = 10 * 60_000;

/** Is it an address rather than a path? */
export const isNewsUrl = (where: string): boolean => /^https?:\/\//i.test(where);

/** @param where a path, or an http or https address */
export function followNews(where: string, options: FollowOptions): NewsFollower {
  const isUrl = isNewsUrl(where);
  const everyMs = options.everyMs ?? (isUrl ? URL_EVERY_MS : FILE_EVERY_MS);
  const stopping = new AbortController();
  const take: TakeRecord = (record) => {
    if (stopping.signal.aborted) return;
    const receivedMs = Date.now() as UnixMs;
    const story = intake.take(record, receivedMs);
    if (story === undefined) return;
    storyMs = receivedMs;
    options.take(story, readMs !== undefined);
  };
  const reader = isUrl ? createUrlReader(where, take) : createFileReader(where, take);
  const intake = createNewsIntake(reader.name, options.match, options.seen);
  let timer: NodeJS.Timeout | undefined;
  let readMs: UnixMs | undefined;
  let storyMs: UnixMs | undefined;
  let failure: string | undefined;
  let failures = 0;

  const follow = async (): Promise<void> => {
    try {
      await reader.read(stopping.signal);
      readMs = Date.now() as UnixMs;
      failures = 0;
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      failures += 1;
    }
    if (stopping.signal.aborted) return;
    // An address that fails is asked less and less often; a file costs nothing to look at.
    const backOffMs = isUrl ? Math.min(MOST_BACK_OFF_MS, everyMs * 2 ** Math.min(failures, 10)) : 0;
    const waitMs = Math.max(everyMs, failures === 0 ? 0 : backOffMs, reader.patienceMs());
    timer = setTimeout(() => void follow(), waitMs);
  };
  void follow();

  return {
    health: () => {
      const fault = failures > 0 ? failure : (reader.decoder()?.lastFault() ?? failure);
      return {
        feed: reader.name,
        health: newsHealth(readMs, { everyMs, failing: failures > 0 }),
        ...(readMs === undefined ? {} : { readMs }),
        ...(storyMs === undefined ? {} : { storyMs }),
        ...intake.counts,
        refused: reader.decoder()?.refused() ?? 0,
        ...(fault === undefined ? {} : { fault }),
      };
    },
    stop: () => {
      stopping.abort();
      clearTimeout(timer);
    },
  };
}

/** @param readMs of the last reading that succeeded */
export function newsHealth(
  readMs: UnixMs | undefined,
  { everyMs, failing = false }: { readonly everyMs: number; readonly failing?: boolean },
): FeedHealth {
  if (readMs === undefined) return 'DEAD';
  const ageMs = Date.now() - readMs;
  if (!failing && ageMs <= Math.max(LIVE_MS, 3 * everyMs)) return 'LIVE';
  return ageMs <= STALE_AFTER_MS ? 'DEGRADED' : ageMs <= DEAD_AFTER_MS ? 'STALE' : 'DEAD';
}
