/**
 * Implementation shortfall (Perold 1988) and its two splits (METHODS 6). Conventions: s = +1 buy, -1 sell; cost
 * positive = bad. Money in Px units (1/10,000 of the currency, per `qtyUnit` of the instrument) as plain numbers,
 * since mids may be halves.
 *
 * S ordered; X filled for N = sum of q p; mids: P_d decision, P_0 arrival, P_n end, m_r when routed, m_j at the fill.
 */
import { midPx, type Side, sideSign } from '@fairlead/domain';
import type { FillSeen } from './input.ts';

export interface Mids {
  readonly decision: number;
  readonly arrival: number;
  /** Absent while the parent is open or where its close saw no market: needed only for what did not fill. */
  readonly end: number | undefined;
}

/** Where the trading cost came from. */
export interface TradingParts {
  readonly spread: number;
  readonly latency: number;
  readonly drift: number;
}

/** Wagner's parts; they sum to the shortfall. */
export interface WagnerParts {
  readonly delay: number;
  readonly trading: number;
  readonly opportunity: number;
  readonly fees: number;
}

export interface Order {
  readonly side: Side;
  readonly orderQty: number;
  readonly cumQty: number;
  readonly cumNotional: number;
  readonly fees: number;
}

/** s [N - X P_d + (S - X)(P_n - P_d)] + fees; absent where something did not fill and the end mid is not known. */
export function perold(order: Order, mids: Mids): number | undefined {
  const { side, orderQty, cumQty, cumNotional, fees } = order;
  const s = sideSign(side);
  const unfilled = orderQty - cumQty;
  if (unfilled !== 0 && mids.end === undefined) return undefined;
  const paper = unfilled === 0 ? 0 : unfilled * ((mids.end as number) - mids.decision);
  return s * (cumNotional - cumQty * mids.decision + paper) + fees;
}

/** delay s S (P_0 - P_d), trading s (N - X P_0), opportunity s (S - X)(P_n - P_0), fees. */
export function wagner(order: Order, mids: Mids): WagnerParts | undefined {
  const { side, orderQty, cumQty, cumNotional, fees } = order;
  const s = sideSign(side);
  const unfilled = orderQty - cumQty;
  if (unfilled !== 0 && mids.end === undefined) return undefined;
  return {
    delay: orderQty * s * (mids.arrival - mids.decision) + 0,
    trading: s * (cumNotional - cumQty * mids.arrival) + 0,
    opportunity: unfilled === 0 ? 0 : s * unfilled * ((mids.end as number) - mids.arrival) + 0,
    fees,
  };
}

/** spread s q (p - m_j), latency s q (m_j - m_r), drift s q (m_r - P_0), summed; absent where a mid is missing. */
export function tradingParts(
  side: Side,
  fills: readonly FillSeen[],
  arrivalMid: number,
): TradingParts | undefined {
  const s = sideSign(side);
  let spread = 0;
  let latency = 0;
  let drift = 0;
  for (const { fill, at, routed } of fills) {
    const atMid = midPx(at);
    const routedMid = midPx(routed);
    if (atMid === undefined || routedMid === undefined) return undefined;
    spread += s * fill.lastQty * (fill.lastPx - atMid);
    latency += s * fill.lastQty * (atMid - routedMid);
    drift += s * fill.lastQty * (routedMid - arrivalMid);
  }
  return { spread, latency, drift };
}

/** Do the parts sum to the whole, to 1e-9 of the largest of them? */
export function sumsTo(whole: number, parts: readonly number[]): boolean {
  let sum = 0;
  let scale = Math.abs(whole);
  for (const part of parts) {
    sum += part;
    scale = Math.max(scale, Math.abs(part));
  }
  return Math.abs(sum - whole) <= 1e-9 * scale;
}
