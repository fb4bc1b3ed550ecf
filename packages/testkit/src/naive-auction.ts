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
  const limits = orders.flatMap((o) => o.px ?? []);
  const highest = Math.max(referencePx, ...limits) + 2 * tick;
  const tried: NaiveAuction[] = [];
  for (let px = tick; px <= highest; px += tick) {
    const buys = total('Buy', (limit) => limit >= px);
    const sells = total('Sell', (limit) => limit <= px);
    tried.push({ px, qty: Math.min(buys, sells), imbalance: buys - sells });
  }
  const most = Math.max(...tried.map(({ qty }) => qty));
  if (most === 0) return undefined;
  const largest = tried.filter(({ qty }) => qty === most);
  const least = Math.min(...largest.map(({ imbalance }) => Math.abs(imbalance)));
  const equal = largest.filter(({ imbalance }) => Math.abs(imbalance) === least);
  // Pressure moves the price to an end of what is equal, unless no order stands there to hold it.
  const top = equal.at(-1) as NaiveAuction;
  const bottom = equal[0] as NaiveAuction;
  if (equal.every(({ imbalance }) => imbalance > 0) && top.px <= Math.max(...limits)) return top;
  if (equal.every(({ imbalance }) => imbalance < 0) && bottom.px >= Math.min(...limits)) return bottom;
  return equal.toSorted(
    (a, b) => Math.abs(a.px - referencePx) - Math.abs(b.px - referencePx) || a.px - b.px,
  )[0];
}
