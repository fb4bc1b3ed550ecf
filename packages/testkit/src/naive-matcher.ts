/**
 * The rules of a lit venue said the slow way: one flat list of open orders, sorted anew for every question. The twin
 * of @fairlead/book's matching engine: same commands, same events, same state. Prices 1/10,000, shares.
 */
import type { Side } from '@fairlead/domain';
import { auctionOf, type NaiveAuction } from './naive-auction.ts';
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

/** `['level', side, px, qty]` and so on, in order; `traded` as `tradedEvent` says. */
export type NaiveEvent = readonly (string | number)[];

export interface NaiveOpenOrder {
  readonly place: 'Shown' | 'Hidden' | 'Waiting' | 'AtMarket';
  readonly side: Side;
  readonly px: number | undefined;
  readonly id: number;
  readonly owner: number;
  readonly shownQty: number;
  readonly leavesQty: number;
}

export interface NaiveMatcher {
  readonly apply: (command: NaiveCommand) => NaiveEvent[];
  readonly state: () => NaiveOpenOrder[];
  readonly inAuction: () => boolean;
  readonly indicative: (referencePx: number) => NaiveAuction | undefined;
}

/** An open order; `limit` is its price, or its cap if it is a peg. */
interface Open {
  readonly order: NaiveOrder;
  readonly limit: number | undefined;
  readonly display: number | undefined;
  readonly place: NaiveOpenOrder['place'];
  readonly px: number | undefined;
  readonly shown: number;
  readonly leaves: number;
  readonly priority: number;
}

const PLACES = ['Shown', 'Hidden', 'Waiting', 'AtMarket'];

type Guard = 'CancelNew' | 'CancelResting' | 'None';

/** As the book's of the same names. */
export interface NaiveRules extends Grid {
  readonly selfTrade?: 'CancelNew' | 'CancelResting' | undefined;
  readonly anonymous?: number;
}

export function createNaiveMatcher(grid: NaiveRules): NaiveMatcher {
  const { tick, lot, selfTrade, anonymous } = grid;
  let open: Open[] = [];
  let priorities = 0;
  let inAuction = false;
  let touch: NaiveTouch = {};
  let events: NaiveEvent[] = [];
  /** The taker has met an order of its owner's that stops it. */
  let stopped = false;

  const find = (id: number): Open | undefined => open.find((o) => o.order.id === id);
  const drop = (id: number): void => {
    open = open.filter((o) => o.order.id !== id);
  };
  /** By place, bids then asks, best price first, first in time first. */
  const inOrder = (): Open[] =>
    open.toSorted(
      (a, b) =>
        PLACES.indexOf(a.place) - PLACES.indexOf(b.place) ||
        a.order.side.localeCompare(b.order.side) ||
        (a.order.side === 'Buy' ? -1 : 1) * ((a.px ?? 0) - (b.px ?? 0)) ||
        a.priority - b.priority,
    );
  const tellLevel = (side: Side, px: number): void => {
    const there = open.filter((o) => o.place === 'Shown' && o.order.side === side && o.px === px);
    events.push(['level', side, px, there.reduce((sum, o) => sum + o.shown, 0)]);
  };
  const tellPlace = ({ place, order, px }: Open): void => {
    if (place === 'Shown') tellLevel(order.side, px as number);
  };

  const put = (o: Open): void => {
    drop(o.order.id);
    priorities += 1;
    const shown = Math.min(o.leaves, o.display ?? o.leaves);
    const put: Open = { ...o, shown, priority: priorities };
    open.push(put);
    tellPlace(put);
  };
  /** An order gives shares. What an iceberg shows next goes to the back. */
  const give = (id: number, done: number): void => {
    const o = find(id) as Open;
    const leaves = o.leaves - done;
    const shown = o.shown - done;
    drop(id);
    if (shown > 0) open.push({ ...o, leaves, shown });
    else if (leaves > 0) {
      priorities += 1;
      open.push({ ...o, leaves, shown: Math.min(leaves, o.display as number), priority: priorities });
    }
  };
  const least = (o: Open): number => Math.min(o.order.minQty ?? 1, o.leaves);
  const reaches = (side: Side, limit: number | undefined, px: number): boolean =>
    limit === undefined || (side === 'Buy' ? px <= limit : px >= limit);

  /** Who trades next with a taker: the best price, there who is shown, there who came first. */
  const nextMaker = (side: Side, limit: number | undefined, wants: number): Open | undefined =>
    open
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
      if (at !== undefined && (stopped || maker?.place !== at.place || maker.px !== at.px)) tellPlace(at);
      if (maker === undefined || stopped) return left;
      if (isOwn && guard === 'CancelResting') {
        drop(maker.order.id);
        events.push(['canceled', maker.order.id, maker.leaves, 'SelfTrade']);
        at = maker;
        continue;
      }
      const done = Math.min(left, maker.shown);
      left -= done;
      give(maker.order.id, done);
      events.push(tradedEvent(maker, { order: taker, leaves: left + done }, maker.px as number, done));
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
    const before = { open, priorities, events };
    events = [];
    const had = wants - take(taker, limit, wants, guard);
    ({ open, priorities, events } = before);
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
      put({
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
      if (tries && stopped) events.push(['canceled', order.id, left, 'SelfTrade']);
      else if (left > 0) at(unseen ? 'Hidden' : 'Shown', left);
    }
  };
  /** An order leaves its place; its level is told. */
  const stepOut = (o: Open): void => {
    drop(o.order.id);
    tellPlace(o);
  };
  const wait = (o: Open): void => {
    stepOut(o);
    put({ ...o, place: 'Waiting', px: undefined });
  };

  const refusal = (o: NaiveOrder): string | undefined => {
    const problem = termsProblem(o, grid);
    if (problem !== undefined) return problem;
    if (find(o.id) !== undefined) return 'DuplicateId';
    if (inAuction) return isImmediate(o) ? 'InAuction' : undefined;
    const mayTake = o.postOnly && o.peg === undefined && o.timeInForce !== 'Auction';
    return mayTake && wouldTake(o, o.px, o.qty) ? 'WouldTake' : undefined;
  };

  const enter = (order: NaiveOrder): void => {
    const reason = refusal(order);
    if (reason !== undefined) {
      events.push(['rejected', order.id, reason]);
      return;
    }
    events.push(['accepted', order.id]);
    const { px, qty } = order;
    const isMarket = px === undefined && order.peg === undefined && order.timeInForce === 'Day' && !inAuction;
    if (!isImmediate(order) && !isMarket) {
      arrive({ order, limit: px, display: order.displayQty }, qty);
    } else if (order.timeInForce === 'FillOrKill' && !couldTake(order, px, qty, qty)) {
      events.push(['canceled', order.id, qty, 'CannotFillWhole']);
    } else if (order.minQty !== undefined && !couldTake(order, px, qty, order.minQty)) {
      events.push(['canceled', order.id, qty, 'CannotFillMinimum']);
    } else {
      const left = take(order, px, qty);
      if (left > 0) events.push(['canceled', order.id, left, stopped ? 'SelfTrade' : 'Remainder']);
    }
  };

  /** Cancels these, best first; each level is told once. */
  const cancelThese = (these: readonly Open[], cause: string): void => {
    these.forEach((o, nth) => {
      drop(o.order.id);
      events.push(['canceled', o.order.id, o.leaves, cause]);
      const next = these[nth + 1];
      const isLast =
        next === undefined || next.place !== o.place || next.order.side !== o.order.side || next.px !== o.px;
      if (isLast) tellPlace(o);
    });
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
    drop(o.order.id);
    const would = wouldTake(o.order, to.px, to.leavesQty);
    open.push(o);
    return would ? 'WouldTake' : undefined;
  };
  const staysPut = (o: Open, to: NaiveReplace): boolean =>
    o.order.minQty === undefined &&
    to.leavesQty <= o.leaves &&
    to.px === o.limit &&
    (to.displayQty ?? o.display) === o.display;

  const replace = (to: NaiveReplace): void => {
    const o = find(to.id);
    const reason = o === undefined ? 'UnknownOrder' : replaceRefusal(o, to);
    if (o === undefined || reason !== undefined) {
      events.push(['rejected', to.id, reason as string]);
      return;
    }
    events.push(['replaced', to.id]);
    if (staysPut(o, to)) {
      const shown = Math.min(o.shown, to.leavesQty);
      open = open.map((each) => (each === o ? { ...o, leaves: to.leavesQty, shown } : each));
      tellPlace(o);
      return;
    }
    drop(to.id);
    const samePx = o.place === 'Shown' && pxOf(o.order, to.px) === o.px;
    if (!samePx) tellPlace(o);
    arrive({ order: o.order, limit: to.px, display: to.displayQty ?? o.display }, to.leavesQty);
    const now = find(to.id);
    if (samePx && !(now?.place === 'Shown' && now.px === o.px)) tellPlace(o);
  };

  const byPriority = (these: readonly Open[]): Open[] => these.toSorted((a, b) => a.priority - b.priority);
  const waitingPegs = (): Open[] =>
    byPriority(open.filter((o) => o.order.peg !== undefined && o.place === 'Waiting'));
  const reprice = (to: NaiveTouch): void => {
    touch = to;
    if (inAuction) return;
    for (const o of byPriority(open.filter((each) => each.order.peg !== undefined))) {
      if (o.place !== 'Waiting' && pegPx(o.order, o.limit) !== o.px) wait(o);
    }
    for (const o of waitingPegs()) {
      if (pegPx(o.order, o.limit) === undefined) continue;
      drop(o.order.id);
      arrive(o, o.leaves);
    }
  };

  const begin = (): void => {
    inAuction = true;
    const pegs = open.filter((o) => o.order.peg !== undefined && o.place !== 'Waiting');
    byPriority(pegs).forEach(wait);
    inOrder()
      .filter((o) => o.order.minQty !== undefined && o.place === 'Hidden')
      .forEach(wait);
    for (const o of inOrder().filter((each) => each.order.timeInForce === 'Auction')) {
      drop(o.order.id);
      arrive(o, o.leaves);
    }
  };

  const auction = (referencePx: number): NaiveAuction | undefined =>
    auctionOf(
      open
        .filter((o) => o.place !== 'Waiting')
        .map(({ order, px, leaves }) => ({ side: order.side, px, qty: leaves })),
      tick,
      referencePx,
    );
  const shownLevels = (): readonly (readonly [Side, number])[] =>
    inOrder().flatMap((o) => (o.place === 'Shown' ? [[o.order.side, o.px as number] as const] : []));
  const shownQty = ([side, px]: readonly [Side, number]): number =>
    open
      .filter((o) => o.place === 'Shown' && o.order.side === side && o.px === px)
      .reduce((sum, o) => sum + o.shown, 0);

  const end = (referencePx: number): void => {
    const at = auction(referencePx);
    const before = shownLevels().map((level) => ({ level, qty: shownQty(level) }));
    for (let left = at?.qty ?? 0; left > 0; ) {
      const [buy, sell] = (['Buy', 'Sell'] as const).map(
        (side) =>
          inOrder()
            .filter((o) => o.order.side === side && o.place !== 'Waiting')
            .sort((a, b) => worth(b) - worth(a))[0] as Open,
      ) as [Open, Open];
      const done = Math.min(left, buy.shown, sell.shown);
      left -= done;
      give(buy.order.id, done);
      give(sell.order.id, done);
      const [maker, taker] = buy.priority < sell.priority ? [buy, sell] : [sell, buy];
      events.push(tradedEvent(maker, taker, (at as NaiveAuction).px, done));
    }
    const told = new Set<string>();
    for (const { level, qty } of before) {
      if (shownQty(level) !== qty && !told.has(level.join())) tellLevel(...level);
      told.add(level.join());
    }
    inAuction = false;
    const spent = (o: Open): boolean =>
      o.place === 'AtMarket' || (o.order.timeInForce === 'Auction' && o.place !== 'Waiting');
    cancelThese(inOrder().filter(spent), 'Remainder');
    const waited = open.filter((o) => o.place === 'Waiting' && o.order.peg === undefined);
    for (const o of byPriority(waited.filter((each) => each.order.minQty !== undefined))) {
      drop(o.order.id);
      arrive(o, o.leaves);
    }
  };
  /** How much an order outbids others of its side by. */
  const worth = (o: Open): number =>
    o.place === 'AtMarket' ? Number.MAX_VALUE : o.order.side === 'Buy' ? (o.px as number) : -(o.px as number);

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
          inOrder().filter((o) => o.order.owner === command.owner),
          'Requested',
        );
      case 'Expire':
        return cancelThese(inOrder(), 'Expired');
      case 'Auction':
        return inAuction ? end(command.referencePx) : begin();
      case 'Cancel': {
        const o = find(command.id);
        if (o === undefined) events.push(['rejected', command.id, 'UnknownOrder']);
        else cancelThese([o], 'Requested');
      }
    }
  };

  return {
    apply: (command) => {
      events = [];
      act(command);
      return events;
    },
    state: () =>
      inOrder().map(({ place, order, px, shown, leaves }) => ({
        place,
        side: order.side,
        px,
        id: order.id,
        owner: order.owner,
        shownQty: place === 'Shown' ? shown : 0,
        leavesQty: leaves,
      })),
    inAuction: () => inAuction,
    indicative: auction,
  };
}

/** `['traded', maker, taker, px, qty, owners, and leaves of both]` */
function tradedEvent(
  maker: Pick<Open, 'order' | 'leaves'>,
  taker: Pick<Open, 'order' | 'leaves'>,
  px: number,
  qty: number,
): NaiveEvent {
  const parties = [maker, taker];
  return [
    'traded',
    ...parties.map((o) => o.order.id),
    px,
    qty,
    ...parties.map((o) => o.order.owner),
    ...parties.map((o) => o.leaves - qty),
    taker.order.side,
  ];
}
