import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NANOS_PER_SECOND, nanos } from '@fairlead/domain';
import { createEngine, parentViews, stateHash, step } from '@fairlead/engine';
import { sampleScenario } from '@fairlead/sim';
import { lockFolder, readJournal, verifyJournal } from '@fairlead/store';
import { createDigest, openTape } from '@fairlead/tape';
import { afterAll, expect, test, vi } from 'vitest';
import { type HistoryOptions, recordHistory } from './history.ts';
import { type EpisodeOnDisk, recordEpisode } from './one.ts';

const root = mkdtempSync(join(tmpdir(), 'history-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Generous, for a busy machine: a thread takes seconds of CPU to start. */
vi.setConfig({ testTimeout: 240_000 });

const MARKET = sampleScenario({ instruments: 2, noise: 60 });
const COMMON = { market: MARKET, firstSeed: 100, seconds: 60, workers: 1 };
const record = (dir: string, over: Partial<HistoryOptions> = {}) =>
  recordHistory({ ...COMMON, dir: join(root, dir), episodes: 2, ...over });
const said = (dir: string, seed: number): EpisodeOnDisk =>
  JSON.parse(readFileSync(join(root, dir, `episode-000${seed}`, 'episode.json'), 'utf8'));

test('an episode on disk is whole: its tape reads back to its digest, its journal folds to its state', async () => {
  const { recorded, skipped, set } = await record('whole');
  expect({ set, skipped, seeds: recorded.map(({ seed }) => seed) }).toEqual({
    set: 'train',
    skipped: 0,
    seeds: [100, 101],
  });
  expect(readdirSync(join(root, 'whole')).sort()).toEqual([
    'episode-000100',
    'episode-000101',
    'history.json',
  ]);
  for (const episode of recorded) {
    const dir = join(root, 'whole', `episode-000${episode.seed}`);
    expect(said('whole', episode.seed)).toEqual(episode);
    const digest = createDigest();
    let records = 0;
    for (const each of openTape(join(dir, 'tape')).read({})) {
      digest.add(each);
      records += 1;
    }
    expect({ records, digest: digest.hex() }).toEqual(episode.tape);
    expect(verifyJournal(join(dir, 'journal')).intact).toBe(true);
    const state = createEngine();
    for (const input of readJournal(join(dir, 'journal'))) step(state, input);
    expect(stateHash(state)).toBe(episode.stateHash);
    expect(episode.parents.filledQty).toBeGreaterThan(0);
    expect(new Set(parentViews(state).map(({ order }) => order.instrument)).size).toBe(2);
    for (const { closedAt } of parentViews(state)) expect(closedAt).toBeDefined();
  }
});

test('a second run records what is missing, alike, and leaves what is there alone', async () => {
  const before = said('whole', 101);
  rmSync(join(root, 'whole', 'episode-000100'), { recursive: true });
  // What a killed run leaves: half an episode under another name.
  mkdirSync(join(root, 'whole', '.partial-episode-000100', 'tape'), { recursive: true });
  const progress: number[] = [];
  const { recorded, skipped } = await record('whole', {
    episodes: 3,
    onProgress: ({ done, skipped: there }) => void progress.push(done + there),
  });
  expect({ skipped, progress, seeds: recorded.map(({ seed }) => seed) }).toEqual({
    skipped: 1,
    progress: [2, 3],
    seeds: [100, 102],
  });
  expect(existsSync(join(root, 'whole', '.partial-episode-000100'))).toBe(false);
  expect(said('whole', 101)).toEqual(before);
  mkdirSync(join(root, 'again'));
  const again = await recordEpisode({ ...COMMON, dir: join(root, 'again'), seed: 100 });
  expect(again).toEqual(said('whole', 100));
});

test('a story of the scenario is in the history, with the time at which the engine was told', async () => {
  const scenario = sampleScenario({ instruments: 1, noise: 5 });
  const { startNs } = scenario.session;
  const story = { instrument: 0, headline: 'KESTREL wins', sentimentScore: 0.8, shockBps: 5 };
  const market = {
    ...scenario,
    news: { ...scenario.news, stories: [{ ...story, atNs: nanos(startNs + 30 * NANOS_PER_SECOND) }] },
  };
  mkdirSync(join(root, 'news'));
  const { news } = await recordEpisode({ dir: join(root, 'news'), market, seed: 100, seconds: 35 });
  expect(news.stories).toBe(1);
  const lines = readFileSync(join(root, 'news', 'episode-000100', 'news.jsonl'), 'utf8')
    .trim()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { ts: startNs + 30 * NANOS_PER_SECOND, headline: 'KESTREL wins', instruments: ['KESTREL'] },
  ]);
});

test.each<[string, Partial<HistoryOptions>, string]>([
  ['another market', { market: sampleScenario() }, 'the market (market) differ'],
  ['another length', { seconds: 61 }, 'the length of an episode (seconds) differ'],
])('a folder of %s is refused, and nothing in it is touched', async (_, over, reason) => {
  const there = readdirSync(join(root, 'whole'));
  await expect(record('whole', over)).rejects.toThrow(reason);
  expect(readdirSync(join(root, 'whole'))).toEqual(there);
});

test('what can not be recorded as asked is refused with the reason, before anything is written', async () => {
  const refusal = (over: Partial<HistoryOptions>, dir = 'none') => expect(record(dir, over)).rejects;
  await refusal({ firstSeed: 899_999 }).toThrow('seed 900000 is not one of 0 to 899,999');
  await refusal({ firstSeed: 900_000 }).toThrow('seed 900000 is not one of 0 to 899,999');
  await refusal({ firstSeed: 99_999 }).toThrow('are of two sets, train and validation');
  await refusal({ market: sampleScenario(), seconds: 24_000 }).toThrow(
    'ends after the close: at most 23340 fit',
  );
  expect(existsSync(join(root, 'none'))).toBe(false);

  mkdirSync(join(root, 'photos'));
  writeFileSync(join(root, 'photos', 'cat.jpg'), '');
  await refusal({}, 'photos').toThrow('holds cat.jpg and no history.json');
  mkdirSync(join(root, 'torn'));
  writeFileSync(join(root, 'torn', 'history.json'), '{');
  await refusal({}, 'torn').toThrow("history.json can't be read");
  const lock = lockFolder(join(root, 'busy'));
  await refusal({}, 'busy').toThrow('is already open in this process');
  lock.release();
});
