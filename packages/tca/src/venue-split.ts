/** Where a parent's shares came from, venue by venue. */
import { type Qty, type Side, sideSign, type Venue, type VenueId, type VenueKind } from '@fairlead/domain';
import type { FillSeen } from './input.ts';

export interface VenueCost {
  readonly venue: VenueId;
  /** Absent for a venue that the reference data does not know. */
  readonly kind?: VenueKind;
  readonly origin?: Venue['origin'];
  readonly fills: number;
  readonly qty: Qty;
  /** Of all that filled, 0 to 1. */
  readonly share: number;
  /** Px units; not a whole number. */
  readonly avgPx: number;
  /** Against the arrival mid; absent without one. */
  readonly slippageBps?: number;
  /** Share of the quantity that added liquidity, 0 to 1. */
  readonly passiveShare: number;
  readonly feesMicros: number;
}

interface Sums {
  fills: number;
  qty: number;
  notional: number;
  passive: number;
  feesMicros: number;
}

/** Largest first, ties by name. Empty without fills. */
export function venueSplit(
  of: { readonly side: Side; readonly fills: readonly FillSeen[]; readonly venues: readonly Venue[] },
  arrivalMid: number | undefined,
): readonly VenueCost[] {
  const byVenue = new Map<VenueId, Sums>();
  let all = 0;
  for (const { fill } of of.fills) {
    const sums = byVenue.get(fill.venue) ?? { fills: 0, qty: 0, notional: 0, passive: 0, feesMicros: 0 };
    byVenue.set(fill.venue, sums);
    sums.fills += 1;
    sums.qty += fill.lastQty;
    sums.notional += fill.lastQty * fill.lastPx;
    if (fill.lastLiquidityInd === 'Added') sums.passive += fill.lastQty;
    sums.feesMicros += fill.feeMicros;
    all += fill.lastQty;
  }
  return [...byVenue]
    .filter(([, sums]) => sums.qty > 0)
    .map(([venue, sums]): VenueCost => {
      const known = of.venues.find((v) => v.id === venue);
      const avgPx = sums.notional / sums.qty;
      return {
        venue,
        ...(known === undefined ? {} : { kind: known.kind, origin: known.origin }),
        fills: sums.fills,
        qty: sums.qty as Qty,
        share: sums.qty / all,
        avgPx,
        ...(arrivalMid === undefined ? {} : { slippageBps: slippageBps(of.side, avgPx, arrivalMid) }),
        passiveShare: sums.passive / sums.qty,
        feesMicros: sums.feesMicros,
      };
    })
    .sort((a, b) => b.qty - a.qty || (a.venue < b.venue ? -1 : 1));
}

/** 1e4 s (P - benchmark) / benchmark. */
export const slippageBps = (side: Side, avgPx: number, benchmark: number): number =>
  (1e4 * sideSign(side) * (avgPx - benchmark)) / benchmark;
