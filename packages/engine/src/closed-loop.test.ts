/**
 * The whole loop on a simulated market: the engine's orders go to @fairlead/sim, whose events and reports come
 * back, and the test stands in for the models with a closed form. Virtual time: minutes pass in seconds.
 */
import {
  type ChildOrder,
  FILL_GRID,
  type MarketEvent,
  nanos,
  type ParentOrder,
  type Prediction,
  qty,
  runId,
  type Seq,
  type TimerId,
} from '@fairlead/domain';
import { defaultLimits } from '@fairlead/risk';
import { DEFAULT_ROUTER_CONFIG } from '@fairlead/router';
import {
  advance,
  bookSnapshot,
  cancel,
  createMarket,
  DEFAULT_MARKET,
  type MarketSink,
  reference,
  status,
  submit,
} from '@fairlead/sim';
import { parentOrder } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { models, SECOND, sam, tara } from '../test/house.ts';
import type { AuditRecord } from './audit.ts';
import type { Effect, PredictionRequested } from './effect.ts';
import type { Input } from './input.ts';
import { stampInput, type UnstampedInput } from './snapshot.ts';
import { createEngine, stateHash } from './state.ts';
import { step } from './step.ts';
import { childViews, parentViews, riskOf } from './views.ts';

/** Share of the horizon's trades that would reach an order of this size; what a model learns, without a model. */
const closedForm = ({ candidates, snapshot }: PredictionRequested): Prediction[] =>
  candidates.map(({ venue, tactic, nominalQty }) => {
    const seconds = snapshot.horizonNs / SECOND;
    const shown = nominalQty / snapshot.instrument.avgTradeQty;
    const scale = tactic === 'MidPeg' ? 4 : 0.6 * Math.sqrt(seconds);
    return {
      venue,
      tactic,
      tailProb: FILL_GRID.map((k) =>
        tactic === 'TakeNow' ? (k <= shown ? 0.97 : 0.05) : 0.8 * Math.exp(-k / scale),
      ),
      impactBps: tactic === 'TakeNow' ? 0.15 * Math.sqrt(shown) : 0.05,
      impactBandBps: 0.3,
    };
  });

/** Works one parent on the default market until it is closed. */
function trade(order: Partial<ParentOrder>, seed: number) {
  const state = createEngine();
  const market = createMarket(DEFAULT_MARKET, seed);
  const journal: Input[] = [];
  const audit: AuditRecord[] = [];
  const timers = new Map<TimerId, number>();
  const venueSeq = new Map<string, number>();
  let seq = 0;
  let now = market.now;

  const input = (body: UnstampedInput | { type: 'MarketDataReceived'; event: MarketEvent }): void => {
    seq += 1;
    const at = { seq: seq as Seq, ts: nanos(now) };
    const stamped =
      body.type === 'MarketDataReceived' ? body : stampInput(state, body as UnstampedInput, at.ts);
    const full = { ...stamped, ...at } as Input;
    journal.push(full);
    const result = step(state, full);
    audit.push(...result.audit);
    for (const effect of result.effects) perform(effect);
  };
  const request = ({ clOrdId, instrument, side, ordType, timeInForce, orderQty, ...o }: ChildOrder) => ({
    clOrdId,
    instrument,
    side,
    ordType,
    timeInForce,
    orderQty,
    postOnly: o.postOnly,
    ...(o.px === undefined ? {} : { px: o.px }),
    ...(o.minQty === undefined ? {} : { minQty: o.minQty }),
  });
  const perform = (effect: Effect): void => {
    if (effect.type === 'SendOrder') submit(market, effect.order.venue, request(effect.order), now);
    else if (effect.type === 'SendCancel') cancel(market, effect.venue, effect, now);
    else if (effect.type === 'RequestStatus') status(market, effect.venue, effect, now);
    else if (effect.type === 'SetTimer') timers.set(effect.timerId, effect.at);
    else if (effect.type === 'ClearTimer') timers.delete(effect.timerId);
    else if (effect.type === 'RequestSnapshot') {
      const event = bookSnapshot(market, effect.venue, effect.instrument);
      input({ type: 'MarketDataReceived', event });
    } else {
      const { snapshot } = effect;
      const { decisionId } = snapshot;
      const predictions = closedForm(effect);
      input({ type: 'PredictionReceived', decisionId, snapshot, predictions, models, elapsedNs: 0 });
    }
  };
  const numbered = (venue: string): number => {
    const next = (venueSeq.get(venue) ?? 0) + 1;
    venueSeq.set(venue, next);
    return next;
  };
  const sink: MarketSink = {
    event(event) {
      now = Math.max(now, event.tsEvent);
      input({ type: 'MarketDataReceived', event });
    },
    report(report, atNs) {
      now = Math.max(now, atNs);
      input({ type: 'ReportReceived', report: { ...report, venueSeq: numbered(report.venue) } });
    },
    cancelReject(reject, atNs) {
      now = Math.max(now, atNs);
      input({ type: 'CancelRejectReceived', reject: { ...reject, venueSeq: numbered(reject.venue) } });
    },
  };
  const run = (until: number): void => {
    while (now < until && !(parentViews(state)[0]?.closedAt !== undefined && timers.size === 0)) {
      const [due] = [...timers].sort((a, b) => a[1] - b[1]);
      const next = Math.min(until, due?.[1] ?? until);
      advance(market, next, sink);
      now = Math.max(now, next);
      if (due && due[1] <= now && timers.get(due[0]) === due[1]) {
        timers.delete(due[0]);
        input({ type: 'TimerFired', timerId: due[0] });
      }
    }
  };

  const about = reference(market);
  input({
    type: 'SessionOpened',
    runId: runId('loop'),
    reference: about,
    routerConfig: DEFAULT_ROUTER_CONFIG,
  });
  const rows = defaultLimits(about.instruments);
  input({ type: 'ChangeLimits', actor: sam, basedOn: 0, rows, reason: 'first limits' });
  for (const venue of about.venues) {
    input({ type: 'VenueSessionChanged', venue: venue.id, up: true });
    for (const { id } of about.instruments) {
      input({ type: 'MarketDataReceived', event: bookSnapshot(market, venue.id, id) });
    }
  }
  advance(market, now + 2 * SECOND, sink);
  now = market.now;
  const startTime = nanos(now);
  const endTime = nanos(now + 120 * SECOND);
  input({
    type: 'SubmitParent',
    actor: tara,
    parent: parentOrder({ orderQty: qty(50_000), startTime, endTime, ...order }),
  });
  run(endTime + 60 * SECOND);
  const parent = parentViews(state)[0] as NonNullable<ReturnType<typeof parentViews>[0]>;
  return { state, journal, audit, parent, children: childViews(state) };
}

const filledAt = (audit: readonly AuditRecord[]): Map<string, number> => {
  const by = new Map<string, number>();
  for (const { body } of audit) {
    if (body.type === 'Filled') by.set(body.fill.venue, (by.get(body.fill.venue) ?? 0) + body.fill.lastQty);
  }
  return by;
};

test('a buy of 50,000 KESTREL over two minutes completes, over at least three venues', () => {
  const { state, audit, parent, children, journal } = trade({}, 42);
  expect(parent).toMatchObject({ ordStatus: 'Filled', cumQty: 50_000, workingQty: 0, fallbackDecisions: 0 });
  expect(parent.attention).toBeUndefined();
  expect(filledAt(audit).size).toBeGreaterThanOrEqual(3);
  expect(parent.decisions).toBeGreaterThan(20);
  expect(children.reduce((sum, c) => sum + c.cumQty, 0)).toBe(50_000);
  for (const { used, bound } of riskOf(state).utilisation) expect(used).toBeLessThanOrEqual(bound);

  const fresh = createEngine();
  const replayed = journal
    .filter((i) => i.type !== 'MarketDataReceived')
    .flatMap((i) => step(fresh, i).audit);
  expect(stateHash(fresh)).toBe(stateHash(state));
  expect(replayed).toEqual(audit);
});

test('a sell that seeks liquidity completes too', () => {
  const { parent, audit } = trade({ side: 'Sell', strategy: 'SEEK', orderQty: qty(20_000) }, 7);
  expect(parent).toMatchObject({ ordStatus: 'Filled', cumQty: 20_000 });
  expect(filledAt(audit).size).toBeGreaterThanOrEqual(3);
});
