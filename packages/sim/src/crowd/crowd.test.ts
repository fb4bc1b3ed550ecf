import { enterOrder, restingOrder } from '@fairlead/book';
import type { MarketEvent } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import type { MarketSink } from '../orders.ts';
import { sampleScenario } from '../scenario/sample.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { finishCommand } from '../world/books.ts';
import { createWorld } from '../world/build.ts';
import { runWorld } from '../world/run.ts';
import { type BookState, CROWD, FIRST_PARTICIPANT, type World } from '../world/state.ts';
import type { Crowd } from './crowd.ts';
import { cell, invariantLaw } from './intensities.ts';
import type { CrowdSetup } from './setup.ts';

const SILENT: MarketSink = { event: () => {}, report: () => {}, cancelReject: () => {} };

/** A reference that never moves: each queue is a birth and death process of its own. */
function still(crowd: Partial<CrowdSetup> = {}): Scenario {
  const scenario = sampleScenario({ venues: 1, instruments: 1, noise: 0 });
  return {
    ...scenario,
    crowd: scenario.crowd.map((each) => ({ ...each, thetaProb: 0, reinitProb: 0, ...crowd })),
  };
}

function bookOf(world: World): BookState & { readonly crowd: Crowd } {
  const feed = world.feeds[0];
  if (feed?.type !== 'Book' || feed.crowd === undefined) throw new Error('no crowd');
  return feed as BookState & { readonly crowd: Crowd };
}

test('the queues follow the closed form of their invariant law within 0.02 of total variation', {
  timeout: 300_000,
}, () => {
  const world = createWorld(still({ activity: 100 }), 11);
  const { crowd } = bookOf(world);
  const { low, tick, size, table } = crowd;
  runWorld(world, world.now + 20e9, SILENT);
  const startNs = world.now;
  const time = Array.from({ length: table.levels }, () => new Float64Array(51));
  const queues = crowd.queues.slice();
  const sinceNs = new Float64Array(queues.length).fill(startNs);
  const stayed = (index: number): void => {
    const row = time[index % table.levels]!;
    row[Math.min(50, queues[index]!)]! += world.now - sinceNs[index]!;
    sinceNs[index] = world.now;
  };
  const event = (of: MarketEvent): void => {
    if (of.type !== 'LevelChanged') return;
    const ticks = of.px / tick;
    const index = of.side === 'Buy' ? low - ticks : ticks - low - 1 + table.levels;
    stayed(index);
    queues[index] = of.qty / size;
  };
  runWorld(world, Number.MAX_SAFE_INTEGER, { ...SILENT, event }, 1_600_000);
  queues.forEach((_, index) => {
    stayed(index);
  });
  const total = 2 * (world.now - startNs);
  const distances = time.map((row, level) => {
    const law = invariantLaw(table, level).map((upTo, n, all) => upTo - (all[n - 1] ?? 0));
    // Longer queues keep the last one's rates: a geometric tail, which the process here counts as 50.
    const last = cell(level, 50);
    const ratio = table.limit[last]! / (table.cancel[last]! + table.market[last]!);
    const beyond = (law[50]! * ratio) / (1 - ratio);
    law[50]! += beyond;
    return row.reduce((sum, at, n) => sum + Math.abs(at / total - law[n]! / (1 + beyond)) / 2, 0);
  });
  expect(distances).toHaveLength(3);
  for (const distance of distances) expect(distance).toBeLessThan(0.02);
});

describe('an order of ours behind a known queue', () => {
  const MARKET = 2;
  const CANCEL = 3;
  const AHEAD = 4;
  const TRIALS = 5_000;

  /** Nobody joins; each queue is taken from and left at given rates per second, whatever its size. */
  const outflow = (cancel: number) =>
    still({ levels: 1, intensities: { limit: [[0]], cancel: [[0, cancel]], market: [[0, MARKET]] } });

  /** Puts in the crowd's orders of its own size, then perhaps ours. @returns the last one's id */
  function queueUp(world: World, side: 'Buy' | 'Sell', crowdOrders: number, ours: boolean): number {
    const feed = bookOf(world);
    const { crowd } = feed;
    const ticks = side === 'Buy' ? crowd.low : crowd.low + 1;
    for (let nth = 0; nth < crowdOrders + Number(ours); nth += 1) {
      const isOurs = nth === crowdOrders;
      const order = {
        side,
        qty: crowd.size,
        px: ticks * crowd.tick,
        timeInForce: 'Day',
        postOnly: true,
      } as const;
      const id = ++world.orders;
      if (!isOurs) crowd.mine.set(ticks, [...(crowd.mine.get(ticks) ?? []), id]);
      enterOrder(feed.book, { ...order, id, owner: isOurs ? FIRST_PARTICIPANT : CROWD }, feed.sink);
    }
    finishCommand(world, feed);
    return world.orders;
  }

  /** Seconds until ours was filled, trial after trial. */
  function fillTimes(cancel: number): number[] {
    const world = createWorld(outflow(cancel), 21);
    const { book } = bookOf(world);
    runWorld(world, world.now, SILENT);
    return Array.from({ length: TRIALS }, () => {
      const ours = queueUp(world, 'Buy', AHEAD, true);
      const fromNs = world.now;
      while (restingOrder(book, ours) !== undefined) {
        runWorld(world, Number.MAX_SAFE_INTEGER, SILENT, world.events + 1);
      }
      return (world.now - fromNs) / 1e9;
    });
  }

  const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const shareOf = (xs: readonly boolean[]): number => mean(xs.map(Number));

  test('waits as long as the closed form of pure outflow says: Erlang(n + 1, mu)', () => {
    const times = fillTimes(0);
    const stages = AHEAD + 1;
    expect(Math.abs(mean(times) - stages / MARKET)).toBeLessThan(
      2 * Math.sqrt(stages / MARKET ** 2 / TRIALS),
    );
    for (const withinS of [1, 2, 4]) {
      let later = 0;
      for (let k = 0, term = Math.exp(-MARKET * withinS); k < stages; k += 1) {
        later += term;
        term *= (MARKET * withinS) / (k + 1);
      }
      const standardError = Math.sqrt((later * (1 - later)) / TRIALS);
      const filled = shareOf(times.map((time) => time <= withinS));
      expect(Math.abs(filled - (1 - later))).toBeLessThan(2 * standardError);
    }
  });

  test('moves up when those ahead cancel: n stages of the sum of both rates, then one of takers alone', () => {
    const times = fillTimes(CANCEL);
    const variance = AHEAD / (MARKET + CANCEL) ** 2 + 1 / MARKET ** 2;
    const closedForm = AHEAD / (MARKET + CANCEL) + 1 / MARKET;
    expect(Math.abs(mean(times) - closedForm)).toBeLessThan(2 * Math.sqrt(variance / TRIALS));
  });

  test('is filled before the other side is gone with the probability of two death processes in a race', () => {
    const world = createWorld(outflow(0), 21);
    const { book, crowd } = bookOf(world);
    runWorld(world, world.now, SILENT);
    const opposite = 6;
    const wins = Array.from({ length: TRIALS }, () => {
      const ours = queueUp(world, 'Buy', AHEAD, true);
      queueUp(world, 'Sell', opposite, false);
      while (restingOrder(book, ours) !== undefined && crowd.queues[1] !== 0) {
        runWorld(world, Number.MAX_SAFE_INTEGER, SILENT, world.events + 1);
      }
      const won = restingOrder(book, ours) === undefined;
      while (crowd.queues[0] !== 0 || crowd.queues[1] !== 0) {
        runWorld(world, Number.MAX_SAFE_INTEGER, SILENT, world.events + 1);
      }
      return won;
    });
    let closedForm = 0;
    for (let k = 0, term = 0.5 ** (AHEAD + 1); k < opposite; k += 1) {
      closedForm += term;
      term *= (AHEAD + 1 + k) / (k + 1) / 2;
    }
    const standardError = Math.sqrt((closedForm * (1 - closedForm)) / TRIALS);
    expect(Math.abs(shareOf(wins) - closedForm)).toBeLessThan(2 * standardError);
  });
});
