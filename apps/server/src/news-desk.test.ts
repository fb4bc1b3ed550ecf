import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NewsItem, type NewsStory, nanos, newsProblem, type UnixMs } from '@fairlead/domain';
import { newsItem } from '@fairlead/driver';
import { KESTREL } from '@fairlead/testkit';
import { afterAll, afterEach, expect, test } from 'vitest';
import { marketStory } from './engine/market-story.ts';
import { createNewsLog } from './engine/news-log.ts';
import { createNewsDesk, type NewsDesk, type NewsDeskOptions } from './news-desk.ts';

const folder = mkdtempSync(join(tmpdir(), 'news-desk-'));
const open: NewsDesk[] = [];
afterEach(() => {
  for (const desk of open.splice(0)) desk.stop();
});
afterAll(() => rmSync(folder, { recursive: true }));

const line = (id: string, headline: string, ageMs: number): string =>
  `${JSON.stringify({ id, publishedAt: new Date(Date.now() - ageMs).toISOString(), source: 'Wire', headline })}\n`;

/** A market without news of its own. */
const SILENT: NewsDeskOptions['market'] = {
  tellsNews: () => false,
  heardMs: () => undefined,
  listen: () => undefined,
};

function houseWith(...feeds: readonly string[]): { desk: NewsDesk; told: string[] } {
  const told: string[] = [];
  const traded = [KESTREL];
  const desk = createNewsDesk({
    feeds,
    instruments: () => traded,
    tell: (story) => told.push(story.id),
    market: SILENT,
    everyMs: 10,
  });
  open.push(desk);
  return { desk, told };
}
const inTime = { timeout: 20_000, interval: 5 };
const shown = (desk: NewsDesk, limit = 10) => desk.latest(limit).stories.map(({ id }) => id);

const storyOf = (ageMs: number): NewsStory => ({
  id: '1',
  feed: 'f',
  source: 'Wire',
  headline: 'Kestrel Aerospace opens a plant',
  instruments: [KESTREL.id],
  publishedMs: (1e12 - ageMs) as UnixMs,
  receivedMs: 1e12 as UnixMs,
  sentimentScore: 0,
  sentimentSource: 'lexicon',
  flags: [],
});

test('stories are shown latest first; the engine is told of those that are new and about what trades here', async () => {
  const path = join(folder, 'a.jsonl');
  writeFileSync(path, line('old', 'Kestrel Aerospace falls', 5_000) + line('older', 'KESTREL rose', 9_000));
  const { desk, told } = houseWith(path);
  await expect.poll(() => shown(desk), inTime).toEqual(['old', 'older']);
  appendFileSync(
    path,
    line('weather', 'Rain', 2_000) + line('new', 'Kestrel Aerospace beats estimates', 1_000),
  );
  await expect.poll(() => shown(desk), inTime).toEqual(['new', 'weather', 'old', 'older']);
  expect(told).toEqual(['new']);
  expect(shown(desk, 1)).toEqual(['new']);
});

test('a watcher sees what is there at once, and each change after it', async () => {
  const path = join(folder, 'b.jsonl');
  writeFileSync(path, '');
  const { desk } = houseWith(path);
  const stop = new AbortController();
  const views = desk.watch(10, stop.signal);
  expect((await views.next()).value?.stories).toEqual([]);
  await expect.poll(() => desk.health()[0]?.health, inTime).toBe('LIVE');
  appendFileSync(path, line('1', 'Kestrel Aerospace opens a plant', 0));
  expect((await views.next()).value?.stories).toMatchObject([{ id: '1', instruments: ['KESTREL'] }]);
  stop.abort();
});

test('a house without a feed has neither stories nor feeds', () => {
  expect(houseWith().desk.latest(10)).toMatchObject({ stories: [], feeds: [] });
});

test('what the engine was told is recorded with its market time, and the record is a feed again', async () => {
  const path = join(folder, 'told.jsonl');
  const log = createNewsLog(path, { error: () => {} });
  log.add(storyOf(1_500), nanos(36_000e9));
  log.add({ ...storyOf(0), id: '2', headline: 'KESTREL falls', url: 'https://x.test/' }, nanos(36_001e9));
  log.stop();
  const { desk } = houseWith(path);
  await expect.poll(() => shown(desk), inTime).toEqual(['2', '1']);
  expect(desk.health()[0]?.refused).toBe(0);
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  expect(lines.map((text) => (JSON.parse(text) as { ts: number }).ts)).toEqual([36_000e9, 36_001e9]);
});

test('a record that can’t be written is said once, and nothing else happens', async () => {
  const errors: string[] = [];
  const log = createNewsLog(join(folder, 'no', 'such', 'folder'), {
    error: (_: object, message: string) => void errors.push(message),
  } as Parameters<typeof createNewsLog>[1]);
  for (let i = 0; i < 3; i += 1) log.add(storyOf(0), nanos(1));
  await expect.poll(() => errors, inTime).toEqual(['the news is no longer recorded']);
  log.add(storyOf(0), nanos(2));
  log.stop();
});

test('the engine is told of a story as old as the wall clock says, and believes it at any age', () => {
  const now = nanos(36_000e9);
  expect(newsItem(storyOf(1_500), now).tsPublished).toBe(36_000e9 - 1_500e6);
  for (const ageMs of [-1e13, 1e12, 1e13]) expect(newsProblem(newsItem(storyOf(ageMs), now))).toBeUndefined();
});

test('the market’s own news is shown with its time there, not told twice, and its feed is as well as the market is', async () => {
  const told: string[] = [];
  let hear = (_: NewsStory): void => undefined;
  let heardMs: UnixMs | undefined;
  const desk = createNewsDesk({
    feeds: [],
    instruments: () => [KESTREL],
    tell: (story) => told.push(story.id),
    market: {
      tellsNews: () => true,
      heardMs: () => heardMs,
      listen: (listener) => {
        hear = listener;
      },
    },
  });
  open.push(desk);
  expect(desk.health()).toMatchObject([{ feed: 'simulated market', health: 'DEAD', stories: 0 }]);
  heardMs = Date.now() as UnixMs;
  const item: NewsItem = {
    id: 'day-3',
    source: 'Simulated news',
    headline: 'Kestrel Aerospace cuts its outlook',
    instruments: [KESTREL.id],
    sentimentScore: -0.6,
    tsPublished: nanos(36_300e9),
  };
  const [first, again] = [2, 3].map((session) => marketStory(item, { session, nowMs: Date.now() }));
  hear(first!);
  hear(again!);
  expect(told).toEqual([]);
  expect(desk.latest(10).stories).toMatchObject([
    { id: '3-day-3', tsMarket: 36_300e9, sentimentScore: -0.6, sentimentSource: 'source' },
    { id: '2-day-3' },
  ]);
  expect(desk.health()).toMatchObject([{ health: 'LIVE', stories: 2, storyMs: again!.receivedMs }]);
  heardMs = (Date.now() - 120_000) as UnixMs;
  expect(desk.health()).toMatchObject([{ health: 'STALE' }]);
});
