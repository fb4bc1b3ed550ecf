/**
 * The order book's twin: one list of resting orders, earliest first, searched from end to end. Compared with
 * package `book`'s, result by result and state by state, over seeded streams of operations, hostile ones included.
 */
import type { Side } from '@fairlead/domain';

interface Terms {
  readonly orderId: number;
  readonly px: number;
  readonly qty: number;
}
/** `book` is any number. */
export type NaiveBookOp = { readonly book: number } & (
  | ({ readonly type: 'Add'; readonly side: Side | undefined } & Terms)
  | ({ readonly type: 'Modify'; readonly side: Side | undefined } & Terms)
  | ({ readonly type: 'Reduce' } & Omit<Terms, 'px'>)
  | ({ readonly type: 'Delete' } & Pick<Terms, 'orderId'>)
  | ({ readonly type: 'Replace'; readonly newOrderId: number } & Terms)
  | { readonly type: 'Clear' }
);

interface Resting {
  readonly book: number;
  readonly orderId: number;
  readonly side: Side;
  readonly px: number;
  readonly qty: number;
}

/** `[px, qty, [[orderId, qty], ...]]` per level, best first. */
export type NaiveLadder = readonly (readonly [
  px: number,
  qty: number,
  queue: readonly (readonly [orderId: number, qty: number])[],
])[];

export interface NaiveOrderBooks {
  /** @returns the same word as the fast book's */
  readonly apply: (op: NaiveBookOp) => string;
  readonly ladder: (book: number, side: Side) => NaiveLadder;
  readonly queueAhead: (orderId: number) => number | undefined;
  readonly orderIds: () => readonly number[];
}

/** Books that share one space of order ids: an order is known to its own book alone. */
export function createNaiveOrderBooks(): NaiveOrderBooks {
  let resting: Resting[] = [];

  const find = (orderId: number): Resting | undefined => resting.find((o) => o.orderId === orderId);
  const level = (at: { book: number; side: Side; px: number }): Resting[] =>
    resting.filter((o) => o.book === at.book && o.side === at.side && o.px === at.px);
  const sumOf = (orders: readonly Resting[]): number => orders.reduce((sum, { qty }) => sum + qty, 0);
  const without = (order: Resting): Resting[] => resting.filter((o) => o !== order);
  const positive = (n: number): boolean => Number.isSafeInteger(n) && n > 0;

  /** Appends `order` if its level stays a safe sum in a book without `old`. */
  const place = (order: Resting, old?: Resting): string => {
    const others = level(order).filter((o) => o !== old);
    if (sumOf(others) + order.qty > Number.MAX_SAFE_INTEGER) return 'BadQty';
    resting = [...(old === undefined ? resting : without(old)), order];
    return 'Applied';
  };
  const problemOf = ({ px, qty }: { readonly px: number; readonly qty: number }): string | undefined =>
    positive(px) ? (positive(qty) ? undefined : 'BadQty') : 'BadPx';
  const isId = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

  const apply = (op: NaiveBookOp): string => {
    if (op.type === 'Clear') {
      resting = resting.filter(({ book }) => book !== op.book);
      return 'Applied';
    }
    if (op.type === 'Add') {
      const { side } = op;
      if (!isId(op.orderId)) return 'BadId';
      if (side === undefined) return 'BadSide';
      const problem = problemOf(op);
      if (problem !== undefined) return problem;
      if (find(op.orderId) !== undefined) return 'DuplicateOrder';
      return place({ book: op.book, orderId: op.orderId, side, px: op.px, qty: op.qty });
    }
    const order = find(op.orderId);
    if (order?.book !== op.book) return 'UnknownOrder';
    if (op.type === 'Delete') {
      resting = without(order);
      return 'Applied';
    }
    if (op.type === 'Reduce') {
      if (!positive(op.qty)) return 'BadQty';
      if (op.qty > order.qty) return 'OverReduce';
      resting = resting
        .map((o) => (o === order ? { ...o, qty: o.qty - op.qty } : o))
        .filter(({ qty }) => qty > 0);
      return 'Applied';
    }
    if (op.type === 'Modify') {
      if (op.side !== undefined && op.side !== order.side) return 'BadSide';
      const problem = problemOf(op);
      if (problem !== undefined) return problem;
      if (op.px !== order.px || op.qty > order.qty) return place({ ...order, px: op.px, qty: op.qty }, order);
      resting = resting.map((o) => (o === order ? { ...o, qty: op.qty } : o));
      return 'Applied';
    }
    if (!isId(op.newOrderId)) return 'BadId';
    const problem = problemOf(op);
    if (problem !== undefined) return problem;
    if (op.newOrderId !== op.orderId && find(op.newOrderId) !== undefined) return 'DuplicateOrder';
    return place({ ...order, orderId: op.newOrderId, px: op.px, qty: op.qty }, order);
  };

  return {
    apply,
    ladder: (book, side) => {
      const prices = new Set(resting.filter((o) => o.book === book && o.side === side).map(({ px }) => px));
      return [...prices]
        .sort((a, b) => (side === 'Buy' ? b - a : a - b))
        .map((px) => {
          const queue = level({ book, side, px });
          return [px, sumOf(queue), queue.map(({ orderId, qty }) => [orderId, qty] as const)] as const;
        });
    },
    queueAhead: (orderId) => {
      const order = find(orderId);
      if (order === undefined) return undefined;
      const queue = level(order);
      return sumOf(queue.slice(0, queue.indexOf(order)));
    },
    orderIds: () => resting.map(({ orderId }) => orderId),
  };
}
