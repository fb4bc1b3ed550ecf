/**
 * A dark pool's matching: one instrument, resting orders pegged to the midpoint that the caller supplies, nothing
 * displayed. Prices in 1/10,000, shares, both integers.
 *
 * - Orders of a side trade in time priority, at the midpoint, while it is within their cap (`px`).
 * - No execution is smaller than the venue's minimum, nor than either order's `minQty`, which one contra must meet
 *   alone. An order whose open quantity has fallen below its `minQty` trades all of it or nothing ("MinExec with
 *   AON", IEX Trading Alert 2014-026). What is left below the venue's minimum could never trade: it is canceled.
 * - An order that its cap or a minimum keeps out of a match is passed over and loses nothing: it keeps its place
 *   for the next contra (TSX DRK Liquidity Guide, 14.3.8). A minimum never blocks the orders behind.
 * - Without a midpoint (a halt, a market with one side only) orders rest and nothing crosses.
 *
 * After every command nothing rests that could trade at the pool's midpoint. What may trade trades in the order in
 * which it would have met: the pair whose later order is earliest, then whose earlier order is. The later one is the
 * taker. A member's two orders may meet: nothing prevents it.
 *
 * Commands return nothing: what happened goes to the caller's `PoolSink`, in order, without allocation beyond the
 * resting order itself. A sink must not call back into its pool. A refused command changes nothing.
 */
import type { Side } from '@fairlead/domain';
import { type SizeReject, termsProblem, withinCap, worstPx } from './hidden.ts';
import type { CancelCause, MatchTrade } from './match-order.ts';
import { createQueue, join, leave, type Queue, type Queued } from './queue.ts';

/** Copied: the caller may fill the same object again. */
export interface PegOrder {
  /** Chosen by the caller; never reused in this pool while the order rests. */
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  readonly qty: number;
  /** Worst midpoint at which it trades. Absent: any. */
  readonly px?: number | undefined;
  /** Absent: any size that the venue allows. */
  readonly minQty?: number | undefined;
  readonly timeInForce: 'Day' | 'ImmediateOrCancel' | 'FillOrKill';
}

export type PoolReject = SizeReject | 'BadPx' | 'DuplicateId' | 'UnknownOrder';

/** The maker is the earlier of the two orders. */
export interface PoolSink {
  accepted(id: number): void;
  replaced(id: number): void;
  traded(trade: Readonly<MatchTrade>): void;
  canceled(id: number, leavesQty: number, cause: CancelCause, owner: number): void;
  rejected(id: number, reason: PoolReject): void;
}

export interface MidpointPool {
  readonly lot: number;
  /** The smallest execution of the venue. */
  readonly minQty: number;
}

interface Peg extends Queued<Peg> {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  readonly minQty: number;
  leavesQty: number;
  /** Without a cap the worst price there is. */
  capPx: number;
  priority: number;
  rests: boolean;
  /** The pool's turn in which it became able to trade with what it could not trade with before. */
  stirred: number;
  /** The last probe that would have taken all of it. */
  probed: number;
}

interface PoolSide extends Queue<Peg> {
  capped: number;
}

interface Pool extends MidpointPool {
  readonly bids: PoolSide;
  readonly asks: PoolSide;
  readonly orders: Map<number, Peg>;
  readonly trade: MatchTrade;
  midPx: number | undefined;
  /** The last midpoint there was. */
  lastMidPx: number | undefined;
  /** Goes on when a command ends with nothing left to trade: not while there is no midpoint. */
  turn: number;
  /** How many of those that rest were stirred in this turn. */
  stirring: number;
  /** Orders of a later priority have not had their turn. */
  latest: number;
  probe: number;
  nextPriority: number;
}

/** An empty pool without a midpoint. `lot` and `minQty` (absent: a lot) are positive integers. */
export function createMidpointPool(of: { readonly lot: number; readonly minQty?: number }): MidpointPool {
  const pool: Pool = {
    lot: of.lot,
    minQty: of.minQty ?? of.lot,
    bids: { ...createQueue<Peg>(), capped: 0 },
    asks: { ...createQueue<Peg>(), capped: 0 },
    orders: new Map(),
    trade: {
      maker: 0,
      taker: 0,
      makerOwner: 0,
      takerOwner: 0,
      aggressor: 'Buy',
      px: 0,
      qty: 0,
      makerLeaves: 0,
      takerLeaves: 0,
    },
    midPx: undefined,
    lastMidPx: undefined,
    turn: 1,
    stirring: 0,
    latest: 0,
    probe: 0,
    nextPriority: 1,
  };
  return pool;
}

/** Crosses with what rests on the other side, then rests or cancels the remainder. */
export function enterPeg(pool: MidpointPool, order: PegOrder, sink: PoolSink): void {
  const p = pool as Pool;
  const refusal = termsProblem(p, order) ?? (p.orders.has(order.id) ? 'DuplicateId' : undefined);
  if (refusal !== undefined) {
    sink.rejected(order.id, refusal);
    return;
  }
  sink.accepted(order.id);
  const peg: Peg = {
    id: order.id,
    owner: order.owner,
    side: order.side,
    minQty: order.minQty ?? 1,
    leavesQty: order.qty,
    capPx: order.px ?? worstPx(order.side),
    priority: p.nextPriority,
    rests: false,
    stirred: p.turn,
    probed: 0,
    before: undefined,
    behind: undefined,
  };
  p.nextPriority += 1;
  if (order.timeInForce === 'FillOrKill' && !couldFill(p, peg)) {
    sink.canceled(peg.id, peg.leavesQty, 'CannotFillWhole', peg.owner);
    return;
  }
  crossNow(p, peg, sink);
  if (peg.leavesQty === 0) return;
  if (order.timeInForce === 'Day') rest(p, peg);
  else sink.canceled(peg.id, peg.leavesQty, 'Remainder', peg.owner);
}

/** The midpoint has moved, gone (`undefined`: nothing crosses now) or come back. */
export function crossAtMidpoint(pool: MidpointPool, midPx: number | undefined, sink: PoolSink): void {
  const p = pool as Pool;
  if (midPx === p.midPx) return;
  p.midPx = midPx;
  if (midPx === undefined) return;
  if (p.lastMidPx !== undefined) stirReached(p, p.lastMidPx, midPx);
  p.lastMidPx = midPx;
  if (p.stirring > 0) crossStirred(p, sink);
  endTurn(p);
}

/** @returns false, with a rejection, where no such order rests */
export function cancelPeg(pool: MidpointPool, id: number, sink: PoolSink): boolean {
  const p = pool as Pool;
  const peg = p.orders.get(id);
  if (peg === undefined) {
    sink.rejected(id, 'UnknownOrder');
    return false;
  }
  take(p, peg);
  sink.canceled(id, peg.leavesQty, 'Requested', peg.owner);
  return true;
}

/** Less quantity under the same cap keeps its place; anything else goes to the back. Either may trade then. */
export function replacePeg(
  pool: MidpointPool,
  to: { readonly id: number; readonly leavesQty: number; readonly px?: number | undefined },
  sink: PoolSink,
): void {
  const p = pool as Pool;
  const peg = p.orders.get(to.id);
  const refusal = peg === undefined ? 'UnknownOrder' : termsProblem(p, { qty: to.leavesQty, px: to.px });
  if (peg === undefined || refusal !== undefined) {
    sink.rejected(to.id, refusal ?? 'UnknownOrder');
    return;
  }
  sink.replaced(to.id);
  const capPx = to.px ?? worstPx(peg.side);
  if (capPx === peg.capPx && to.leavesQty <= peg.leavesQty) {
    peg.leavesQty = to.leavesQty;
    if (peg.leavesQty >= peg.minQty) return;
    stir(p, peg);
    crossNow(p, peg, sink);
    return;
  }
  take(p, peg);
  peg.leavesQty = to.leavesQty;
  peg.capPx = capPx;
  peg.priority = p.nextPriority;
  p.nextPriority += 1;
  peg.stirred = p.turn;
  crossNow(p, peg, sink);
  if (peg.leavesQty > 0) rest(p, peg);
}

/** Shares resting unseen on a side, for the caller's own books: no participant may know. */
export function pooledQty(pool: MidpointPool, side: Side): number {
  let sum = 0;
  for (let peg = sideOf(pool as Pool, side).head; peg !== undefined; peg = peg.behind) sum += peg.leavesQty;
  return sum;
}

export const pegLeaves = (pool: MidpointPool, id: number): number | undefined =>
  (pool as Pool).orders.get(id)?.leavesQty;

/** The whole state as plain data, first in time first: for hashes and twins. */
export function pooledOrders(
  pool: MidpointPool,
  side: Side,
): readonly (readonly [id: number, leaves: number])[] {
  const orders: (readonly [number, number])[] = [];
  for (let peg = sideOf(pool as Pool, side).head; peg !== undefined; peg = peg.behind)
    orders.push([peg.id, peg.leavesQty]);
  return orders;
}

const sideOf = (p: Pool, side: Side): PoolSide => (side === 'Buy' ? p.bids : p.asks);

const contrasOf = (p: Pool, peg: Peg): PoolSide => (peg.side === 'Buy' ? p.asks : p.bids);

const leastOf = (p: Pool, peg: Peg): number => Math.max(p.minQty, Math.min(peg.minQty, peg.leavesQty));

/** Shares that the two may exchange at the midpoint, 0 for none. */
function tradable(p: Pool, peg: Peg, contra: Peg): number {
  const size = Math.min(peg.leavesQty, contra.leavesQty);
  return size >= leastOf(p, peg) && size >= leastOf(p, contra) ? size : 0;
}

function couldFill(p: Pool, peg: Peg): boolean {
  const { midPx } = p;
  if (midPx === undefined || !withinCap(peg, midPx)) return false;
  p.probe += 1;
  const whole = peg.leavesQty;
  const contras = contrasOf(p, peg);
  let contra = contras.head;
  while (contra !== undefined && peg.leavesQty > 0) {
    const free = contra.probed !== p.probe && withinCap(contra, midPx);
    const done = free ? tradable(p, peg, contra) : 0;
    if (done > 0) {
      contra.probed = p.probe;
      const wasWhole = peg.leavesQty >= peg.minQty;
      peg.leavesQty -= done;
      if (wasWhole && peg.leavesQty < peg.minQty) {
        contra = contras.head;
        continue;
      }
    }
    contra = contra.behind;
  }
  const filled = peg.leavesQty === 0;
  peg.leavesQty = whole;
  return filled;
}

function crossNow(p: Pool, peg: Peg, sink: PoolSink): void {
  if (p.midPx === undefined) return;
  p.latest = p.nextPriority;
  crossAll(p, peg, sink);
  endTurn(p);
}

/** The order, then whoever a trade has left with less than its minimum: it may now trade with what it passed over. */
function crossAll(p: Pool, peg: Peg, sink: PoolSink): void {
  let mover: Peg | undefined = peg;
  while (mover !== undefined) mover = crossOne(p, mover, sink);
}

/**
 * Trades `mover` with the other side in time priority, where one of the two is stirred: two that are not could not
 * trade before this turn and can't now.
 * @returns the contra that the last trade left with less than its minimum
 */
function crossOne(p: Pool, mover: Peg, sink: PoolSink): Peg | undefined {
  const midPx = p.midPx as number;
  if (!withinCap(mover, midPx)) return undefined;
  const contras = contrasOf(p, mover);
  let stirs = mover.stirred === p.turn;
  let contra = contras.head;
  while (contra !== undefined && contra.priority <= p.latest) {
    const behind: Peg | undefined = contra.behind;
    const meets = (stirs || contra.stirred === p.turn) && withinCap(contra, midPx);
    const done = meets ? tradable(p, mover, contra) : 0;
    if (done > 0) {
      const wasWhole = mover.leavesQty >= mover.minQty;
      trade(p, mover, contra, sink);
      if (mover.leavesQty === 0) {
        if (contra.leavesQty === 0 || contra.leavesQty >= contra.minQty) return undefined;
        stir(p, contra);
        return contra;
      }
      if (wasWhole && mover.leavesQty < mover.minQty) {
        stir(p, mover);
        stirs = true;
        contra = contras.head;
        continue;
      }
    }
    contra = behind;
  }
  return undefined;
}

/** Orders have their turn in time priority over both sides, each against those before it, from the first stirred on. */
function crossStirred(p: Pool, sink: PoolSink): void {
  let bid = p.bids.head;
  let ask = p.asks.head;
  let begun = false;
  while (p.stirring > 0 && (bid !== undefined || ask !== undefined)) {
    let mover: Peg;
    if (ask === undefined || (bid !== undefined && bid.priority < ask.priority)) {
      mover = bid as Peg;
      bid = mover.behind;
    } else {
      mover = ask;
      ask = mover.behind;
    }
    begun ||= mover.stirred === p.turn;
    if (!begun) continue;
    p.latest = mover.priority;
    crossAll(p, mover, sink);
  }
}

/** Stirs the orders whose cap the move from one midpoint to another has reached. */
function stirReached(p: Pool, fromPx: number, toPx: number): void {
  const side = toPx > fromPx ? p.asks : p.bids;
  if (side.capped === 0) return;
  for (let peg = side.head; peg !== undefined; peg = peg.behind)
    if (withinCap(peg, toPx) && !withinCap(peg, fromPx)) stir(p, peg);
}

function stir(p: Pool, peg: Peg): void {
  if (peg.stirred === p.turn) return;
  peg.stirred = p.turn;
  p.stirring += 1;
}

function endTurn(p: Pool): void {
  p.turn += 1;
  p.stirring = 0;
}

function trade(p: Pool, mover: Peg, contra: Peg, sink: PoolSink): void {
  const qty = Math.min(mover.leavesQty, contra.leavesQty);
  const maker = mover.priority < contra.priority ? mover : contra;
  const taker = maker === mover ? contra : mover;
  mover.leavesQty -= qty;
  contra.leavesQty -= qty;
  const told = p.trade;
  told.maker = maker.id;
  told.taker = taker.id;
  told.makerOwner = maker.owner;
  told.takerOwner = taker.owner;
  told.aggressor = taker.side;
  told.px = p.midPx as number;
  told.qty = qty;
  told.makerLeaves = maker.leavesQty;
  told.takerLeaves = taker.leavesQty;
  sink.traded(told);
  endIfSpent(p, maker, sink);
  endIfSpent(p, taker, sink);
}

/** What is below the venue's minimum goes back to its owner. */
function endIfSpent(p: Pool, peg: Peg, sink: PoolSink): void {
  const left = peg.leavesQty;
  if (left >= p.minQty) return;
  if (peg.rests) take(p, peg);
  peg.leavesQty = 0;
  if (left > 0) sink.canceled(peg.id, left, 'Remainder', peg.owner);
}

function rest(p: Pool, peg: Peg): void {
  const side = sideOf(p, peg.side);
  join(side, peg);
  if (peg.capPx !== worstPx(peg.side)) side.capped += 1;
  peg.rests = true;
  p.orders.set(peg.id, peg);
  if (peg.stirred === p.turn) p.stirring += 1;
}

function take(p: Pool, peg: Peg): void {
  const side = sideOf(p, peg.side);
  leave(side, peg);
  if (peg.capPx !== worstPx(peg.side)) side.capped -= 1;
  if (peg.stirred === p.turn) p.stirring -= 1;
  peg.rests = false;
  p.orders.delete(peg.id);
}
