/**
 * The venue's live orders as its events leave them, and a book of those that rest, which is never crossed or
 * locked (BITSTAMP-L3.md). The venue tells an order that takes as any other: created at its limit, then filled
 * in steps, and only then gone or at rest; and some events come late. So:
 *
 * 1. An order that would cross or lock the book when it comes, or moves, is held: it takes, it does not rest.
 *    It comes into the book with what is left of it once it crosses no more.
 * 2. An order's number is used once. What comes for one that is gone, or a creation after its deletion, is late
 *    and passed over. One from before the recording is known by its number, below the first that was created.
 */
import {
  addToBook,
  createOrderBook,
  deleteInBook,
  modifyInBook,
  type OrderBook,
  touchPx,
} from '@fairlead/book';
import { invariant, type Side } from '@fairlead/domain';

export type Action = 'created' | 'changed' | 'deleted';

/** One row. Mutable, reused: read over by the next. */
export interface OrderEvent {
  row: number;
  /** By the recorder's clock, ns since the session's midnight. */
  ts: number;
  id: number;
  action: Action;
  side: Side;
  px: number;
  /** What is left. Of a deleted order: 0 where it was filled, else what was canceled. */
  qty: number;
}

export interface LiveOrder {
  readonly id: number;
  readonly side: Side;
  px: number;
  qty: number;
  /** Row in which it came, or came to this price; 0: before the recording. */
  arrived: number;
  isHeld: boolean;
}

/** A share of an order that traded. */
export interface Fill {
  readonly row: number;
  readonly ts: number;
  readonly id: number;
  readonly side: Side;
  /** The order's. */
  readonly px: number;
  /** Absent where what the order had before is not known. */
  readonly qty: number | undefined;
  readonly arrived: number;
}

/** Told what becomes of the book, in terms of feed records. */
export interface OrderListener {
  readonly onAdd: (order: LiveOrder) => void;
  readonly onModify: (order: LiveOrder) => void;
  readonly onDelete: (order: LiveOrder) => void;
  readonly onFill?: (fill: Fill) => void;
}

export interface Orders {
  readonly book: OrderBook;
  readonly live: Map<number, LiveOrder>;
  readonly held: Map<number, LiveOrder>;
  /** Numbers of the orders that went last. */
  readonly gone: Set<number>;
  firstId: number;
  /** Events passed over as late. */
  late: number;
}

const MAX_GONE = 4096;
/** Beyond it the recording is not one venue's one instrument. */
export const MAX_LIVE = 1_000_000;

export const createOrders = (): Orders => ({
  book: createOrderBook(),
  live: new Map(),
  held: new Map(),
  gone: new Set(),
  firstId: Number.POSITIVE_INFINITY,
  late: 0,
});

export function followOrder(orders: Orders, event: OrderEvent, listener: OrderListener): void {
  const order = orders.live.get(event.id);
  if (event.action === 'created') {
    if (order !== undefined || orders.gone.has(event.id)) {
      orders.late += 1;
      return;
    }
    orders.firstId = Math.min(orders.firstId, event.id);
    come(orders, event, event.row, listener);
  } else if (order === undefined) {
    comeUnknown(orders, event, listener);
  } else if (event.action === 'changed') {
    change(orders, order, event, listener);
  } else {
    go(orders, order, event, listener);
  }
}

/** An order of which no creation was seen: from before the recording, or late. */
function comeUnknown(orders: Orders, event: OrderEvent, listener: OrderListener): void {
  const wasBefore = event.id < orders.firstId && !orders.gone.has(event.id);
  if (event.action === 'deleted') remember(orders, event.id);
  if (!wasBefore) {
    orders.late += 1;
    return;
  }
  if (event.action === 'changed' || event.qty === 0) tellFill(event, undefined, 0, listener);
  if (event.action === 'changed') come(orders, event, 0, listener);
}

function come(orders: Orders, event: OrderEvent, arrived: number, listener: OrderListener): void {
  const { id, side, px, qty } = event;
  const order: LiveOrder = { id, side, px, qty, arrived, isHeld: false };
  orders.live.set(id, order);
  rest(orders, order, listener);
}

/** Into the book where it fits, else held. */
function rest(orders: Orders, order: LiveOrder, listener: OrderListener): void {
  order.isHeld = crosses(orders.book, order);
  if (order.isHeld) {
    orders.held.set(order.id, order);
    return;
  }
  const result = addToBook(orders.book, { ...order, orderId: order.id });
  invariant(result === 'Applied', `order ${order.id} does not fit the book: ${result}`);
  listener.onAdd(order);
}

function change(orders: Orders, order: LiveOrder, event: OrderEvent, listener: OrderListener): void {
  const filled = order.qty - event.qty;
  const isMoved = order.px !== event.px;
  // A market order that buys for a sum is led from price to price, and buys less at a worse one: not a fill.
  if (filled > 0 && !isMoved) tellFill(event, filled, order.arrived, listener);
  if (isMoved) order.arrived = event.row;
  order.px = event.px;
  order.qty = event.qty;
  if (order.isHeld) {
    release(orders, listener);
  } else if (isMoved && crosses(orders.book, order)) {
    leave(orders, order, listener);
    order.isHeld = true;
    orders.held.set(order.id, order);
    release(orders, listener);
  } else {
    const result = modifyInBook(orders.book, { ...order, orderId: order.id });
    invariant(result === 'Applied', `order ${order.id} is not in the book: ${result}`);
    listener.onModify(order);
    if (isMoved) release(orders, listener);
  }
}

function go(orders: Orders, order: LiveOrder, event: OrderEvent, listener: OrderListener): void {
  // At its last price: a deletion's price is the order's, whatever row it took it in.
  if (event.qty === 0) tellFill({ ...event, px: order.px }, order.qty, order.arrived, listener);
  orders.live.delete(order.id);
  remember(orders, order.id);
  if (order.isHeld) {
    orders.held.delete(order.id);
  } else {
    leave(orders, order, listener);
    release(orders, listener);
  }
}

function leave({ book }: Orders, order: LiveOrder, listener: OrderListener): void {
  const result = deleteInBook(book, order.id);
  invariant(result === 'Applied', `order ${order.id} is not in the book: ${result}`);
  listener.onDelete(order);
}

/** Held orders that cross no more come to rest, the first that came first. */
function release(orders: Orders, listener: OrderListener): void {
  for (const order of orders.held.values()) {
    if (crosses(orders.book, order)) continue;
    orders.held.delete(order.id);
    rest(orders, order, listener);
  }
}

function crosses(book: OrderBook, { side, px }: LiveOrder): boolean {
  const opposite = touchPx(book, side === 'Buy' ? 'Sell' : 'Buy');
  if (opposite === undefined) return false;
  return side === 'Buy' ? px >= opposite : px <= opposite;
}

function tellFill(
  { row, ts, id, side, px }: OrderEvent,
  qty: number | undefined,
  arrived: number,
  { onFill }: OrderListener,
): void {
  onFill?.({ row, ts, id, side, px, qty, arrived });
}

function remember({ gone }: Orders, id: number): void {
  gone.add(id);
  if (gone.size <= MAX_GONE) return;
  for (const oldest of gone) {
    gone.delete(oldest);
    return;
  }
}
