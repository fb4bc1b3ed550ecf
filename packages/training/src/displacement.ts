/**
 * How far a price goes in the seconds after an instant: the mean displacement of the consolidated mid from where it
 * stood, over evenly spaced samples, in bps, positive = against a side. Beside it what tells where the price would
 * have gone by itself and what no order of ours after that instant touches: the controls of `footprint.ts`.
 */
import { invariant, type Nanos, type Side, sideSign } from '@fairlead/domain';
import { FEATURE_COUNT, type FeatureState, volatilityBps, writeRow } from '@fairlead/features';
import { fundamentalPx, type SimMarket } from '@fairlead/sim';
import { columnOf } from './columns.ts';

/** A displacement every quarter of a second for five seconds. */
export const SAMPLES = 20;
export const SAMPLE_STEP_NS = 250_000_000;
/** Of the whole: what the band's scale is the market's expected move over. */
export const IMPACT_SECONDS = (SAMPLE_STEP_NS * SAMPLES) / 1e9;

export interface Displaced {
  /** bps of the mid at the start. */
  readonly movedBps: number;
  /** Realised before the start, bps per square-root second: the unit of the controls. */
  readonly volatilityBps: number;
  /** As `CONTROLS` names them, on our side, in units of the volatility. */
  readonly controls: readonly number[];
}

/**
 * - `value`: the fundamental's mean displacement over the same samples. Its path depends on scenario and seed alone.
 * - `gap`: how far the fundamental stood from the mid at the start, by asinh: a large gap closes no faster.
 * - the rest: what all venues together showed at the start.
 */
export const CONTROLS = ['value', 'gap', 'microprice', 'imbalance', 'flow1s', 'flow10s'] as const;

export interface Displacing {
  readonly side: Side;
  readonly startMid: number;
  readonly startValue: number;
  readonly volatilityBps: number;
  /** What was known at the start. */
  readonly known: readonly number[];
  samplesLeft: number;
  /** Sums of those sampled, bps; NaN once a mid was not shown. */
  movedBps: number;
  valueMovedBps: number;
}

export interface Looked {
  readonly market: SimMarket;
  readonly state: FeatureState;
  /** Px; absent while a side is not shown. */
  readonly mid: number | undefined;
}

export function beginDisplacement({ market, state, mid }: Looked, side: Side, now: Nanos): Displacing {
  const startMid = mid ?? Number.NaN;
  const startValue = fundamentalPx(market, state.instrument.id);
  const unit = volatilityBps(state);
  const shown = shownByAll(state, side, now);
  return {
    side,
    startMid,
    startValue,
    volatilityBps: unit,
    known: [
      Math.asinh(bpsAgainst(side, startMid, startValue) / unit),
      shown('micropriceOffset') / unit,
      shown('imbalance1'),
      shown('flow1s'),
      shown('flow10s'),
    ],
    samplesLeft: SAMPLES,
    movedBps: 0,
    valueMovedBps: 0,
  };
}

export function sampleDisplacement(of: Displacing, { market, state, mid }: Looked): void {
  of.movedBps += bpsAgainst(of.side, of.startMid, mid ?? Number.NaN);
  of.valueMovedBps += bpsAgainst(of.side, of.startValue, fundamentalPx(market, state.instrument.id));
  of.samplesLeft -= 1;
}

/** After the last sample. Absent where a mid was not shown. */
export function displacedOf({
  movedBps,
  valueMovedBps,
  volatilityBps,
  known,
}: Displacing): Displaced | undefined {
  if (Number.isNaN(movedBps)) return undefined;
  const value = valueMovedBps / SAMPLES / volatilityBps;
  return { movedBps: movedBps / SAMPLES, volatilityBps, controls: [value, ...known] };
}

const bpsAgainst = (side: Side, from: number, to: number): number =>
  (sideSign(side) * (to - from) * 10_000) / from;

/** The row of a pool, which shows nothing, says what all venues together show. */
function shownByAll(state: FeatureState, side: Side, ts: Nanos): (name: string) => number {
  const venueIndex = state.venues.findIndex(({ kind }) => kind === 'DarkMidpoint');
  invariant(venueIndex >= 0, 'a market to learn from has a pool');
  const { avgTradeQty } = state.instrument;
  const row = new Float32Array(FEATURE_COUNT);
  const asked = { tactic: 'MidPeg', side, qty: avgTradeQty, horizonNs: IMPACT_SECONDS * 1e9, ts } as const;
  writeRow(state, { venueIndex, ...asked }, row, 0);
  return (name) => row[columnOf(name)]!;
}
