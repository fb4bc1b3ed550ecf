/**
 * The gate against anything: random orders with hostile values in any field, random fills and closes between
 * them. An oracle that knows nothing of the gate's tables adds everything up anew for each approval.
 */
import {
  accountId,
  type ChildOrder,
  clOrdId,
  deskId,
  instrumentId,
  type LimitRow,
  type MarketStamp,
  type ParentId,
  type Px,
  type Qty,
  type Side,
  seq,
  userId,
  venueId,
} from '@fairlead/domain';
import { childOrder, parentOrder } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import {
  type ChildContext,
  checkChild,
  checkParent,
  createRisk,
  onBust,
  onClosed,
  onFill,
  rearm,
  triggerCounts,
  trip,
  utilisation,
} from './index.ts';

/** Mulberry32: the same hostility every time. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const HOSTILE: readonly unknown[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -1,
  0,
  -0,
  0.5,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 53),
  1e308,
  5e-324,
  undefined,
  null,
  '',
  '100',
  {},
  [],
  [100],
  true,
  10n,
  Symbol('price'),
  () => 1,
  { valueOf: () => 5 },
];

/** Asks never move and fills happen at them, so that the oracle needs no marks. */
const ASK: Record<string, number> = { KESTREL: 1_000_100, MERLIN: 421_600 };
const TRADERS = ['tara', 'tom', 'nobody'];
const ROWS: LimitRow[] = (
  [
    ['Firm', '*', 'MAX_GROSS_NOTIONAL', 2e10],
    ['Desk', '*', 'MAX_GROSS_NOTIONAL', 1.2e10],
    ['Desk', 'cash', 'MAX_GROSS_NOTIONAL', 1e10],
    ['Account', '*', 'MAX_GROSS_NOTIONAL', 1.1e10],
    ['Trader', 'tara', 'MAX_GROSS_NOTIONAL', 1.2e10],
    ['Trader', 'tom', 'MAX_GROSS_NOTIONAL', 9e9],
    ['Trader', '*', 'MAX_ORDER_QTY', 9_000],
    ['Trader', 'tom', 'MAX_ORDER_QTY', 4_000],
    ['Trader', '*', 'MAX_ORDER_NOTIONAL', 8e9],
    ['Instrument', 'KESTREL', 'MAX_GROSS_NOTIONAL', 1.5e10],
    ['Instrument', 'MERLIN', 'MAX_GROSS_NOTIONAL', 4e9],
    ['Instrument', '*', 'MAX_ORDER_QTY', 8_000],
    ['Instrument', '*', 'MAX_ORDER_NOTIONAL', 7e9],
    ['Instrument', '*', 'PRICE_COLLAR', 50],
    ['Instrument', 'MERLIN', 'PRICE_COLLAR', 20],
    ['Instrument', '*', 'MAX_REFERENCE_AGE', 1_000],
  ] as const
).map(([level, key, control, bound]) => ({ level, key, control, bound }));

const boundOf = (level: string, key: string, control: string): number | undefined =>
  (
    ROWS.find((r) => r.level === level && r.key === key && r.control === control) ??
    ROWS.find((r) => r.level === level && r.key === '*' && r.control === control)
  )?.bound;

interface Live {
  readonly order: ChildOrder;
  readonly worthPx: number;
  leaves: number;
}

interface World {
  live: Live[];
  /** Signed shares by owner and instrument, with an order that says whose. */
  readonly fills: Map<string, { readonly order: ChildOrder; shares: number }>;
}

const keysOf = (o: ChildOrder): (readonly [string, string])[] => [
  ['Firm', '*'],
  ['Desk', o.desk],
  ['Trader', o.trader],
  ['Account', o.account],
  ['Instrument', o.instrument],
];

const hold = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`approved against ${what}`);
};

/** Everything that an approved order must have been, said again from scratch. */
function mustHold(o: ChildOrder, c: ChildContext, world: World): void {
  const sound = (n: unknown): boolean => typeof n === 'number' && n % 1 === 0 && n >= 0 && n < 2 ** 53;
  hold(sound(o.orderQty) && o.orderQty > 0, 'a whole quantity');
  hold(o.px === undefined ? o.ordType !== 'Limit' : sound(o.px) && o.px > 0, 'a price');
  hold(sound(c.parentLeavesQty) && sound(c.parentWorkingQty), 'the parent');
  const { bidPx, askPx, ageNs } = c.stamp as Required<MarketStamp>;
  hold(sound(bidPx) && sound(askPx) && bidPx > 0 && bidPx <= askPx, 'a reference');
  const oldest = boundOf('Instrument', o.instrument, 'MAX_REFERENCE_AGE') as number;
  hold(ageNs >= 0 && ageNs <= 1e6 * oldest, 'the reference is fresh');

  const buy = o.side === 'Buy';
  const worthPx = buy ? (o.px ?? askPx) : Math.max(o.px ?? 0, bidPx);
  for (const [level, key] of keysOf(o)) {
    const most = boundOf(level, key, 'MAX_ORDER_QTY') ?? Number.POSITIVE_INFINITY;
    hold(o.orderQty <= most, `MAX_ORDER_QTY ${level} ${key}`);
    const worth = boundOf(level, key, 'MAX_ORDER_NOTIONAL') ?? Number.POSITIVE_INFINITY;
    hold(o.orderQty * worthPx <= worth, `MAX_ORDER_NOTIONAL ${level} ${key}`);
  }
  const mid = (bidPx + askPx) / 2;
  const reach =
    o.ordType === 'Pegged'
      ? buy
        ? Math.min(o.px ?? mid, askPx)
        : Math.max(o.px ?? mid, bidPx)
      : (o.px ?? (buy ? askPx : bidPx));
  const collar = boundOf('Instrument', o.instrument, 'PRICE_COLLAR') as number;
  hold((buy ? reach - mid : mid - reach) <= (mid * collar) / 1e4 + 1e-6, 'PRICE_COLLAR');

  const working = world.live.filter((l) => l.order.parentId === o.parentId).reduce((n, l) => n + l.leaves, 0);
  hold(o.orderQty + Math.max(working, c.parentWorkingQty) <= c.parentLeavesQty, 'PARENT_EXCEEDED');

  for (const [level, key] of keysOf(o)) {
    const mine = (other: ChildOrder): boolean => keysOf(other).some(([l, k]) => l === level && k === key);
    let side = o.orderQty * worthPx;
    for (const l of world.live) if (mine(l.order) && l.order.side === o.side) side += l.leaves * l.worthPx;
    for (const instrument of Object.keys(ASK)) {
      let position = 0;
      for (const { order, shares } of world.fills.values()) {
        if (mine(order) && order.instrument === instrument) position += shares;
      }
      if (buy ? position > 0 : position < 0) side += Math.abs(position) * (ASK[instrument] as number);
    }
    const bound = boundOf(level, key, 'MAX_GROSS_NOTIONAL');
    hold(bound !== undefined && side <= bound, `MAX_GROSS_NOTIONAL ${level} ${key}`);
  }
}

describe('any order whatever', () => {
  test('120,000 random and hostile ones: nothing is thrown, nothing passes beyond a bound', () => {
    const next = random(42);
    const pick = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
    const upTo = (n: number): number => 1 + Math.floor(next() * n);
    const state = createRisk({ version: 1, rows: ROWS });
    const world: World = { live: [], fills: new Map() };
    let approvals = 0;
    let hostile = 0;
    const killed = new Set<string>();
    for (let i = 0; i < 120_000; i++) {
      const instrument = pick(['KESTREL', 'KESTREL', 'MERLIN', 'STRANGER']);
      const ask = ASK[instrument] ?? 500;
      const side = pick<Side>(['Buy', 'Sell']);
      const ordType = pick(['Limit', 'Limit', 'Pegged', 'Market'] as const);
      const order: Record<string, unknown> = {
        ...childOrder({
          clOrdId: clOrdId(`X-${next() < 0.02 ? 7 : i}`),
          parentId: `P${upTo(40)}` as ParentId,
          instrument: instrumentId(instrument),
          venue: venueId(pick(['LIT-A', 'INV-B'])),
          side,
          ordType,
          orderQty: upTo(next() < 0.1 ? 12_000 : 2_000) as Qty,
          px: Math.round(ask * (1 + (next() - 0.5) * 0.012)) as Px,
          trader: userId(pick(TRADERS)),
          desk: deskId(pick(['cash', 'program'])),
          account: accountId(pick(['MAIN', 'SIDE'])),
        }),
      };
      if (ordType !== 'Limit' && next() < 0.5) delete order.px;
      const stamp: Record<string, unknown> = { bidPx: ask - 200, askPx: ask, ageNs: next() * 1.05e9 };
      const context: Record<string, unknown> = {
        parentLeavesQty: upTo(20_000),
        parentWorkingQty: upTo(3_000),
      };
      let given: unknown = { ...context, stamp };
      if (next() < 0.35) {
        hostile++;
        const target = pick([order, order, order, stamp, context]);
        const field = pick(Object.keys(target));
        const value = pick(HOSTILE);
        if (next() < 0.2) delete target[field];
        else target[field] = value;
        given = next() < 0.02 ? pick(HOSTILE) : { ...context, stamp: next() < 0.02 ? pick(HOSTILE) : stamp };
      }
      const asked = next() < 0.002 ? (pick(HOSTILE) as ChildOrder) : (order as unknown as ChildOrder);
      const verdict = checkChild(state, asked, given as ChildContext);
      if (verdict.ok) {
        approvals++;
        hold(!killed.has(asked.venue), 'a kill');
        mustHold(asked, given as ChildContext, world);
        const { bidPx, askPx } = stamp as { bidPx: number; askPx: number };
        const worthPx = asked.side === 'Buy' ? (asked.px ?? askPx) : Math.max(asked.px ?? 0, bidPx);
        world.live.push({ order: asked, worthPx, leaves: asked.orderQty });
      } else {
        const { value = 0, bound = 0 } = verdict.error;
        hold(Number.isFinite(value) && Number.isFinite(bound), 'a finite measure');
      }
      turnOver(next);
      if (next() < (killed.size > 0 ? 0.05 : 0.001)) {
        const key = pick(['LIT-A', 'INV-B']);
        if (killed.delete(key)) rearm(state, { level: 'Venue', key });
        else {
          killed.add(key);
          trip(state, { scope: { level: 'Venue', key }, since: seq(1), by: 'sam', reason: 'test' });
        }
      }
    }
    expect(approvals).toBeGreaterThan(5_000);
    expect(hostile).toBeGreaterThan(30_000);
    const idle = triggerCounts(state).filter(({ count }) => count < 100);
    expect(idle.map(({ code }) => code)).toEqual(['MAX_PARENT_QTY', 'MAX_PARENT_NOTIONAL']);

    /** Some of what works fills or closes; a book that has grown is busted empty. */
    function turnOver(draw: () => number): void {
      while (world.live.length > 0 && (world.live.length > 40 || draw() < 0.1)) {
        const l = world.live.splice(Math.floor(draw() * world.live.length), 1)[0] as Live;
        const filled = draw() < 0.3 ? Math.floor(draw() * (l.leaves + 1)) : 0;
        if (filled > 0) {
          const { order } = l;
          onFill(state, order, filled, ASK[order.instrument] as number);
          const key = keysOf(order).join();
          const held = world.fills.get(key) ?? { order, shares: 0 };
          held.shares += order.side === 'Buy' ? filled : -filled;
          world.fills.set(key, held);
        }
        onFill(state, l.order, pick([Number.NaN, -5, 0.5, 2 ** 60]) as number, 100);
        onClosed(state, l.order, l.leaves - filled);
      }
      if (draw() > 0.01) return;
      for (const { order, shares } of world.fills.values()) {
        const bought = { ...order, side: shares > 0 ? ('Buy' as const) : ('Sell' as const) };
        onBust(state, bought, Math.abs(shares), ASK[order.instrument] as number);
      }
      world.fills.clear();
    }
  });

  test('20,000 hostile parents: nothing is thrown, nothing passes beyond a bound', () => {
    const next = random(7);
    const pick = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
    const rows: LimitRow[] = [
      ...ROWS,
      { level: 'Trader', key: '*', control: 'MAX_PARENT_QTY', bound: 50_000 },
      { level: 'Trader', key: '*', control: 'MAX_PARENT_NOTIONAL', bound: 4e10 },
      { level: 'Instrument', key: 'KESTREL', control: 'MAX_PARENT_QTY', bound: 60_000 },
      { level: 'Instrument', key: 'KESTREL', control: 'MAX_PARENT_NOTIONAL', bound: 5e10 },
    ];
    const state = createRisk({ version: 1, rows });
    let passed = 0;
    for (let i = 0; i < 20_000; i++) {
      const order: Record<string, unknown> = {
        ...parentOrder({ orderQty: Math.ceil(next() * 70_000) as Qty, side: pick(['Buy', 'Sell'] as const) }),
      };
      if (next() < 0.5) order.limitPx = Math.ceil(next() * 2_000_000);
      if (next() < 0.4) order[pick(Object.keys(order))] = pick(HOSTILE);
      const stamp = next() < 0.1 ? pick(HOSTILE) : { bidPx: 999_900, askPx: 1_000_100, ageNs: 5 };
      const verdict = checkParent(state, order as never, stamp as MarketStamp);
      if (!verdict.ok) {
        expect(verdict.refusals.length).toBeGreaterThan(0);
        continue;
      }
      passed++;
      const { orderQty, side, limitPx } = order as { orderQty: number; side: Side; limitPx?: number };
      expect(Number.isSafeInteger(orderQty) && orderQty > 0 && orderQty <= 50_000).toBe(true);
      const worthPx = side === 'Buy' ? (limitPx ?? 1_000_100) : Math.max(limitPx ?? 0, 999_900);
      expect(orderQty * worthPx).toBeLessThanOrEqual(4e10);
    }
    expect(passed).toBeGreaterThan(3_000);
  });

  test('working exposure is exactly zero again once every child is terminal, and position what was filled', () => {
    const next = random(99);
    const state = createRisk({ version: 1, rows: ROWS.map((r) => ({ ...r, bound: r.bound * 1_000 })) });
    const stamp = { bidPx: 999_900 as Px, askPx: 1_000_100 as Px, ageNs: 5 };
    const live: ChildOrder[] = [];
    let position = 0;
    for (let i = 0; i < 5_000; i++) {
      const order = childOrder({
        clOrdId: clOrdId(`Y-${i}`),
        orderQty: Math.ceil(next() * 3_000) as Qty,
        px: Math.round(995_000 + next() * 9_000) as Px,
        side: next() < 0.5 ? 'Buy' : 'Sell',
      });
      const at = { stamp, parentLeavesQty: 2 ** 50, parentWorkingQty: 0 };
      if (checkChild(state, order, at).ok) live.push(order);
    }
    expect(live.length).toBeGreaterThan(4_900);
    for (const order of live) {
      const lastQty = Math.floor(next() * (order.orderQty + 1));
      onFill(state, order, lastQty, 1_000_100);
      if (lastQty > 0) position += order.side === 'Buy' ? lastQty : -lastQty;
      expect(onClosed(state, order, order.orderQty - lastQty)).toBe(true);
    }
    for (const books of Object.values(state.exposure.books)) {
      for (const book of books.values()) {
        expect([book.workingBuy, book.workingSell]).toEqual([0, 0]);
      }
    }
    expect(state.exposure.reservations.size).toBe(0);
    expect(state.exposure.parentWorking.size).toBe(0);
    const firm = utilisation(state).find((u) => u.level === 'Firm');
    expect(firm?.used).toBe(Math.abs(position) * 1_000_100);
  });
});
