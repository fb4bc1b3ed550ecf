import { expect, test } from 'vitest';
import { sampleScenario } from '../scenario/sample.ts';
import { worldAccount } from './account.ts';
import { createWorld } from './build.ts';
import { runWorld } from './run.ts';

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };

test('what one made others lost or the venues earned, to the last micro', () => {
  const world = createWorld(sampleScenario({ noise: 20 }), 1);
  runWorld(world, world.now + 60e9, SILENT);
  const { venues, participants } = worldAccount(world);
  expect(participants.map(({ kind, count }) => [kind, count])).toEqual([
    ['client', 1],
    ['crowd', 1],
    ['noise', 20],
  ]);
  expect(participants[0]?.profit).toBe(0);
  expect(participants[2]?.profit).not.toBe(0);
  const micros = (of: number): number => Math.round(of * 1e6);
  const made = participants.reduce((sum, { profit }) => sum + micros(profit), 0);
  const earned = venues.reduce((sum, { fees }) => sum + micros(fees), 0);
  expect(earned).not.toBe(0);
  expect(made + earned).toBe(0);
});

test('before anybody has traded nobody has made anything', () => {
  const { participants } = worldAccount(createWorld(sampleScenario({ noise: 3 }), 1));
  expect(participants.map(({ profit }) => profit)).toEqual([0, 0, 0]);
});
