/** An auction's price found the slow way: every price on the tick is tried. Prices 1/10,000, shares. */
import type { Side } from '@fairlead/domain';

export interface NaiveAuction {
  readonly px: number;
  readonly qty: number;
  /** To buy less to sell. */
  readonly imbalance: number;
}

/** @param orders without a price: at any */
export function auctionOf(
  orders: readonly { readonly side: Side; readonly px: number | undefined; readonly qty: number }[],
  tick: number,
  referencePx: number,
): NaiveAuction | undefined {
  const total = (side: Side, takes: (px: number) => boolean): number =>
    orders
      .filter((o) => o.side === side && (o.px === undefined || takes(o.px)))
      .reduce((sum, o) => sum + o.qty, 0);
  const highest = Math.max(referencePx, ...orders.map((o) => o.px ?? 0)) + 2 * tick;
  const tried = [];
  for (let px = tick; px <= highest; px += tick) {
    const buys = total('Buy', (limit) => limit >= px);
    const sells = total('Sell', (limit) => limit <= px);
    tried.push({ px, qty: Math.min(buys, sells), imbalance: buys - sells });
  }
  const [best] = tried.sort(
    (a, b) =>
      b.qty - a.qty ||
      Math.abs(a.imbalance) - Math.abs(b.imbalance) ||
      Math.abs(a.px - referencePx) - Math.abs(b.px - referencePx) ||
      a.px - b.px,
  );
  return best === undefined || best.qty === 0 ? undefined : best;
}
