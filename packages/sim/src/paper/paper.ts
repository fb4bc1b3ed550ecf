/**
 * A paper book: our orders against what a real venue displays, by stated rules; nothing of ours ever reaches that
 * venue. A pure fold of displayed levels, prints and our commands: no clock, no randomness. Prices in 1/10,000,
 * quantities in the instrument's unit. The rules, each on the side of the fewer fills:
 *
 * 1. *Taking.* An order takes displayed levels best first, at their prices, at most what they display less what
 *    we took there before. What we took stays taken for as long as the level stands: it shrinks with the level
 *    and ends with it, and only what is displayed beyond it can be had. No displayed share is ours twice.
 * 2. *Queue.* An order that rests joins behind the whole displayed quantity at its price. Only prints at its
 *    price by takers of the other side bring it forward; cancels are taken to be behind it, so that they count
 *    only where the level displays less than what was ahead (hftbacktest's risk-averse queue). There is no
 *    queue where nobody stands: an order inside the spread is first.
 * 3. *Fills of resting orders*, at their own price: by what a print at their price has left beyond the queue;
 *    by a print at a worse price, whose taker would have met ours first; and by the other side's displayed
 *    quantity (rule 1) that comes to their price. Never by more than was printed or displayed, first ours first.
 * 4. *Out of sight.* Beyond the deepest displayed level nothing is known: what we took there stays taken, and an
 *    order there stands behind everything. After `losePaper` (the feed broke) every order of ours does.
 *
 * Our orders never trade with each other. What it can't tell: nobody sees our orders, so nobody reacts to them.
 */
import type { CancelCause, MatchOrder, MatchReject } from '@fairlead/book';
import {
  type LastLiquidityInd,
  type Level,
  opposite,
  qty,
  type Side,
  type TimeInForce,
} from '@fairlead/domain';

/** What happened to our orders and to what can be had; in order. */
export interface PaperSink {
  accepted(id: number): void;
  replaced(id: number): void;
  filled(
    id: number,
    fill: { readonly qty: number; readonly px: number; readonly liquidity: LastLiquidityInd },
  ): void;
  canceled(id: number, leavesQty: number, cause: CancelCause): void;
  rejected(id: number, reason: MatchReject): void;
  /** So much can be had at a price now: displayed less what we took. 0: nothing. */
  levelChanged(side: Side, px: number, qty: number): void;
}

export interface PaperOrder extends Pick<MatchOrder, 'id' | 'side' | 'qty' | 'px' | 'postOnly'> {
  readonly timeInForce: TimeInForce;
}

export interface PaperTrade {
  readonly px: number;
  readonly qty: number;
  /** Absent where the venue does not say: such a print moves no queue. */
  readonly aggressor?: Side;
}

/** What a real feed said: a book as it then stands, a print, only that its line is up, or that it can't be used and why. */
export type LiveUpdate =
  | { readonly type: 'Book'; readonly bids: readonly Level[]; readonly asks: readonly Level[] }
  | ({ readonly type: 'Print' } & PaperTrade)
  | { readonly type: 'Contact' }
  | { readonly type: 'Down'; readonly reason: string };

interface Resting {
  readonly id: number;
  readonly side: Side;
  readonly postOnly: boolean;
  px: number;
  leavesQty: number;
  /** Displayed quantity before it at its price; infinite where nothing is known of it. */
  ahead: number;
}

interface PaperSide {
  /** As the venue displays them, best first. */
  levels: readonly Level[];
  /** What we took, by price. */
  readonly taken: Map<number, number>;
  /** Ours, best price first, then first come. */
  readonly own: Resting[];
}

export interface PaperBook {
  readonly tick: number;
  readonly lot: number;
  readonly bids: PaperSide;
  readonly asks: PaperSide;
}

const createSide = (): PaperSide => ({ levels: [], taken: new Map(), own: [] });

/** An empty book. `tick` and `lot` are positive integers. */
export const createPaperBook = (of: { readonly tick: number; readonly lot: number }): PaperBook => ({
  tick: of.tick,
  lot: of.lot,
  bids: createSide(),
  asks: createSide(),
});

const sideOf = (book: PaperBook, side: Side): PaperSide => (side === 'Buy' ? book.bids : book.asks);

/** Is `a` a better price than `b` for who rests on `side`? */
const better = (side: Side, a: number, b: number): boolean => (side === 'Buy' ? a > b : a < b);

/** Displayed at a price: 0 where nothing is, undefined beyond the deepest level, where nothing is known. */
function displayedAt(of: PaperSide, side: Side, price: number): number | undefined {
  const found = of.levels.find((level) => level.px === price);
  if (found !== undefined) return found.qty;
  const deepest = of.levels.at(-1);
  return deepest !== undefined && better(side, price, deepest.px) ? 0 : undefined;
}

const takeable = (of: PaperSide, level: Level): number => level.qty - (of.taken.get(level.px) ?? 0);

/** What can be had on a side, best first. */
export function paperLevels(book: PaperBook, side: Side): Level[] {
  const of = sideOf(book, side);
  return of.levels.flatMap((level) => {
    const left = takeable(of, level);
    return left === 0 ? [] : { px: level.px, qty: qty(left) };
  });
}

/** The venue displays this on one side now, best first, distinct prices, quantities above zero; the rest is gone. */
export function displayPaper(book: PaperBook, side: Side, levels: readonly Level[], sink: PaperSink): void {
  const of = sideOf(book, side);
  const before = new Map(paperLevels(book, side).map((level) => [level.px as number, level.qty as number]));
  of.levels = levels;
  for (const [price, took] of of.taken) {
    const shown = displayedAt(of, side, price);
    if (shown === 0) of.taken.delete(price);
    else if (shown !== undefined && shown < took) of.taken.set(price, shown);
  }
  for (const order of of.own) {
    order.ahead = Math.min(order.ahead, displayedAt(of, side, order.px) ?? Number.POSITIVE_INFINITY);
  }
  for (const level of paperLevels(book, side)) {
    if (before.get(level.px) !== level.qty) sink.levelChanged(side, level.px, level.qty);
    before.delete(level.px);
  }
  for (const price of before.keys()) sink.levelChanged(side, price, 0);
  meet(book, side, sink);
}

/** Rule 3: displayed quantity of `side` that came to the price of orders of ours on the other. */
function meet(book: PaperBook, side: Side, sink: PaperSink): void {
  const { own } = sideOf(book, opposite(side));
  for (const order of [...own]) {
    const had = take(book, { ...order, limit: order.px }, sink, (fill) => {
      order.leavesQty -= fill.qty;
      if (order.leavesQty === 0) own.splice(own.indexOf(order), 1);
      sink.filled(order.id, { qty: fill.qty, px: order.px, liquidity: 'Added' });
    });
    if (had === 0) break;
  }
}

/** A print on the venue's tape. */
export function printPaper(book: PaperBook, trade: PaperTrade, sink: PaperSink): void {
  if (trade.aggressor === undefined) return;
  const side = opposite(trade.aggressor);
  const { own } = sideOf(book, side);
  let left = trade.qty;
  let passed = 0;
  for (const order of [...own]) {
    if (left === 0 || better(side, trade.px, order.px)) break;
    if (order.px === trade.px) {
      const others = Math.min(left, Math.max(0, order.ahead - passed));
      left -= others;
      passed += others;
    }
    const done = Math.min(left, order.leavesQty);
    if (done === 0) continue;
    left -= done;
    order.leavesQty -= done;
    if (order.leavesQty === 0) own.splice(own.indexOf(order), 1);
    sink.filled(order.id, { qty: done, px: order.px, liquidity: 'Added' });
  }
  for (const order of own) if (order.px === trade.px) order.ahead = Math.max(0, order.ahead - passed);
}

/** The feed broke: nothing can be had, and what went on in our queues is not known. */
export function losePaper(book: PaperBook, sink: PaperSink): void {
  for (const side of ['Buy', 'Sell'] as const) {
    for (const order of sideOf(book, side).own) order.ahead = Number.POSITIVE_INFINITY;
    displayPaper(book, side, [], sink);
  }
}

/** Takes what it can, then rests or cancels the remainder. */
export function enterPaper(book: PaperBook, order: PaperOrder, sink: PaperSink): void {
  const refusal = refusalOf(book, order);
  if (refusal !== undefined) {
    sink.rejected(order.id, refusal);
    return;
  }
  sink.accepted(order.id);
  const limit = order.px ?? (order.side === 'Buy' ? Number.POSITIVE_INFINITY : 0);
  if (order.timeInForce === 'FillOrKill' && available(book, order.side, limit) < order.qty) {
    sink.canceled(order.id, order.qty, 'CannotFillWhole');
    return;
  }
  const leaves = arrive(book, { ...order, leavesQty: order.qty }, limit, sink);
  if (leaves === 0) return;
  if (order.px === undefined || order.timeInForce !== 'Day') {
    sink.canceled(order.id, leaves, 'Remainder');
    return;
  }
  rest(book, { id: order.id, side: order.side, postOnly: order.postOnly, px: order.px, leavesQty: leaves });
}

/** @returns false, with a rejection, where no such order rests */
export function cancelPaper(book: PaperBook, id: number, sink: PaperSink): boolean {
  const order = removed(book, id);
  if (order === undefined) sink.rejected(id, 'UnknownOrder');
  else sink.canceled(id, order.leavesQty, 'Requested');
  return order !== undefined;
}

/**
 * New open quantity and price of a resting order. Less at the same price keeps its place; more, or another
 * price, arrives anew and may take (a post-only order is refused then).
 */
export function replacePaper(
  book: PaperBook,
  to: { readonly id: number; readonly leavesQty: number; readonly px: number },
  sink: PaperSink,
): void {
  const order = [...book.bids.own, ...book.asks.own].find((each) => each.id === to.id);
  const refusal =
    order === undefined
      ? 'UnknownOrder'
      : (termsProblem(book, to.leavesQty, to.px) ??
        (order.postOnly && to.px !== order.px && available(book, order.side, to.px) > 0
          ? 'WouldTake'
          : undefined));
  if (order === undefined || refusal !== undefined) {
    sink.rejected(to.id, refusal ?? 'UnknownOrder');
    return;
  }
  sink.replaced(to.id);
  if (to.px === order.px && to.leavesQty <= order.leavesQty) {
    order.leavesQty = to.leavesQty;
    return;
  }
  removed(book, to.id);
  const leaves = arrive(book, { ...order, leavesQty: to.leavesQty }, to.px, sink);
  if (leaves > 0) rest(book, { ...order, px: to.px, leavesQty: leaves });
}

/** @returns what is left of an order that takes as it arrives */
function arrive(
  book: PaperBook,
  order: Pick<Resting, 'id' | 'side' | 'leavesQty'>,
  limit: number,
  sink: PaperSink,
): number {
  const had = take(book, { ...order, limit }, sink, (fill) =>
    sink.filled(order.id, { ...fill, liquidity: 'Removed' }),
  );
  return order.leavesQty - had;
}

/** Rule 1. @returns how much was had of `leavesQty` */
function take(
  book: PaperBook,
  taker: { readonly side: Side; readonly leavesQty: number; readonly limit: number },
  sink: PaperSink,
  onFill: (fill: { readonly qty: number; readonly px: number }) => void,
): number {
  const side = opposite(taker.side);
  const of = sideOf(book, side);
  const wanted = taker.leavesQty;
  let had = 0;
  for (const level of of.levels) {
    if (had === wanted || better(side, taker.limit, level.px)) break;
    const done = Math.min(wanted - had, takeable(of, level));
    if (done === 0) continue;
    had += done;
    of.taken.set(level.px, (of.taken.get(level.px) ?? 0) + done);
    onFill({ qty: done, px: level.px });
    sink.levelChanged(side, level.px, takeable(of, level));
  }
  return had;
}

/** What an order of `side` limited at `limit` could take. */
function available(book: PaperBook, side: Side, limit: number): number {
  const of = sideOf(book, opposite(side));
  return of.levels
    .filter((level) => !better(opposite(side), limit, level.px))
    .reduce((sum, level) => sum + takeable(of, level), 0);
}

function rest(book: PaperBook, order: Omit<Resting, 'ahead'>): void {
  const of = sideOf(book, order.side);
  const ahead = displayedAt(of, order.side, order.px) ?? Number.POSITIVE_INFINITY;
  const at = of.own.findIndex((each) => better(order.side, order.px, each.px));
  of.own.splice(at < 0 ? of.own.length : at, 0, { ...order, ahead });
}

function removed(book: PaperBook, id: number): Resting | undefined {
  for (const { own } of [book.bids, book.asks]) {
    const at = own.findIndex((each) => each.id === id);
    if (at >= 0) return own.splice(at, 1)[0];
  }
  return undefined;
}

function refusalOf(book: PaperBook, order: PaperOrder): MatchReject | undefined {
  const problem = termsProblem(book, order.qty, order.px);
  if (problem !== undefined) return problem;
  if (!order.postOnly) return undefined;
  if (order.px === undefined) return 'NeedsPx';
  return available(book, order.side, order.px) > 0 ? 'WouldTake' : undefined;
}

function termsProblem(book: PaperBook, quantity: number, price: number | undefined): MatchReject | undefined {
  if (!Number.isSafeInteger(quantity) || quantity <= 0) return 'BadQty';
  if (quantity % book.lot !== 0) return 'OffLot';
  if (price === undefined) return undefined;
  if (!Number.isSafeInteger(price) || price <= 0) return 'BadPx';
  return price % book.tick === 0 ? undefined : 'OffTick';
}
