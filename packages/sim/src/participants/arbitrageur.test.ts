import { expect, test } from 'vitest';
import { sampleScenario } from '../scenario/sample.ts';
import { createWorld } from '../world/build.ts';
import { runWorld } from '../world/run.ts';

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };

/** Share of the time in which the consolidated book is crossed, and what the arbitrageurs made in the currency. */
function crossed(count: number, seed: number) {
  const scenario = sampleScenario({ venues: 3, instruments: 1, noise: 0 });
  const world = createWorld(
    {
      ...scenario,
      crowd: scenario.crowd.map((each) => ({ ...each, activity: 5 })),
      participants: [
        {
          kind: 'arbitrageur',
          count,
          distanceNs: 20_000,
          dataNs: 50_000,
          computeNs: 5_000,
          config: { edge: 0.1, size: 20, flattenS: 1 },
        },
      ],
    },
    seed,
  );
  let crossedNs = 0;
  const startNs = world.now;
  const endNs = startNs + 300e9;
  while (world.now < endNs) {
    const fromNs = world.now;
    const touches = world.feeds.flatMap((feed) =>
      feed.type === 'Book'
        ? [...feed.touches.rows.subarray(5 * feed.touches.newest, 5 * feed.touches.newest + 5)]
        : [],
    );
    const bid = Math.max(
      ...world.feeds.map((_, i) => ((touches[5 * i + 2] ?? 0) > 0 ? (touches[5 * i + 1] ?? 0) : 0)),
    );
    const ask = Math.min(
      ...world.feeds.map((_, i) => ((touches[5 * i + 4] ?? 0) > 0 ? (touches[5 * i + 3] ?? 0) : Infinity)),
    );
    runWorld(world, endNs, SILENT, world.events + 1);
    if (bid > ask) crossedNs += world.now - fromNs;
  }
  expect(world.failures).toEqual([]);
  const made = world.seats.reduce((sum, seat) => {
    if (seat?.kind !== 'arbitrageur') return sum;
    const shares = (world.shares[seat.owner] ?? 0) * (world.instruments[0]?.tradePx ?? 0) * 100;
    return sum + ((world.cash[seat.owner] ?? 0) + shares) / 1e6;
  }, 0);
  return { share: crossedNs / (endNs - startNs), made };
}

test('arbitrageurs end crossed markets within moments, and are paid for it', () => {
  const without = crossed(0, 5);
  const with2 = crossed(2, 5);
  expect(without.share).toBeGreaterThan(0.05);
  expect(with2.share).toBeLessThan(without.share / 10);
  expect(with2.made).toBeGreaterThan(0);
});
