/**
 * The matching rules said the slow way: one flat list of resting orders, sorted anew for every match. The twin
 * of @fairlead/book's matching engine: same commands, same events, same state. Prices 1/10,000, shares.
 */
import type { Side } from '@fairlead/domain';

export interface NaiveOrder {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  readonly qty: number;
  readonly px?: number;
  readonly timeInForce: 'Day' | 'ImmediateOrCancel' | 'FillOrKill';
  readonly postOnly: boolean;
}

export type NaiveCommand =
  | ({ readonly type: 'Enter' } & NaiveOrder)
  | { readonly type: 'Cancel'; readonly id: number }
  | { readonly type: 'Replace'; readonly id: number; readonly leavesQty: number; readonly px: number };

/** `['traded', maker, taker, px, qty]`, `['level', side, px, qty]` and so on, in order. */
export type NaiveEvent = readonly (string | number)[];

interface Resting {
  readonly id: number;
  readonly side: Side;
  readonly px: number;
  readonly leaves: number;
  readonly postOnly: boolean;
  readonly arrival: number;
}

export interface NaiveMatcher {
  readonly apply: (command: NaiveCommand) => NaiveEvent[];
  readonly state: () => {
    readonly bids: readonly (readonly [number, readonly (readonly [number, number])[]])[];
    readonly asks: readonly (readonly [number, readonly (readonly [number, number])[]])[];
  };
}

export function createNaiveMatcher(of: { readonly tick: number; readonly lot: number }): NaiveMatcher {
  let resting: Resting[] = [];
  let arrivals = 0;

  const bestFirst = (side: Side): Resting[] =>
    resting
      .filter((o) => o.side === side)
      .sort((a, b) => (side === 'Buy' ? b.px - a.px : a.px - b.px) || a.arrival - b.arrival);
  const shown = (side: Side, px: number): number =>
    resting.filter((o) => o.side === side && o.px === px).reduce((sum, o) => sum + o.leaves, 0);
  const level = (side: Side, px: number): NaiveEvent => ['level', side, px, shown(side, px)];
  const contraOf = (side: Side, limit: number): Resting[] =>
    bestFirst(side === 'Buy' ? 'Sell' : 'Buy').filter((o) =>
      side === 'Buy' ? o.px <= limit : o.px >= limit,
    );

  const sizeProblem = (qty: number): string | undefined => {
    if (!Number.isSafeInteger(qty) || qty <= 0) return 'BadQty';
    return qty % of.lot === 0 ? undefined : 'OffLot';
  };
  const pxProblem = (px: number): string | undefined => {
    if (!Number.isSafeInteger(px) || px <= 0) return 'BadPx';
    return px % of.tick === 0 ? undefined : 'OffTick';
  };

  const trade = (
    taker: { readonly id: number; readonly side: Side },
    quantity: number,
    limit: number,
  ): { readonly events: NaiveEvent[]; readonly leaves: number } => {
    const events: NaiveEvent[] = [];
    let leaves = quantity;
    const contras = contraOf(taker.side, limit);
    contras.forEach((maker, i) => {
      if (leaves === 0) return;
      const done = Math.min(leaves, maker.leaves);
      leaves -= done;
      resting = resting
        .map((o) => (o.id === maker.id ? { ...o, leaves: o.leaves - done } : o))
        .filter((o) => o.leaves > 0);
      events.push(['traded', maker.id, taker.id, maker.px, done]);
      if (leaves === 0 || contras[i + 1]?.px !== maker.px) events.push(level(maker.side, maker.px));
    });
    return { events, leaves };
  };

  const enter = (o: NaiveOrder): NaiveEvent[] => {
    const problem =
      sizeProblem(o.qty) ??
      (o.px === undefined ? undefined : pxProblem(o.px)) ??
      (o.px === undefined && o.postOnly ? 'NeedsPx' : undefined) ??
      (resting.some((r) => r.id === o.id) ? 'DuplicateId' : undefined);
    if (problem !== undefined) return [['rejected', o.id, problem]];
    const limit = o.px ?? (o.side === 'Buy' ? Number.POSITIVE_INFINITY : 0);
    const contras = contraOf(o.side, limit);
    if (o.postOnly && contras.length > 0) return [['rejected', o.id, 'WouldTake']];
    const reachable = contras.reduce((sum, c) => sum + c.leaves, 0);
    if (o.timeInForce === 'FillOrKill' && reachable < o.qty) {
      return [
        ['accepted', o.id],
        ['canceled', o.id, o.qty, 'CannotFillWhole'],
      ];
    }
    const { events, leaves } = trade(o, o.qty, limit);
    const before: NaiveEvent[] = [['accepted', o.id], ...events];
    if (leaves === 0) return before;
    if (o.px === undefined || o.timeInForce !== 'Day')
      return [...before, ['canceled', o.id, leaves, 'Remainder']];
    arrivals += 1;
    resting.push({ id: o.id, side: o.side, px: o.px, leaves, postOnly: o.postOnly, arrival: arrivals });
    return [...before, level(o.side, o.px)];
  };

  const cancel = (id: number): NaiveEvent[] => {
    const order = resting.find((o) => o.id === id);
    if (order === undefined) return [['rejected', id, 'UnknownOrder']];
    resting = resting.filter((o) => o.id !== id);
    return [['canceled', id, order.leaves, 'Requested'], level(order.side, order.px)];
  };

  const replace = (id: number, leavesQty: number, px: number): NaiveEvent[] => {
    const order = resting.find((o) => o.id === id);
    if (order === undefined) return [['rejected', id, 'UnknownOrder']];
    const problem = sizeProblem(leavesQty) ?? pxProblem(px);
    if (problem !== undefined) return [['rejected', id, problem]];
    if (order.postOnly && px !== order.px && contraOf(order.side, px).length > 0)
      return [['rejected', id, 'WouldTake']];
    if (px === order.px && leavesQty <= order.leaves) {
      resting = resting.map((o) => (o.id === id ? { ...o, leaves: leavesQty } : o));
      return [['replaced', id], level(order.side, px)];
    }
    resting = resting.filter((o) => o.id !== id);
    const left: NaiveEvent[] = px === order.px ? [] : [level(order.side, order.px)];
    const { events, leaves } = trade(order, leavesQty, px);
    if (leaves === 0) return [['replaced', id], ...left, ...events];
    arrivals += 1;
    resting.push({ ...order, px, leaves, arrival: arrivals });
    return [['replaced', id], ...left, ...events, level(order.side, px)];
  };

  const stateOf = (side: Side) => {
    const prices = [...new Set(bestFirst(side).map((o) => o.px))];
    return prices.map(
      (px) =>
        [
          px,
          bestFirst(side)
            .filter((o) => o.px === px)
            .map((o) => [o.id, o.leaves] as const),
        ] as const,
    );
  };

  return {
    apply: (command) => {
      if (command.type === 'Enter') return enter(command);
      if (command.type === 'Cancel') return cancel(command.id);
      return replace(command.id, command.leavesQty, command.px);
    },
    state: () => ({ bids: stateOf('Buy'), asks: stateOf('Sell') }),
  };
}
