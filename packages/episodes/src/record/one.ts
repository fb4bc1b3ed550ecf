/**
 * One episode of history on disk: `tape/` is what the market said (TAPE.md), `journal/` what reached the engine
 * besides (JOURNAL.md), `news.jsonl` the stories, `episode.json` what they hold. The folder takes its name when all of it is on disk: it is
 * there whole or not at all.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { NANOS_PER_SECOND, runId } from '@fairlead/domain';
import { createSimulatedDriver, type SimulatedModels } from '@fairlead/driver';
import { type Input, type OrderInput, parentViews, stampFor, stateHash } from '@fairlead/engine';
import type { Scenario } from '@fairlead/sim';
import { openJournal } from '@fairlead/store';
import { createDigest, createEventRecords, writeTape } from '@fairlead/tape';
import { marketOf } from '../market.ts';
import { type SeedSet, seedSetOf } from '../seeds.ts';
import { drawParents, HISTORIAN } from './parents.ts';

/** What an `episode.json` says. Equal seeds, markets and code give equal ones. */
export interface EpisodeOnDisk {
  readonly seed: number;
  readonly set: SeedSet;
  readonly fromNs: number;
  readonly toNs: number;
  /** SHA-256 over the records, as `fairlead replay` prints it. */
  readonly tape: { readonly records: number; readonly digest: string };
  readonly journal: { readonly inputs: number };
  readonly news: { readonly stories: number };
  /** Of the engine's order state at the end: the journal folds to it. */
  readonly stateHash: string;
  readonly parents: { readonly accepted: number; readonly filledQty: number; readonly orderedQty: number };
}

export interface OneEpisode {
  /** Of all episodes. */
  readonly dir: string;
  readonly market: Scenario;
  readonly seed: number;
  /** Market time after the warm-up. */
  readonly seconds: number;
  readonly models?: SimulatedModels;
}

export const folderOf = (seed: number): string => `episode-${String(seed).padStart(6, '0')}`;
/** What a folder is called until it is whole. */
export const PARTIAL = '.partial-';

const WARM_UP_NS = 30 * NANOS_PER_SECOND;
/** After the last parent's end: what is still out is canceled and answered. */
const WIND_DOWN_NS = 5 * NANOS_PER_SECOND;
/** Inputs that go to the journal in one write. */
const GROUP = 1_000;

export async function recordEpisode({
  dir,
  market: spec,
  seed,
  seconds,
  models,
}: OneEpisode): Promise<EpisodeOnDisk> {
  const partial = join(dir, `${PARTIAL}${folderOf(seed)}`);
  mkdirSync(partial);
  const market = marketOf(spec, seed);
  const { sessionDate, instruments } = market.reference();
  const tape = writeTape(join(partial, 'tape'), {
    date: sessionDate,
    zone: 'America/New_York',
    pxDecimals: 4,
    qtyDecimals: instruments[0]?.qtyDecimals ?? 0,
  });
  const journal = openJournal(join(partial, 'journal'));
  const digest = createDigest();
  const recordsOf = createEventRecords();
  let group: Input<OrderInput>[] = [];
  let inputs = 0;
  let news = '';
  let stories = 0;
  const write = (): void => {
    journal.append(group);
    inputs += group.length;
    group = [];
  };
  const driver = createSimulatedDriver({
    market,
    runId: runId(`h${seed}`),
    ...(models && { models }),
    onInput: (input) => {
      group.push(input);
      if (group.length === GROUP) write();
    },
    onStory: (item, ts) => {
      news += `${JSON.stringify({ ts, ...item })}\n`;
      stories += 1;
    },
    onEvent: (event, { ts }) =>
      recordsOf(event, ts, (record) => {
        tape.append(record);
        digest.add(record);
      }),
  });
  const fromNs = driver.now();
  const tradedFromNs = fromNs + WARM_UP_NS;
  const toNs = tradedFromNs + seconds * NANOS_PER_SECOND;
  const learned = models !== undefined;
  for (const { atNs, instrument, at } of drawParents({
    seed,
    instruments,
    fromNs: tradedFromNs,
    toNs,
    learned,
  })) {
    await driver.run(atNs);
    const parent = at(stampFor(driver.state(), instrument.id, driver.now()));
    driver.order({ type: 'SubmitParent', actor: HISTORIAN, parent });
  }
  await driver.run(toNs + WIND_DOWN_NS);
  write();
  journal.close();
  tape.close();
  writeDurably(join(partial, 'news.jsonl'), news);

  const parents = parentViews(driver.state());
  const said: EpisodeOnDisk = {
    seed,
    set: seedSetOf(seed),
    fromNs,
    toNs: driver.now(),
    tape: { records: tape.lastSeq(), digest: digest.hex() },
    journal: { inputs },
    news: { stories },
    stateHash: stateHash(driver.state()),
    parents: {
      accepted: parents.length,
      filledQty: parents.reduce((sum, { cumQty }) => sum + cumQty, 0),
      orderedQty: parents.reduce((sum, { order }) => sum + order.orderQty, 0),
    },
  };
  writeDurably(join(partial, 'episode.json'), `${JSON.stringify(said, undefined, 2)}\n`);
  syncFolder(partial);
  renameSync(partial, join(dir, folderOf(seed)));
  syncFolder(dir);
  return said;
}

export function writeDurably(path: string, text: string): void {
  const fd = openSync(path, 'w');
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function syncFolder(dir: string): void {
  const fd = openSync(dir, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
