/** What each kind does to a small market of one instrument, three venues, a thin crowd and noise traders. */
import { describe, expect, test } from 'vitest';
import { valueTicks } from '../fundamental/fundamental.ts';
import { sampleScenario } from '../scenario/sample.ts';
import { createWorld } from '../world/build.ts';
import { runWorld } from '../world/run.ts';
import { FIRST_PARTICIPANT, type World } from '../world/state.ts';
import type { ParticipantGroup } from './index.ts';

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };
const NOISE = 50;
/** The first participant that is not a noise trader. */
const FIRST = FIRST_PARTICIPANT + NOISE;
const NEAR = { distanceNs: 50_000, dataNs: 50_000, computeNs: 10_000 };

function market(seed: number, ...others: readonly ParticipantGroup[]): World {
  const sample = sampleScenario({ venues: 3, instruments: 1 });
  const crowd = sample.crowd.map((each) => ({ ...each, size: 0.3, activity: 2, reinitProb: 0.1 }));
  const noise: ParticipantGroup = {
    ...NEAR,
    kind: 'noise',
    config: { ordersPerMinute: 4, takeProb: 0.5, size: 1, patienceS: 5 },
    count: NOISE,
  };
  return createWorld({ ...sample, crowd, participants: [noise, ...others] }, seed);
}

/** Once a second for so long. */
function everySecond(world: World, seconds: number, look: (second: number) => void): void {
  for (let second = 0; second < seconds; second += 1) {
    runWorld(world, world.now + 1e9, SILENT);
    look(second);
  }
  expect(world.failures).toEqual([]);
}

const midTicks = ({ instruments: [of] }: World): number => of!.mid2 / 2 / of!.instrument.tick;

describe('value traders', () => {
  const value = (count: number): ParticipantGroup => ({
    ...NEAR,
    kind: 'value',
    config: { wakeS: 30, errorBps: 3, shadeBps: 3, size: 3, maxPosition: 1_000 },
    count,
  });

  /** Root mean square distance of the mid from the value over the second ten minutes, ticks. */
  function gapTicks(seed: number, traders: number): number {
    const world = market(seed, value(traders));
    runWorld(world, world.now + 600e9, SILENT);
    let sum = 0;
    everySecond(world, 600, () => {
      sum += (midTicks(world) - valueTicks(world.fundamental, 0, world.now)) ** 2;
    });
    return Math.sqrt(sum / 600);
  }

  test('keep the mid about the value, which it loses without them', () => {
    for (const seed of [1, 2]) {
      const gap = gapTicks(seed, 100);
      expect(gap).toBeLessThan(10);
      expect(gapTicks(seed, 0)).toBeGreaterThan(3 * gap);
    }
  });
});

describe('market makers', () => {
  const maker = (skewBps: number): ParticipantGroup => ({
    ...NEAR,
    kind: 'marketMaker',
    config: {
      venues: 2,
      levels: 2,
      size: 1,
      halfSpreadBps: 0.6,
      perVolatility: 0.5,
      skewBps,
      maxPosition: 50,
      requoteTicks: 0.75,
      timerS: 10,
      pullS: 5,
    },
    count: 1,
  });

  /** Mean squared position over twenty minutes, shares^2. */
  function exposure(seed: number, skewBps: number): number {
    const world = market(seed, maker(skewBps));
    let sum = 0;
    everySecond(world, 1_200, () => {
      sum += (world.shares[FIRST] as number) ** 2;
    });
    return sum / 1_200;
  }

  test('bring their inventory back by moving their quotes against it', () => {
    for (const seed of [1, 2]) expect(exposure(seed, 0)).toBeGreaterThan(4 * exposure(seed, 5));
  });

  test('show several prices at as many venues as they have', () => {
    const world = market(4, maker(5));
    runWorld(world, world.now + 60e9, SILENT);
    const orders = [...(world.seats[FIRST]?.orders.values() ?? [])].filter(({ canceling }) => !canceling);
    expect(new Set(orders.map(({ venue }) => venue)).size).toBe(2);
    for (const side of ['Buy', 'Sell']) {
      const prices = orders.filter((order) => order.side === side).map(({ px }) => px);
      expect(new Set(prices).size).toBeGreaterThan(1);
    }
  });
});
