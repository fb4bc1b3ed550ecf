/**
 * The fundamental value of each instrument: mean-reverting with rare shocks (ABIDES' oracle, Byrd, Hybinette,
 * Balch 2020), driven by one market factor and the instrument's own noise, in regimes that all share. It moves on a
 * fixed grid, so that its path depends on nobody's orders and on nobody's questions: two runs that differ only in
 * our orders share it (common random numbers).
 */
import { createRandom, exponential, normal, type Random, uniform } from '../random.ts';
import type { InstrumentSetup } from '../scenario/scenario.ts';
import type { FundamentalSetup } from './setup.ts';

const STEP_NS = 100_000_000;
const STEP_S = STEP_NS / 1e9;
const SESSION_S = 23_400;

type Regime = 'Calm' | 'Volatile';

export interface Fundamental {
  readonly setup: FundamentalSetup;
  readonly random: Random;
  /** Deviation from the opening value, bps, and the opening value, ticks. */
  readonly bps: Float64Array;
  readonly openTicks: Float64Array;
  /** Standard deviations of a calm step, bps: of the market's factor and of the instrument's own part. */
  readonly factorBps: Float64Array;
  readonly ownBps: Float64Array;
  /** Time of the grid reached. */
  atNs: number;
  regime: Regime;
  regimeUntilNs: number;
}

export function createFundamental(
  setup: FundamentalSetup,
  instruments: readonly InstrumentSetup[],
  at: { readonly seed: number; readonly startNs: number },
): Fundamental {
  const random = createRandom(at.seed, 'fundamental');
  const perStep = Math.sqrt(STEP_S / SESSION_S);
  const part = (share: (of: InstrumentSetup) => number): Float64Array =>
    Float64Array.from(instruments, (of) => of.instrument.dailyVolatilityBps * perStep * Math.sqrt(share(of)));
  return {
    setup,
    random,
    bps: new Float64Array(instruments.length),
    openTicks: Float64Array.from(instruments, (of) => of.openPx / of.instrument.tick),
    factorBps: part((of) => of.marketShare),
    ownBps: part((of) => 1 - of.marketShare),
    atNs: at.startNs,
    regime: 'Calm',
    regimeUntilNs: at.startNs + exponential(random) * setup.regimeMeanS.calm * 1e9,
  };
}

/** Value at `nowNs`, ticks, fractional. Time never goes back. */
export function valueTicks(of: Fundamental, instrument: number, nowNs: number): number {
  reach(of, nowNs);
  return (of.openTicks[instrument] as number) * (1 + (of.bps[instrument] as number) / 1e4);
}

/** The regime at `nowNs`. */
export function regimeAt(of: Fundamental, nowNs: number): Regime {
  reach(of, nowNs);
  return of.regime;
}

/** What is known from now on: the value has moved by `bps`. */
export function shock(of: Fundamental, instrument: number, bps: number): void {
  of.bps[instrument] = (of.bps[instrument] as number) + bps;
}

function reach(of: Fundamental, nowNs: number): void {
  while (of.atNs + STEP_NS <= nowNs) step(of);
}

/** Every draw is made at every step, whatever the setup, so that setups are compared on the same numbers. */
function step(of: Fundamental): void {
  const { setup, random, bps } = of;
  of.atNs += STEP_NS;
  const multiple = of.regime === 'Calm' ? setup.volatilityMultiple.calm : setup.volatilityMultiple.volatile;
  const kept = 2 ** (-STEP_S / setup.reversionHalfLifeS);
  const drift = (setup.driftBps * STEP_S) / 3600;
  const shockProb = (setup.shocksPerHour * STEP_S) / 3600;
  const market = normal(random);
  for (let i = 0; i < bps.length; i += 1) {
    const own = normal(random);
    const jumps = uniform(random) < shockProb;
    const jump = normal(random) * setup.shockBps;
    const moved = multiple * ((of.factorBps[i] as number) * market + (of.ownBps[i] as number) * own);
    bps[i] = (bps[i] as number) * kept + drift + moved + (jumps ? jump : 0);
  }
  const stay = exponential(random);
  if (of.atNs < of.regimeUntilNs) return;
  of.regime = of.regime === 'Calm' ? 'Volatile' : 'Calm';
  const meanS = of.regime === 'Calm' ? setup.regimeMeanS.calm : setup.regimeMeanS.volatile;
  of.regimeUntilNs = of.atNs + stay * meanS * 1e9;
}
