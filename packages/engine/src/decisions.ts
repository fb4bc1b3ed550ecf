/**
 * From the models' answer, or its absence, to children: the router decides over the snapshot that was taken, the
 * risk gate passes or denies each child, and only what it passes is sent.
 */
import {
  type Allocation,
  type ChildOrder,
  type DecisionInputs,
  type DecisionRecord,
  type DecisionSnapshot,
  type MarketStamp,
  type Nanos,
  nanos,
  type Prediction,
  type Px,
  qty,
  type RouterConfig,
  type VenueId,
} from '@fairlead/domain';
import { observeOwn, venueIndex } from '@fairlead/features';
import { checkChild } from '@fairlead/risk';
import { decideRecord, drawOf } from '@fairlead/router';
import { createChild } from './child.ts';
import { nextClOrdId, record, type Turn } from './emit.ts';
import type { PredictionLate, PredictionReceived } from './input.ts';
import { killOver } from './kill.ts';
import { mayTrade, type Parent, type PendingDecision, unroutedQty, workingQty } from './parent.ts';
import type { OrderState } from './state.ts';
import { childView } from './views.ts';
import { discardPending, settle } from './working.ts';

export function onPrediction(turn: Turn, answer: PredictionReceived | PredictionLate) {
  const { decisionId, snapshot } = answer;
  const parent = turn.orders.parents.get(snapshot.parentId);
  const { pending } = parent ?? {};
  if (!parent || !pending || pending.decisionId !== decisionId) {
    const { parentId } = snapshot;
    return record(turn, {
      type: 'DecisionDiscarded',
      decisionId,
      parentId,
      cause: 'nobody waits for it any more',
    });
  }
  const slice = Math.min(pending.sliceQty, unroutedQty(parent));
  const obstacle = obstacleTo(turn, parent, slice);
  if (obstacle !== undefined) return discardPending(turn, parent, obstacle);
  parent.pending = undefined;
  const view = asOfNow(turn, { parent, pending, slice }, snapshot);
  parent.lastStamp = view.stamp;
  const made = decideRecord(inputsOf(turn, answer, view));
  parent.decisions += 1;
  const { fallback } = made.outcome;
  if (fallback !== undefined && fallback !== 'RulesSelected') parent.fallbackDecisions += 1;
  record(turn, { type: 'DecisionMade', record: made });
  send(turn, parent, made);
  settle(turn, parent, `decision ${decisionId}`);
}

function obstacleTo(turn: Turn, parent: Parent, slice: number): string | undefined {
  if (parent.paused) return 'the order is paused';
  if (!mayTrade(parent) || turn.ts >= parent.order.endTime) return 'the order is closed or ending';
  if (killOver(turn.orders, parent)) return 'killed';
  return slice <= 0 ? 'nothing is left to route' : undefined;
}

interface Due {
  readonly parent: Parent;
  readonly pending: PendingDecision;
  readonly slice: number;
}

/** The snapshot's market with the order's facts of this moment: quantities that moved, sessions that fell. */
function asOfNow(turn: Turn, { parent, pending, slice }: Due, snapshot: DecisionSnapshot): DecisionSnapshot {
  const { orders, ts } = turn;
  const { order, parentId } = parent;
  const { limitPx: _, ...rest } = snapshot;
  return {
    ...rest,
    parentId,
    router: order.router,
    instrument: orders.instruments.get(order.instrument) ?? snapshot.instrument,
    side: order.side,
    sliceQty: qty(slice),
    parentQty: order.orderQty,
    unroutedQty: qty(unroutedQty(parent)),
    ...(order.limitPx === undefined ? {} : { limitPx: order.limitPx }),
    horizonNs: pending.horizonNs,
    urgency: pending.urgency,
    wave: pending.wave,
    stamp: aged(snapshot.stamp, ts - snapshot.ts),
    venues: snapshot.venues.map((view) => ({
      ...view,
      tradable: view.tradable && orders.sessions.get(view.venue.id) === true,
    })),
  };
}

/** Time has passed since the stamp was taken: a price collar must know. */
const aged = (stamp: MarketStamp, byNs: number): MarketStamp =>
  stamp.ageNs === undefined || byNs <= 0 ? stamp : { ...stamp, ageNs: stamp.ageNs + byNs };

function inputsOf(
  turn: Turn,
  answer: PredictionReceived | PredictionLate,
  snapshot: DecisionSnapshot,
): DecisionInputs {
  const common = {
    snapshot,
    config: turn.orders.routerConfig as RouterConfig,
    limitsVersion: turn.orders.limits.version,
    draw: drawOf(snapshot.decisionId),
  };
  if (answer.type === 'PredictionLate') return { ...common, predictions: [], fallback: answer.reason };
  if (snapshot.router === 'Rules') return { ...common, predictions: [], fallback: 'RulesSelected' };
  if (!answer.predictions.every(finite)) return { ...common, predictions: [], fallback: 'ModelInvalid' };
  return { ...common, predictions: answer.predictions, models: answer.models };
}

/** Numbers that a record can hold; whether they make sense is the router's to judge. */
const finite = ({ tailProb, impactBps, impactBandBps }: Prediction): boolean =>
  Array.isArray(tailProb) && [...tailProb, impactBps, impactBandBps].every((n) => Number.isFinite(n));

function send(turn: Turn, parent: Parent, made: DecisionRecord): void {
  const { orders, ts } = turn;
  const { snapshot } = made.inputs;
  for (const allocation of made.outcome.allocations) {
    const room = Math.min(allocation.qty, unroutedQty(parent));
    if (room <= 0 || !reachable(orders, allocation.venue)) continue;
    const order = childOrder(turn, parent, { allocation, room, made });
    const verdict = checkChild(orders.risk, order, {
      stamp: snapshot.stamp,
      parentLeavesQty: parent.order.orderQty - parent.cumQty,
      parentWorkingQty: workingQty(parent),
    });
    if (!verdict.ok) {
      record(turn, { type: 'ChildDenied', order, refusal: verdict.error });
      continue;
    }
    const restUntil = nanos(ts + snapshot.horizonNs) as Nanos;
    const child = createChild(verdict.value, { sentAt: ts, restUntil, routed: snapshot.stamp });
    orders.children.set(order.clOrdId, child);
    parent.children.push(order.clOrdId);
    parent.open.push(child);
    turn.effects.push({ type: 'SendOrder', order: verdict.value });
    record(turn, { type: 'ChildSent', child: childView(child) });
    const features = turn.state.market.get(order.instrument);
    if (!features) continue;
    const { side, orderQty } = order;
    observeOwn(features, { type: 'Sent', venue: venueIndex(features, order.venue), side, qty: orderQty }, ts);
  }
}

const reachable = (orders: OrderState, venue: VenueId): boolean =>
  orders.sessions.get(venue) === true && orders.venues.has(venue);

/** A child's price never reaches past its parent's limit. */
function cappedPx(parent: Parent, price: Px | undefined): Px | undefined {
  const { limitPx, side } = parent.order;
  if (price === undefined || limitPx === undefined) return price ?? limitPx;
  return (side === 'Buy' ? Math.min(price, limitPx) : Math.max(price, limitPx)) as Px;
}

function childOrder(
  turn: Turn,
  parent: Parent,
  { allocation, room, made }: { allocation: Allocation; room: number; made: DecisionRecord },
): ChildOrder {
  const { order, parentId } = parent;
  const { tactic, venue, minQty } = allocation;
  const { models, limitsVersion } = made.inputs;
  const advised = made.outcome.fallback === undefined && models;
  const price = cappedPx(parent, allocation.px);
  return {
    clOrdId: nextClOrdId(turn),
    parentId,
    decisionId: made.outcome.decisionId,
    venue,
    instrument: order.instrument,
    side: order.side,
    tactic,
    ordType: tactic === 'MidPeg' ? 'Pegged' : 'Limit',
    timeInForce: tactic === 'TakeNow' ? 'ImmediateOrCancel' : 'Day',
    orderQty: qty(room),
    ...(price === undefined ? {} : { px: price }),
    postOnly: tactic === 'PostTouch' || tactic === 'PostInside',
    ...(minQty === undefined || minQty > room ? {} : { minQty }),
    trader: order.trader,
    desk: order.desk,
    account: order.account,
    modelHash: advised ? `${advised.fill}+${advised.impact}` : 'rules',
    limitsVersion,
  };
}
