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
  /** Decimal places of the unit that a `Qty` counts: 5 is 1/100,000 of a coin. Absent: whole shares. */
  readonly qtyDecimals?: number;
  /** Average daily volume, a `Qty` like every other: the denominator of participation and of the impact prior. */
  readonly adv: Qty;
  /** Average size of a trade: the unit of the fill curve's grid. */
  readonly avgTradeQty: Qty;
  /** Daily volatility in bps of the price: the impact prior's scale. */
  readonly dailyVolatilityBps: number;
}

/**
 * How many `Qty` make one share or coin. Price x quantity is in 1/10,000 of the currency per this many: money is
 * the product divided by it. 1 for an instrument that is not known, where every value is then the larger.
 */
export const qtyUnit = (of: Pick<Instrument, 'qtyDecimals'> | undefined): number =>
  10 ** (of?.qtyDecimals ?? 0);

/** Lit and Inverted show a price-time book; a DarkMidpoint pool shows nothing and crosses at the consolidated midpoint. */
export type VenueKind = 'Lit' | 'Inverted' | 'DarkMidpoint';

export interface FeeSchedule {
  /** Per share or whole coin removed. Cost is positive, rebate negative. */
  readonly takeMicros: Micros;
  /** Per share or whole coin added. */
  readonly makeMicros: Micros;
}

export interface Venue {
  readonly id: VenueId;
  readonly name: string;
  readonly kind: VenueKind;
  readonly fees: FeeSchedule;
  /** One-way latency of an order, typical, in ns of market time. */
  readonly latencyNs: number;
  /** Where its book comes from: shown wherever its numbers are. Live: a real venue's book, our orders on paper. */
  readonly origin: 'Simulated' | 'Recorded' | 'Live';
}

/** Everything a session trades with: given by the market when the server connects, journaled, stored. */
export interface MarketReference {
  /** `YYYY-MM-DD`: the midnight that `Nanos` count from. */
  readonly sessionDate: string;
  readonly instruments: readonly Instrument[];
  readonly venues: readonly Venue[];
}
