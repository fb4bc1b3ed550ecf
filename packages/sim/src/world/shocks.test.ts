/** What moves a value at once and nobody tells: when it comes, how much it does, and who finds out. */
import { describe, expect, test } from 'vitest';
import { valueTicks } from '../fundamental/fundamental.ts';
import type { ParticipantGroup } from '../participants/index.ts';
import { sampleScenario } from '../scenario/sample.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { SESSION_S } from '../session-length.ts';
import { createWorld } from './build.ts';
import { runWorld } from './run.ts';
import { shocksOf } from './shocks.ts';
import { FIRST_PARTICIPANT } from './state.ts';

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };
const VOLATILITY_BPS = 200;

/** Nobody but who is given, a value that comes back in years, and no regime but one of volatility and flow 1. */
function quiet(
  shocks: { readonly perHour: number; readonly share: number },
  { activity, participants = [] }: Partial<Scenario['session'] & Pick<Scenario, 'participants'>> = {},
): Scenario {
  const sample = sampleScenario({ venues: 1, instruments: 1 });
  const { fundamental, instruments, session } = sample;
  const regime = { name: 'one', volatility: 1, flow: 1, driftBps: 0, next: [1] };
  return {
    ...sample,
    session: { ...session, ...(activity && { activity }) },
    instruments: instruments.map((of) => ({
      ...of,
      instrument: { ...of.instrument, dailyVolatilityBps: VOLATILITY_BPS },
    })),
    fundamental: {
      ...fundamental,
      reversionHalfLifeS: 1e9,
      shocks,
      regimes: { start: 0, states: [regime], timetable: [] },
    },
    crowd: participants.length === 0 ? [] : sample.crowd,
    participants,
  };
}

/** The value's moves of a second over a day, bps. */
function movesOf(scenario: Scenario, seed: number): Float64Array {
  const { startNs, closeNs } = scenario.session;
  const world = createWorld(scenario, seed);
  const moves = new Float64Array(Math.floor((closeNs - startNs) / 1e9));
  let before = valueTicks(world.fundamental, 0, world.now);
  for (let second = 0; second < moves.length; second += 1) {
    runWorld(world, startNs + (second + 1) * 1e9, SILENT);
    const now = valueTicks(world.fundamental, 0, world.now);
    moves[second] = 1e4 * Math.log(now / before);
    before = now;
  }
  return moves;
}

function sum<T>(of: Iterable<T>, each: (x: T) => number): number {
  let total = 0;
  for (const x of of) total += each(x);
  return total;
}

describe('shocks', () => {
  test('come as often as asked, the same for an equal seed, and with the walk make the daily volatility', () => {
    const scenario = quiet({ perHour: 40, share: 1 });
    const days = [1, 2, 3, 4, 5, 6].map((seed) => movesOf(scenario, seed));
    const jumps = sum(days, (moves) => sum(moves, (move) => Number(Math.abs(move) > 0.001))) / days.length;
    const perDay = (40 * SESSION_S) / 3600;
    // Poisson, four standard deviations; two in one second count once.
    expect(Math.abs(jumps - perDay)).toBeLessThan(4 * Math.sqrt(perDay / days.length) + 2);
    expect(movesOf(scenario, 1)).toEqual(days[0]);

    for (const share of [0, 0.5, 1]) {
      const mixed = [1, 2, 3, 4, 5, 6].map((seed) => movesOf(quiet({ perHour: 40, share }), seed));
      const volatility = Math.sqrt(sum(mixed, (moves) => sum(moves, (move) => move * move)) / mixed.length);
      // Over 1,560 shocks of normal size a standard error of 1.8% of the volatility.
      expect(Math.abs(volatility / VOLATILITY_BPS - 1)).toBeLessThan(0.07);
    }
  });

  test('and the walk follow the activity: no shock and no move where there is none', () => {
    const activity = { open: 2, midday: 0, close: 2 };
    const moves = movesOf(quiet({ perHour: 40, share: 0.5 }, { activity }), 7);
    const third = Math.floor(moves.length / 3);
    const noon = sum(moves.subarray(third, 2 * third), (move) => move * move);
    const all = sum(moves, (move) => move * move);
    // Of the integral of 2 x^2 over -1 .. 1, the middle third has one twenty-seventh.
    expect(noon / all).toBeLessThan(2 / 27);
    expect(noon).toBeGreaterThan(0);
  });

  test('are found out by the informed, who take the price along, and by nobody else', () => {
    const participant = { count: 5, distanceNs: 50_000, dataNs: 50_000, computeNs: 10_000 };
    const informed: ParticipantGroup = {
      ...participant,
      kind: 'informed',
      config: { reactionS: 0.5, errorBps: 1, stopBps: 1, size: 2, paceS: 0.5, maxPosition: 200, holdS: 1e5 },
    };
    const scenario = quiet({ perHour: 3, share: 1 }, { participants: [informed] });
    const told: unknown[] = [];
    const world = createWorld(scenario, 8);
    const first = shocksOf(scenario, 8)[0]!;
    expect(Math.abs(first.bps)).toBeGreaterThan(10);
    const mid = (): number => world.instruments[0]!.mid2;
    const bought = (): number => sum(world.shares.subarray(FIRST_PARTICIPANT), (held) => held);
    const sink = { ...SILENT, story: (item: unknown) => void told.push(item) };
    runWorld(world, first.atNs - 1, sink);
    const before = mid();
    expect(bought()).toBe(0);
    runWorld(world, first.atNs + 30e9, sink);
    expect(Math.sign(bought())).toBe(Math.sign(first.bps));
    expect(Math.sign(mid() - before)).toBe(Math.sign(first.bps));
    expect(told).toEqual([]);
    expect(world.failures).toEqual([]);
  });
});
