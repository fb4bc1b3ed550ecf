/**
 * An auction the slow way: its price by trying every one on the tick, its trades one by one between the orders that
 * outbid their sides. Prices 1/10,000, shares.
 */
import type { Side } from '@fairlead/domain';
import { give, inOrder, type Open, type Queues, shownQty, tellLevel, tellTrade } from './naive-queues.ts';

export interface NaiveAuction {
  readonly px: number;
  readonly qty: number;
  /** To buy less to sell. */
  readonly imbalance: number;
}

/** @returns what the auction would trade now; undefined: nothing */
export const auctionOver = ({ open }: Queues, tick: number, referencePx: number): NaiveAuction | undefined =>
  auctionOf(
    open
      .filter((o) => o.place !== 'Waiting')
      .map(({ order, px, leaves }) => ({ side: order.side, px, qty: leaves })),
    tick,
    referencePx,
  );

/** Trades all that it found; afterwards each level that shows another quantity than before is told. */
export function tradeAt(queues: Queues, { px, qty }: NaiveAuction): void {
  const before = inOrder(queues)
    .filter((o) => o.place === 'Shown')
    .map((o) => ({ side: o.order.side, px: o.px as number }))
    .map((level) => ({ ...level, shown: shownQty(queues, level.side, level.px) }));
  for (let left = qty; left > 0; ) {
    const buy = bestOf(queues, 'Buy');
    const sell = bestOf(queues, 'Sell');
    const done = Math.min(left, buy.shown, sell.shown);
    left -= done;
    give(queues, buy.order.id, done);
    give(queues, sell.order.id, done);
    const [maker, taker] = buy.priority < sell.priority ? [buy, sell] : [sell, buy];
    tellTrade(queues, { maker, taker, px, qty: done });
  }
  const told = new Set<string>();
  for (const { side, px, shown } of before) {
    const level = `${side} ${px}`;
    if (shownQty(queues, side, px) !== shown && !told.has(level)) tellLevel(queues, side, px);
    told.add(level);
  }
}

const bestOf = (queues: Queues, side: Side): Open =>
  inOrder(queues)
    .filter((o) => o.order.side === side && o.place !== 'Waiting')
    .sort((a, b) => worth(b) - worth(a))[0] as Open;

/** How much an order outbids others of its side by. */
const worth = (o: Open): number =>
  o.place === 'AtMarket' ? Number.MAX_VALUE : o.order.side === 'Buy' ? (o.px as number) : -(o.px as number);

/** @param orders without a price: at any */
function auctionOf(
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
