/**
 * A lit venue's matching engine: one instrument, every order, price-time priority. Prices in 1/10,000, shares,
 * both integers. Invariants: never crossed after a command; what one side gains the other loses; among resting
 * orders the better price, then the lower `priority`, trades first; a level's quantity is the sum of its orders.
 *
 * Commands return nothing: what happened goes to the caller's `MatchSink`, in order, without allocation beyond
 * the resting order itself. A refused command changes nothing.
 */
import { type Level, px, qty, type Side } from '@fairlead/domain';

/** Owners are integers from zero, one for each participant; this one is the client, Fairlead itself. */
export const OURS = 0;

export interface MatchOrder {
  /** Chosen by the caller; never reused in this book while the order rests. */
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  readonly qty: number;
  /** Absent: a market order, whose remainder is canceled. */
  readonly px?: number;
  readonly timeInForce: 'Day' | 'ImmediateOrCancel' | 'FillOrKill';
  /** Refuse rather than trade on arrival. */
  readonly postOnly: boolean;
}

export type MatchReject =
  | 'BadQty'
  | 'OffLot'
  | 'BadPx'
  | 'OffTick'
  | 'NeedsPx'
  | 'DuplicateId'
  | 'WouldTake'
  | 'UnknownOrder';

export type CancelCause = 'Requested' | 'Remainder' | 'CannotFillWhole';

/** One match. The object is the book's own and is overwritten by the next one. */
export interface MatchTrade {
  maker: number;
  taker: number;
  makerOwner: number;
  takerOwner: number;
  /** Of the taker. */
  aggressor: Side;
  px: number;
  qty: number;
  makerLeaves: number;
  takerLeaves: number;
}

export interface MatchSink {
  accepted(id: number): void;
  replaced(id: number): void;
  traded(trade: Readonly<MatchTrade>): void;
  canceled(id: number, leavesQty: number, cause: CancelCause): void;
  rejected(id: number, reason: MatchReject): void;
  /** The level now shows `qty` shares, 0: gone. Once per level and command, after the trades there. */
  levelChanged(side: Side, px: number, qty: number): void;
}

export interface RestingOrder {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  readonly px: number;
  readonly leavesQty: number;
  readonly postOnly: boolean;
  /** Lower is earlier, among all orders of the book. */
  readonly priority: number;
  /** Behind it at its price; absent for the last. */
  readonly next: RestingOrder | undefined;
}

export interface BookLevel {
  readonly px: number;
  /** Of it, ours is `ownQty`. */
  readonly qty: number;
  readonly ownQty: number;
  readonly count: number;
  readonly head: RestingOrder | undefined;
}

export interface MatchingBook {
  readonly tick: number;
  readonly lot: number;
}

interface Node {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  px: number;
  leavesQty: number;
  readonly postOnly: boolean;
  priority: number;
  level: LevelNode;
  prev: Node | undefined;
  next: Node | undefined;
}

interface LevelNode {
  readonly px: number;
  qty: number;
  ownQty: number;
  count: number;
  head: Node | undefined;
  tail: Node | undefined;
}

/** Sides are sorted worst first, so that the touch is the last element and taking it off is a pop. */
interface Book extends MatchingBook {
  readonly bids: LevelNode[];
  readonly asks: LevelNode[];
  readonly orders: Map<number, Node>;
  readonly trade: MatchTrade;
  nextPriority: number;
}

/** An empty book. `tick` and `lot` are positive integers. */
export function createMatchingBook(of: { readonly tick: number; readonly lot: number }): MatchingBook {
  const book: Book = {
    tick: of.tick,
    lot: of.lot,
    bids: [],
    asks: [],
    orders: new Map(),
    trade: {
      maker: 0,
      taker: 0,
      makerOwner: OURS,
      takerOwner: OURS,
      aggressor: 'Buy',
      px: 0,
      qty: 0,
      makerLeaves: 0,
      takerLeaves: 0,
    },
    nextPriority: 1,
  };
  return book;
}

/** Trades what crosses, then rests or cancels the remainder. */
export function enterOrder(book: MatchingBook, order: MatchOrder, sink: MatchSink): void {
  const b = book as Book;
  const refusal = refusalOf(b, order);
  if (refusal !== undefined) {
    sink.rejected(order.id, refusal);
    return;
  }
  sink.accepted(order.id);
  const limit = order.px ?? (order.side === 'Buy' ? Number.MAX_SAFE_INTEGER : 0);
  if (order.timeInForce === 'FillOrKill' && availableQty(book, order.side, limit) < order.qty) {
    sink.canceled(order.id, order.qty, 'CannotFillWhole');
    return;
  }
  const leaves = match(b, order, order.qty, limit, sink);
  if (leaves === 0) return;
  if (order.px === undefined || order.timeInForce !== 'Day') {
    sink.canceled(order.id, leaves, 'Remainder');
    return;
  }
  rest(
    b,
    { id: order.id, owner: order.owner, side: order.side, px: order.px, postOnly: order.postOnly },
    leaves,
  );
  reportLevel(b, order.side, order.px, sink);
}

/** @returns false, with a rejection, where no such order rests */
export function cancelOrder(book: MatchingBook, id: number, sink: MatchSink): boolean {
  const b = book as Book;
  const node = b.orders.get(id);
  if (node === undefined) {
    sink.rejected(id, 'UnknownOrder');
    return false;
  }
  remove(b, node);
  sink.canceled(id, node.leavesQty, 'Requested');
  reportLevel(b, node.side, node.px, sink);
  return true;
}

/**
 * New open quantity and price of a resting order. Less at the same price keeps its place; more, or another
 * price, goes to the back as a new arrival would and may trade (a post-only order is refused then).
 */
export function replaceOrder(
  book: MatchingBook,
  to: { readonly id: number; readonly leavesQty: number; readonly px: number },
  sink: MatchSink,
): void {
  const b = book as Book;
  const node = b.orders.get(to.id);
  const refusal = node === undefined ? 'UnknownOrder' : replaceRefusal(b, node, to);
  if (node === undefined || refusal !== undefined) {
    sink.rejected(to.id, refusal ?? 'UnknownOrder');
    return;
  }
  const fromPx = node.px;
  sink.replaced(to.id);
  if (to.px === fromPx && to.leavesQty <= node.leavesQty) {
    shrink(node, node.leavesQty - to.leavesQty);
    reportLevel(b, node.side, fromPx, sink);
    return;
  }
  remove(b, node);
  if (to.px !== fromPx) reportLevel(b, node.side, fromPx, sink);
  const leaves = match(b, node, to.leavesQty, to.px, sink);
  if (leaves === 0) return;
  rest(b, { id: node.id, owner: node.owner, side: node.side, px: to.px, postOnly: node.postOnly }, leaves);
  reportLevel(b, node.side, to.px, sink);
}

/**
 * Trades one resting order with a taker from outside the book, whatever its place in the queue: for a venue
 * that is driven by recorded executions. `taker` and its owner are only handed on to the sink. Executes at most what is left.
 * @returns the shares executed
 */
export function executeResting(
  book: MatchingBook,
  against: {
    readonly id: number;
    readonly qty: number;
    readonly taker: number;
    readonly takerOwner: number;
    readonly takerLeaves: number;
  },
  sink: MatchSink,
): number {
  const b = book as Book;
  const node = b.orders.get(against.id);
  if (node === undefined) return 0;
  const done = Math.min(node.leavesQty, against.qty);
  fill(b, node, done);
  announce(b, node, done, {
    id: against.taker,
    owner: against.takerOwner,
    leaves: against.takerLeaves - done,
    sink,
  });
  reportLevel(b, node.side, node.px, sink);
  return done;
}

/** Displayed shares that an order of `side` limited at `limitPx` could take. */
export function availableQty(book: MatchingBook, side: Side, limitPx: number): number {
  const b = book as Book;
  const levels = side === 'Buy' ? b.asks : b.bids;
  let sum = 0;
  for (let i = levels.length - 1; i >= 0; i -= 1) {
    const level = levels[i];
    if (level === undefined || !reaches(side, limitPx, level.px)) break;
    sum += level.qty;
  }
  return sum;
}

export const matchingLevelCount = (book: MatchingBook, side: Side): number =>
  sideOf(book as Book, side).length;

/** The `rank`-th best level, 0 the touch. Valid until the next command. */
export function levelAt(book: MatchingBook, side: Side, rank: number): BookLevel | undefined {
  const levels = sideOf(book as Book, side);
  return levels[levels.length - 1 - rank];
}

/** The level at `price`, if anything rests there. Valid until the next command. */
export function levelAtPx(book: MatchingBook, side: Side, price: number): BookLevel | undefined {
  const levels = sideOf(book as Book, side);
  const at = rankOf(levels, side, price);
  const level = levels[at];
  return level?.px === price ? level : undefined;
}

export const restingOrder = (book: MatchingBook, id: number): RestingOrder | undefined =>
  (book as Book).orders.get(id);

export const restingCount = (book: MatchingBook): number => (book as Book).orders.size;

/** Price and displayed quantity of the best `most` levels, best first. */
export function displayedLevels(book: MatchingBook, side: Side, most = Number.MAX_SAFE_INTEGER): Level[] {
  const levels = sideOf(book as Book, side);
  const out: Level[] = [];
  for (let i = levels.length - 1; i >= 0 && out.length < most; i -= 1) {
    const level = levels[i];
    if (level !== undefined) out.push({ px: px(level.px), qty: qty(level.qty) });
  }
  return out;
}

/** The whole state as plain data, best level and first in time first: for hashes and twins. */
export function matchingState(book: MatchingBook): {
  readonly bids: readonly (readonly [
    px: number,
    orders: readonly (readonly [id: number, leaves: number])[],
  ])[];
  readonly asks: readonly (readonly [
    px: number,
    orders: readonly (readonly [id: number, leaves: number])[],
  ])[];
} {
  const of = (side: Side) =>
    sideOf(book as Book, side)
      .toReversed()
      .map((level) => {
        const orders: (readonly [number, number])[] = [];
        for (let n = level.head; n !== undefined; n = n.next) orders.push([n.id, n.leavesQty]);
        return [level.px, orders] as const;
      });
  return { bids: of('Buy'), asks: of('Sell') };
}

const sideOf = (b: Book, side: Side): LevelNode[] => (side === 'Buy' ? b.bids : b.asks);

const reaches = (taker: Side, limit: number, makerPx: number): boolean =>
  taker === 'Buy' ? makerPx <= limit : makerPx >= limit;

function refusalOf(b: Book, order: MatchOrder): MatchReject | undefined {
  const problem = sizeProblem(b, order.qty) ?? (order.px === undefined ? undefined : pxProblem(b, order.px));
  if (problem !== undefined) return problem;
  if (order.px === undefined && order.postOnly) return 'NeedsPx';
  if (b.orders.has(order.id)) return 'DuplicateId';
  if (order.postOnly && order.px !== undefined && crosses(b, order.side, order.px)) return 'WouldTake';
  return undefined;
}

function replaceRefusal(
  b: Book,
  node: Node,
  to: { readonly leavesQty: number; readonly px: number },
): MatchReject | undefined {
  const problem = sizeProblem(b, to.leavesQty) ?? pxProblem(b, to.px);
  if (problem !== undefined) return problem;
  return node.postOnly && to.px !== node.px && crosses(b, node.side, to.px) ? 'WouldTake' : undefined;
}

function sizeProblem(b: Book, quantity: number): MatchReject | undefined {
  if (!Number.isSafeInteger(quantity) || quantity <= 0) return 'BadQty';
  return quantity % b.lot === 0 ? undefined : 'OffLot';
}

function pxProblem(b: Book, price: number): MatchReject | undefined {
  if (!Number.isSafeInteger(price) || price <= 0) return 'BadPx';
  return price % b.tick === 0 ? undefined : 'OffTick';
}

function crosses(b: Book, side: Side, price: number): boolean {
  const best = sideOf(b, side === 'Buy' ? 'Sell' : 'Buy').at(-1);
  return best !== undefined && reaches(side, price, best.px);
}

/** Takes from the best level down while the limit reaches. @returns what is left of `quantity` */
function match(
  b: Book,
  taker: { readonly id: number; readonly owner: number; readonly side: Side },
  quantity: number,
  limit: number,
  sink: MatchSink,
): number {
  const side = taker.side === 'Buy' ? 'Sell' : 'Buy';
  const levels = sideOf(b, side);
  let leaves = quantity;
  while (leaves > 0) {
    const level = levels[levels.length - 1];
    if (level === undefined || !reaches(taker.side, limit, level.px)) break;
    while (leaves > 0) {
      const maker = level.head;
      if (maker === undefined) break;
      const done = Math.min(leaves, maker.leavesQty);
      leaves -= done;
      fill(b, maker, done);
      announce(b, maker, done, { id: taker.id, owner: taker.owner, leaves, sink });
    }
    sink.levelChanged(side, level.px, level.qty);
  }
  return leaves;
}

function announce(
  b: Book,
  maker: Node,
  done: number,
  taker: {
    readonly id: number;
    readonly owner: number;
    readonly leaves: number;
    readonly sink: MatchSink;
  },
): void {
  const { trade } = b;
  trade.maker = maker.id;
  trade.taker = taker.id;
  trade.makerOwner = maker.owner;
  trade.takerOwner = taker.owner;
  trade.aggressor = maker.side === 'Buy' ? 'Sell' : 'Buy';
  trade.px = maker.px;
  trade.qty = done;
  trade.makerLeaves = maker.leavesQty;
  trade.takerLeaves = taker.leaves;
  taker.sink.traded(trade);
}

function fill(b: Book, maker: Node, done: number): void {
  if (done === maker.leavesQty) {
    remove(b, maker);
    maker.leavesQty = 0;
  } else {
    shrink(maker, done);
  }
}

function shrink(node: Node, by: number): void {
  node.leavesQty -= by;
  node.level.qty -= by;
  if (node.owner === OURS) node.level.ownQty -= by;
}

function rest(
  b: Book,
  of: {
    readonly id: number;
    readonly owner: number;
    readonly side: Side;
    readonly px: number;
    readonly postOnly: boolean;
  },
  leavesQty: number,
): void {
  const level = levelFor(b, of.side, of.px);
  const node: Node = {
    id: of.id,
    owner: of.owner,
    side: of.side,
    px: of.px,
    leavesQty,
    postOnly: of.postOnly,
    priority: b.nextPriority,
    level,
    prev: level.tail,
    next: undefined,
  };
  b.nextPriority += 1;
  if (level.tail === undefined) level.head = node;
  else level.tail.next = node;
  level.tail = node;
  level.count += 1;
  level.qty += leavesQty;
  if (of.owner === OURS) level.ownQty += leavesQty;
  b.orders.set(of.id, node);
}

/** Unlinks the order; its level goes with its last order. `leavesQty` of the node is left as it was. */
function remove(b: Book, node: Node): void {
  const { level } = node;
  if (node.prev === undefined) level.head = node.next;
  else node.prev.next = node.next;
  if (node.next === undefined) level.tail = node.prev;
  else node.next.prev = node.prev;
  level.count -= 1;
  level.qty -= node.leavesQty;
  if (node.owner === OURS) level.ownQty -= node.leavesQty;
  b.orders.delete(node.id);
  if (level.count === 0) {
    const levels = sideOf(b, node.side);
    const at = rankOf(levels, node.side, level.px);
    if (at === levels.length - 1) levels.pop();
    else levels.splice(at, 1);
  }
}

function levelFor(b: Book, side: Side, price: number): LevelNode {
  const levels = sideOf(b, side);
  const at = rankOf(levels, side, price);
  const found = levels[at];
  if (found?.px === price) return found;
  const level: LevelNode = { px: price, qty: 0, ownQty: 0, count: 0, head: undefined, tail: undefined };
  if (at === levels.length) levels.push(level);
  else levels.splice(at, 0, level);
  return level;
}

/** Index of `price` in a side, or where it would go: searched from the touch, where most of the life is. */
function rankOf(levels: readonly LevelNode[], side: Side, price: number): number {
  let at = levels.length;
  while (at > 0) {
    const level = levels[at - 1];
    if (level === undefined || (side === 'Buy' ? level.px < price : level.px > price)) break;
    at -= 1;
  }
  return at;
}

function reportLevel(b: Book, side: Side, price: number, sink: MatchSink): void {
  sink.levelChanged(side, price, levelAtPx(b, side, price)?.qty ?? 0);
}
