import { instrumentId, NANOS_PER_SECOND } from '@fairlead/domain';
import { FEATURE_COUNT, FEATURES } from '@fairlead/features';
import { SHIPPED_MODELS } from '@fairlead/inference';
import { sampleScenario } from '@fairlead/sim';
import { expect, test } from 'vitest';
import { type Action, createEpisode, type EpisodeConfig } from './episode.ts';
import { openPlayers, playEpisode, runEpisodes } from './episodes.ts';
import { openModels } from './models.ts';
import { OBSERVATION } from './observation.ts';
import { createPolicy, EVEN, RANDOM } from './policy.ts';

const STEPS = 4;
const CONFIG: EpisodeConfig = {
  market: sampleScenario({ instruments: 1, noise: 60 }),
  parent: {
    instrument: instrumentId('KESTREL'),
    side: 'Buy',
    qty: 6_000,
    horizonNs: 40 * NANOS_PER_SECOND,
  },
  steps: STEPS,
  warmUpNs: 5 * NANOS_PER_SECOND,
};
const at = (name: string): number => OBSERVATION.indexOf(name);
const even = (seed: number) => createPolicy(EVEN(STEPS).options, seed);
const random = (seed: number) => createPolicy(RANDOM(STEPS).options, seed);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

test('an observation has a name for each number: the feature schema, then time, inventory and participation', async () => {
  expect(OBSERVATION.slice(0, FEATURE_COUNT)).toEqual(FEATURES.map(({ name }) => name));
  expect(OBSERVATION.slice(FEATURE_COUNT)).toEqual(['timeLeft', 'inventoryLeft', 'participation']);
  const episode = createEpisode(CONFIG);
  const first = await episode.reset(1);
  expect(first).toHaveLength(OBSERVATION.length);
  expect([first[at('timeLeft')], first[at('inventoryLeft')], first[at('participation')]]).toEqual([1, 1, 0]);
  episode.act({ fraction: 0.5 });
  const { observation, info } = await episode.step();
  expect(observation[at('timeLeft')]).toBeCloseTo(1 - 0.9 / STEPS, 6);
  expect(info.filledQty).toBe(3_000);
  expect(observation[at('inventoryLeft')]).toBeCloseTo(0.5, 6);
  expect(observation[at('participation')]).toBeGreaterThan(0);
  for (const value of observation) expect(Number.isFinite(value)).toBe(true);
});

test.each([1, 2, 3, 4])(
  'the rewards of seed %i sum to minus the shortfall that tca computes',
  async (seed) => {
    const { rewards, cost } = await playEpisode(CONFIG, { policy: random(seed), seed });
    expect(cost.identityHolds).toBe(true);
    expect(Math.abs(sum(rewards) + cost.shortfallBps!)).toBeLessThan(1e-9);
    expect(rewards).toHaveLength(STEPS);
  },
);

test('who never offers anything is swept at the end, and pays for it', async () => {
  const { cost, rewards } = await playEpisode(CONFIG, { policy: () => ({ fraction: 0 }), seed: 5 });
  expect(cost.cumQty).toBe(CONFIG.parent.qty);
  const parts = cost.parts!;
  expect(parts.spreadBps).toBeGreaterThan(0);
  // What the mid does while nothing is filled counts when it happens, not when it is paid for.
  expect(rewards.slice(0, -1).some((reward) => reward !== 0)).toBe(true);
});

test('a limit behind the touch fills no more than one in the spread, and never beyond itself', async () => {
  const filled = async (action: Action): Promise<number> => {
    const episode = createEpisode(CONFIG);
    await episode.reset(6);
    episode.act(action);
    return (await episode.step()).info.filledQty;
  };
  const behind = await filled({ fraction: 1, limitTicks: -20 });
  const inside = await filled({ fraction: 1, limitTicks: 3 });
  expect(behind).toBeLessThan(inside);
  expect(inside).toBeGreaterThan(0);
});

test('the same seed and actions give the same episode; another seed gives another', async () => {
  const once = await playEpisode(CONFIG, { policy: random(7), seed: 7 });
  const again = await playEpisode(CONFIG, { policy: random(7), seed: 7 });
  expect(again).toEqual(once);
  const other = await playEpisode(CONFIG, { policy: random(7), seed: 8 });
  expect(other.stateHash).not.toBe(once.stateHash);
});

test('an episode can be begun anew in its middle, and is then that of its seed', async () => {
  const episode = createEpisode(CONFIG);
  const first = await episode.reset(9);
  episode.act({ fraction: 1 });
  await episode.step();
  expect(await episode.reset(9)).toEqual(first);
});

test('what was asked of the gate in vain is told with the reason', async () => {
  const parent = { ...CONFIG.parent, qty: 40_000_000 };
  const episode = createEpisode({ ...CONFIG, parent });
  await episode.reset(1);
  episode.act({ fraction: 1 });
  const { info } = await episode.step();
  expect(info).toMatchObject({ filledQty: 0 });
  expect(info.refused).toContain('MAX_PARENT');
});

test('what is no episode is refused with the reason', async () => {
  const { parent } = CONFIG;
  const refusal = (over: Partial<EpisodeConfig>) => () => createEpisode({ ...CONFIG, ...over });
  expect(refusal({ steps: 0 })).toThrow('an episode has 1 or more steps, not 0');
  expect(refusal({ parent: { ...parent, qty: 0.5 } })).toThrow('a parent is whole lots of 1, not 0.5');
  expect(refusal({ parent: { ...parent, horizonNs: 1 } })).toThrow('4 steps need a horizon of 4 s or more');
  expect(refusal({ parent: { ...parent, instrument: instrumentId('X') } })).toThrow('does not trade X');
  expect(refusal({ router: 'Learned' })).toThrow('the learned router needs models');
  const episode = createEpisode(CONFIG);
  expect(() => episode.act({ fraction: 1 })).toThrow('an episode begins with reset');
  await episode.reset(1);
  expect(() => episode.act({ fraction: 1.5 })).toThrow('a fraction is from 0 to 1, not 1.5');
});

test('one thread or two, batch after batch: the same trajectories, in the order of the seeds, as in no thread at all', async () => {
  const seeds = [12, 10, 14];
  const one = await runEpisodes({ config: CONFIG, policy: EVEN(STEPS), seeds, workers: 1 });
  expect(one.map(({ seed }) => seed)).toEqual(seeds);
  const players = openPlayers({ config: CONFIG, policy: EVEN(STEPS), workers: 2 });
  expect(await players.run(seeds)).toEqual(one);
  expect(await players.run(seeds.slice(1))).toEqual(one.slice(1));
  await players.close();
  expect(await playEpisode(CONFIG, { policy: even(10), seed: 10 })).toEqual(one[1]);
});

test('the learned router works an episode with the shipped models, and says the same each time', async () => {
  const models = await openModels(SHIPPED_MODELS);
  const learned: EpisodeConfig = { ...CONFIG, router: 'Learned' };
  const once = await playEpisode(learned, { policy: even(3), seed: 3, models });
  expect(once.cost.cumQty).toBeGreaterThan(0);
  expect(await playEpisode(learned, { policy: even(3), seed: 3, models })).toEqual(once);
  await models.close();
});
