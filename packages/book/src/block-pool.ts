/**
 * A venue for blocks: one instrument, conditional orders that trade at the midpoint, and requests for quotes
 * (block-requests.ts). Prices 1/10,000, shares, both integers; times are the caller's.
 *
 * - A conditional rests without obligation: its shares may trade elsewhere meanwhile, and it may be canceled (BIDS
 *   ATS, Form ATS-N, III.9). It never executes itself.
 * - Two opposite ones of different owners match when both caps hold the midpoint and what they could trade is at
 *   least the venue's minimum and both their `minQty`; the earlier contra first. Both owners are then invited, and
 *   learn nothing of each other but that least quantity.
 * - Until the deadline either may firm up, for its whole quantity or for less, which is then its quantity. What is
 *   firm can't be canceled (TSX DRK Liquidity Guide, 3.1). When both are firm they trade at the midpoint of that
 *   moment; outside a cap by then, both go back. What is left and too small for a block is canceled.
 * - Who has not firmed up at the deadline has lapsed, who cancels while invited has declined: the conditional is
 *   gone (LeveL ATS), and it counts against its owner. The other's goes back in its place and is matched anew.
 * - Who firms up too few of his invitations is barred for a time (Turquoise Block Discovery's reputational scoring):
 *   his conditionals go, new ones are refused.
 * - Without a midpoint (a halt) there are no matches, and invitations and requests are withdrawn: nobody lapses.
 *
 * After every command no two conditionals rest that could be invited. What is due ends when `expire` is called; an
 * answer that is late is refused whether it was or not. A sink must not call back into its pool. A refused command
 * changes nothing.
 */
import type { Side } from '@fairlead/domain';
import { endRequest, isCommitted, isIdTaken, withdrawRequests } from './block-requests.ts';
import { countFirmUp, countLapse, isBarred } from './block-scorecard.ts';
import type {
  BlockCall,
  BlockCancel,
  BlockPool,
  BlockReject,
  BlockRules,
  BlockState,
  Conditional,
  ConditionalOrder,
  Pairing,
  ReturnCause,
} from './block-state.ts';
import { sizeProblem, termsProblem, withinCap, worstPx } from './hidden.ts';
import { createQueue, join, leave } from './queue.ts';

/** Empty, and without a midpoint. */
export function createBlockPool(rules: BlockRules): BlockPool {
  const state: BlockState = {
    rules,
    bids: createQueue(),
    asks: createQueue(),
    orders: new Map(),
    pairings: createQueue(),
    requests: new Map(),
    requestQueue: createQueue(),
    quotes: new Set(),
    scorecards: new Map(),
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
    invitation: { id: 0, owner: 0, leastQty: 0, deadlineNs: 0 },
    openRequest: { id: 0, owner: 0, side: 'Buy', qty: 0, deadlineNs: 0 },
    midPx: undefined,
    lastMidPx: undefined,
    waiting: false,
    nextPriority: 1,
    nextNth: 1,
  };
  return state;
}

export function enterConditional(pool: BlockPool, order: ConditionalOrder, call: BlockCall): void {
  const state = pool as BlockState;
  const refusal =
    termsProblem(state.rules, order) ??
    (isIdTaken(state, order.id) ? 'DuplicateId' : undefined) ??
    (isBarred(state, order.owner, call.nowNs) ? 'Barred' : undefined);
  if (refusal !== undefined) {
    call.sink.rejected(order.id, refusal);
    return;
  }
  const conditional: Conditional = {
    id: order.id,
    owner: order.owner,
    side: order.side,
    capPx: order.px ?? worstPx(order.side),
    leastQty: Math.max(state.rules.minQty, order.minQty ?? 0),
    priority: state.nextPriority++,
    qty: order.qty,
    pairing: undefined,
    isFirm: false,
    before: undefined,
    behind: undefined,
  };
  state.orders.set(order.id, conditional);
  join(sideOf(state, conditional), conditional);
  call.sink.accepted(order.id);
  inviteFor(state, conditional, call);
}

/** @returns false, with a rejection, where no such conditional rests or it can't be canceled any more */
export function cancelConditional(pool: BlockPool, id: number, call: BlockCall): boolean {
  const state = pool as BlockState;
  const order = state.orders.get(id);
  if (order === undefined || order.isFirm) {
    const committed = order !== undefined || isCommitted(state, id);
    call.sink.rejected(id, committed ? 'Committed' : 'UnknownOrder');
    return false;
  }
  const { pairing } = order;
  if (pairing === undefined) {
    remove(state, order, 'Requested', call);
    return true;
  }
  part(state, pairing);
  remove(state, order, 'Declined', call);
  lapse(state, order.owner, call);
  const contra = pairing.pair[0] === order ? pairing.pair[1] : pairing.pair[0];
  giveBack(state, contra, 'ContraLapsed', call);
  inviteFor(state, contra, call);
  return true;
}

/** An invited conditional is committed to `qty` shares, and trades if the other is firm too. */
export function firmUp(
  pool: BlockPool,
  to: { readonly id: number; readonly qty: number },
  call: BlockCall,
): void {
  const state = pool as BlockState;
  const order = state.orders.get(to.id);
  const pairing = order?.pairing;
  const refusal =
    order === undefined ? 'UnknownOrder' : firmUpRefusal(state, order, { qty: to.qty, nowNs: call.nowNs });
  if (order === undefined || pairing === undefined || refusal !== undefined) {
    call.sink.rejected(to.id, refusal ?? 'NotInvited');
    return;
  }
  order.isFirm = true;
  order.qty = to.qty;
  countFirmUp(state, order.owner);
  call.sink.firmed(to.id, to.qty);
  if (pairing.pair[0].isFirm && pairing.pair[1].isFirm) conclude(state, pairing, call);
}

/** The midpoint has moved, gone (`undefined`) or come back. */
export function matchAtMidpoint(pool: BlockPool, midPx: number | undefined, call: BlockCall): void {
  const state = pool as BlockState;
  if (midPx === state.midPx) return;
  state.midPx = midPx;
  if (midPx === undefined) {
    withdraw(state, call);
    return;
  }
  const from = state.lastMidPx;
  state.lastMidPx = midPx;
  const reached = from !== undefined && reachesCap(state, from, midPx);
  if (!reached && !state.waiting) return;
  state.waiting = false;
  for (let bid = state.bids.head; bid !== undefined; bid = bid.behind) inviteFor(state, bid, call);
}

/** Ends what is due at `nowNs`, by deadline: invitations lapse, requests trade or don't. */
export function expire(pool: BlockPool, call: BlockCall): void {
  const state = pool as BlockState;
  for (;;) {
    const pairing = state.pairings.head;
    const request = state.requestQueue.head;
    const pairingNs = pairing?.deadlineNs ?? Number.POSITIVE_INFINITY;
    const requestNs = request?.deadlineNs ?? Number.POSITIVE_INFINITY;
    if (Math.min(pairingNs, requestNs) > call.nowNs) return;
    const pairingFirst =
      pairingNs < requestNs || (pairingNs === requestNs && (pairing?.nth ?? 0) < (request?.nth ?? 0));
    if (pairing !== undefined && pairingFirst) endPairing(state, pairing, call);
    else if (request !== undefined) endRequest(state, request, call);
  }
}

/** When `expire` has something to do; Infinity: nothing is pending. */
export function nextDeadlineNs(pool: BlockPool): number {
  const { pairings, requestQueue } = pool as BlockState;
  return Math.min(
    pairings.head?.deadlineNs ?? Number.POSITIVE_INFINITY,
    requestQueue.head?.deadlineNs ?? Number.POSITIVE_INFINITY,
  );
}

/** The conditionals as plain data, first in time first: for hashes and twins. */
export function restingConditionals(
  pool: BlockPool,
  side: Side,
): readonly (readonly [id: number, qty: number, stage: 'Free' | 'Invited' | 'Firm'])[] {
  const told: (readonly [number, number, 'Free' | 'Invited' | 'Firm'])[] = [];
  const { bids, asks } = pool as BlockState;
  for (let order = (side === 'Buy' ? bids : asks).head; order !== undefined; order = order.behind) {
    const stage = order.pairing === undefined ? 'Free' : order.isFirm ? 'Firm' : 'Invited';
    told.push([order.id, order.qty, stage]);
  }
  return told;
}

const sideOf = (state: BlockState, { side }: Conditional) => (side === 'Buy' ? state.bids : state.asks);

function firmUpRefusal(
  state: BlockState,
  order: Conditional,
  to: { readonly qty: number; readonly nowNs: number },
): BlockReject | undefined {
  const { pairing } = order;
  if (pairing === undefined) return 'NotInvited';
  if (to.nowNs > pairing.deadlineNs) return 'TooLate';
  if (order.isFirm) return 'Committed';
  const problem = sizeProblem(state.rules, to.qty);
  if (problem !== undefined) return problem;
  if (to.qty > order.qty) return 'BadQty';
  return to.qty < pairing.leastQty ? 'BelowMinimum' : undefined;
}

const mayMeet = (a: Conditional, b: Conditional): boolean =>
  a.owner !== b.owner && Math.min(a.qty, b.qty) >= Math.max(a.leastQty, b.leastQty);

/** With the first in time that it could trade with. */
function inviteFor(state: BlockState, order: Conditional, { nowNs, sink }: BlockCall): void {
  const { midPx } = state;
  if (midPx === undefined) {
    state.waiting = true;
    return;
  }
  if (!state.orders.has(order.id) || order.pairing !== undefined || !withinCap(order, midPx)) return;
  const contras = order.side === 'Buy' ? state.asks : state.bids;
  for (let contra = contras.head; contra !== undefined; contra = contra.behind) {
    if (contra.pairing !== undefined || !withinCap(contra, midPx) || !mayMeet(order, contra)) continue;
    const pairing: Pairing = {
      pair: order.priority < contra.priority ? [order, contra] : [contra, order],
      leastQty: Math.max(order.leastQty, contra.leastQty),
      deadlineNs: nowNs + state.rules.firmUpNs,
      nth: state.nextNth++,
      before: undefined,
      behind: undefined,
    };
    join(state.pairings, pairing);
    const told = state.invitation;
    for (const each of pairing.pair) {
      each.pairing = pairing;
      told.id = each.id;
      told.owner = each.owner;
      told.leastQty = pairing.leastQty;
      told.deadlineNs = pairing.deadlineNs;
      sink.invited(told);
    }
    return;
  }
}

/** Both are firm. */
function conclude(state: BlockState, pairing: Pairing, call: BlockCall): void {
  const { midPx, trade } = state;
  const [maker, taker] = pairing.pair;
  part(state, pairing);
  if (midPx === undefined || !withinCap(maker, midPx) || !withinCap(taker, midPx)) {
    for (const order of pairing.pair) giveBack(state, order, 'OutsideCap', call);
    for (const order of pairing.pair) inviteFor(state, order, call);
    return;
  }
  const done = Math.min(maker.qty, taker.qty);
  maker.qty -= done;
  taker.qty -= done;
  trade.maker = maker.id;
  trade.taker = taker.id;
  trade.makerOwner = maker.owner;
  trade.takerOwner = taker.owner;
  trade.aggressor = taker.side;
  trade.px = midPx;
  trade.qty = done;
  trade.makerLeaves = maker.qty;
  trade.takerLeaves = taker.qty;
  call.sink.traded(trade);
  for (const order of pairing.pair) {
    order.isFirm = false;
    if (order.qty === 0) drop(state, order);
    else if (order.qty < order.leastQty) remove(state, order, 'Remainder', call);
    else if (isBarred(state, order.owner, call.nowNs)) remove(state, order, 'Barred', call);
    else inviteFor(state, order, call);
  }
}

/** The deadline has passed, and not both are firm. */
function endPairing(state: BlockState, pairing: Pairing, call: BlockCall): void {
  part(state, pairing);
  for (const order of pairing.pair) {
    if (order.isFirm) continue;
    remove(state, order, 'Lapsed', call);
    lapse(state, order.owner, call);
  }
  for (const order of pairing.pair) {
    if (!order.isFirm) continue;
    giveBack(state, order, 'ContraLapsed', call);
    inviteFor(state, order, call);
  }
}

function withdraw(state: BlockState, call: BlockCall): void {
  for (let pairing = state.pairings.head; pairing !== undefined; pairing = pairing.behind) {
    part(state, pairing);
    for (const order of pairing.pair) giveBack(state, order, 'NoMidpoint', call);
    state.waiting = true;
  }
  withdrawRequests(state, call);
}

function part(state: BlockState, pairing: Pairing): void {
  leave(state.pairings, pairing);
  for (const order of pairing.pair) order.pairing = undefined;
}

/** In its place, which it has never left; unless its owner has been barred meanwhile. */
function giveBack(state: BlockState, order: Conditional, cause: ReturnCause, call: BlockCall): void {
  order.isFirm = false;
  if (isBarred(state, order.owner, call.nowNs)) remove(state, order, 'Barred', call);
  else call.sink.returned(order.id, order.qty, cause, order.owner);
}

/** Counts it against the owner; if that bars him, what he has free goes. */
function lapse(state: BlockState, owner: number, call: BlockCall): void {
  const untilNs = countLapse(state, owner, call.nowNs);
  if (untilNs === undefined) return;
  call.sink.barred(owner, untilNs);
  for (const { head } of [state.bids, state.asks]) {
    for (let order = head; order !== undefined; order = order.behind) {
      if (order.owner === owner && order.pairing === undefined) remove(state, order, 'Barred', call);
    }
  }
}

function remove(state: BlockState, order: Conditional, cause: BlockCancel, call: BlockCall): void {
  drop(state, order);
  call.sink.canceled(order.id, order.qty, cause, order.owner);
}

function drop(state: BlockState, order: Conditional): void {
  state.orders.delete(order.id);
  leave(sideOf(state, order), order);
}

/** Whether the move brings the midpoint to a cap. */
function reachesCap(state: BlockState, fromPx: number, toPx: number): boolean {
  let order = (toPx > fromPx ? state.asks : state.bids).head;
  while (order !== undefined && (!withinCap(order, toPx) || withinCap(order, fromPx))) order = order.behind;
  return order !== undefined;
}
