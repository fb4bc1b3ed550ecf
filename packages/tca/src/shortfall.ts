/**
 * What one parent cost (METHODS 6). Conventions: s = +1 buy, -1 sell; **cost positive = bad**. Money is in
 * 1/10,000 of the currency (`Px` x `Qty`), bps are of the value of the whole order at the arrival mid, S x P_0.
 * A price that is not known leaves out every figure that needs it: nothing is zero for want of data.
 */
import { type Px, type Qty, type Side, sideSign, type VenueId } from '@fairlead/domain';

/** One fill and the mids around it, in `Px` units (a mid may be a half). */
export interface CostFill {
  readonly venue: VenueId;
  readonly qty: Qty;
  readonly px: Px;
  readonly feeMicros: number;
  readonly passive: boolean;
  /** Mid at the fill, m_j. */
  readonly fillMidPx?: number;
  /** Mid when its child was routed, m_r. */
  readonly routedMidPx?: number;
}

export interface CostInput {
  readonly side: Side;
  /** S: what was asked for. */
  readonly orderQty: Qty;
  readonly fills: readonly CostFill[];
  /** Mid when the client decided, P_d; absent: the arrival is the decision. */
  readonly decisionMidPx?: number;
  /** Mid when the parent arrived, P_0. */
  readonly arrivalMidPx?: number;
  /** Mid when the parent ended, P_n. Needed only where something was left. */
  readonly endMidPx?: number;
}

/** Perold's shortfall by Wagner's parts, the trading part split in three; each in bps of S x P_0. */
export interface ShortfallParts {
  /** s S (P_0 - P_d) */
  readonly delayBps: number;
  /** sum s q (p - m_j) */
  readonly spreadBps: number;
  /** sum s q (m_j - m_r) */
  readonly latencyBps: number;
  /** sum s q (m_r - P_0) */
  readonly driftBps: number;
  /** s (S - X) (P_n - P_0) */
  readonly opportunityBps: number;
  readonly feesBps: number;
}

export interface ParentCost {
  /** X: what was bought or sold. */
  readonly cumQty: number;
  /** P, in `Px` units; absent without a fill. */
  readonly avgPx?: number;
  readonly feesMicros: number;
  /** 1e4 s (P - P_0) / P_0. */
  readonly arrivalSlippageBps?: number;
  /** s [X (P - P_d) + (S - X)(P_n - P_d)] + fees, over S x P_0. */
  readonly shortfallBps?: number;
  readonly parts?: ShortfallParts;
  /** The parts sum to the shortfall, to 1e-9 of the order's value: checked when computed. */
  readonly identityHolds?: boolean;
}

/** `Micros` in a unit of `Px` x `Qty`. */
const MICROS_PER_NOTIONAL = 100;
const BPS = 10_000;
const TOLERANCE = 1e-9;

export function scoreParent(input: CostInput): ParentCost {
  const { fills, orderQty, arrivalMidPx } = input;
  const s = sideSign(input.side);
  const cumQty = sum(fills, (f) => f.qty);
  const feesMicros = sum(fills, (f) => f.feeMicros);
  const paid = sum(fills, (f) => f.qty * f.px);
  const facts = { cumQty, feesMicros, ...(cumQty > 0 ? { avgPx: paid / cumQty } : {}) };
  if (arrivalMidPx === undefined || arrivalMidPx <= 0) return facts;

  const slippage =
    cumQty > 0 ? { arrivalSlippageBps: (BPS * s * (paid / cumQty - arrivalMidPx)) / arrivalMidPx } : {};
  const left = orderQty - cumQty;
  const endMidPx = left > 0 ? input.endMidPx : arrivalMidPx;
  if (endMidPx === undefined) return { ...facts, ...slippage };

  const decisionMidPx = input.decisionMidPx ?? arrivalMidPx;
  const toBps = BPS / (orderQty * arrivalMidPx);
  const fees = feesMicros / MICROS_PER_NOTIONAL;
  const bought = s * (paid - cumQty * decisionMidPx);
  const missed = s * left * (endMidPx - decisionMidPx);
  const shortfallBps = (bought + missed + fees) * toBps;
  const parts = partsOf({ ...input, arrivalMidPx, decisionMidPx, endMidPx }, toBps, fees);
  if (!parts) return { ...facts, ...slippage, shortfallBps };
  const total = Object.values(parts).reduce((a: number, b: number) => a + b, 0);
  return {
    ...facts,
    ...slippage,
    shortfallBps,
    parts,
    identityHolds: Math.abs(total - shortfallBps) <= TOLERANCE * BPS,
  };
}

interface KnownMids extends CostInput {
  readonly arrivalMidPx: number;
  readonly decisionMidPx: number;
  readonly endMidPx: number;
}

function partsOf(input: KnownMids, toBps: number, fees: number): ShortfallParts | undefined {
  const { fills, orderQty, arrivalMidPx, decisionMidPx, endMidPx } = input;
  const s = sideSign(input.side);
  let spread = 0;
  let latency = 0;
  let drift = 0;
  let cumQty = 0;
  for (const { qty, px, fillMidPx, routedMidPx } of fills) {
    if (fillMidPx === undefined || routedMidPx === undefined) return undefined;
    spread += qty * (px - fillMidPx);
    latency += qty * (fillMidPx - routedMidPx);
    drift += qty * (routedMidPx - arrivalMidPx);
    cumQty += qty;
  }
  return {
    delayBps: s * orderQty * (arrivalMidPx - decisionMidPx) * toBps,
    spreadBps: s * spread * toBps,
    latencyBps: s * latency * toBps,
    driftBps: s * drift * toBps,
    opportunityBps: s * (orderQty - cumQty) * (endMidPx - arrivalMidPx) * toBps,
    feesBps: fees * toBps,
  };
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
