/**
 * The open orders of the naive matcher: one flat list, sorted anew for every question, and what was told since the
 * last command. Prices 1/10,000, shares.
 */
import type { Side } from '@fairlead/domain';
import type { NaiveOrder } from './naive-terms.ts';

/** `['level', side, px, qty]` and so on, in order; `traded` as `tellTrade` says. */
export type NaiveEvent = readonly (string | number)[];

const PLACES = ['Shown', 'Hidden', 'Waiting', 'AtMarket'] as const;

/** An open order; `limit` is its price, or its cap if it is a peg. */
export interface Open {
  readonly order: NaiveOrder;
  readonly limit: number | undefined;
  readonly display: number | undefined;
  readonly place: (typeof PLACES)[number];
  readonly px: number | undefined;
  readonly shown: number;
  readonly leaves: number;
  readonly priority: number;
}

/** Lists are replaced, never changed: who keeps them can go back. */
export interface Queues {
  open: readonly Open[];
  priorities: number;
  events: readonly NaiveEvent[];
}

export const find = ({ open }: Queues, id: number): Open | undefined => open.find((o) => o.order.id === id);

export function drop(queues: Queues, id: number): void {
  queues.open = queues.open.filter((o) => o.order.id !== id);
}

/** By place, bids then asks, best price first, first in time first. */
export const inOrder = ({ open }: Queues): Open[] =>
  open.toSorted(
    (a, b) =>
      PLACES.indexOf(a.place) - PLACES.indexOf(b.place) ||
      a.order.side.localeCompare(b.order.side) ||
      (a.order.side === 'Buy' ? -1 : 1) * ((a.px ?? 0) - (b.px ?? 0)) ||
      a.priority - b.priority,
  );

export const byPriority = (these: readonly Open[]): Open[] =>
  these.toSorted((a, b) => a.priority - b.priority);

export const shownQty = ({ open }: Queues, side: Side, px: number): number =>
  open
    .filter((o) => o.place === 'Shown' && o.order.side === side && o.px === px)
    .reduce((sum, o) => sum + o.shown, 0);

/** An order joins the back of the queue at its place; its level is told. */
export function put(queues: Queues, o: Open): void {
  const shown = Math.min(o.leaves, o.display ?? o.leaves);
  const put: Open = { ...o, shown, priority: nextPriority(queues) };
  swap(queues, put);
  tellPlace(queues, put);
}

/** An order gives shares. What an iceberg shows next goes to the back. */
export function give(queues: Queues, id: number, done: number): void {
  const o = find(queues, id) as Open;
  const leaves = o.leaves - done;
  const shown = o.shown - done;
  if (shown > 0) swap(queues, { ...o, leaves, shown });
  else if (leaves === 0) drop(queues, id);
  else {
    const next = Math.min(leaves, o.display as number);
    swap(queues, { ...o, leaves, shown: next, priority: nextPriority(queues) });
  }
}

/** What an order has become stands for it. */
export function swap(queues: Queues, o: Open): void {
  drop(queues, o.order.id);
  queues.open = [...queues.open, o];
}

function nextPriority(queues: Queues): number {
  queues.priorities += 1;
  return queues.priorities;
}

export function tell(queues: Queues, ...event: NaiveEvent): void {
  queues.events = [...queues.events, event];
}

export const tellLevel = (queues: Queues, side: Side, px: number): void =>
  tell(queues, 'level', side, px, shownQty(queues, side, px));

export function tellPlace(queues: Queues, { place, order, px }: Open): void {
  if (place === 'Shown') tellLevel(queues, order.side, px as number);
}

type Party = Pick<Open, 'order' | 'leaves'>;

/** `['traded', maker, taker, px, qty, owners, leaves of both, the taker's side]` */
export function tellTrade(
  queues: Queues,
  {
    maker,
    taker,
    px,
    qty,
  }: { readonly maker: Party; readonly taker: Party; readonly px: number; readonly qty: number },
): void {
  const parties = [maker, taker];
  tell(
    queues,
    'traded',
    ...parties.map((o) => o.order.id),
    px,
    qty,
    ...parties.map((o) => o.order.owner),
    ...parties.map((o) => o.leaves - qty),
    taker.order.side,
  );
}

/** Cancels these, best first; each level is told once. */
export function cancelThese(queues: Queues, these: readonly Open[], cause: string): void {
  these.forEach((o, nth) => {
    drop(queues, o.order.id);
    tell(queues, 'canceled', o.order.id, o.leaves, cause);
    const next = these[nth + 1];
    const isLast =
      next === undefined || next.place !== o.place || next.order.side !== o.order.side || next.px !== o.px;
    if (isLast) tellPlace(queues, o);
  });
}
