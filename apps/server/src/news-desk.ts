/**
 * The news feeds of the house: followed here, on the HTTP thread, so that reading them delays no order; shown to
 * people from memory; and each story that has just come and names what trades here told to the engine. What a feed
 * held before we came is shown and not told: a restart must not make yesterday's news move a price again. The news of
 * a simulated market comes the other way, in its place among the market's events: the engine has it first.
 */
import type { NewsView } from '@fairlead/api';
import type { Instrument, NewsFeedHealth, NewsStory, UnixMs } from '@fairlead/domain';
import { createInstrumentMatcher, followNews, type NewsFollower, newsHealth } from '@fairlead/feeds';
import { MARKET_FEED } from './engine/market-story.ts';
import { createLatest } from './latest.ts';

export interface NewsDesk {
  readonly latest: (limit: number) => NewsView;
  readonly watch: (limit: number, signal: AbortSignal) => AsyncGenerator<NewsView>;
  readonly health: () => readonly NewsFeedHealth[];
  readonly stop: () => void;
}

export interface NewsDeskOptions {
  /** Paths and addresses. */
  readonly feeds: readonly string[];
  /** Those that trade now: a story is matched as it comes. */
  readonly instruments: () => readonly Instrument[];
  readonly tell: (story: NewsStory) => void;
  readonly market: {
    /** Is it one that has news of its own? */
    readonly tellsNews: () => boolean;
    readonly heardMs: () => UnixMs | undefined;
    readonly listen: (hear: (story: NewsStory) => void) => void;
  };
  /** Wall ms between readings; each kind of feed has its own where absent. */
  readonly everyMs?: number;
}

const KEPT = 500;
/** How often the market says how it runs, and with it that its news would come. */
const MARKET_EVERY_MS = 1_000;
const NOTHING_WRONG = { duplicates: 0, refused: 0, future: 0, wentBack: 0 } as const;

/** When it became known: a time in the future is no reason to stand above what comes later. */
const knownMs = ({ publishedMs, receivedMs }: NewsStory): number => Math.min(publishedMs, receivedMs);

export function createNewsDesk({ feeds, instruments, tell, market, everyMs }: NewsDeskOptions): NewsDesk {
  /** Latest first. */
  let stories: readonly NewsStory[] = [];
  const changed = createLatest<true>();
  changed.put(true);

  const show = (story: NewsStory): void => {
    const at = stories.findIndex((known) => knownMs(known) <= knownMs(story));
    stories = stories.toSpliced(at < 0 ? stories.length : at, 0, story).slice(0, KEPT);
    changed.put(true);
  };
  const take = (story: NewsStory, fresh: boolean): void => {
    show(story);
    if (fresh && story.instruments.length > 0) tell(story);
  };
  const seen = new Map<string, number>();
  let traded = instruments();
  let matcher = createInstrumentMatcher(traded);
  const match: typeof matcher = (headline, symbols) => {
    if (instruments() !== traded) {
      traded = instruments();
      matcher = createInstrumentMatcher(traded);
    }
    return matcher(headline, symbols);
  };
  const followers: readonly NewsFollower[] = feeds.map((where) =>
    followNews(where, { match, seen, take, ...(everyMs === undefined ? {} : { everyMs }) }),
  );

  const told: { stories: number; storyMs?: UnixMs } = { stories: 0 };
  market.listen((story) => {
    told.stories += 1;
    told.storyMs = story.receivedMs;
    show(story);
  });
  const marketHealth = (): NewsFeedHealth => {
    const readMs = market.heardMs();
    return {
      feed: MARKET_FEED,
      health: newsHealth(readMs, { everyMs: MARKET_EVERY_MS }),
      ...(readMs === undefined ? {} : { readMs }),
      ...told,
      ...NOTHING_WRONG,
    };
  };
  const health = (): readonly NewsFeedHealth[] => [
    ...(market.tellsNews() ? [marketHealth()] : []),
    ...followers.map((follower) => follower.health()),
  ];
  const latest = (limit: number): NewsView => ({
    nowMs: Date.now() as UnixMs,
    stories: stories.slice(0, limit),
    feeds: health(),
  });
  return {
    latest,
    watch: async function* (limit, signal) {
      for await (const _ of changed.read(signal)) yield latest(limit);
    },
    health,
    stop: () => {
      for (const follower of followers) follower.stop();
    },
  };
}
