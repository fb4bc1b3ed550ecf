/**
 * One parent's cost (METHODS 6). A metric whose price is missing is absent: never 0, never NaN. Parts are split
 * from the same facts as the whole and compared with it every time.
 */
import {
  type InstrumentId,
  type MarketStamp,
  midPx,
  type ParentId,
  type Qty,
  type Side,
} from '@fairlead/domain';
import type { ScoreInput } from './input.ts';
import { type Mids, type Order, perold, sumsTo, tradingParts, wagner } from './shortfall.ts';
import { slippageBps, type VenueCost, venueSplit } from './venue-split.ts';

export interface ParentCost {
  readonly parentId: ParentId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly orderQty: Qty;
  readonly cumQty: Qty;
  /** cumNotional / cumQty, Px units; absent without fills. */
  readonly avgPx?: number;
  readonly decisionMidPx?: number;
  readonly arrivalMidPx?: number;
  readonly endMidPx?: number;
  /** Of the average price against the arrival mid, without fees; absent without fills. */
  readonly arrivalSlippageBps?: number;
  /** Perold's, fees included, in Px units of money. */
  readonly shortfall?: number;
  /** bps of the ordered quantity at the decision mid. */
  readonly shortfallBps?: number;
  /** Same denominator; they sum to `shortfallBps`. Absent where a fill's market is missing. */
  readonly parts?: {
    /** Arrival against decision, on all that was ordered; 0 where the decision is the arrival. */
    readonly delayBps: number;
    readonly spreadBps: number;
    readonly latencyBps: number;
    readonly driftBps: number;
    readonly opportunityBps: number;
    readonly feesBps: number;
  };
  /** Same denominator; they sum to `shortfallBps`. */
  readonly wagner?: {
    readonly delayBps: number;
    readonly tradingBps: number;
    readonly opportunityBps: number;
    readonly feesBps: number;
  };
  /** Every split that could be made sums to the whole to 1e-9; absent without a whole. */
  readonly identityHolds?: boolean;
  readonly feesMicros: number;
  readonly durationNs?: number;
  readonly venues: readonly VenueCost[];
}

/** Micros per Px unit of money. */
const MICROS_PER_PX = 100;

const mid = (stamp: MarketStamp | undefined): number | undefined => {
  const price = stamp === undefined ? undefined : midPx(stamp);
  return price !== undefined && price > 0 ? price : undefined;
};

export function scoreParent(input: ScoreInput): ParentCost {
  const { side, orderQty, fills, submittedAt, closedAt } = input;
  let cumQty = 0;
  let cumNotional = 0;
  let feesMicros = 0;
  for (const { fill } of fills) {
    cumQty += fill.lastQty;
    cumNotional += fill.lastQty * fill.lastPx;
    feesMicros += fill.feeMicros;
  }
  const arrival = mid(input.arrival);
  const decision = input.decision === undefined ? arrival : mid(input.decision);
  const end = mid(input.end);
  const avgPx = cumQty > 0 ? cumNotional / cumQty : undefined;
  const fees = (feesMicros / MICROS_PER_PX) * (input.unit ?? 1);
  const order: Order = { side, orderQty, cumQty, cumNotional, fees };
  return {
    parentId: input.parentId,
    instrument: input.instrument,
    side,
    orderQty,
    cumQty: cumQty as Qty,
    ...(avgPx === undefined ? {} : { avgPx }),
    ...(decision === undefined ? {} : { decisionMidPx: decision }),
    ...(arrival === undefined ? {} : { arrivalMidPx: arrival }),
    ...(end === undefined ? {} : { endMidPx: end }),
    ...(avgPx === undefined || arrival === undefined
      ? {}
      : { arrivalSlippageBps: slippageBps(side, avgPx, arrival) }),
    ...(arrival === undefined || decision === undefined
      ? {}
      : shortfallOf(input, order, { decision, arrival, end })),
    feesMicros,
    ...(submittedAt === undefined || closedAt === undefined ? {} : { durationNs: closedAt - submittedAt }),
    venues: venueSplit(input, arrival),
  };
}

type ShortfallMetrics = Pick<ParentCost, 'shortfall' | 'shortfallBps' | 'parts' | 'wagner' | 'identityHolds'>;

function shortfallOf(input: ScoreInput, order: Order, mids: Mids): ShortfallMetrics {
  const whole = perold(order, mids);
  const byWagner = wagner(order, mids);
  if (whole === undefined || byWagner === undefined || order.orderQty <= 0) return {};
  const toBps = 1e4 / (order.orderQty * mids.decision);
  const { delay, trading, opportunity, fees } = byWagner;
  const split = tradingParts(order.side, input.fills, mids.arrival);
  const splits = [[delay, trading, opportunity, fees]];
  if (split !== undefined) splits.push([delay, split.spread, split.latency, split.drift, opportunity, fees]);
  return {
    shortfall: whole / (input.unit ?? 1),
    shortfallBps: whole * toBps,
    wagner: {
      delayBps: delay * toBps,
      tradingBps: trading * toBps,
      opportunityBps: opportunity * toBps,
      feesBps: fees * toBps,
    },
    ...(split === undefined
      ? {}
      : {
          parts: {
            delayBps: delay * toBps,
            spreadBps: split.spread * toBps,
            latencyBps: split.latency * toBps,
            driftBps: split.drift * toBps,
            opportunityBps: opportunity * toBps,
            feesBps: fees * toBps,
          },
        }),
    identityHolds: splits.every((parts) => sumsTo(whole, parts)),
  };
}
