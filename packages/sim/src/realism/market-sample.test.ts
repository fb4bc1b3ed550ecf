import { expect, test } from 'vitest';
import { sampleScenario } from '../scenario/sample.ts';
import { createWorld } from '../world/build.ts';
import { hashText } from '../world/hash.ts';
import { runWorld } from '../world/run.ts';
import { createMarketSampler, parentsOf, runSampled, samplesOf } from './market-sample.ts';
import { createParents, parentFilled, parentMoves } from './parents.ts';
import { measureFacts } from './report.ts';

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };
const S = 1e9;
const MINUTE = 60 * S;

test('a measured run is the run itself', () => {
  const plain = createWorld(sampleScenario(), 1);
  runWorld(plain, plain.now + 5 * MINUTE, SILENT);
  const world = createWorld(sampleScenario(), 1);
  const end = world.now + 5 * MINUTE;
  const sampler = createMarketSampler(world, end);
  runSampled(sampler, end, SILENT);
  expect(hashText(world.hash)).toBe(hashText(plain.hash));
  expect(world.events).toBe(plain.events);
});

test('what it measures is what the venues told and booked', () => {
  // One venue: crowds that know nothing of each other would cross.
  const world = createWorld(sampleScenario({ venues: 1 }), 2);
  const end = world.now + 10 * MINUTE;
  const sampler = createMarketSampler(world, end);
  let volume = 0;
  runSampled(sampler, end, {
    ...SILENT,
    event: (event) => {
      if (event.type === 'TradePrinted' && event.instrument === world.instruments[0]!.id) volume += event.qty;
    },
  });
  const [sample] = samplesOf(sampler);
  expect(sample!.trades.qty.reduce((sum, qty) => sum + qty, 0)).toBeLessThanOrEqual(volume);
  // Only what traded before the first touch of both sides is not counted.
  expect(sample!.trades.qty.reduce((sum, qty) => sum + qty, 0)).toBeGreaterThan(0.99 * volume);
  expect(sample!.mids).toHaveLength(600);
  expect(sample!.depths.subarray(0, 3).every((qty) => qty > 0)).toBe(true);
  const { canceledAfter, executedAfter, orderQtys } = sample!;
  expect(canceledAfter.length + executedAfter.length).toBeLessThanOrEqual(orderQtys.length);
  expect(canceledAfter.length + executedAfter.length).toBeGreaterThan(0.9 * orderQtys.length);
  expect(measureFacts(sample!).find(({ name }) => name === 'spreadBps')?.value).toBeGreaterThan(0);
  expect(parentsOf(sampler)).toEqual([]);
});

test('a parent is a run of fills on one side, and its move what the mid did beyond the value', () => {
  const parents = createParents();
  const fill = { owner: 9, instrument: 0, sign: 1 as const, qty: 100 };
  parentFilled(parents, 100.5 * S, fill);
  parentFilled(parents, 200.5 * S, fill);
  parentFilled(parents, 200.6 * S, { ...fill, owner: 8 });
  parentFilled(parents, 300.5 * S, { ...fill, sign: -1 });
  parentFilled(parents, 700 * S, { ...fill, sign: -1 });
  expect(parents.all.map(({ sign, qty, firstNs, lastNs }) => [sign, qty, firstNs / S, lastNs / S])).toEqual([
    [1, 200, 100.5, 200.5],
    [1, 100, 200.6, 200.6],
    [-1, 100, 300.5, 300.5],
    [-1, 100, 700, 700],
  ]);
  // The mid doubles at 150 s and gives a quarter of that back at 250 s, the value rises by a tenth at 150 s.
  const at = (f: (second: number) => number) => Float64Array.from({ length: 400 }, (_, i) => f(i + 1));
  const mids = at((s) => (s < 150 ? 100 : s < 250 ? 200 : 175));
  const values = at((s) => (s < 150 ? 1 : 1.1));
  const sample = {
    ...samplesOf(createMarketSampler(createWorld(sampleScenario(), 1), 400 * S))[0]!,
    firstNs: S,
    mids,
  };
  const [move] = parentMoves(parents, [{ sample, startNs: 0, values, tick: 100, volume: 1000 }]);
  const variance = (Math.log(2) ** 2 + Math.log(175 / 200) ** 2) / (400 / 23_400);
  expect(move!.size).toBeCloseTo(200 / (1000 / (400 / 23_400)), 12);
  // Another bought 100 of the same in no time, the third began when the first had ended.
  expect(move!.others).toBe(0);
  expect(move!.move).toBeCloseTo(Math.log(2 / 1.1) / Math.sqrt(variance), 9);
  expect(move!.left).toBeCloseTo(Math.log(1.75 / 1.1) / Math.sqrt(variance), 9);
});

test('what others took while a parent was worked is counted by the time together, its way', () => {
  const parents = createParents();
  const fill = { owner: 9, instrument: 0, sign: -1 as const, qty: 50 };
  const other = { ...fill, owner: 8, sign: 1 as const, qty: 200 };
  for (const second of [100, 200, 300]) parentFilled(parents, second * S, fill);
  // 400 from 250 s to 350 s, half of it together; of another instrument it doesn't count.
  for (const second of [250, 350]) {
    parentFilled(parents, second * S, other);
    parentFilled(parents, second * S, { ...other, instrument: 1, owner: 7 });
  }
  const mids = Float64Array.from({ length: 23_400 }, (_, i) => 100 + (i % 7));
  const sample = {
    ...samplesOf(createMarketSampler(createWorld(sampleScenario(), 1), 23_400 * S))[0]!,
    firstNs: S,
    mids,
  };
  const day = { sample, startNs: 0, values: new Float64Array(23_400).fill(1), tick: 100, volume: 1000 };
  const [ours, theirs] = parentMoves(parents, [day, day]);
  expect(ours!.others).toBeCloseTo(-200 / 1000, 9);
  // 150 in 200 s, of which 50 s together.
  expect(theirs!.others).toBeCloseTo(-37.5 / 1000, 9);
});
