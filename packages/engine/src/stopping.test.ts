/** Cancels, pauses, ends, kills, limits and promotions, in the words of the audit. */
import type { ParentId, VenueId } from '@fairlead/domain';
import { closes, fills, parentOrder, refusesCancel } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { type Body, models, only, open, SECOND, sam, tara, types, working } from '../test/house.ts';
import { stateHash } from './state.ts';
import { killsOf, limitsOf, modelsOf } from './views.ts';

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

  test('a control of the simulated market is kept with before and after, or with the reason of its refusal', () => {
    const { state, desk } = working();
    const before = { session: 1, scenario: 'calm', seed: 7, now: desk.now, speed: 10 };
    const after = { ...before, until: desk.now };
    const orders = stateHash(state);
    const pause = { type: 'ControlSimulation', actor: sam, control: { type: 'Pause' }, before } as const;
    const [kept] = desk.input({ ...pause, answer: { done: true, after } });
    expect(kept).toMatchObject({
      actor: sam.userId,
      role: 'supervisor',
      body: { type: 'SimulationControlled', control: { type: 'Pause' }, before, after },
    });
    const [refused] = only(
      desk.input({ ...pause, answer: { done: false, reason: 'real venues go on in real time' } }),
      'CommandRefused',
    );
    expect(refused).toMatchObject({
      command: 'ControlSimulation',
      cause: 'Pause: real venues go on in real time',
    });
    expect(stateHash(state)).toBe(orders);
  });

  test('models are promoted, and those with an objection refused: what advised before goes on', () => {
    const { state, desk } = open();
    const promote = { type: 'PromoteModel', actor: sam, models, reason: 'new history' } as const;
    expect(types(desk.input(promote))).toEqual(['ModelPromoted']);
    const other = { ...promote, models: { fill: 'c'.repeat(64) } as never };
    const [refused] = only(
      desk.input({ ...other, objection: 'no better than its base rate' }),
      'CommandRefused',
    );
    expect(refused).toMatchObject({ command: 'PromoteModel', cause: 'no better than its base rate' });
    expect(modelsOf(state)).toEqual(models);
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
