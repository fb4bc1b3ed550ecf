import { expect, test } from 'vitest';
import { sampleScenario } from '../scenario/sample.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createWorld } from '../world/build.ts';
import { runWorld } from '../world/run.ts';
import { invariantLaw } from './intensities.ts';

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };

/** A reference that never moves: each queue is a birth and death process of its own. */
function still(): Scenario {
  const scenario = sampleScenario({ venues: 1, instruments: 1, noise: 0 });
  return {
    ...scenario,
    crowd: scenario.crowd.map((each) => ({ ...each, thetaProb: 0, reinitProb: 0, activity: 100 })),
  };
}

test('the queues follow the closed form of their invariant law within 0.02 of total variation', () => {
  const world = createWorld(still(), 11);
  const feed = world.feeds[0];
  const crowd = feed?.type === 'Book' ? feed.crowd : undefined;
  if (crowd === undefined) throw new Error('no crowd');
  const levels = crowd.table.levels;
  const time = Array.from({ length: levels }, () => new Float64Array(51));
  runWorld(world, world.now + 20e9, SILENT);
  const startNs = world.now;
  const queues = crowd.queues.slice();
  for (let n = 0; n < 3_000_000; n += 1) {
    const before = world.now;
    queues.set(crowd.queues);
    runWorld(world, Number.MAX_SAFE_INTEGER, SILENT, world.events + 1);
    for (let index = 0; index < queues.length; index += 1) {
      const row = time[index % levels] as Float64Array;
      const size = Math.min(50, queues[index] ?? 0);
      row[size] = (row[size] ?? 0) + (world.now - before);
    }
  }
  const total = 2 * (world.now - startNs);
  const distances = time.map((row, level) => {
    const law = invariantLaw(crowd.table, level);
    return row.reduce(
      (sum, at, n) => sum + Math.abs(at / total - ((law[n] ?? 0) - (law[n - 1] ?? 0))) / 2,
      0,
    );
  });
  expect(distances).toHaveLength(3);
  for (const distance of distances) expect(distance).toBeLessThan(0.02);
});
