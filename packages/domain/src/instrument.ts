/** What is traded, and where. Reference data: it comes with the market and changes between sessions only. */
import type { InstrumentId, VenueId } from './ids.ts';
import type { Micros, Px, Qty } from './numbers.ts';

export interface Instrument {
  readonly id: InstrumentId;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Smallest price step. */
  readonly tick: Px;
  /** Orders are whole multiples of it. */
  readonly lot: Qty;
  /** Average daily volume in shares: the denominator of participation and of the impact prior. */
  readonly adv: Qty;
  /** Average size of a trade: the unit of the fill curve's grid. */
  readonly avgTradeQty: Qty;
  /** Daily volatility in bps of the price: the impact prior's scale. */
  readonly dailyVolatilityBps: number;
}

/** Lit and Inverted show a price-time book; a DarkMidpoint pool shows nothing and crosses at the consolidated midpoint. */
export type VenueKind = 'Lit' | 'Inverted' | 'DarkMidpoint';

export interface FeeSchedule {
  /** Per share removed. Cost is positive, rebate negative. */
  readonly takeMicros: Micros;
  /** Per share added. */
  readonly makeMicros: Micros;
}

export interface Venue {
  readonly id: VenueId;
  readonly name: string;
  readonly kind: VenueKind;
  readonly fees: FeeSchedule;
  /** One-way latency of an order, typical, in ns of market time. */
  readonly latencyNs: number;
  /** Where its orders come from: shown wherever its numbers are. */
  readonly origin: 'Simulated' | 'Recorded';
}

/** Everything a session trades with: given by the market when the server connects, journaled, stored. */
export interface MarketReference {
  /** `YYYY-MM-DD`: the midnight that `Nanos` count from. */
  readonly sessionDate: string;
  readonly instruments: readonly Instrument[];
  readonly venues: readonly Venue[];
}
