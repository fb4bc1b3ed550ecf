/** What venues say, and their sessions, in the words of the audit. */
import type { ExecutionReport, ParentId, VenueId } from '@fairlead/domain';
import { venueIndex } from '@fairlead/features';
import {
  answersStatus,
  busts,
  closes,
  createFakeVenue,
  fills,
  KESTREL,
  parentOrder,
  REFERENCE,
} from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { INV_B, LIT_A, only, open, SECOND, tara, types, working } from '../test/house.ts';
import { hasSession } from './state.ts';
import { riskOf } from './views.ts';

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

  test('a fill of an auction costs what taking does, and says so', () => {
    const { desk, at, report } = working();
    const { child, there, order } = at(0);
    const fill = { qty: 10, px: 1_000_000, liquidity: 'Auction' as const, at: desk.now };
    const [filled] = only(report(fills(there, order, fill)), 'Filled');
    const fees = REFERENCE.venues.find((v) => v.id === child.venue)?.fees;
    expect(filled?.fill).toMatchObject({
      lastLiquidityInd: 'Auction',
      feeMicros: 10 * Number(fees?.takeMicros),
    });
  });

  test('a fill of a coin costs its part of the fee of a whole one, and counts for its part at the gate', () => {
    const reference = { ...REFERENCE, instruments: [{ ...KESTREL, qtyDecimals: 3 }] };
    const { state, desk, at, report } = working(undefined, reference);
    const { child, there, order } = at(0);
    const fill = { qty: 10, px: 1_000_000, liquidity: 'Removed' as const, at: desk.now };
    const [filled] = only(report(fills(there, order, fill)), 'Filled');
    const fees = REFERENCE.venues.find((v) => v.id === child.venue)?.fees;
    expect(filled?.fill.feeMicros).toBe((10 * (fees?.takeMicros ?? Number.NaN)) / 1_000);
    const whole = working().sent.reduce((sum, each) => sum + each.orderQty, 0) * 1_000_100;
    const used = riskOf(state).utilisation.find((u) => u.level === 'Firm')?.used ?? 0;
    expect(used).toBeGreaterThan(0);
    expect(used).toBeLessThan(whole / 900);
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

  test('an answer, fills and a bust reach the features of the market: latency, position, the markout to come', () => {
    const { state, desk, at, report, quoteAll, submit } = working();
    const features = state.market.get(KESTREL.id)!;
    const { there, order, child } = at(0);
    const venue = venueIndex(features, child.venue);
    expect(features.ackLatency.seen[venue]).toBe(2); // the reference's and ours
    report(fills(there, order, { qty: 10, px: 1_000_000, liquidity: 'Added', at: desk.now }));
    report(fills(there, order, { qty: 30, px: 1_000_000, liquidity: 'Removed', at: desk.now }));
    expect(features.own.netQty).toBe(40);
    report(busts(there, order, desk.now) as ExecutionReport);
    expect(features.own.netQty).toBe(10);

    desk.advance(2 * SECOND);
    quoteAll(1_000_000, 1_000_400);
    quoteAll(1_000_000, 1_000_400);
    submit(parentOrder({ clOrdId: 'T-2' }));
    desk.advance(0);
    const view = desk.questions.at(-1)!.snapshot.venues.find((one) => one.venue.id === child.venue);
    // The mid of a second after the passive fill: 100.01 against 100.00 paid.
    expect(view?.ownMarkoutBps).toBeCloseTo(1, 9);
    expect(view?.ownMarkoutFills).toBeCloseTo(1, 1);
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
