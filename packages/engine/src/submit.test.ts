/** Submitting and deciding: what goes in, what comes out, in the words of the audit. */
import { type DecisionSnapshot, nanos, type ParentId, type ParentOrder, px, qty } from '@fairlead/domain';
import { KESTREL, parentOrder, type Question, REFERENCE } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { baseRate, LIT_A, models, only, open, SECOND, START, sam, tara, types } from '../test/house.ts';
import { reRequest } from './snapshot.ts';
import { parentByClOrdId, pendingTimers } from './state.ts';
import { limitsOf, parentViews } from './views.ts';

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

  test('a quantity whose worth would not be exact is refused', () => {
    const { state, submit } = open({
      reference: { ...REFERENCE, instruments: [{ ...KESTREL, qtyDecimals: 8 }] },
    });
    const [refused] = only(submit(parentOrder({ orderQty: qty(10_000_000_000) })), 'CommandRefused');
    expect(refused?.cause).toBe('orderQty is too large to be counted exactly at this price');
    expect(parentViews(state)).toEqual([]);
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
    expect(desk.orders.length).toBe(only(desk.audit, 'ChildSent').length);
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
    desk.advance(4 * SECOND);
    expect(desk.questions).toHaveLength(1);
    desk.advance(3 * SECOND);
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

  test('what works already is not routed again', () => {
    const { state, desk, submit, answer, quoteAll } = open();
    submit(parentOrder({ strategy: 'SEEK' }));
    desk.advance(0);
    answer();
    const workingQty = parentViews(state)[0]?.workingQty as number;
    expect(workingQty).toBeGreaterThan(0);
    quoteAll();
    desk.advance(2 * SECOND);
    const unroutedQty = 10_000 - workingQty;
    expect(desk.questions[0]?.snapshot).toMatchObject({ wave: 2, unroutedQty, sliceQty: unroutedQty });
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
