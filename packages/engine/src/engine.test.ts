/** Event lists: what goes in, what comes out, in the words of the audit. */
import {
  type DecisionSnapshot,
  type ExecutionReport,
  FILL_GRID,
  type MarketEvent,
  type Nanos,
  nanos,
  type OrderCancelReject,
  type ParentId,
  type ParentOrder,
  type Prediction,
  px,
  qty,
  runId,
  seq,
  type VenueId,
  venueId,
} from '@fairlead/domain';
import { defaultLimits } from '@fairlead/risk';
import { DEFAULT_ROUTER_CONFIG } from '@fairlead/router';
import {
  accepts,
  actorNamed,
  answersStatus,
  busts,
  closes,
  createDesk,
  createFakeVenue,
  fills,
  KESTREL,
  parentOrder,
  type Question,
  REFERENCE,
  refusesCancel,
} from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import type { AuditBody, AuditRecord } from './audit.ts';
import type { Input, InputBody } from './input.ts';
import { reRequest, stampInput, type UnstampedInput } from './snapshot.ts';
import { createEngine, hasSession, parentByClOrdId, pendingTimers, stateHash } from './state.ts';
import { step } from './step.ts';
import { childViews, killsOf, limitsOf, parentViews, riskOf } from './views.ts';

const START = nanos(36_000_000_000_000);
const SECOND = 1_000_000_000;
const LIT_A = venueId('LIT-A');
const INV_B = venueId('INV-B');
const DARK_1 = venueId('DARK-1');
const tara = actorNamed('tara');
const sam = actorNamed('sam', 'supervisor');
const models = { fill: 'f'.repeat(64), impact: 'e'.repeat(64), schema: 'd'.repeat(64) } as never;

type Body = InputBody | UnstampedInput;

/** An engine with its session open, limits set, venues up, and a quoted KESTREL market 100.00 by 100.02. */
function open(over: { readonly limits?: boolean; readonly sessions?: readonly VenueId[] } = {}) {
  const state = createEngine();
  const desk = createDesk<Body, Input, AuditRecord>(
    START,
    (timerId) => ({ type: 'TimerFired', timerId }),
    (body, at) => {
      const stamped =
        body.type === 'MarketDataReceived' ? body : stampInput(state, body as UnstampedInput, at.ts);
      const input = { ...stamped, seq: seq(at.seq), ts: at.ts } as Input;
      const { effects, audit } = step(state, input);
      return { input, effects, audit };
    },
  );
  desk.input({
    type: 'SessionOpened',
    runId: runId('r001'),
    reference: REFERENCE,
    routerConfig: DEFAULT_ROUTER_CONFIG,
  });
  if (over.limits !== false) {
    const rows = defaultLimits(REFERENCE.instruments);
    desk.input({ type: 'ChangeLimits', actor: sam, basedOn: 0, rows, reason: 'first limits' });
  }
  for (const venue of over.sessions ?? [LIT_A, INV_B, DARK_1]) {
    desk.input({ type: 'VenueSessionChanged', venue, up: true });
  }
  const feedSeq = new Map<string, number>();
  const market = (event: Record<string, unknown> & { venue: VenueId }): void => {
    const next = (feedSeq.get(event.venue) ?? 0) + 1;
    feedSeq.set(event.venue, next);
    const full = { instrument: KESTREL.id, feedSeq: next, tsEvent: desk.now, ...event };
    desk.input({ type: 'MarketDataReceived', event: full as unknown as MarketEvent });
  };
  const quote = (venue: VenueId, bid: number, ask: number, shown = 2_000): void =>
    market({
      venue,
      type: 'BookSnapshot',
      bids: [{ px: px(bid), qty: qty(shown) }],
      asks: [{ px: px(ask), qty: qty(shown) }],
    });
  const quoteAll = (bid = 1_000_000, ask = 1_000_200): void => {
    quote(LIT_A, bid, ask);
    quote(INV_B, bid, ask);
    market({ venue: DARK_1, type: 'BookSnapshot', bids: [], asks: [] });
  };
  quoteAll();
  return {
    state,
    desk,
    quote,
    quoteAll,
    report: (report: ExecutionReport) => desk.input({ type: 'ReportReceived', report } as Body),
    reject: (reject: OrderCancelReject) => desk.input({ type: 'CancelRejectReceived', reject }),
    submit: (order: ParentOrder = parentOrder()) =>
      desk.input({ type: 'SubmitParent', actor: tara, parent: order } as Body),
    answer: (question: Question = desk.questions.shift() as Question) =>
      desk.input({
        type: 'PredictionReceived',
        decisionId: question.snapshot.decisionId,
        snapshot: question.snapshot,
        predictions: baseRate(question),
        models,
        elapsedNs: 20_000,
      }),
    late: (question: Question = desk.questions.shift() as Question) =>
      desk.input({
        type: 'PredictionLate',
        decisionId: question.snapshot.decisionId,
        snapshot: question.snapshot,
        reason: 'ModelMissing',
      }),
    parent: () => parentViews(state)[0],
    children: () => childViews(state),
  };
}

/** A closed form that every venue shares: half of the chance is left for each average trade more. */
const baseRate = ({ candidates }: Pick<Question, 'candidates'>): Prediction[] =>
  candidates.map(({ venue, tactic }) => ({
    venue,
    tactic,
    tailProb: FILL_GRID.map((k) => (tactic === 'TakeNow' ? (k <= 10 ? 0.98 : 0.1) : 0.9 * 0.93 ** k)),
    impactBps: 0.1,
    impactBandBps: 0.2,
  }));

const types = (audit: readonly AuditRecord[]): string[] => audit.map((r) => r.body.type);
const only = <T extends AuditBody['type']>(
  audit: readonly AuditRecord[],
  type: T,
): Extract<AuditBody, { type: T }>[] =>
  audit.flatMap(({ body }) => (body.type === type ? [body as Extract<AuditBody, { type: T }>] : []));

/** A parent with its first wave sent and acknowledged everywhere. */
function working(order?: ParentOrder) {
  const house = open();
  house.submit(order);
  house.desk.advance(0);
  house.answer();
  const venues = new Map([LIT_A, INV_B, DARK_1].map((id) => [id, createFakeVenue(id)]));
  const venue = (id: VenueId) => venues.get(id) as NonNullable<ReturnType<typeof venues.get>>;
  const sent = house.desk.orders;
  for (const child of sent) house.report(accepts(venue(child.venue), child, house.desk.now));
  house.desk.orders = [];
  const at = (nth: number) => {
    const child = sent[nth] as (typeof sent)[number];
    const there = venue(child.venue);
    return { child, there, order: there.orders.get(child.clOrdId) as never };
  };
  return { ...house, sent, venue, at };
}

describe('submitting', () => {
  test('a parent is accepted with its arrival market, and its first wave asks for a decision', () => {
    const { desk, submit, parent } = open();
    expect(types(submit())).toEqual(['ParentAccepted']);
    expect(parent()).toMatchObject({
      ordStatus: 'New',
      cumQty: 0,
      leavesQty: 10_000,
      arrival: { bidPx: 1_000_000, askPx: 1_000_200 },
    });
    desk.advance(0);
    expect(desk.questions).toHaveLength(1);
    expect(desk.questions[0]?.snapshot).toMatchObject({ wave: 1, side: 'Buy', parentQty: 10_000 });
    expect(desk.questions[0]?.rows.length).toBeGreaterThan(0);
  });

  test('the same client id from the same trader is the same order, and makes no second one', () => {
    const { state, submit, parent } = open();
    submit();
    const [again] = only(submit(), 'CommandRefused');
    expect(again?.cause).toBe(`duplicate of ${parent()?.parentId}`);
    expect(parentViews(state)).toHaveLength(1);
    expect(parentByClOrdId(state, tara.userId, 'T-1')).toBe(parent()?.parentId);
    expect(parentByClOrdId(state, sam.userId, 'T-1')).toBeUndefined();
  });

  test('without limits there is no order', () => {
    const { submit, parent } = open({ limits: false });
    const [denied] = only(submit(), 'ParentDenied');
    expect(denied?.refusals.map((r) => r.code)).toContain('NO_LIMIT_SET');
    expect(parent()).toBeUndefined();
  });

  test.each([
    ['an instrument that is not traded', { instrument: 'NOWHERE' }],
    ['a quantity of zero', { orderQty: 0 }],
    ['a negative quantity', { orderQty: -1 }],
    ['a quantity of 1e308', { orderQty: 1e308 }],
    ['a quantity of NaN', { orderQty: Number.NaN }],
    ['an end before its start', { endTime: START - 1 }],
    ['a limit of zero', { limitPx: 0 }],
  ])('%s is refused and nothing is stored', (_, over) => {
    const { state, submit } = open();
    const audit = submit(parentOrder(over as unknown as Partial<ParentOrder>));
    expect(types(audit)).toEqual(['CommandRefused']);
    expect(parentViews(state)).toEqual([]);
    expect(pendingTimers(state)).toEqual([]);
  });

  test('a start in the future waits for it', () => {
    const { desk, submit } = open();
    submit(parentOrder({ startTime: nanos(START + 10 * SECOND) }));
    desk.advance(9 * SECOND);
    expect(desk.questions).toHaveLength(0);
    desk.advance(1 * SECOND);
    expect(desk.questions).toHaveLength(1);
  });

  test('every record names who acted', () => {
    const { desk, submit } = open();
    submit();
    desk.advance(0);
    const accepted = desk.audit.find((r) => r.body.type === 'ParentAccepted');
    expect(accepted).toMatchObject({ actor: 'tara', role: 'trader' });
    const session = desk.audit.find((r) => r.body.type === 'VenueSessionChanged');
    expect(session).toMatchObject({ actor: 'system' });
    expect(session).not.toHaveProperty('role');
  });
});

describe('deciding', () => {
  test('an answer becomes a decision, and the decision children through the gate', () => {
    const { desk, submit, answer } = open();
    submit();
    desk.advance(0);
    const audit = answer();
    const sent = only(audit, 'ChildSent');
    expect(types(audit)[0]).toBe('DecisionMade');
    expect(sent.length).toBeGreaterThan(0);
    expect(types(audit).at(-1)).toBe('ParentChanged');
    expect(desk.orders.map((o) => o.clOrdId)).toEqual(sent.map((s) => s.child.order.clOrdId));
    const [record] = only(audit, 'DecisionMade');
    expect(record?.record.inputs.models).toEqual(models);
    expect(sent[0]?.child.order).toMatchObject({
      decisionId: record?.record.outcome.decisionId,
      limitsVersion: 1,
      trader: 'tara',
      account: 'MAIN',
    });
  });

  test('no answer in time leaves the decision to the rules, and says so', () => {
    const { desk, submit, late, parent } = open();
    submit();
    desk.advance(0);
    const [record] = only(late(), 'DecisionMade');
    expect(record?.record.outcome.fallback).toBe('ModelMissing');
    expect(parent()).toMatchObject({ decisions: 1, fallbackDecisions: 1 });
    expect(desk.orders[0]?.modelHash).toBe('rules');
  });

  test('a prediction that is not a number is not believed', () => {
    const { desk, submit } = open();
    submit();
    desk.advance(0);
    const question = desk.questions.shift() as Question;
    const predictions = baseRate(question).map((p) => ({ ...p, impactBps: Number.NaN }));
    const audit = desk.input({
      type: 'PredictionReceived',
      decisionId: question.snapshot.decisionId,
      snapshot: question.snapshot,
      predictions,
      models,
      elapsedNs: 1,
    });
    expect(only(audit, 'DecisionMade')[0]?.record.outcome.fallback).toBe('ModelInvalid');
  });

  test('an answer that nobody waits for is discarded', () => {
    const { desk, submit, answer } = open();
    submit();
    desk.advance(0);
    const question = desk.questions[0] as Question;
    answer();
    expect(types(answer(question))).toEqual(['DecisionDiscarded']);
    expect(desk.orders.length).toBe(childCount(desk.audit));
  });

  test('an answer for a parent paused meanwhile is discarded', () => {
    const { desk, submit, answer, parent } = open();
    submit();
    desk.advance(0);
    desk.input({ type: 'PauseParent', actor: tara, parentId: parent()?.parentId as ParentId });
    expect(types(answer())).toEqual(['DecisionDiscarded']);
    expect(desk.orders).toEqual([]);
  });

  test('a question that nobody answers is asked anew by a later wave', () => {
    const { desk, submit } = open();
    submit();
    desk.advance(2 * SECOND);
    expect(desk.questions.length).toBeGreaterThan(1);
    expect(types(desk.audit)).toContain('DecisionDiscarded');
  });

  test('what was asked before a crash can be asked again', () => {
    const { state, desk, submit } = open();
    submit();
    desk.advance(0);
    const [again] = reRequest(state, desk.now);
    expect(again?.snapshot).toEqual(desk.questions[0]?.snapshot);
    expect(again?.rows).toEqual(desk.questions[0]?.rows);
  });

  test('the snapshot can not widen what a parent may send', () => {
    const { desk, submit } = open();
    submit();
    desk.advance(0);
    const question = desk.questions.shift() as Question;
    const snapshot = {
      ...question.snapshot,
      sliceQty: qty(1_000_000),
      unroutedQty: qty(1_000_000),
      parentQty: qty(1_000_000),
    } as DecisionSnapshot;
    desk.input({
      type: 'PredictionReceived',
      decisionId: snapshot.decisionId,
      snapshot,
      predictions: baseRate(question),
      models,
      elapsedNs: 1,
    });
    const total = desk.orders.reduce((sum, o) => sum + o.orderQty, 0);
    expect(total).toBeLessThanOrEqual(question.snapshot.sliceQty);
  });

  test('a venue whose session is down gets nothing', () => {
    const { desk, submit, answer } = open({ sessions: [LIT_A] });
    submit();
    desk.advance(0);
    answer();
    expect(new Set(desk.orders.map((o) => o.venue))).toEqual(new Set([LIT_A]));
  });

  test('a denied child does not make the wave spin: the next comes at its time', () => {
    const { state, desk, submit, answer } = open();
    submit();
    desk.advance(0);
    const rows = limitsOf(state).rows.map((r) => (r.control === 'MAX_ORDER_QTY' ? { ...r, bound: 0 } : r));
    desk.input({ type: 'ChangeLimits', actor: sam, basedOn: 1, rows, reason: 'shut' });
    const audit = answer();
    expect(only(audit, 'ChildDenied').length).toBeGreaterThan(0);
    expect(desk.orders).toEqual([]);
    expect(desk.questions).toEqual([]);
    desk.advance(3 * SECOND);
    expect(desk.questions.length).toBeGreaterThan(0);
  });

  test('a child never reaches past the limit of its parent', () => {
    const { desk, submit, answer } = open();
    submit(parentOrder({ limitPx: px(1_000_100) }));
    for (let nth = 0; nth < 20; nth++) {
      desk.advance(nth === 0 ? 0 : 2 * SECOND);
      if (desk.questions.length > 0) answer(desk.questions.pop());
    }
    expect(desk.orders.length).toBeGreaterThan(0);
    for (const order of desk.orders) expect(order.px).toBeLessThanOrEqual(1_000_100);
  });
});

const childCount = (audit: readonly AuditRecord[]): number => only(audit, 'ChildSent').length;

describe('reports', () => {
  test('a fill moves child, parent, fees and the gate, and keeps the market it happened in', () => {
    const { state, desk, at, report, parent, quoteAll } = working();
    const { child, there, order } = at(0);
    quoteAll(1_000_100, 1_000_300);
    const removed = child.tactic === 'TakeNow';
    const liquidity = removed ? 'Removed' : 'Added';
    const audit = report(fills(there, order, { qty: 10, px: 1_000_100, liquidity, at: desk.now }));
    expect(types(audit)).toEqual(['Filled', 'ChildChanged', 'ParentChanged']);
    const [filled] = only(audit, 'Filled');
    expect(filled?.at).toMatchObject({ bidPx: 1_000_100, askPx: 1_000_300 });
    expect(filled?.routed).toMatchObject({ bidPx: 1_000_000, askPx: 1_000_200 });
    const fees = REFERENCE.venues.find((v) => v.id === child.venue)?.fees;
    const feeMicros = 10 * ((removed ? fees?.takeMicros : fees?.makeMicros) ?? Number.NaN);
    expect(filled?.fill.feeMicros).toBe(feeMicros);
    expect(parent()).toMatchObject({
      cumQty: 10,
      cumNotional: 10_001_000,
      feesMicros: feeMicros,
      ordStatus: 'PartiallyFilled',
    });
    expect(riskOf(state).utilisation.some((u) => u.control === 'MAX_GROSS_NOTIONAL' && u.used > 0)).toBe(
      true,
    );
  });

  test('the same report twice fills once', () => {
    const { desk, at, report, parent } = working();
    const { there, order } = at(0);
    const fill = fills(there, order, { qty: 10, px: 1_000_100, liquidity: 'Added', at: desk.now });
    report(fill);
    const [ignored] = only(report(fill), 'ReportIgnored');
    expect(ignored?.cause).toBe('Duplicate');
    expect(parent()?.cumQty).toBe(10);
  });

  test('a report about an order that we never sent is ignored with a record', () => {
    const { desk, at, report } = working();
    const { there, order } = at(0);
    const fill = fills(there, order, { qty: 10, px: 1_000_100, liquidity: 'Added', at: desk.now });
    const [unknown] = only(report({ ...fill, clOrdId: 'nobody' as never }), 'ReportIgnored');
    expect(unknown?.cause).toBe('UnknownOrder');
    const elsewhere = fill.venue === LIT_A ? INV_B : LIT_A;
    const [wrong] = only(report({ ...fill, venue: elsewhere }), 'ReportIgnored');
    expect(wrong?.cause).toBe('UnknownOrder');
  });

  test('a bust gives the quantity back and restates the fill', () => {
    const { desk, at, report, parent } = working();
    const { there, order } = at(0);
    report(fills(there, order, { qty: 10, px: 1_000_100, liquidity: 'Added', at: desk.now }));
    const bust = busts(there, order, desk.now) as ExecutionReport;
    const audit = report(bust);
    expect(types(audit)).toEqual(['FillRestated', 'ChildChanged', 'ParentChanged']);
    expect(parent()).toMatchObject({ cumQty: 0, cumNotional: 0, feesMicros: 0 });
  });

  test('an overfill is kept as reported, and a person is called', () => {
    const { desk, at, report, parent } = working();
    const { child, there, order } = at(0);
    const much = child.orderQty + 20_000;
    report(fills(there, order, { qty: much, px: 1_000_100, liquidity: 'Added', at: desk.now }));
    expect(parent()?.cumQty).toBe(much);
    expect(parent()?.attention).toContain('overfilled');
    expect(parent()?.attention).toContain('more filled or working than ordered');
  });

  test('a market order of reports in the wrong sequence ends where the right one does', () => {
    const right = working();
    const wrong = working();
    for (const [house, backwards] of [
      [right, false],
      [wrong, true],
    ] as const) {
      const { there, order } = house.at(0);
      const { now } = house.desk;
      const reports = [
        fills(there, order, { qty: 10, px: 1_000_100, liquidity: 'Added', at: now }),
        fills(there, order, { qty: 20, px: 1_000_000, liquidity: 'Added', at: now }),
        closes(there, order, { as: 'Canceled', at: now }),
      ];
      for (const r of backwards ? reports.reverse() : reports) house.report(r);
    }
    expect(wrong.children()[0]).toMatchObject({ cumQty: 30, leavesQty: 0, ordStatus: 'Canceled' });
    expect(wrong.parent()?.cumQty).toBe(right.parent()?.cumQty);
    expect(wrong.parent()?.workingQty).toBe(right.parent()?.workingQty);
  });
});

describe('stopping', () => {
  test('a cancel reaches every child, and the parent is canceled when the last is closed', () => {
    const { desk, sent, parent, report, venue } = working();
    const parentId = parent()?.parentId as ParentId;
    desk.input({ type: 'CancelParent', actor: tara, parentId, reason: 'enough' });
    expect(desk.cancels.map((c) => c.origClOrdId).sort()).toEqual(sent.map((s) => s.clOrdId).sort());
    expect(parent()?.ordStatus).toBe('PendingCancel');
    for (const { venue: id, clOrdId, origClOrdId } of desk.cancels) {
      const order = venue(id).orders.get(origClOrdId) as never;
      report(closes(venue(id), order, { as: 'Canceled', clOrdId, at: desk.now }));
    }
    expect(parent()).toMatchObject({ ordStatus: 'Canceled', leavesQty: 0, workingQty: 0 });
    expect(parent()?.closedAt).toBe(desk.now);
    expect(desk.timers.size).toBe(0);
    const again = desk.input({ type: 'CancelParent', actor: tara, parentId, reason: 'again' });
    expect(only(again, 'CommandRefused')[0]?.cause).toContain('closed');
  });

  test('a fill that beats the cancel counts, and the reject leaves the order filled', () => {
    const { desk, at, parent, report, reject } = working();
    const { child, there, order } = at(0);
    const parentId = parent()?.parentId as ParentId;
    desk.input({ type: 'CancelParent', actor: tara, parentId, reason: 'enough' });
    const cancel = desk.cancels.find((c) => c.origClOrdId === child.clOrdId);
    report(fills(there, order, { qty: child.orderQty, px: 1_000_000, liquidity: 'Added', at: desk.now }));
    const audit = reject(
      refusesCancel(there, {
        clOrdId: cancel?.clOrdId as never,
        origClOrdId: child.clOrdId,
        at: desk.now,
        inResponseTo: 'Cancel',
      }),
    );
    expect(only(audit, 'ChildChanged')[0]).toMatchObject({
      cause: 'CancelRejected',
      child: { ordStatus: 'Filled', leavesQty: 0 },
    });
  });

  test('a paused parent is suspended, sends nothing, and goes on when resumed', () => {
    const { desk, parent, report, venue, answer, quoteAll } = working();
    const parentId = parent()?.parentId as ParentId;
    desk.input({ type: 'PauseParent', actor: tara, parentId });
    expect(parent()?.ordStatus).toBe('Suspended');
    for (const { venue: id, clOrdId, origClOrdId } of desk.cancels) {
      const order = venue(id).orders.get(origClOrdId) as never;
      report(closes(venue(id), order, { as: 'Canceled', clOrdId, at: desk.now }));
    }
    desk.advance(20 * SECOND);
    expect(desk.questions).toEqual([]);
    quoteAll();
    desk.input({ type: 'ResumeParent', actor: tara, parentId });
    desk.advance(0);
    expect(desk.questions).toHaveLength(1);
    answer();
    expect(desk.orders.length).toBeGreaterThan(0);
  });

  test('at its end all that works is canceled and the parent expires with what it has', () => {
    const { desk, parent, report, venue, at } = working();
    const { there, order } = at(0);
    report(fills(there, order, { qty: 10, px: 1_000_100, liquidity: 'Added', at: desk.now }));
    desk.advance(61 * SECOND, () => {
      for (const { venue: id, clOrdId, origClOrdId } of desk.cancels.splice(0)) {
        const known = venue(id).orders.get(origClOrdId) as never;
        report(closes(venue(id), known, { as: 'Canceled', clOrdId, at: desk.now }));
      }
    });
    expect(parent()).toMatchObject({ ordStatus: 'Expired', cumQty: 10, leavesQty: 0, workingQty: 0 });
    expect(parent()?.closeStamp).toMatchObject({ bidPx: 1_000_000 });
    expect(desk.timers.size).toBe(0);
  });

  test('a kill cancels what works in scope, holds the rest, and says so until it is re-armed', () => {
    const { state, desk, sent, parent } = working();
    const scope = { level: 'Firm' } as const;
    const audit = desk.input({ type: 'TripKill', actor: sam, scope, reason: 'runaway' });
    expect(only(audit, 'KillTripped')[0]).toMatchObject({ cancelsSent: sent.length, kill: { by: 'sam' } });
    expect(parent()?.attention).toBe('killed (Firm) by sam: runaway');
    expect(killsOf(state)).toHaveLength(1);
    desk.advance(5 * SECOND);
    expect(desk.questions).toEqual([]);
    const [denied] = only(
      desk.input({ type: 'SubmitParent', actor: tara, parent: parentOrder({ clOrdId: 'T-2' }) } as Body),
      'ParentDenied',
    );
    expect(denied?.refusals.map((r) => r.code)).toContain('KILLED');
    desk.input({ type: 'RearmKill', actor: sam, scope, reason: 'found it' });
    expect(parent()?.attention).toBeUndefined();
    expect(killsOf(state)).toEqual([]);
    expect(types(desk.input({ type: 'RearmKill', actor: sam, scope, reason: 'twice' }))).toEqual([
      'CommandRefused',
    ]);
  });

  test('a kill of one venue cancels there only, and the parent goes on elsewhere', () => {
    const { desk, sent, quoteAll, answer } = working();
    const venue = sent[0]?.venue as VenueId;
    const scope = { level: 'Venue', key: venue } as const;
    desk.input({ type: 'TripKill', actor: sam, scope, reason: 'odd fills' });
    expect(new Set(desk.cancels.map((c) => c.venue))).toEqual(new Set([venue]));
    desk.advance(5 * SECOND, () => {
      quoteAll();
      if (desk.questions.length > 0) answer(desk.questions.pop());
    });
    expect(desk.orders.length).toBeGreaterThan(0);
    expect(desk.orders.some((o) => o.venue === venue)).toBe(false);
  });

  test('limits are changed only on the version that was looked at', () => {
    const { state, desk } = open();
    const { rows, version } = limitsOf(state);
    const change = { type: 'ChangeLimits', actor: sam, rows, reason: 'same' } as const;
    expect(types(desk.input({ ...change, basedOn: 99 }))).toEqual(['CommandRefused']);
    expect(types(desk.input({ ...change, basedOn: version }))).toEqual(['LimitsChanged']);
    expect(limitsOf(state).version).toBe(version + 1);
    const bad = [{ level: 'Firm', key: '*', control: 'MAX_GROSS_NOTIONAL', bound: -1 }] as const;
    expect(types(desk.input({ ...change, rows: bad, basedOn: version + 1 }))).toEqual(['CommandRefused']);
  });
});

describe('sessions', () => {
  test('when a venue comes back it is asked about every order that is not known to be closed', () => {
    const { state, desk, sent, parent } = working();
    const there = sent.filter((s) => s.venue === sent[0]?.venue).map((s) => s.clOrdId);
    const venue = sent[0]?.venue as VenueId;
    desk.input({ type: 'VenueSessionChanged', venue, up: false });
    expect(hasSession(state, venue)).toBe(false);
    expect(parent()?.attention).toContain('disconnected');
    desk.asks = [];
    desk.input({ type: 'VenueSessionChanged', venue, up: true });
    expect(desk.asks.map((a) => a.clOrdId)).toEqual(there);
    expect(parent()?.attention).toBeUndefined();
  });

  test('an order that never arrived returns its quantity, and the parent goes on', () => {
    const { desk, submit, answer, reject, parent, children } = open();
    submit();
    desk.advance(0);
    answer();
    const lost = desk.orders[0] as NonNullable<(typeof desk.orders)[0]>;
    const workingQty = parent()?.workingQty as number;
    desk.input({ type: 'VenueSessionChanged', venue: lost.venue, up: false });
    desk.input({ type: 'VenueSessionChanged', venue: lost.venue, up: true });
    const answered = answersStatus(createFakeVenue(lost.venue), lost.clOrdId, desk.now);
    const audit = 'reject' in answered ? reject(answered.reject) : [];
    expect(only(audit, 'ChildChanged')[0]).toMatchObject({ cause: 'NeverArrived' });
    expect(children().find((c) => c.order.clOrdId === lost.clOrdId)?.ordStatus).toBe('Rejected');
    expect(parent()?.workingQty).toBe(workingQty - lost.orderQty);
    expect(parent()?.attention).toBeUndefined();
  });

  test('an order that the venue knew and knows no more stays reserved, and a person is called', () => {
    const { desk, at, reject, parent } = working();
    const { child } = at(0);
    desk.input({ type: 'VenueSessionChanged', venue: child.venue, up: false });
    desk.input({ type: 'VenueSessionChanged', venue: child.venue, up: true });
    const workingQty = parent()?.workingQty;
    const answered = answersStatus(createFakeVenue(child.venue), child.clOrdId, desk.now);
    const audit = 'reject' in answered ? reject(answered.reject) : [];
    expect(only(audit, 'ChildChanged')[0]).toMatchObject({ cause: 'Unknown' });
    expect(parent()?.workingQty).toBe(workingQty);
    expect(parent()?.attention).toContain('no longer knows');
  });

  test('a cancel lost with its session is sent again after the venue has answered', () => {
    const { desk, at, report, parent } = working();
    const { child, there } = at(0);
    const parentId = parent()?.parentId as ParentId;
    desk.input({ type: 'CancelParent', actor: tara, parentId, reason: 'enough' });
    desk.input({ type: 'VenueSessionChanged', venue: child.venue, up: false });
    desk.input({ type: 'VenueSessionChanged', venue: child.venue, up: true });
    desk.cancels = [];
    const answered = answersStatus(there, child.clOrdId, desk.now);
    if ('report' in answered) report(answered.report);
    expect(desk.cancels.map((c) => c.origClOrdId)).toEqual([child.clOrdId]);
  });

  test('a fill missed while we were away comes with the resend, and is counted once', () => {
    const { desk, at, report, parent } = working();
    const { child, there, order } = at(0);
    desk.input({ type: 'VenueSessionChanged', venue: child.venue, up: false });
    fills(there, order, { qty: 10, px: 1_000_100, liquidity: 'Added', at: desk.now });
    desk.input({ type: 'VenueSessionChanged', venue: child.venue, up: true });
    for (const old of there.sent) report(old);
    const answered = answersStatus(there, child.clOrdId, desk.now);
    if ('report' in answered) report(answered.report);
    expect(parent()?.cumQty).toBe(10);
    expect(parent()?.attention).toBeUndefined();
  });

  test('nothing is sent to a venue that is down, and what rests there is canceled when it is back', () => {
    const { desk, at, parent } = working();
    const { child } = at(0);
    desk.input({ type: 'VenueSessionChanged', venue: child.venue, up: false });
    const parentId = parent()?.parentId as ParentId;
    desk.input({ type: 'CancelParent', actor: tara, parentId, reason: 'enough' });
    expect(desk.cancels.some((c) => c.venue === child.venue)).toBe(false);
    expect(parent()?.ordStatus).toBe('PendingCancel');
  });
});

describe('replay', () => {
  test('the journal folds to the same state and the same audit, with and without the market between', () => {
    const house = working();
    const { desk, at, report } = house;
    const { there, order } = at(0);
    report(fills(there, order, { qty: 10, px: 1_000_100, liquidity: 'Added', at: desk.now }));
    desk.advance(8 * SECOND, () => {
      house.quoteAll(1_000_000 + 100 * (desk.seq % 3), 1_000_200 + 100 * (desk.seq % 3));
      if (desk.questions.length > 0) house.answer(desk.questions.pop());
    });
    const { journal, audit } = desk;
    expect(journal.filter((i) => i.type === 'MarketDataReceived').length).toBeGreaterThan(3);
    for (const inputs of [journal, journal.filter((i) => i.type !== 'MarketDataReceived')]) {
      const fresh = createEngine();
      const again = inputs.flatMap((input) => step(fresh, input).audit);
      expect(again).toEqual(audit);
      expect(stateHash(fresh)).toBe(stateHash(house.state));
    }
  });

  test('a replayed state waits for the same timers', () => {
    const { state, desk } = working();
    expect(pendingTimers(state).map((t) => [t.timerId, t.at])).toEqual([...desk.timers]);
  });

  test('inputs that do not ascend break a rule', () => {
    const { state, desk } = open();
    const again = desk.journal[0] as Input;
    expect(() => step(state, again)).toThrow('ascend');
  });

  test('a timer that is not set, or is not due, does nothing', () => {
    const { state, desk, submit } = open();
    submit(parentOrder({ startTime: nanos(START + 10 * SECOND) }));
    const before = stateHash(state);
    const [timer] = [...desk.timers];
    const early = desk.input({ type: 'TimerFired', timerId: timer?.[0] as never } as Body);
    const never = desk.input({ type: 'TimerFired', timerId: 'wave:P999' as never } as Body);
    expect([...early, ...never]).toEqual([]);
    expect(stateHash(state)).toBe(before);
    expect(desk.now).toBe(START as Nanos);
  });
});
