/** What orders have in common at venues that display nothing: caps, sizes and the venue's minimum. */
import type { Side } from '@fairlead/domain';

/** A cap is the worst price at which an order trades. */
export interface Capped {
  readonly side: Side;
  readonly capPx: number;
}

/** The cap of an order without one. */
export const worstPx = (side: Side): number => (side === 'Buy' ? Number.MAX_SAFE_INTEGER : 0);

export const withinCap = (order: Capped, px: number): boolean =>
  order.side === 'Buy' ? px <= order.capPx : px >= order.capPx;

export const isCount = (n: number): boolean => Number.isSafeInteger(n) && n > 0;

export type SizeReject = 'BadQty' | 'OffLot' | 'BelowMinimum';

export function sizeProblem(
  venue: { readonly lot: number; readonly minQty: number },
  quantity: number,
): SizeReject | undefined {
  if (!isCount(quantity)) return 'BadQty';
  if (quantity % venue.lot !== 0) return 'OffLot';
  return quantity < venue.minQty ? 'BelowMinimum' : undefined;
}

/** Of an order's terms. `minQty` is at most its quantity. */
export function termsProblem(
  venue: { readonly lot: number; readonly minQty: number },
  order: { readonly qty: number; readonly minQty?: number | undefined; readonly px?: number | undefined },
): SizeReject | 'BadPx' | undefined {
  const { qty, minQty, px } = order;
  const problem = sizeProblem(venue, qty);
  if (problem !== undefined) return problem;
  if (minQty !== undefined && (!isCount(minQty) || minQty > qty)) return 'BadQty';
  return px === undefined || isCount(px) ? undefined : 'BadPx';
}
