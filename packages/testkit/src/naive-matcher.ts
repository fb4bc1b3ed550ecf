/**
 * The rules of a lit venue said the slow way: one flat list of open orders, sorted anew for every question. The twin
 * of @fairlead/book's matching engine: same commands, same events, same state. Prices 1/10,000, shares.
 */
import type { Side } from '@fairlead/domain';
import { auctionOver, type NaiveAuction, tradeAt } from './naive-auction.ts';
import {
  byPriority,
  cancelThese,
  drop,
  find,
  give,
  inOrder,
  type NaiveEvent,
  type Open,
  put,
  type Queues,
  swap,
  tell,
  tellPlace,
  tellTrade,
} from './naive-queues.ts';
import {
  type Grid,
  isImmediate,
  type NaiveOrder,
  type NaiveTouch,
  naivePegPx,
  pxProblem,
  sizeProblem,
  stepOf,
  termsProblem,
} from './naive-terms.ts';

export interface NaiveReplace {
  readonly id: number;
  readonly leavesQty: number;
  readonly px?: number | undefined;
  readonly displayQty?: number | undefined;
}

export type NaiveCommand =
  | ({ readonly type: 'Enter' } & NaiveOrder)
  | { readonly type: 'Cancel'; readonly id: number }
  | ({ readonly type: 'Replace' } & NaiveReplace)
  | ({ readonly type: 'Reprice' } & NaiveTouch)
  | { readonly type: 'CancelOwner'; readonly owner: number }
  | { readonly type: 'Expire' }
  /** Begins one, or ends the one at work. */
  | { readonly type: 'Auction'; readonly referencePx: number };

export interface NaiveOpenOrder {
  readonly place: Open['place'];
  readonly side: Side;
  readonly px: number | undefined;
  readonly id: number;
  readonly owner: number;
  readonly shownQty: number;
  readonly leavesQty: number;
}

export interface NaiveMatcher {
  readonly apply: (command: NaiveCommand) => readonly NaiveEvent[];
  readonly state: () => NaiveOpenOrder[];
  readonly inAuction: () => boolean;
  readonly indicative: (referencePx: number) => NaiveAuction | undefined;
}

type Guard = 'CancelNew' | 'CancelResting' | 'None';

/** As the book's of the same names. */
export interface NaiveRules extends Grid {
  readonly selfTrade?: 'CancelNew' | 'CancelResting' | undefined;
  readonly anonymous?: number;
}

export function createNaiveMatcher(grid: NaiveRules): NaiveMatcher {
  const { tick, lot, selfTrade, anonymous } = grid;
  const queues: Queues = { open: [], priorities: 0, events: [] };
  let inAuction = false;
  let touch: NaiveTouch = {};
  /** The taker has met an order of its owner's that stops it. */
  let stopped = false;

  const least = (o: Open): number => Math.min(o.order.minQty ?? 1, o.leaves);
  const reaches = (side: Side, limit: number | undefined, px: number): boolean =>
    limit === undefined || (side === 'Buy' ? px <= limit : px >= limit);

  /** Who trades next with a taker: the best price, there who is shown, there who came first. */
  const nextMaker = (side: Side, limit: number | undefined, wants: number): Open | undefined =>
    queues.open
      .filter((o) => o.order.side !== side && (o.place === 'Shown' || o.place === 'Hidden'))
      .filter((o) => reaches(side, limit, o.px as number) && least(o) <= wants)
      .sort(
        (a, b) =>
          (side === 'Buy' ? 1 : -1) * ((a.px as number) - (b.px as number)) ||
          Number(a.place === 'Hidden') - Number(b.place === 'Hidden') ||
          a.priority - b.priority,
      )[0];

  /** @returns what the taker still wants */
  const take = (
    taker: NaiveOrder,
    limit: number | undefined,
    wants: number,
    guard: Guard = selfTrade ?? 'None',
  ): number => {
    let left = wants;
    let at: Open | undefined;
    for (;;) {
      const maker = left > 0 ? nextMaker(taker.side, limit, left) : undefined;
      const isOwn = maker?.order.owner === taker.owner && taker.owner !== anonymous;
      stopped = isOwn && guard === 'CancelNew';
      if (at !== undefined && (stopped || maker?.place !== at.place || maker.px !== at.px))
        tellPlace(queues, at);
      if (maker === undefined || stopped) return left;
      if (isOwn && guard === 'CancelResting') {
        drop(queues, maker.order.id);
        tell(queues, 'canceled', maker.order.id, maker.leaves, 'SelfTrade');
        at = maker;
        continue;
      }
      const done = Math.min(left, maker.shown);
      left -= done;
      give(queues, maker.order.id, done);
      tellTrade(queues, {
        maker,
        taker: { order: taker, leaves: left + done },
        px: maker.px as number,
        qty: done,
      });
      at = maker;
    }
  };
  /** Could it trade as much? Tried, and undone. */
  const couldTake = (
    taker: NaiveOrder,
    limit: number | undefined,
    wants: number,
    enough: number,
    guard: Guard = selfTrade ?? 'None',
  ): boolean => {
    const before = { ...queues };
    const had = wants - take(taker, limit, wants, guard);
    Object.assign(queues, before);
    return had >= enough;
  };
  /** Its owner's orders counted. */
  const wouldTake = (taker: NaiveOrder, limit: number | undefined, wants: number): boolean =>
    couldTake(taker, limit, wants, 1, 'None');

  const pegPx = (order: NaiveOrder, cap: number | undefined): number | undefined =>
    naivePegPx(order, cap, touch, tick);
  const pxOf = (order: NaiveOrder, limit: number | undefined): number | undefined =>
    order.peg === undefined ? limit : pegPx(order, limit);

  /** An order that is in no queue arrives. */
  const arrive = (o: Pick<Open, 'order' | 'limit' | 'display'>, wants: number): void => {
    const { order } = o;
    const px = pxOf(order, o.limit);
    const at = (place: Open['place'], leaves: number): void =>
      put(queues, {
        ...o,
        place,
        px: place === 'Shown' || place === 'Hidden' ? px : undefined,
        leaves,
        shown: 0,
        priority: 0,
      });
    const unseen = order.hidden === true || order.peg === 'Mid';
    const waits =
      order.peg === undefined
        ? inAuction
          ? order.minQty !== undefined
          : order.timeInForce === 'Auction'
        : inAuction || px === undefined;
    if (waits) at('Waiting', wants);
    else if (inAuction && px === undefined) at('AtMarket', wants);
    else if (inAuction) at(unseen ? 'Hidden' : 'Shown', wants);
    else if (order.peg !== undefined && order.postOnly && wouldTake(order, px, wants)) at('Waiting', wants);
    else {
      const minimum = Math.min(order.minQty ?? 1, wants);
      const tries = order.minQty === undefined || couldTake(order, px, wants, minimum);
      const left = tries ? take(order, px, wants) : wants;
      if (tries && stopped) tell(queues, 'canceled', order.id, left, 'SelfTrade');
      else if (left > 0) at(unseen ? 'Hidden' : 'Shown', left);
    }
  };
  /** An order leaves its place; its level is told. */
  const stepOut = (o: Open): void => {
    drop(queues, o.order.id);
    tellPlace(queues, o);
  };
  const wait = (o: Open): void => {
    stepOut(o);
    put(queues, { ...o, place: 'Waiting', px: undefined });
  };

  const refusal = (o: NaiveOrder): string | undefined => {
    const problem = termsProblem(o, grid);
    if (problem !== undefined) return problem;
    if (find(queues, o.id) !== undefined) return 'DuplicateId';
    if (inAuction) return isImmediate(o) ? 'InAuction' : undefined;
    const mayTake = o.postOnly && o.peg === undefined && o.timeInForce !== 'Auction';
    return mayTake && wouldTake(o, o.px, o.qty) ? 'WouldTake' : undefined;
  };

  const enter = (order: NaiveOrder): void => {
    const reason = refusal(order);
    if (reason !== undefined) {
      tell(queues, 'rejected', order.id, reason);
      return;
    }
    tell(queues, 'accepted', order.id);
    const { px, qty } = order;
    const isMarket = px === undefined && order.peg === undefined && order.timeInForce === 'Day' && !inAuction;
    if (!isImmediate(order) && !isMarket) {
      arrive({ order, limit: px, display: order.displayQty }, qty);
    } else if (order.timeInForce === 'FillOrKill' && !couldTake(order, px, qty, qty)) {
      tell(queues, 'canceled', order.id, qty, 'CannotFillWhole');
    } else if (order.minQty !== undefined && !couldTake(order, px, qty, order.minQty)) {
      tell(queues, 'canceled', order.id, qty, 'CannotFillMinimum');
    } else {
      const left = take(order, px, qty);
      if (left > 0) tell(queues, 'canceled', order.id, left, stopped ? 'SelfTrade' : 'Remainder');
    }
  };

  const replaceRefusal = (o: Open, to: NaiveReplace): string | undefined => {
    const problem = sizeProblem(to.leavesQty, lot) ?? pxProblem(to.px, stepOf(o.order, tick));
    if (problem !== undefined) return problem;
    const mayLackPx =
      o.order.peg !== undefined || o.order.timeInForce === 'Auction' || o.place === 'AtMarket';
    if (to.px === undefined && !mayLackPx) return 'NeedsPx';
    if (to.displayQty !== undefined) {
      const display = o.display === undefined ? 'BadTerms' : sizeProblem(to.displayQty, lot);
      if (display !== undefined) return display;
    }
    const parts = to.leavesQty / (to.displayQty ?? o.display ?? to.leavesQty);
    if (parts > 1000) return 'BadQty';
    const arrives = !inAuction && o.place !== 'Waiting' && !staysPut(o, to);
    if (!arrives || !o.order.postOnly || o.order.peg !== undefined) return undefined;
    drop(queues, o.order.id);
    const would = wouldTake(o.order, to.px, to.leavesQty);
    swap(queues, o);
    return would ? 'WouldTake' : undefined;
  };
  const staysPut = (o: Open, to: NaiveReplace): boolean =>
    o.order.minQty === undefined &&
    to.leavesQty <= o.leaves &&
    to.px === o.limit &&
    (to.displayQty ?? o.display) === o.display;

  const replace = (to: NaiveReplace): void => {
    const o = find(queues, to.id);
    const reason = o === undefined ? 'UnknownOrder' : replaceRefusal(o, to);
    if (o === undefined || reason !== undefined) {
      tell(queues, 'rejected', to.id, reason as string);
      return;
    }
    tell(queues, 'replaced', to.id);
    if (staysPut(o, to)) {
      const shown = Math.min(o.shown, to.leavesQty);
      swap(queues, { ...o, leaves: to.leavesQty, shown });
      tellPlace(queues, o);
      return;
    }
    drop(queues, to.id);
    const samePx = o.place === 'Shown' && pxOf(o.order, to.px) === o.px;
    if (!samePx) tellPlace(queues, o);
    arrive({ order: o.order, limit: to.px, display: to.displayQty ?? o.display }, to.leavesQty);
    const now = find(queues, to.id);
    if (samePx && !(now?.place === 'Shown' && now.px === o.px)) tellPlace(queues, o);
  };

  const waitingPegs = (): Open[] =>
    byPriority(queues.open.filter((o) => o.order.peg !== undefined && o.place === 'Waiting'));
  const reprice = (to: NaiveTouch): void => {
    touch = to;
    if (inAuction) return;
    for (const o of byPriority(queues.open.filter((each) => each.order.peg !== undefined))) {
      if (o.place !== 'Waiting' && pegPx(o.order, o.limit) !== o.px) wait(o);
    }
    for (const o of waitingPegs()) {
      if (pegPx(o.order, o.limit) === undefined) continue;
      drop(queues, o.order.id);
      arrive(o, o.leaves);
    }
  };

  const begin = (): void => {
    inAuction = true;
    const pegs = queues.open.filter((o) => o.order.peg !== undefined && o.place !== 'Waiting');
    byPriority(pegs).forEach(wait);
    inOrder(queues)
      .filter((o) => o.order.minQty !== undefined && o.place === 'Hidden')
      .forEach(wait);
    for (const o of inOrder(queues).filter((each) => each.order.timeInForce === 'Auction')) {
      drop(queues, o.order.id);
      arrive(o, o.leaves);
    }
  };

  const end = (referencePx: number): void => {
    const at = auctionOver(queues, tick, referencePx);
    if (at !== undefined) tradeAt(queues, at);
    inAuction = false;
    const spent = (o: Open): boolean =>
      o.place === 'AtMarket' || (o.order.timeInForce === 'Auction' && o.place !== 'Waiting');
    cancelThese(queues, inOrder(queues).filter(spent), 'Remainder');
    const waited = queues.open.filter(
      ({ place, order }) => place === 'Waiting' && order.peg === undefined && order.minQty !== undefined,
    );
    for (const o of byPriority(waited)) {
      drop(queues, o.order.id);
      arrive(o, o.leaves);
    }
  };

  const act = (command: NaiveCommand): void => {
    switch (command.type) {
      case 'Enter':
        return enter(command);
      case 'Replace':
        return replace(command);
      case 'Reprice':
        return reprice(command);
      case 'CancelOwner':
        return cancelThese(
          queues,
          inOrder(queues).filter((o) => o.order.owner === command.owner),
          'Requested',
        );
      case 'Expire':
        return cancelThese(queues, inOrder(queues), 'Expired');
      case 'Auction':
        return inAuction ? end(command.referencePx) : begin();
      case 'Cancel': {
        const o = find(queues, command.id);
        if (o === undefined) tell(queues, 'rejected', command.id, 'UnknownOrder');
        else cancelThese(queues, [o], 'Requested');
      }
    }
  };

  return {
    apply: (command) => {
      queues.events = [];
      act(command);
      return queues.events;
    },
    state: () =>
      inOrder(queues).map(({ place, order, px, shown, leaves }) => ({
        place,
        side: order.side,
        px,
        id: order.id,
        owner: order.owner,
        shownQty: place === 'Shown' ? shown : 0,
        leavesQty: leaves,
      })),
    inAuction: () => inAuction,
    indicative: (referencePx) => auctionOver(queues, tick, referencePx),
  };
}
