/**
 * The parent's clock. Each firing looks after what is out, then asks for a decision where quantity is due, then
 * sets the next firing. Judges by the input's stamp and its own facts only, never by the live book.
 */
import {
  decisionIdAt,
  type MarketStamp,
  NANOS_PER_SECOND,
  type Nanos,
  nanos,
  type TimerId,
} from '@fairlead/domain';
import { type Child, isClosed } from './child.ts';
import { setTimer, type Turn } from './emit.ts';
import { killOver } from './kill.ts';
import { mayTrade, type Parent, parentOfTimer, workingQty } from './parent.ts';
import { intervalOf, planWave, type WavePlan } from './schedule.ts';
import { decisionRequest } from './snapshot.ts';
import { askStatus, cancelOpen, discardPending, sendCancel, settle, UNANSWERED_NS } from './working.ts';

/**
 * A decision that nothing has answered for this long is overtaken by the next wave's: its question was lost in a
 * crash. Long enough for a model's answer where market time runs twenty times as fast as ours.
 */
const SUPERSEDE_NS = 5 * NANOS_PER_SECOND;
/** A resting order is left alone until the touch has moved more than this many ticks away from it. */
const AWAY_TICKS = 1;

/** A firing that is not set, or comes before its time, is an old one: nothing happens. */
export function onTimer(turn: Turn, timerId: TimerId, stamp: MarketStamp): void {
  const { orders, ts } = turn;
  const timer = orders.timers.get(timerId);
  const parentId = parentOfTimer(timerId);
  const parent = parentId === undefined ? undefined : orders.parents.get(parentId);
  if (!timer || !parent || ts < timer.at) return;
  orders.timers.delete(timerId);
  parent.lastStamp = stamp;
  if (ts >= parent.order.endTime && !parent.ended) end(turn, parent);
  else if (!mayTrade(parent)) windDown(turn, parent);
  else wave(turn, parent, stamp);
}

function end(turn: Turn, parent: Parent): void {
  parent.ended = true;
  discardPending(turn, parent, 'the order has ended');
  cancelOpen(turn, parent);
  setTimer(turn, parent, nanos(turn.ts + intervalOf(parent.order)));
  settle(turn, parent, 'ended');
}

/** Paused, canceled, ended or filled: nothing new; what is still out is canceled, then asked after. */
function windDown(turn: Turn, parent: Parent): void {
  for (const child of parent.open) {
    if (child.unknown) continue;
    if (!sendCancel(turn, child)) askStatus(turn, child);
  }
  const waiting = parent.open.some((child) => !child.unknown);
  const { endTime } = parent.order;
  const retry = nanos(turn.ts + intervalOf(parent.order));
  if (waiting) setTimer(turn, parent, parent.ended || retry < endTime ? retry : endTime);
  else if (!parent.ended && !parent.cancelRequested) setTimer(turn, parent, endTime);
}

function wave(turn: Turn, parent: Parent, stamp: MarketStamp): void {
  const { orders, ts } = turn;
  const { order } = parent;
  const lot = orders.instruments.get(order.instrument)?.lot ?? 1;
  const quantities = { orderQty: order.orderQty, cumQty: parent.cumQty, workingQty: workingQty(parent) };
  const plan = planWave(order, quantities, { ts, lot });
  for (const child of parent.open) lookAfter(turn, { parent, child, plan, stamp });
  if (ts >= order.startTime) request(turn, parent, plan);
  setTimer(turn, parent, plan.next);
}

interface Care {
  readonly parent: Parent;
  readonly child: Child;
  readonly plan: WavePlan;
  readonly stamp: MarketStamp;
}

/** Cancels what has rested its time or has been left behind by the touch; asks after what nobody answered. */
function lookAfter(turn: Turn, care: Care): void {
  const { child } = care;
  const { ts } = turn;
  if (child.unknown) return;
  if (isClosed(child)) {
    if (child.missingQty > 0 && !child.asked) askStatus(turn, child);
    return;
  }
  if (!child.acked || child.requests.length > 0) {
    if (!child.asked && ts - child.sentAt >= UNANSWERED_NS) askStatus(turn, child);
    return;
  }
  if (ts >= child.restUntil || leftBehind(turn, care) || overtaken(care)) sendCancel(turn, child);
}

/** In the second half of the sweep nothing rests: its quantity is needed to trade now. */
const overtaken = ({ plan }: Care): boolean => plan.sweeping && plan.urgency >= 1;

/** The near touch moved away from a posted price by more than it was away when it was routed. */
function leftBehind(turn: Turn, { child, stamp }: Care): boolean {
  const { order, routed, px } = child;
  if (px === undefined || order.ordType !== 'Limit' || order.timeInForce !== 'Day') return false;
  const buy = order.side === 'Buy';
  const then = buy ? routed.bidPx : routed.askPx;
  const now = buy ? stamp.bidPx : stamp.askPx;
  const tick = turn.orders.instruments.get(order.instrument)?.tick;
  if (then === undefined || now === undefined || tick === undefined) return false;
  return (buy ? now - then : then - now) > AWAY_TICKS * tick;
}

function request(turn: Turn, parent: Parent, plan: WavePlan): void {
  const { ts } = turn;
  if (plan.sliceQty <= 0 || killOver(turn.orders, parent)) return;
  if (parent.pending) {
    if (ts - parent.pending.requestedAt < SUPERSEDE_NS) return;
    discardPending(turn, parent, 'overtaken by the next wave');
  }
  parent.wave += 1;
  parent.pending = {
    decisionId: decisionIdAt(turn.seq, 0),
    requestedAt: ts as Nanos,
    wave: parent.wave,
    sliceQty: plan.sliceQty,
    urgency: plan.urgency,
    horizonNs: plan.horizonNs,
  };
  turn.effects.push(decisionRequest(turn.state, parent, ts));
}
