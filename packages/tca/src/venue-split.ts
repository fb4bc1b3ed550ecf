/** Where a parent was filled, and at what price: one row per venue. Units and signs as in `shortfall.ts`. */
import { type Side, sideSign, type VenueId } from '@fairlead/domain';
import type { CostFill } from './shortfall.ts';

export interface VenueCost {
  readonly venue: VenueId;
  readonly fills: number;
  readonly qty: number;
  /** Of all shares filled, 0 to 1. */
  readonly share: number;
  readonly avgPx: number;
  /** 1e4 s (P - P_0) / P_0; absent without an arrival mid. */
  readonly slippageBps?: number;
  /** Of the venue's shares, those that added liquidity, 0 to 1. */
  readonly passiveShare: number;
  readonly feesMicros: number;
}

/** Most shares first; venues with as many, by name. */
export function splitByVenue(
  fills: readonly CostFill[],
  order: { readonly side: Side; readonly arrivalMidPx?: number },
): readonly VenueCost[] {
  const totals = new Map<
    VenueId,
    { fills: number; qty: number; paid: number; passive: number; fees: number }
  >();
  let all = 0;
  for (const { venue, qty, px, passive, feeMicros } of fills) {
    const row = totals.get(venue) ?? { fills: 0, qty: 0, paid: 0, passive: 0, fees: 0 };
    row.fills += 1;
    row.qty += qty;
    row.paid += qty * px;
    row.passive += passive ? qty : 0;
    row.fees += feeMicros;
    totals.set(venue, row);
    all += qty;
  }
  const { arrivalMidPx } = order;
  return [...totals]
    .map(([venue, row]): VenueCost => {
      const avgPx = row.paid / row.qty;
      return {
        venue,
        fills: row.fills,
        qty: row.qty,
        share: row.qty / all,
        avgPx,
        ...(arrivalMidPx === undefined
          ? {}
          : { slippageBps: (10_000 * sideSign(order.side) * (avgPx - arrivalMidPx)) / arrivalMidPx }),
        passiveShare: row.passive / row.qty,
        feesMicros: row.fees,
      };
    })
    .sort((a, b) => b.qty - a.qty || (a.venue < b.venue ? -1 : 1));
}
