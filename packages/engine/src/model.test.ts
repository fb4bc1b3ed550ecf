/**
 * Random days: orders, fills, busts, cancels, lost sessions, kills and repeats in any sequence, against the naive
 * twin that rescans the whole log, with the laws that must hold after every step.
 */
import {
  type ChildOrder,
  digestOf,
  type ExecutionReport,
  type OrderCancelReject,
  type ParentId,
  qty,
  type VenueId,
} from '@fairlead/domain';
import {
  accepts,
  answersStatus,
  busts,
  type CancelSent,
  closes,
  corrects,
  createFakeVenue,
  type FakeVenue,
  fills,
  type LogEntry,
  naiveOrders,
  parentOrder,
  refusesCancel,
  rejects,
  type StatusAsked,
} from '@fairlead/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DARK_1, INV_B, LIT_A, open, sam, tara } from '../test/house.ts';
import type { Input } from './input.ts';
import { createEngine, stateHash } from './state.ts';
import { step } from './step.ts';
import { childViews, parentViews, riskOf } from './views.ts';

const VENUES = [LIT_A, INV_B, DARK_1];
const SECOND = 1_000_000_000;

type Outbound =
  | { readonly type: 'Order'; readonly order: ChildOrder }
  | { readonly type: 'Cancel'; readonly cancel: CancelSent }
  | { readonly type: 'Ask'; readonly ask: StatusAsked };
type Inbound = { readonly report: ExecutionReport } | { readonly reject: OrderCancelReject };

/** The house with venues at the end of two wires each: first in, first out, until a session falls. */
function createDay() {
  const house = open();
  const { desk, state } = house;
  const venues = new Map<VenueId, FakeVenue>(VENUES.map((id) => [id, createFakeVenue(id)]));
  const out = new Map<VenueId, Outbound[]>(VENUES.map((id) => [id, []]));
  const back = new Map<VenueId, Inbound[]>(VENUES.map((id) => [id, []]));
  const up = new Set<VenueId>(VENUES);
  const log: LogEntry[] = [];
  const delivered: Inbound[] = [];
  let submitted = 0;

  /** Takes the effects of what just happened onto the wires. */
  const wire = (): void => {
    for (const order of desk.orders.splice(0)) {
      log.push({ type: 'Sent', order });
      out.get(order.venue)?.push({ type: 'Order', order });
    }
    for (const cancel of desk.cancels.splice(0)) {
      log.push({ type: 'Cancel', clOrdId: cancel.clOrdId, of: cancel.origClOrdId });
      out.get(cancel.venue)?.push({ type: 'Cancel', cancel });
    }
    for (const ask of desk.asks.splice(0)) out.get(ask.venue)?.push({ type: 'Ask', ask });
  };

  const deliver = (message: Inbound): void => {
    delivered.push(message);
    if ('report' in message) log.push({ type: 'Report', report: message.report });
    else log.push({ type: 'Reject', reject: message.reject });
    if ('report' in message) house.report(message.report);
    else house.reject(message.reject);
  };

  const arrive = (venue: FakeVenue, b: number): void => {
    const message = out.get(venue.id)?.shift();
    const wireBack = back.get(venue.id) as Inbound[];
    if (message?.type === 'Order') {
      const say = b % 7 === 0 ? rejects : accepts;
      wireBack.push({ report: say(venue, message.order, desk.now) });
    } else if (message?.type === 'Ask') {
      wireBack.push(answersStatus(venue, message.ask.clOrdId, desk.now));
    } else if (message?.type === 'Cancel') {
      const { clOrdId, origClOrdId } = message.cancel;
      const order = venue.orders.get(origClOrdId);
      const open = order && order.closed === undefined && order.cumQty < order.order.orderQty;
      if (open && b % 5 !== 0) {
        wireBack.push({ report: closes(venue, order, { as: 'Canceled', clOrdId, at: desk.now }) });
      } else {
        const terms = { clOrdId, origClOrdId, at: desk.now, inResponseTo: 'Cancel' } as const;
        wireBack.push({ reject: refusesCancel(venue, open ? { ...terms, reason: 'Other' } : terms) });
      }
    }
  };

  const restate = (venue: FakeVenue, a: number, b: number): void => {
    const order = [...venue.orders.values()][a % Math.max(1, venue.orders.size)];
    if (!order || order.executions.length === 0) return;
    const report = (b % 2 === 0 ? busts : corrects)(venue, order, desk.now);
    if (report) back.get(venue.id)?.push({ report });
  };

  const trade = (venue: FakeVenue, a: number, b: number): void => {
    const live = [...venue.orders.values()].filter(
      (o) => o.closed === undefined && o.cumQty < o.order.orderQty,
    );
    const order = live[a % Math.max(1, live.length)];
    if (!order) return;
    const left = order.order.orderQty - order.cumQty;
    const lastQty = b % 3 === 0 ? left : Math.max(1, Math.floor((left * (b % 100)) / 100));
    const terms = { qty: lastQty, px: 1_000_000 + 100 * (b % 3), liquidity: 'Added', at: desk.now } as const;
    back.get(venue.id)?.push({ report: fills(venue, order, terms) });
  };

  const session = (venue: VenueId): void => {
    const now = !up.has(venue);
    if (now) up.add(venue);
    else {
      up.delete(venue);
      out.set(venue, []);
    }
    log.push({ type: 'Session', venue });
    desk.input({ type: 'VenueSessionChanged', venue, up: now });
  };

  const anyParent = (a: number): ParentId | undefined => {
    const parents = parentViews(state);
    return parents[a % Math.max(1, parents.length)]?.parentId;
  };

  const act = ([kind, a, b]: readonly [number, number, number]): void => {
    const id = VENUES[a % VENUES.length] as VenueId;
    const venue = venues.get(id) as FakeVenue;
    const wireBack = back.get(id) as Inbound[];
    const parentId = anyParent(a);
    if (kind === 0 && submitted < 3) {
      submitted += 1;
      const strategy = b % 2 === 0 ? 'TWAP' : 'SEEK';
      const orderQty = qty(1_000 + 500 * (b % 10));
      const clOrdId = `T-${submitted}`;
      house.submit(
        parentOrder({
          clOrdId,
          strategy,
          orderQty,
          startTime: desk.now,
          endTime: (desk.now + 60 * SECOND) as never,
        }),
      );
    } else if (kind <= 2) {
      house.quoteAll(1_000_000 + 100 * (b % 3), 1_000_200 + 100 * (b % 3));
      desk.advance((b % 30) * 100_000_000);
    } else if (kind <= 5 && desk.questions.length > 0) {
      if (b % 4 === 0) house.late();
      else house.answer();
    } else if (kind <= 9) arrive(venue, b);
    else if (kind <= 12) trade(venue, b, a * 31 + b);
    else if (kind <= 16 && up.has(id) && wireBack.length > 0) deliver(wireBack.shift() as Inbound);
    else if (kind === 17 && delivered.length > 0) {
      const again = delivered[b % delivered.length] as Inbound;
      const from = 'report' in again ? again.report.venue : again.reject.venue;
      // A repeated refusal or status answer is a new statement to the twin; repeated executions are what counts.
      if (up.has(from) && 'report' in again && again.report.execType !== 'OrderStatus') deliver(again);
    } else if (kind === 18) restate(venue, b, a + b);
    else if (kind === 19 && (b % 3 === 0 || !up.has(id))) session(id);
    else if (kind === 20 && parentId !== undefined) {
      const reason = 'enough';
      if (b % 5 === 0) desk.input({ type: 'CancelParent', actor: tara, parentId, reason });
      else if (b % 2 === 0) desk.input({ type: 'PauseParent', actor: tara, parentId });
      else desk.input({ type: 'ResumeParent', actor: tara, parentId });
    } else if (kind === 21) {
      const scope = b % 2 === 0 ? ({ level: 'Firm' } as const) : ({ level: 'Venue', key: id } as const);
      const type = b % 3 === 0 ? 'TripKill' : 'RearmKill';
      desk.input({ type, actor: sam, scope, reason: 'drill' });
    }
    wire();
  };
  return { house, log, act, back, deliver, wire };
}

const facts = (o: {
  readonly ordStatus: string;
  readonly cumQty: number;
  readonly leavesQty: number;
  readonly cumNotional: number;
}) => [o.ordStatus, o.cumQty, o.leavesQty, o.cumNotional];

function holds({ house, log }: ReturnType<typeof createDay>): void {
  const { state } = house;
  const children = childViews(state);
  const ours = children.map((c) => [c.order.clOrdId, ...facts(c)]);
  const naive = naiveOrders(log).map((o) => [o.clOrdId, ...facts(o)]);
  if (digestOf(ours) !== digestOf(naive)) expect(ours).toEqual(naive);

  for (const parent of parentViews(state)) {
    const own = children.filter((c) => c.order.parentId === parent.parentId);
    const sum = (of: (c: (typeof own)[number]) => number): number => own.reduce((s, c) => s + of(c), 0);
    expect(sum((c) => c.cumQty)).toBe(parent.cumQty);
    expect(sum((c) => c.cumNotional)).toBe(parent.cumNotional);
    expect(parent.workingQty).toBeGreaterThanOrEqual(sum((c) => c.leavesQty));
    expect(parent.cumQty + parent.workingQty).toBeLessThanOrEqual(parent.order.orderQty);
    expect(parent.cumQty + parent.leavesQty).toBeLessThanOrEqual(parent.order.orderQty);
    if (parent.closedAt !== undefined) expect([parent.leavesQty, parent.workingQty]).toEqual([0, 0]);
  }
  for (const { order, cumQty, leavesQty, closedAt } of children) {
    expect(cumQty + leavesQty).toBeLessThanOrEqual(order.orderQty);
    expect(leavesQty === 0).toBe(closedAt !== undefined);
  }
  for (const { used, bound } of riskOf(state).utilisation) expect(used).toBeLessThanOrEqual(bound);
}

/** How often each kind of action comes, in the order of `act`'s kinds. */
const WEIGHTS = [2, 7, 7, 5, 5, 5, 7, 7, 7, 7, 5, 5, 5, 6, 6, 6, 6, 4, 6, 5, 2, 1];
const kinds = WEIGHTS.flatMap((weight, kind) => Array<number>(weight).fill(kind));
const days = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(200), fc.nat(200)), {
  minLength: 120,
  maxLength: 240,
  size: 'max',
});

test('whatever happens, orders are what their log says, and the laws hold at every step', () => {
  fc.assert(
    fc.property(days, (acts) => {
      const day = createDay();
      day.act([0, 0, acts.length]);
      for (const action of acts) {
        day.act(action);
        holds(day);
      }
      // The gate's own count stands behind this one: it must never have had to say so.
      for (const { body } of day.house.desk.audit) {
        if (body.type === 'ChildDenied') expect(body.refusal.code).not.toBe('PARENT_EXCEEDED');
      }
    }),
    { seed: 42, numRuns: 80 },
  );
});

test('whatever happened, the journal without its market data folds to the same hash and the same audit', () => {
  fc.assert(
    fc.property(days, (acts) => {
      const day = createDay();
      for (const action of acts) day.act(action);
      const { desk, state } = day.house;
      const fresh = createEngine();
      const orderInputs = desk.journal.filter((i) => i.type !== 'MarketDataReceived');
      const audit = orderInputs.flatMap((input: Input) => step(fresh, input).audit);
      expect(stateHash(fresh)).toBe(stateHash(state));
      expect(digestOf(audit)).toBe(digestOf(desk.audit));
    }),
    { seed: 42, numRuns: 40 },
  );
});

test('the days reach what they are meant to test', () => {
  const seen = new Set<string>();
  for (const acts of fc.sample(days, { seed: 42, numRuns: 150 })) {
    const day = createDay();
    for (const action of acts) day.act(action);
    for (const { body } of day.house.desk.audit) {
      seen.add(body.type);
      if (body.type === 'ChildChanged') seen.add(`${body.cause}: ${body.child.ordStatus}`);
      if (body.type === 'ReportIgnored') seen.add(body.cause);
    }
  }
  for (const reached of [
    'Filled',
    'FillRestated',
    'Duplicate',
    'DecisionDiscarded',
    'NeverArrived: Rejected',
    'CancelRejected: Filled',
    'Trade: PendingCancel',
    'Canceled: Canceled',
    'Rejected: Rejected',
    'OrderStatus: New',
    'KillTripped',
    'TradeCancel: Canceled',
    'TradeCorrect: PartiallyFilled',
  ]) {
    expect(seen).toContain(reached);
  }
});
