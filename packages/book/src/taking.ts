/**
 * Who trades with a taker: the best price first, at a price what is displayed first, then what is hidden, each
 * in its time priority. A hidden order whose minimum is more than the taker still wants is passed over.
 */
import { opposite, type Side } from '@fairlead/domain';
import { cancel } from './cancel.ts';
import {
  type Book,
  fill,
  HIDDEN,
  ladderOf,
  leastOf,
  leavesOf,
  ownerOf,
  SHOWN,
  wholeQtyOf,
} from './match-store.ts';
import { idOf, type Ladder, levelFirst, levelOf, levelPx, nextOf, qtyOf } from './order-store.ts';

/** Below every order's key, above none's: what a market order reaches to. */
const ANY_KEY = -Number.MAX_VALUE;
const NO_KEY = Number.NEGATIVE_INFINITY;

/** The book's taker is this. @param limitPx 0: at any price */
export function aim(b: Book, id: number, owner: number, side: Side, leaves: number, limitPx: number): void {
  const { taker } = b;
  taker.id = id;
  taker.owner = owner;
  taker.side = side;
  taker.leaves = leaves;
  taker.limitKey = limitPx === 0 ? ANY_KEY : side === 'Buy' ? -limitPx : limitPx;
  taker.guard = owner === b.anonymous ? undefined : b.selfTrade;
  taker.stopped = false;
}

/** The book's taker trades all it can, or until it is stopped by an order of its owner's. */
export function take(b: Book): void {
  const { taker } = b;
  const side = opposite(taker.side);
  const shown = ladderOf(b, SHOWN, side);
  const hidden = ladderOf(b, HIDDEN, side);
  let rank = hidden.depth - 1;
  while (taker.leaves > 0 && !taker.stopped) {
    const shownKey = keyAt(shown, shown.depth - 1);
    const hiddenKey = keyAt(hidden, rank);
    if (shownKey < taker.limitKey && hiddenKey < taker.limitKey) return;
    if (shownKey >= hiddenKey) {
      takeShown(b, shown.slots[shown.depth - 1]!);
    } else {
      takeHidden(b, hidden.slots[rank]!);
      rank -= 1;
    }
  }
}

/** The key of a level, below all others where there is none. */
export const keyAt = (ladder: Ladder, rank: number): number => (rank >= 0 ? ladder.keys[rank]! : NO_KEY);

function takeShown(b: Book, level: number): void {
  const { store, taker } = b;
  const px = levelPx(store, level);
  let left = 1;
  let changed = false;
  while (taker.leaves > 0 && left > 0) {
    const first = levelFirst(store, level);
    if (!isOwn(b, first)) left = trade(b, first, Math.min(taker.leaves, qtyOf(store, first)));
    else if (taker.guard === 'CancelResting') left = cancel(b, first, 'SelfTrade');
    else {
      taker.stopped = true;
      break;
    }
    changed = true;
  }
  if (changed) b.sink.levelChanged(opposite(taker.side), px, left);
}

/** The taker must not trade with this order: one owner has both. */
const isOwn = (b: Book, slot: number): boolean =>
  b.taker.guard !== undefined && ownerOf(b, slot) === b.taker.owner;

function takeHidden(b: Book, level: number): void {
  const { store, taker } = b;
  let slot = levelFirst(store, level);
  while (slot !== 0 && taker.leaves > 0) {
    const behind = nextOf(store, slot);
    if (leastOf(b, slot) <= taker.leaves) {
      if (!isOwn(b, slot)) trade(b, slot, Math.min(taker.leaves, qtyOf(store, slot)));
      else if (taker.guard === 'CancelResting') cancel(b, slot, 'SelfTrade');
      else {
        taker.stopped = true;
        return;
      }
    }
    slot = behind;
  }
}

/** The book's taker trades with this order. @returns shares that the order's level displays now */
export function trade(b: Book, slot: number, done: number): number {
  const { store, taker, trade: report } = b;
  taker.leaves -= done;
  report.maker = idOf(store, slot);
  report.makerOwner = ownerOf(b, slot);
  report.makerLeaves = leavesOf(b, slot) - done;
  report.taker = taker.id;
  report.takerOwner = taker.owner;
  report.takerLeaves = taker.leaves;
  report.aggressor = taker.side;
  report.px = levelPx(store, levelOf(store, slot));
  report.qty = done;
  const left = fill(b, slot, done);
  b.sink.traded(report);
  return left;
}

/** Could the book's taker trade as much as this now, with others? At most what it wants is asked. */
export const canTake = (b: Book, enough: number): boolean =>
  b.taker.guard === undefined ? canReach(b, enough) : canTakeOfOthers(b, enough);

/** The same, its owner's orders counted: whether one that must not take would meet anybody. */
export function canReach(b: Book, enough: number): boolean {
  const { taker } = b;
  const side = opposite(taker.side);
  const shown = ladderOf(b, SHOWN, side);
  const hidden = ladderOf(b, HIDDEN, side);
  let shownRank = shown.depth - 1;
  let hiddenRank = hidden.depth - 1;
  let wanted = taker.leaves;
  while (taker.leaves - wanted < enough) {
    const shownKey = keyAt(shown, shownRank);
    const hiddenKey = keyAt(hidden, hiddenRank);
    if (shownKey < taker.limitKey && hiddenKey < taker.limitKey) return false;
    if (shownKey >= hiddenKey) {
      wanted -= Math.min(wanted, wholeQtyOf(b, shown.slots[shownRank]!));
      shownRank -= 1;
    } else {
      wanted = wantedAfter(b, hidden.slots[hiddenRank]!, wanted);
      hiddenRank -= 1;
    }
  }
  return true;
}

/** What somebody who wants so much would still want after the orders of a hidden level. */
function wantedAfter(b: Book, level: number, wanted: number): number {
  const { store } = b;
  let left = wanted;
  for (let slot = levelFirst(store, level); slot !== 0 && left > 0; slot = nextOf(store, slot)) {
    if (leastOf(b, slot) <= left) left -= Math.min(left, leavesOf(b, slot));
  }
  return left;
}

/** As `canReach`, order by order, past or up to the first of its owner's. */
function canTakeOfOthers(b: Book, enough: number): boolean {
  const { store, taker } = b;
  const side = opposite(taker.side);
  const shown = ladderOf(b, SHOWN, side);
  const hidden = ladderOf(b, HIDDEN, side);
  const stops = taker.guard === 'CancelNew';
  let shownRank = shown.depth - 1;
  let hiddenRank = hidden.depth - 1;
  let wanted = taker.leaves;
  while (taker.leaves - wanted < enough) {
    const shownKey = keyAt(shown, shownRank);
    const hiddenKey = keyAt(hidden, hiddenRank);
    if (shownKey < taker.limitKey && hiddenKey < taker.limitKey) return false;
    const isShown = shownKey >= hiddenKey;
    const level = isShown ? shown.slots[shownRank]! : hidden.slots[hiddenRank]!;
    // An iceberg's next part is behind all that the level shows now.
    let reserves = 0;
    for (let slot = levelFirst(store, level); slot !== 0 && wanted > 0; slot = nextOf(store, slot)) {
      if (!isShown && leastOf(b, slot) > wanted) continue;
      if (!isOwn(b, slot)) {
        wanted -= Math.min(wanted, qtyOf(store, slot));
        reserves += leavesOf(b, slot) - qtyOf(store, slot);
      } else if (stops) {
        return taker.leaves - wanted >= enough;
      }
    }
    wanted -= Math.min(wanted, reserves);
    if (isShown) shownRank -= 1;
    else hiddenRank -= 1;
  }
  return true;
}
