/** What each kind does to a small market of three venues, a thin crowd and noise traders. */
import { type NewsItem, nanos } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { valueTicks } from '../fundamental/fundamental.ts';
import { sampleScenario } from '../scenario/sample.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createWorld } from '../world/build.ts';
import { runWorld } from '../world/run.ts';
import { FIRST_PARTICIPANT, type World } from '../world/state.ts';
import { emptyTouch, touchAt } from '../world/touches.ts';
import type { ParticipantGroup } from './index.ts';

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };
const NOISE = 50;
/** The first participant that is not a noise trader. */
const FIRST = FIRST_PARTICIPANT + NOISE;
const NEAR = { distanceNs: 50_000, dataNs: 50_000, computeNs: 10_000 };

interface Market {
  readonly seed: number;
  readonly others: readonly ParticipantGroup[];
  readonly instruments?: number;
  readonly change?: (scenario: Scenario) => Scenario;
}

function market({ seed, others, instruments = 1, change = (same) => same }: Market): World {
  const sample = sampleScenario({ venues: 3, instruments });
  const crowd = sample.crowd.map((each) => ({ ...each, size: 0.3, activity: 2, reinitProb: 0.1 }));
  const noise: ParticipantGroup = {
    ...NEAR,
    kind: 'noise',
    config: { ordersPerMinute: 4, takeProb: 0.5, size: 1, patienceS: 5 },
    count: NOISE,
  };
  return createWorld(change({ ...sample, crowd, participants: [noise, ...others] }), seed);
}

/** Looks once a second for so long. */
function everySecond(world: World, seconds: number, look: () => void): void {
  for (let second = 0; second < seconds; second += 1) {
    runWorld(world, world.now + 1e9, SILENT);
    look();
  }
  expect(world.failures).toEqual([]);
}

const midTicks = ({ instruments }: World, nth = 0): number =>
  instruments[nth]!.mid2 / 2 / instruments[nth]!.instrument.tick;

const value = (
  count: number,
  stands: Partial<Extract<ParticipantGroup, { kind: 'value' }>['config']> = {},
): ParticipantGroup => ({
  ...NEAR,
  kind: 'value',
  config: {
    wakeS: 30,
    errorBps: 3,
    shadeBps: 3,
    paceS: 2,
    perBps: 1,
    maxPosition: 1_000,
    ...stands,
  },
  count,
});

describe('value traders', () => {
  /** Root mean square distance of the mid from the value over the second ten minutes, ticks. */
  function gapTicks(seed: number, traders: number): number {
    const world = market({ seed, others: [value(traders, { perBps: 5 })] });
    runWorld(world, world.now + 600e9, SILENT);
    let sum = 0;
    everySecond(world, 600, () => {
      sum += (midTicks(world) - valueTicks(world.fundamental, 0, world.now)) ** 2;
    });
    return Math.sqrt(sum / 600);
  }

  test('keep the mid about the value, which it loses without them', () => {
    const gap = gapTicks(2, 100);
    expect(gap).toBeLessThan(10);
    expect(gapTicks(2, 0)).toBeGreaterThan(3 * gap);
  });

  test("move every venue: none's mid is further than two ticks from that of all for one second in a hundred", () => {
    const world = market({ seed: 8, others: [value(100)] });
    runWorld(world, world.now + 60e9, SILENT);
    const [of] = world.instruments;
    let far = 0;
    let locked = 0;
    everySecond(world, 600, () => {
      const touch = touchAt(of!.touches, world.now, emptyTouch());
      if (touch.bidPx >= touch.askPx) locked += 1;
      for (const { touches } of of!.lit) {
        const { bidPx, bidQty, askPx, askQty } = touchAt(touches, world.now, emptyTouch());
        if (bidQty === 0 || askQty === 0 || Math.abs(bidPx + askPx - of!.mid2) > 4 * of!.instrument.tick)
          far += 1;
      }
    });
    expect(far).toBeLessThan(3 * 6);
    expect(locked).toBeLessThan(6);
  });

  test('hold the price off the value while they hold what a buyer took, and let it back as they get used to it', () => {
    const buyer: ParticipantGroup = {
      ...NEAR,
      kind: 'meta',
      config: {
        pauseS: 60,
        // 400 s.
        participation: 0.234,
        leastShare: 0.004,
        mostShare: 0.004,
        sliceS: 2,
        style: 'twap',
      },
      count: 1,
    };
    const ofSteadyValue = ({ fundamental: { shocks: _, ...fundamental }, ...rest }: Scenario): Scenario => {
      const states = fundamental.regimes.states.map((state) => ({ ...state, volatility: 0 }));
      const regimes = { ...fundamental.regimes, states };
      return { ...rest, fundamental: { ...fundamental, regimes } };
    };
    /** How far the mid is beyond the value the parent's way, ticks: over its last minute, and the tenth after. */
    const offValue = (seed: number, used: object): readonly [number, number] => {
      const others = [value(100, { perBps: 0.5, ...used }), buyer];
      const world = market({ seed, others, change: ofSteadyValue });
      const held = () => world.shares.at(-1) as number;
      const off = (): number => {
        let sum = 0;
        everySecond(world, 60, () => {
          sum += midTicks(world) - valueTicks(world.fundamental, 0, world.now);
        });
        return (Math.sign(held()) * sum) / 60;
      };
      while (held() === 0) runWorld(world, world.now + 1e9, SILENT);
      runWorld(world, world.now + 340e9, SILENT);
      const end = off();
      world.seats.at(-1)!.out = true;
      runWorld(world, world.now + 540e9, SILENT);
      return [end, off()];
    };
    const seeds = [1, 2];
    const mean = (of: readonly number[]): number => of.reduce((sum, x) => sum + x, 0) / of.length;
    const offBoth = (used: object): readonly [number, number] => {
      const off = seeds.map((seed) => offValue(seed, used));
      return [mean(off.map(([end]) => end)), mean(off.map(([, later]) => later))];
    };
    const [end, later] = offBoth({ usedTo: { soon: 0.5, soonS: 60, lateS: 300 } });
    expect(end).toBeGreaterThan(3);
    expect(later).toBeLessThan(0.5 * end);
    const [endOfNever, laterOfNever] = offBoth({});
    expect(laterOfNever).toBeGreaterThan(0.6 * endOfNever);
  });

  test("carry the values' correlation into the returns of the mids", () => {
    const correlationOf = (correlation: number): number => {
      const world = market({
        seed: 3,
        instruments: 2,
        others: [value(200)],
        change: ({ fundamental, ...rest }) => ({
          ...rest,
          fundamental: {
            ...fundamental,
            correlation: [
              [1, correlation],
              [correlation, 1],
            ],
          },
        }),
      });
      const logs: [number, number][] = [];
      for (let n = 0; n < 60; n += 1) {
        runWorld(world, world.now + 30e9, SILENT);
        logs.push([Math.log(midTicks(world, 0)), Math.log(midTicks(world, 1))]);
      }
      const returns = logs.slice(1).map(([a, b], n) => [a - logs[n]![0], b - logs[n]![1]] as const);
      const sum = (of: (r: readonly [number, number]) => number): number =>
        returns.reduce((total, r) => total + of(r), 0);
      return sum(([a, b]) => a * b) / Math.sqrt(sum(([a]) => a * a) * sum(([, b]) => b * b));
    };
    expect(correlationOf(-0.9)).toBeLessThan(-0.5);
    expect(correlationOf(0.9)).toBeGreaterThan(0.5);
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
      requoteBps: 0.75,
      timerS: 10,
      pullS: 5,
    },
    count: 1,
  });

  /** Mean squared position over twenty minutes, shares^2. */
  function exposure(seed: number, skewBps: number): number {
    const world = market({ seed, others: [maker(skewBps)] });
    let sum = 0;
    everySecond(world, 1_200, () => {
      sum += (world.shares[FIRST] as number) ** 2;
    });
    return sum / 1_200;
  }

  test('bring their inventory back by moving their quotes against it', () => {
    expect(exposure(1, 0)).toBeGreaterThan(4 * exposure(1, 5));
  });

  test('show several prices at as many venues as they have, and nothing for a while after news', () => {
    const atNs = nanos(34_200e9 + 60e9);
    const story = { atNs, instrument: 0, headline: 'Kestrel', sentimentScore: 0.5, shockBps: 20 };
    const world = market({
      seed: 4,
      others: [maker(5)],
      change: (scenario) => ({ ...scenario, news: { ...scenario.news, delayNs: 0, stories: [story] } }),
    });
    const quotes = () => [...world.seats[FIRST]!.orders.values()].filter(({ canceling }) => !canceling);
    runWorld(world, atNs - 1, SILENT);
    expect(new Set(quotes().map(({ venue }) => venue)).size).toBe(2);
    for (const side of ['Buy', 'Sell']) {
      const prices = quotes().flatMap((order) => (order.side === side ? order.px : []));
      expect(new Set(prices).size).toBeGreaterThan(1);
    }
    runWorld(world, atNs + 1e9, SILENT);
    expect(quotes()).toEqual([]);
    expect(world.seats[FIRST]!.orders.size).toBe(0);
    runWorld(world, atNs + 20e9, SILENT);
    expect(quotes()).not.toEqual([]);
  });
});

describe('momentum traders', () => {
  const momentum: ParticipantGroup = {
    ...NEAR,
    kind: 'momentum',
    config: { wakeS: 2, thresholdBps: 1, size: 1, maxPosition: 20 },
    count: 5,
  };

  test('buy after rises and sell after falls', () => {
    for (const direction of [1, -1]) {
      const world = market({
        seed: 5,
        others: [momentum, value(100)],
        change: ({ fundamental, ...rest }) => {
          const states = fundamental.regimes.states.map((s) => ({ ...s, driftBps: direction * 1_000 }));
          return { ...rest, fundamental: { ...fundamental, regimes: { ...fundamental.regimes, states } } };
        },
      });
      runWorld(world, world.now + 600e9, SILENT);
      expect(Math.sign(midTicks(world) - 10_000)).toBe(direction);
      const held = world.shares.subarray(FIRST, FIRST + 5);
      expect([...held].map(Math.sign)).toEqual([direction, direction, direction, direction, direction]);
    }
  });
});

describe('news', () => {
  const informed: ParticipantGroup = {
    ...NEAR,
    kind: 'informed',
    config: { reactionS: 1, errorBps: 2, stopBps: 2, size: 2, paceS: 1, maxPosition: 50, holdS: 120 },
    count: 10,
  };
  const atNs = nanos(34_200e9 + 60e9);
  const story = {
    atNs,
    instrument: 0,
    headline: 'Kestrel Robotics raises its outlook',
    sentimentScore: 0.8,
    shockBps: 50,
  };
  const withNews = (scenario: Scenario): Scenario => ({
    ...scenario,
    news: { delayNs: 200_000_000, perHour: 0, jump: 0, stories: [story] },
  });

  test('moves the value, then is announced, then traded on by those who read it, who go out again', () => {
    const world = market({ seed: 6, others: [informed], change: withNews });
    const told: [NewsItem, number][] = [];
    const sink = { ...SILENT, story: (item: NewsItem) => void told.push([item, world.now]) };
    const bought = (): number => world.shares.subarray(FIRST).reduce((sum, held) => sum + held, 0);
    runWorld(world, atNs - 1, sink);
    const [before, midBefore] = [valueTicks(world.fundamental, 0, world.now), midTicks(world)];
    runWorld(world, atNs + 100_000_000, sink);
    expect(valueTicks(world.fundamental, 0, world.now) / before).toBeCloseTo(1.005, 3);
    expect(told).toEqual([]);
    runWorld(world, atNs + 200_000_000, sink);
    expect(told).toMatchObject([
      [{ headline: story.headline, instruments: ['KESTREL'], sentimentScore: 0.8 }, atNs + 200_000_000],
    ]);
    expect(bought()).toBe(0);
    runWorld(world, atNs + 30e9, sink);
    expect(bought()).toBeGreaterThan(0);
    expect(midTicks(world)).toBeGreaterThan(midBefore + 10);
    runWorld(world, atNs + 3_000e9, sink);
    expect(bought()).toBe(0);
    expect(world.failures).toEqual([]);
  });

  test('comes at random times too, as often as asked and the same for an equal seed', () => {
    const stories = (seed: number): string[] => {
      const told: string[] = [];
      const world = market({
        seed,
        others: [],
        change: (scenario) => ({
          ...scenario,
          crowd: [],
          participants: [],
          news: { delayNs: 0, perHour: 20, jump: 0.1, stories: [] },
        }),
      });
      const sink = { ...SILENT, story: (item: NewsItem) => void told.push(item.id + item.headline) };
      runWorld(world, 57_600e9, sink);
      return told;
    };
    const told = stories(7);
    // Poisson of 130: four standard deviations.
    expect(Math.abs(told.length - 130)).toBeLessThan(46);
    expect(new Set(told).size).toBe(told.length);
    expect(stories(7)).toEqual(told);
  });
});
