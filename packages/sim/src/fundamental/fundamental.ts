/**
 * The fundamental value of each instrument: a mean-reverting walk (ABIDES' oracle, Byrd, Hybinette, Balch 2020),
 * correlated, in regimes that all share; what moves it at once (`shocks.ts`, `news.ts` of the world) comes on top. Its
 * clock is the market's: its variance is in proportion to the day's activity (Clark 1973; Ane and Geman 2000), so that
 * prices move most at the open and the close. It moves on a fixed grid, so that its path depends on nobody's orders and
 * on nobody's questions: two runs that differ only in our orders share it (common random numbers).
 */
import { invariant } from '@fairlead/domain';
import { createRandom, exponential, normal, type Random, uniform } from '../random.ts';
import { activityAt } from '../scenario/activity.ts';
import type { InstrumentSetup, SessionSetup } from '../scenario/scenario.ts';
import { SESSION_S } from '../session-length.ts';
import { choleskyOf } from './correlation.ts';
import type { FundamentalSetup, RegimeSetup } from './setup.ts';

export interface Fundamental {
  readonly setup: FundamentalSetup;
  readonly session: SessionSetup;
  readonly random: Random;
  /** Deviation from the opening value, bps, and the opening value, ticks. */
  readonly bps: Float64Array;
  readonly openTicks: Float64Array;
  /** Standard deviation of a step at activity and volatility 1, bps. */
  readonly stepBps: Float64Array;
  /** Lower factor of the correlations, row by row. */
  readonly factor: Float64Array;
  /** Independent normals of a step. */
  readonly drawn: Float64Array;
  /** Time of the grid reached. */
  atNs: number;
  regime: number;
  regimeUntilNs: number;
  /** Switches of the timetable made so far. */
  switched: number;
}

export function createFundamental(
  setup: FundamentalSetup,
  instruments: readonly InstrumentSetup[],
  at: { readonly seed: number; readonly session: SessionSetup },
): Fundamental {
  const random = createRandom(at.seed, 'fundamental');
  const factor = choleskyOf(setup.correlation);
  invariant(factor !== undefined, 'correlations are positive semidefinite');
  const perStep = Math.sqrt(((1 - (setup.shocks?.share ?? 0)) * setup.stepNs) / 1e9 / SESSION_S);
  const of: Fundamental = {
    setup,
    session: at.session,
    random,
    bps: new Float64Array(instruments.length),
    openTicks: Float64Array.from(instruments, ({ openPx, instrument }) => openPx / instrument.tick),
    stepBps: Float64Array.from(instruments, ({ instrument }) => instrument.dailyVolatilityBps * perStep),
    factor: Float64Array.from(factor.flatMap((row) => [...row])),
    drawn: new Float64Array(instruments.length),
    atNs: at.session.startNs,
    regime: setup.regimes.start,
    regimeUntilNs: Number.POSITIVE_INFINITY,
    switched: 0,
  };
  of.regimeUntilNs = stayUntil(of, exponential(random));
  followTimetable(of);
  return of;
}

/** Value at `nowNs`, ticks, fractional. Time never goes back. */
export function valueTicks(of: Fundamental, instrument: number, nowNs: number): number {
  reach(of, nowNs);
  return (of.openTicks[instrument] as number) * (1 + (of.bps[instrument] as number) / 1e4);
}

/** The regime at `nowNs`. */
export function regimeAt(of: Fundamental, nowNs: number): RegimeSetup {
  reach(of, nowNs);
  return stateOf(of);
}

/** From now on the value is `bps` more than it was. */
export function shock(of: Fundamental, instrument: number, bps: number, nowNs: number): void {
  reach(of, nowNs);
  of.bps[instrument] = (of.bps[instrument] as number) + bps;
}

const stateOf = ({ setup, regime }: Fundamental): RegimeSetup => setup.regimes.states[regime] as RegimeSetup;

function reach(of: Fundamental, nowNs: number): void {
  while (of.atNs + of.setup.stepNs <= nowNs) step(of);
}

/** Every draw is made at every step, whatever the setup, so that setups are compared on the same numbers. */
function step(of: Fundamental): void {
  const { setup, random, bps, factor, drawn } = of;
  const stepS = setup.stepNs / 1e9;
  of.atNs += setup.stepNs;
  const { volatility, driftBps } = stateOf(of);
  const kept = 2 ** (-stepS / setup.reversionHalfLifeS);
  const drift = (driftBps * stepS) / 3600;
  const pace = volatility * Math.sqrt(activityAt(of.session, of.atNs));
  const count = bps.length;
  for (let i = 0; i < count; i += 1) drawn[i] = normal(random);
  for (let i = 0; i < count; i += 1) {
    let correlated = 0;
    for (let k = 0; k <= i; k += 1) correlated += (factor[i * count + k] as number) * (drawn[k] as number);
    bps[i] = (bps[i] as number) * kept + drift + pace * (of.stepBps[i] as number) * correlated;
  }
  const [stay, which] = [exponential(random), uniform(random)];
  followTimetable(of);
  if (of.atNs < of.regimeUntilNs) return;
  of.regime = follower(stateOf(of), which);
  of.regimeUntilNs = stayUntil(of, stay);
}

function followTimetable(of: Fundamental): void {
  const { timetable } = of.setup.regimes;
  for (let row = timetable[of.switched]; row !== undefined && row.atNs <= of.atNs; ) {
    of.regime = row.regime;
    of.switched += 1;
    row = timetable[of.switched];
  }
}

function follower({ next }: RegimeSetup, drawn: number): number {
  let left = drawn;
  for (let regime = 0; regime < next.length; regime += 1) {
    left -= next[regime] as number;
    if (left < 0) return regime;
  }
  return next.findLastIndex((prob) => prob > 0);
}

function stayUntil(of: Fundamental, stay: number): number {
  const { stayS } = stateOf(of);
  const switches = stayS !== undefined && of.setup.regimes.timetable.length === 0;
  return switches ? of.atNs + stay * stayS * 1e9 : Number.POSITIVE_INFINITY;
}
