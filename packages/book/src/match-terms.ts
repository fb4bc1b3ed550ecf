/** Why a lit venue refuses an order, or new terms for one, before anything has changed. */
import { MAX_PARTS, MAX_QTY, type MatchOrder, type MatchReject, type MatchReplace } from './match-order.ts';
import {
  AT_MARKET,
  AUCTION_ONLY,
  type Book,
  displayOf,
  hasFlag,
  ICEBERG,
  isWaiting,
  leavesOf,
  limitOf,
  MINIMUM,
  OWNERS,
  ownerOf,
  PEGGED,
  POST_ONLY,
  pegOf,
  placeOf,
  SPECIAL,
  sideOf,
} from './match-store.ts';
import { findOrder, idOf, levelOf, levelPx } from './order-store.ts';
import { aim, canReach } from './taking.ts';

const MOST_OFFSET = 1_000_000;

export function orderRefusal(b: Book, order: MatchOrder): MatchReject | undefined {
  const { px, peg } = order;
  if (!Number.isSafeInteger(order.id)) return 'BadId';
  if (!Number.isInteger(order.owner) || order.owner < 0 || order.owner >= OWNERS) return 'BadOwner';
  const problem = sizeProblem(b, order.qty) ?? pxProblem(b, px, peg === 'Mid');
  if (problem !== undefined) return problem;
  const isBound = px !== undefined || peg !== undefined;
  if (!isBound && (order.postOnly || order.hidden === true || order.displayQty !== undefined))
    return 'NeedsPx';
  const apart = displayProblem(b, order) ?? minimumProblem(b, order) ?? pegProblem(order);
  if (apart !== undefined) return apart;
  if (findOrder(b.store, order.id) !== 0) return 'DuplicateId';
  if (b.inAuction) return isImmediate(order) ? 'InAuction' : undefined;
  if (!order.postOnly || px === undefined || peg !== undefined || order.timeInForce === 'Auction') {
    return undefined;
  }
  aim(b, order.id, order.owner, order.side, order.qty, px);
  return canReach(b, 1) ? 'WouldTake' : undefined;
}

export function replaceRefusal(b: Book, slot: number, to: MatchReplace): MatchReject | undefined {
  const problem = sizeProblem(b, to.leavesQty) ?? pxProblem(b, to.px, pegOf(b, slot) === 'Mid');
  if (problem !== undefined) return problem;
  if (to.px === undefined && !mayLackPx(b, slot)) return 'NeedsPx';
  if (to.displayQty !== undefined) {
    if (!hasFlag(b, slot, ICEBERG)) return 'BadTerms';
    const display = sizeProblem(b, to.displayQty);
    if (display !== undefined) return display;
  }
  if (hasFlag(b, slot, ICEBERG) && to.leavesQty > MAX_PARTS * (to.displayQty ?? displayOf(b, slot))) {
    return 'BadQty';
  }
  const arrives = !b.inAuction && !isWaiting(placeOf(b, slot)) && !keepsPlace(b, slot, to);
  if (!arrives || !hasFlag(b, slot, POST_ONLY) || hasFlag(b, slot, PEGGED)) return undefined;
  aim(b, idOf(b.store, slot), ownerOf(b, slot), sideOf(b, slot), to.leavesQty, to.px ?? 0);
  return canReach(b, 1) ? 'WouldTake' : undefined;
}

/** Only less of the same keeps its place; an order with a minimum, which may stand through the other side, never. */
export function keepsPlace(b: Book, slot: number, to: MatchReplace): boolean {
  if (hasFlag(b, slot, MINIMUM) || to.leavesQty > leavesOf(b, slot)) return false;
  if (to.displayQty !== undefined && to.displayQty !== displayOf(b, slot)) return false;
  return (to.px ?? 0) === termPx(b, slot);
}

/** The limit or cap that the order has now, 0 for none. */
function termPx(b: Book, slot: number): number {
  if (hasFlag(b, slot, SPECIAL)) return limitOf(b, slot);
  return isAtMarket(b, slot) ? 0 : levelPx(b.store, levelOf(b.store, slot));
}

const isAtMarket = (b: Book, slot: number): boolean => placeOf(b, slot) >= AT_MARKET;

const mayLackPx = (b: Book, slot: number): boolean =>
  hasFlag(b, slot, PEGGED | AUCTION_ONLY) || isAtMarket(b, slot);

const isImmediate = (order: MatchOrder): boolean =>
  order.timeInForce === 'ImmediateOrCancel' || order.timeInForce === 'FillOrKill';

function displayProblem(b: Book, order: MatchOrder): MatchReject | undefined {
  const { displayQty } = order;
  if (displayQty === undefined) return undefined;
  if (order.hidden === true || order.peg === 'Mid' || isImmediate(order)) return 'BadTerms';
  const problem = sizeProblem(b, displayQty);
  if (problem !== undefined) return problem;
  return displayQty > order.qty || order.qty > MAX_PARTS * displayQty ? 'BadQty' : undefined;
}

function minimumProblem(b: Book, order: MatchOrder): MatchReject | undefined {
  const { minQty } = order;
  if (minQty === undefined) return undefined;
  const restsUnseen = order.timeInForce === 'Day' && (order.hidden === true || order.peg === 'Mid');
  if (order.postOnly || !(restsUnseen || isImmediate(order))) return 'BadTerms';
  return sizeProblem(b, minQty) ?? (minQty > order.qty ? 'BadQty' : undefined);
}

function pegProblem({ peg, pegOffset = 0, timeInForce }: MatchOrder): MatchReject | undefined {
  if (peg === undefined) return undefined;
  const isWild = !Number.isInteger(pegOffset) || Math.abs(pegOffset) > MOST_OFFSET;
  return isWild || timeInForce !== 'Day' ? 'BadTerms' : undefined;
}

function sizeProblem(b: Book, quantity: number): MatchReject | undefined {
  if (!Number.isInteger(quantity) || quantity <= 0 || quantity > MAX_QTY) return 'BadQty';
  return quantity % b.lot === 0 ? undefined : 'OffLot';
}

/** @param halves the half tick will do */
function pxProblem(b: Book, price: number | undefined, halves: boolean): MatchReject | undefined {
  if (price === undefined) return undefined;
  if (!Number.isSafeInteger(price) || price <= 0) return 'BadPx';
  return (halves ? 2 * price : price) % b.tick === 0 ? undefined : 'OffTick';
}
