/**
 * What a simulated market is made of: plain data, so that a scenario file can carry it. Rates are per second of
 * market time; distances in ticks; sizes in the instrument's average trade unless said otherwise.
 */
import type { Instrument, Nanos, Px, Venue } from '@fairlead/domain';

export type Regime = 'Calm' | 'Volatile';
export const REGIMES: readonly Regime[] = ['Calm', 'Volatile'];

/** One figure for each regime. */
export interface ByRegime {
  readonly calm: number;
  readonly volatile: number;
}

/** An instrument and how its common efficient price moves. */
export interface InstrumentConfig {
  readonly instrument: Instrument;
  /** Where the efficient price starts, and what it reverts to. */
  readonly openPx: Px;
  /** Half-life of the reversion, s. */
  readonly reversionHalfLifeS: number;
  /** Volatility in each regime as a multiple of the instrument's daily figure. */
  readonly volatilityMultiple: ByRegime;
  /** Mean stay in each regime, s. */
  readonly regimeMeanS: ByRegime;
  /** Chance that a move of the efficient price is eight times its size. */
  readonly jumpProb: number;
  /** Half-spread of a fair quote, ticks, before the venue's own part. */
  readonly halfSpreadTicks: ByRegime;
  /** Distance between neighbouring price slots of the book, ticks: above 1 where the real book has gaps. */
  readonly slotTicks: number;
  /** Move of the efficient price by a trade of one average size, bps; grows with size to the power 0.75. */
  readonly impactBps: number;
  /** Share of it that stays; the rest decays. */
  readonly permanentShare: number;
  readonly impactHalfLifeS: number;
  /** Background institutions: mean pause between their parents and mean length of one, s. */
  readonly institutionPauseS: number;
  readonly institutionLengthS: number;
}

interface OfVenue {
  readonly venue: Venue;
  /** Share of the latency that varies from message to message (uniform, +-). */
  readonly jitterShare: number;
  /** Chance that a message takes an exponential tail of five base latencies more. */
  readonly tailProb: number;
}

/** A displayed price-time book and its background flow (METHODS 5: queue-reactive). */
export interface LitVenueConfig extends OfVenue {
  readonly type: 'Lit';
  /** Multiplies the published intensities of limit and cancel; per instrument scaled by its trade rate. */
  readonly activity: number;
  /** Share of the instrument's volume that market orders here make. */
  readonly volumeShare: number;
  /** Mean size of a background limit order. */
  readonly limitSize: number;
  /** Added to the instrument's half-spread, ticks; negative for a venue that pays takers. */
  readonly halfSpreadTicks: number;
  /** Among venues at the same best price, takers prefer the highest. */
  readonly takerPreference: number;
}

/** A pool that shows nothing and crosses at the consolidated midpoint of the lit venues. */
export interface DarkVenueConfig extends OfVenue {
  readonly type: 'Dark';
  /** Share of the instrument's volume that would like to trade here, both sides, by regime. */
  readonly volumeShare: ByRegime;
  /** Probability that at a random time no hidden order rests on a side (Ganchev et al.'s zero bin), before crossing. */
  readonly zeroBinProb: ByRegime;
  /** Exponent of the power law of hidden sizes; smaller has a heavier tail. */
  readonly sizeExponent: ByRegime;
  /** Largest hidden size. */
  readonly maxSize: number;
  /** Chance that a hidden arrival knows where the price goes. */
  readonly toxicProb: ByRegime;
  /** How far the price goes after such an arrival, in the order's favour, bps. */
  readonly toxicMoveBps: number;
  /** Share of background orders with a minimum execution size. */
  readonly minQtyProb: number;
  /** Move of the price against us after each fill of ours here, bps per average size, as information leaks. */
  readonly leakageBps: number;
}

export type VenueConfig = LitVenueConfig | DarkVenueConfig;

export interface MarketConfig {
  /** `YYYY-MM-DD`. */
  readonly sessionDate: string;
  readonly startNs: Nanos;
  /** Day orders expire and everything closes. Absent: never. */
  readonly closeNs?: Nanos;
  /** Part of every orderId and execId: another one at each start, and ids never repeat. Letters and digits. */
  readonly idPrefix: string;
  readonly instruments: readonly InstrumentConfig[];
  readonly venues: readonly VenueConfig[];
}
