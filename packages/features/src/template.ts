/**
 * The part of a row that every tactic at one venue shares, for one side and instant: computed once per decision,
 * copied into each candidate's row. `version` counts what was folded into the state since it was made, so that a
 * template is never read after its time.
 */
import { type Instrument, NANOS_PER_MS, NANOS_PER_SECOND, type Venue } from '@fairlead/domain';
import { createKept, type Kept } from './activity.ts';
import { INDICATOR_COUNT } from './indicators.ts';
import { FEATURE_COUNT } from './schema.ts';
import { referenceBps } from './volatility.ts';

export interface Templates {
  /** Two rows per venue: buy, sell. */
  readonly rows: Float32Array;
  readonly madeAt: Float64Array;
  readonly madeOf: Float64Array;
  version: number;
  readonly lnReferenceBps: number;
  /** Logarithm of the square-root law's bps for one average trade. */
  readonly lnUnitImpactBps: number;
  /** ln(milliseconds), per venue. */
  readonly lnLatency: Float64Array;
  /** The last size and horizon asked about, and their logarithms: a decision asks about few. */
  qty: number;
  lnSize: number;
  horizonNs: number;
  lnHorizon: number;
  /** What all venues share: made for this version and instant. */
  sharedOf: number;
  sharedAt: number;
  readonly kept: Kept;
  lnShortBps: number;
  lnLongBps: number;
  lnSlowBps: number;
  /** Shares of all usable books: first three bids, five bids, three asks, five asks. */
  readonly allDepths: Float64Array;
  timeSin: number;
  timeCos: number;
  /** Sum of news scores, positive: good for the price; ln(1 + items). */
  newsScore: number;
  lnNews: number;
  /** Scratch of one template's making: depths as `allDepths`. */
  readonly depths: Float64Array;
  readonly indicators: Float64Array;
  /** Scratch of a question that is about no row. */
  readonly askedKept: Kept;
}

export function createTemplates(instrument: Instrument, venues: readonly Venue[]): Templates {
  const { adv, avgTradeQty, dailyVolatilityBps } = instrument;
  return {
    rows: new Float32Array(venues.length * 2 * FEATURE_COUNT),
    madeAt: new Float64Array(venues.length * 2),
    madeOf: new Float64Array(venues.length * 2),
    version: 1,
    lnReferenceBps: Math.log(referenceBps(instrument)),
    lnUnitImpactBps: Math.log(dailyVolatilityBps * Math.sqrt(avgTradeQty / adv)),
    lnLatency: Float64Array.from(venues, ({ latencyNs }) => Math.log(latencyNs / NANOS_PER_MS)),
    qty: avgTradeQty,
    lnSize: 0,
    horizonNs: NANOS_PER_SECOND,
    lnHorizon: 0,
    sharedOf: 0,
    sharedAt: 0,
    kept: createKept(),
    lnShortBps: 0,
    lnLongBps: 0,
    lnSlowBps: 0,
    allDepths: new Float64Array(4),
    timeSin: 0,
    timeCos: 0,
    newsScore: 0,
    lnNews: 0,
    depths: new Float64Array(4),
    indicators: new Float64Array(INDICATOR_COUNT),
    askedKept: createKept(),
  };
}
