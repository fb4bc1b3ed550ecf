/** What a score is made from: a parent's facts, its standing fills and the markets that they met. */
import type { Fill, InstrumentId, MarketStamp, Nanos, ParentId, Qty, Side, Venue } from '@fairlead/domain';

/** One fill with the market at the fill (`at`) and when its child was routed (`routed`). */
export interface FillSeen {
  readonly fill: Fill;
  readonly at: MarketStamp;
  readonly routed: MarketStamp;
}

export interface ScoreInput {
  readonly parentId: ParentId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly orderQty: Qty;
  /** `qtyUnit` of the instrument; absent: whole shares. */
  readonly unit?: number;
  /** The market when somebody decided to trade; absent: the decision is the arrival. */
  readonly decision?: MarketStamp;
  /** The market when the parent reached us. */
  readonly arrival: MarketStamp;
  /** The market when it closed; absent while it is open. */
  readonly end?: MarketStamp;
  readonly submittedAt?: Nanos;
  readonly closedAt?: Nanos;
  /** What stands now: busted fills left out, corrected ones as corrected. Any order. */
  readonly fills: readonly FillSeen[];
  /** Reference data of the venues that the fills name. */
  readonly venues: readonly Venue[];
}
