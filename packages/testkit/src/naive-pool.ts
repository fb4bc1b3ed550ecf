/**
 * A midpoint pool said the slow way: a flat list of orders, and every pair looked at anew before every trade. The
 * twin of @fairlead/book's: same commands, same events, same state. Prices 1/10,000, shares.
 */
import type { Side } from '@fairlead/domain';
import type { NaiveEvent } from './naive-queues.ts';

export interface NaivePeg {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  readonly qty: number;
  readonly px?: number | undefined;
  readonly minQty?: number | undefined;
  readonly timeInForce: 'Day' | 'ImmediateOrCancel' | 'FillOrKill';
}

export type NaivePoolCommand =
  | ({ readonly type: 'Enter' } & NaivePeg)
  | { readonly type: 'Cancel'; readonly id: number }
  | {
      readonly type: 'Replace';
      readonly id: number;
      readonly leavesQty: number;
      readonly px?: number | undefined;
    }
  | { readonly type: 'Midpoint'; readonly midPx: number | undefined };

export interface NaivePool {
  readonly apply: (command: NaivePoolCommand) => NaiveEvent[];
  readonly resting: (side: Side) => readonly (readonly [id: number, leaves: number])[];
}

interface Pooled {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  /** Without a cap the worst price there is. */
  readonly px: number;
  readonly minQty: number;
  leaves: number;
  arrival: number;
}

export function createNaivePool(of: { readonly lot: number; readonly minQty: number }): NaivePool {
  let pooled: Pooled[] = [];
  let midPx: number | undefined;
  let arrivals = 0;
  let events: NaiveEvent[] = [];

  const isCount = (n: number): boolean => Number.isSafeInteger(n) && n > 0;
  const least = (o: Pooled): number => Math.max(of.minQty, Math.min(o.minQty, o.leaves));
  const capOf = (side: Side, px: number | undefined): number =>
    px ?? (side === 'Buy' ? Number.MAX_SAFE_INTEGER : 0);
  const within = (o: Pooled): boolean =>
    midPx !== undefined && (o.side === 'Buy' ? midPx <= o.px : midPx >= o.px);
  const mayTrade = (a: Pooled, b: Pooled): boolean => {
    const size = Math.min(a.leaves, b.leaves);
    return a.side !== b.side && within(a) && within(b) && size >= least(a) && size >= least(b);
  };

  /** The pair that would have met first. */
  const firstPair = (orders: readonly Pooled[]): readonly [maker: Pooled, taker: Pooled] | undefined => {
    const inTime = orders.toSorted((a, b) => a.arrival - b.arrival);
    for (const taker of inTime) {
      const maker = inTime.find((o) => o.arrival < taker.arrival && mayTrade(o, taker));
      if (maker !== undefined) return [maker, taker];
    }
    return undefined;
  };

  const crossAll = (): void => {
    for (let pair = firstPair(pooled); pair !== undefined; pair = firstPair(pooled)) {
      const [maker, taker] = pair;
      const size = Math.min(maker.leaves, taker.leaves);
      maker.leaves -= size;
      taker.leaves -= size;
      events.push(['traded', maker.id, taker.id, midPx ?? 0, size, maker.leaves, taker.leaves]);
      for (const { id, leaves } of pair) {
        if (leaves >= of.minQty) continue;
        pooled = pooled.filter((o) => o.id !== id);
        if (leaves > 0) events.push(['canceled', id, leaves, 'Remainder']);
      }
    }
  };

  const sizeProblem = (qty: number): string | undefined => {
    if (!isCount(qty)) return 'BadQty';
    if (qty % of.lot !== 0) return 'OffLot';
    return qty < of.minQty ? 'BelowMinimum' : undefined;
  };
  const pxProblem = (px: number | undefined): string | undefined =>
    px === undefined || isCount(px) ? undefined : 'BadPx';

  /** Shares that the order would get now, all that rests left as it is. */
  const couldGet = (order: Pooled): number => {
    let others = pooled.map((o) => ({ ...o }));
    const mine = { ...order };
    for (;;) {
      const pair = firstPair([...others.filter((o) => mayTrade(o, mine)), mine]);
      if (pair === undefined || mine.leaves === 0) return order.leaves - mine.leaves;
      const size = Math.min(pair[0].leaves, mine.leaves);
      mine.leaves -= size;
      others = others.filter((o) => o.id !== pair[0].id);
    }
  };

  const enter = (o: NaivePeg): void => {
    const problem =
      sizeProblem(o.qty) ??
      (o.minQty !== undefined && (!isCount(o.minQty) || o.minQty > o.qty) ? 'BadQty' : undefined) ??
      pxProblem(o.px) ??
      (pooled.some((r) => r.id === o.id) ? 'DuplicateId' : undefined);
    if (problem !== undefined) {
      events.push(['rejected', o.id, problem]);
      return;
    }
    arrivals += 1;
    const { id, owner, side, minQty = 1 } = o;
    const order: Pooled = {
      id,
      owner,
      side,
      px: capOf(side, o.px),
      minQty,
      leaves: o.qty,
      arrival: arrivals,
    };
    events.push(['accepted', id]);
    if (o.timeInForce === 'FillOrKill' && couldGet(order) < o.qty) {
      events.push(['canceled', id, o.qty, 'CannotFillWhole']);
      return;
    }
    pooled.push(order);
    crossAll();
    if (o.timeInForce === 'Day' || !pooled.includes(order)) return;
    pooled = pooled.filter((r) => r !== order);
    events.push(['canceled', id, order.leaves, 'Remainder']);
  };

  const cancel = (id: number): void => {
    const order = pooled.find((o) => o.id === id);
    pooled = pooled.filter((o) => o !== order);
    events.push(
      order === undefined ? ['rejected', id, 'UnknownOrder'] : ['canceled', id, order.leaves, 'Requested'],
    );
  };

  const replace = (id: number, leaves: number, px: number | undefined): void => {
    const order = pooled.find((o) => o.id === id);
    const problem = order === undefined ? 'UnknownOrder' : (sizeProblem(leaves) ?? pxProblem(px));
    if (order === undefined || problem !== undefined) {
      events.push(['rejected', id, problem ?? 'UnknownOrder']);
      return;
    }
    events.push(['replaced', id]);
    const cap = capOf(order.side, px);
    const keeps = cap === order.px && leaves <= order.leaves;
    if (!keeps) arrivals += 1;
    const arrival = keeps ? order.arrival : arrivals;
    pooled = pooled.map((o) => (o === order ? { ...o, px: cap, leaves, arrival } : o));
    crossAll();
  };

  return {
    apply: (command) => {
      events = [];
      if (command.type === 'Enter') enter(command);
      else if (command.type === 'Cancel') cancel(command.id);
      else if (command.type === 'Replace') replace(command.id, command.leavesQty, command.px);
      else {
        midPx = command.midPx;
        crossAll();
      }
      return events;
    },
    resting: (side) =>
      pooled
        .filter((o) => o.side === side)
        .sort((a, b) => a.arrival - b.arrival)
        .map((o) => [o.id, o.leaves] as const),
  };
}
