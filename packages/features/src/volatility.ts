/**
 * Realised volatility of the consolidated mid, in bps per square root of a second of market time. The mid is
 * sampled at least 100 ms apart (between ticks of the touch is noise, not risk); variance per second is the
 * decayed sum of squared returns over the decayed sum of the time they took, so that an uneven grid does not
 * bias it. The instrument's daily figure stands in before data, and weighs one second of it afterwards.
 */
import type { Instrument } from '@fairlead/domain';
import { NANOS_PER_MS, NANOS_PER_SECOND } from '@fairlead/domain';

const GRID_NS = 100 * NANOS_PER_MS;
/** Seconds of a US trading day: daily variance is spread over them evenly. */
const DAY_SECONDS = 23_400;
const PRIOR_SECONDS = 1;
const TAU_SHORT_SECONDS = 10;
const TAU_LONG_SECONDS = 60;
const TAU_SLOW_SECONDS = 300;

export interface Volatility {
  /** Of the instrument's daily figure, bps^2 per second. */
  readonly priorVariance: number;
  /** Last sample; absent before the first. */
  sampledMid: number | undefined;
  sampledTs: number;
  squaresShort: number;
  secondsShort: number;
  squaresLong: number;
  secondsLong: number;
  squaresSlow: number;
  secondsSlow: number;
}

/** The instrument's daily figure, bps per square root of a second. */
export const referenceBps = (instrument: Instrument): number =>
  instrument.dailyVolatilityBps / Math.sqrt(DAY_SECONDS);

export function createVolatility(instrument: Instrument): Volatility {
  return {
    priorVariance: referenceBps(instrument) ** 2,
    sampledMid: undefined,
    sampledTs: 0,
    squaresShort: 0,
    secondsShort: 0,
    squaresLong: 0,
    secondsLong: 0,
    squaresSlow: 0,
    secondsSlow: 0,
  };
}

/** Does the grid want a mid at `ts`? */
export const isSampleDue = ({ sampledMid, sampledTs }: Volatility, ts: number): boolean =>
  sampledMid === undefined || ts - sampledTs >= GRID_NS;

/** Takes the mid (Px units, may be a half) that holds at `ts`, where the grid is due. */
export function sampleMid(volatility: Volatility, mid: number, ts: number): void {
  const last = volatility.sampledMid;
  if (last !== undefined) {
    const seconds = (ts - volatility.sampledTs) / NANOS_PER_SECOND;
    const returnBps = ((mid - last) / last) * 10_000;
    const square = returnBps * returnBps;
    const short = Math.exp(-seconds / TAU_SHORT_SECONDS);
    const long = Math.exp(-seconds / TAU_LONG_SECONDS);
    const slow = Math.exp(-seconds / TAU_SLOW_SECONDS);
    volatility.squaresShort = volatility.squaresShort * short + square;
    volatility.secondsShort = volatility.secondsShort * short + seconds;
    volatility.squaresLong = volatility.squaresLong * long + square;
    volatility.secondsLong = volatility.secondsLong * long + seconds;
    volatility.squaresSlow = volatility.squaresSlow * slow + square;
    volatility.secondsSlow = volatility.secondsSlow * slow + seconds;
  }
  volatility.sampledMid = mid;
  volatility.sampledTs = ts;
}

const withPrior = (volatility: Volatility, squares: number, seconds: number): number =>
  Math.sqrt((squares + volatility.priorVariance * PRIOR_SECONDS) / (seconds + PRIOR_SECONDS));

export const shortBps = (volatility: Volatility): number =>
  withPrior(volatility, volatility.squaresShort, volatility.secondsShort);
export const longBps = (volatility: Volatility): number =>
  withPrior(volatility, volatility.squaresLong, volatility.secondsLong);
export const slowBps = (volatility: Volatility): number =>
  withPrior(volatility, volatility.squaresSlow, volatility.secondsSlow);
