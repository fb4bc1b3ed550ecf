/**
 * A dark pool's matching: resting orders pegged to the midpoint that the caller supplies, nothing displayed,
 * time priority within a side. Prices in 1/10,000, shares, both integers. An order trades at the midpoint only
 * while that is within its cap (`px`), and no execution is smaller than either order's `minQty` (once an order's
 * open quantity is below its `minQty`, the open quantity is the minimum). An earlier order that the rules keep
 * from trading does not block later ones.
 */
import type { Side } from '@fairlead/domain';
import { type CancelCause, type MatchReject, type MatchTrade, OURS } from './matching.ts';

export interface PegOrder {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  readonly qty: number;
  /** Worst midpoint at which it trades. Absent: any. */
  readonly px?: number;
  /** Absent: any size. */
  readonly minQty?: number;
  readonly timeInForce: 'Day' | 'ImmediateOrCancel' | 'FillOrKill';
}

/** The maker is the order that rested; a cross of two that both rested has the later one as taker. */
export interface PoolSink {
  accepted(id: number): void;
  replaced(id: number): void;
  traded(trade: Readonly<MatchTrade>): void;
  canceled(id: number, leavesQty: number, cause: CancelCause): void;
  rejected(id: number, reason: MatchReject): void;
}

export interface MidpointPool {
  readonly lot: number;
}

interface Peg {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  leavesQty: number;
  capPx: number | undefined;
  readonly minQty: number;
  readonly priority: number;
}

interface Pool extends MidpointPool {
  /** Each in time priority. */
  readonly bids: Peg[];
  readonly asks: Peg[];
  readonly trade: MatchTrade;
  capped: number;
  nextPriority: number;
}

export function createMidpointPool(of: { readonly lot: number }): MidpointPool {
  const pool: Pool = {
    lot: of.lot,
    bids: [],
    asks: [],
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
    capped: 0,
    nextPriority: 1,
  };
  return pool;
}

/** Crosses with what rests on the other side, then rests or cancels the remainder. `midPx` absent: no crossing now. */
export function enterPeg(
  pool: MidpointPool,
  order: PegOrder,
  at: { readonly midPx: number | undefined; readonly sink: PoolSink },
): void {
  const p = pool as Pool;
  const refusal = pegRefusal(p, order);
  if (refusal !== undefined) {
    at.sink.rejected(order.id, refusal);
    return;
  }
  at.sink.accepted(order.id);
  const peg: Peg = {
    id: order.id,
    owner: order.owner,
    side: order.side,
    leavesQty: order.qty,
    capPx: order.px,
    minQty: order.minQty ?? 1,
    priority: p.nextPriority,
  };
  p.nextPriority += 1;
  if (order.timeInForce === 'FillOrKill' && !couldFill(p, peg, at.midPx)) {
    at.sink.canceled(peg.id, peg.leavesQty, 'CannotFillWhole');
    return;
  }
  if (at.midPx !== undefined) crossOne(p, peg, { midPx: at.midPx, sink: at.sink });
  if (peg.leavesQty === 0) return;
  if (order.timeInForce !== 'Day') {
    at.sink.canceled(peg.id, peg.leavesQty, 'Remainder');
    return;
  }
  sideOf(p, peg.side).push(peg);
  if (peg.capPx !== undefined) p.capped += 1;
}

/** Call when the midpoint has moved: only caps make that matter, so it costs nothing without them. */
export function crossAtMidpoint(pool: MidpointPool, midPx: number, sink: PoolSink): void {
  const p = pool as Pool;
  if (p.capped === 0 || p.bids.length === 0 || p.asks.length === 0) return;
  for (const peg of [...p.bids, ...p.asks].sort((a, b) => a.priority - b.priority)) {
    if (peg.leavesQty > 0) crossOne(p, peg, { midPx, sink, laterThan: peg.priority });
    if (peg.leavesQty === 0) take(p, peg);
  }
}

/** @returns false, with a rejection, where no such order rests */
export function cancelPeg(pool: MidpointPool, id: number, sink: PoolSink): boolean {
  const p = pool as Pool;
  const peg = find(p, id);
  if (peg === undefined) {
    sink.rejected(id, 'UnknownOrder');
    return false;
  }
  take(p, peg);
  sink.canceled(id, peg.leavesQty, 'Requested');
  return true;
}

/** Less quantity under the same cap keeps its place; anything else goes to the back and may trade. */
export function replacePeg(
  pool: MidpointPool,
  to: { readonly id: number; readonly leavesQty: number; readonly px?: number },
  at: { readonly midPx: number | undefined; readonly sink: PoolSink },
): void {
  const p = pool as Pool;
  const peg = find(p, to.id);
  const refusal = peg === undefined ? 'UnknownOrder' : sizeProblem(p, to.leavesQty);
  if (peg === undefined || refusal !== undefined) {
    at.sink.rejected(to.id, refusal ?? 'UnknownOrder');
    return;
  }
  at.sink.replaced(to.id);
  if (to.px === peg.capPx && to.leavesQty <= peg.leavesQty) {
    peg.leavesQty = to.leavesQty;
    return;
  }
  take(p, peg);
  const moved: Peg = { ...peg, leavesQty: to.leavesQty, capPx: to.px, priority: p.nextPriority };
  p.nextPriority += 1;
  if (at.midPx !== undefined) crossOne(p, moved, { midPx: at.midPx, sink: at.sink });
  if (moved.leavesQty === 0) return;
  sideOf(p, moved.side).push(moved);
  if (moved.capPx !== undefined) p.capped += 1;
}

/** Shares resting unseen on a side, for the caller's own books: no participant may know. */
export function pooledQty(pool: MidpointPool, side: Side): number {
  let sum = 0;
  for (const peg of sideOf(pool as Pool, side)) sum += peg.leavesQty;
  return sum;
}

export const hasCappedPegs = (pool: MidpointPool): boolean => (pool as Pool).capped > 0;

export const pegLeaves = (pool: MidpointPool, id: number): number | undefined =>
  find(pool as Pool, id)?.leavesQty;

const sideOf = (p: Pool, side: Side): Peg[] => (side === 'Buy' ? p.bids : p.asks);

const find = (p: Pool, id: number): Peg | undefined =>
  p.bids.find((peg) => peg.id === id) ?? p.asks.find((peg) => peg.id === id);

function pegRefusal(p: Pool, order: PegOrder): MatchReject | undefined {
  const problem = sizeProblem(p, order.qty);
  if (problem !== undefined) return problem;
  if (order.minQty !== undefined && (!Number.isSafeInteger(order.minQty) || order.minQty <= 0))
    return 'BadQty';
  if (order.minQty !== undefined && order.minQty > order.qty) return 'BadQty';
  if (order.px !== undefined && (!Number.isSafeInteger(order.px) || order.px <= 0)) return 'BadPx';
  return find(p, order.id) === undefined ? undefined : 'DuplicateId';
}

function sizeProblem(p: Pool, quantity: number): MatchReject | undefined {
  if (!Number.isSafeInteger(quantity) || quantity <= 0) return 'BadQty';
  return quantity % p.lot === 0 ? undefined : 'OffLot';
}

const withinCap = (peg: Peg, midPx: number): boolean =>
  peg.capPx === undefined || (peg.side === 'Buy' ? midPx <= peg.capPx : midPx >= peg.capPx);

const leastOf = (peg: Peg): number => Math.min(peg.minQty, peg.leavesQty);

/** Shares that `peg` and `contra` may exchange, 0 for none. */
function crossable(peg: Peg, contra: Peg, midPx: number): number {
  if (!withinCap(contra, midPx)) return 0;
  const size = Math.min(peg.leavesQty, contra.leavesQty);
  return size >= leastOf(peg) && size >= leastOf(contra) ? size : 0;
}

function couldFill(p: Pool, peg: Peg, midPx: number | undefined): boolean {
  if (midPx === undefined || !withinCap(peg, midPx)) return false;
  const probe: Peg = { ...peg };
  for (const contra of sideOf(p, peg.side === 'Buy' ? 'Sell' : 'Buy')) {
    probe.leavesQty -= crossable(probe, contra, midPx);
    if (probe.leavesQty === 0) return true;
  }
  return false;
}

/** Trades `peg` with the other side in time priority. With `laterThan`, only contras that came before it. */
function crossOne(
  p: Pool,
  peg: Peg,
  at: { readonly midPx: number; readonly sink: PoolSink; readonly laterThan?: number },
): void {
  if (!withinCap(peg, at.midPx)) return;
  const contras = sideOf(p, peg.side === 'Buy' ? 'Sell' : 'Buy');
  for (let i = 0; i < contras.length && peg.leavesQty > 0; ) {
    const contra = contras[i];
    if (contra === undefined) break;
    const earlier = at.laterThan === undefined || contra.priority < at.laterThan;
    const done = earlier ? crossable(peg, contra, at.midPx) : 0;
    if (done === 0) {
      i += 1;
      continue;
    }
    peg.leavesQty -= done;
    contra.leavesQty -= done;
    if (contra.leavesQty === 0) take(p, contra);
    else i += 1;
    report(p, { maker: contra, taker: peg, px: at.midPx, qty: done }, at.sink);
  }
}

function report(
  p: Pool,
  match: { readonly maker: Peg; readonly taker: Peg; readonly px: number; readonly qty: number },
  sink: PoolSink,
): void {
  const { trade } = p;
  trade.maker = match.maker.id;
  trade.taker = match.taker.id;
  trade.makerOwner = match.maker.owner;
  trade.takerOwner = match.taker.owner;
  trade.aggressor = match.taker.side;
  trade.px = match.px;
  trade.qty = match.qty;
  trade.makerLeaves = match.maker.leavesQty;
  trade.takerLeaves = match.taker.leavesQty;
  sink.traded(trade);
}

function take(p: Pool, peg: Peg): void {
  const pegs = sideOf(p, peg.side);
  const at = pegs.indexOf(peg);
  if (at < 0) return;
  pegs.splice(at, 1);
  if (peg.capPx !== undefined) p.capped -= 1;
}
