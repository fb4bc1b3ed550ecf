/** What people ask for. An expected refusal is an audit record with a code or a cause, never an exception. */
import {
  type Actor,
  type Kill,
  type KillScope,
  killKey,
  type MarketStamp,
  type ParentId,
  type ParentOrder,
  parentIdAt,
} from '@fairlead/domain';
import { checkParent, rearm, setLimits, trip, validateLimitRows } from '@fairlead/risk';
import { record, setTimer, type Turn } from './emit.ts';
import type {
  ChangeLimits,
  Command,
  ControlSimulation,
  PromoteModel,
  RearmKill,
  SubmitParent,
  TripKill,
} from './input.ts';
import { inScope, killOver, killText } from './kill.ts';
import { createParent, isDone, type Parent, parentView } from './parent.ts';
import { submissionKey } from './state.ts';
import { askStatus, cancelOpen, discardPending, noteParent, sendCancel, settle } from './working.ts';

const refuse = (turn: Turn, command: Command['type'], cause: string): void =>
  record(turn, { type: 'CommandRefused', command, cause });

export function onCommand(turn: Turn, command: Command) {
  switch (command.type) {
    case 'SubmitParent':
      return submit(turn, command);
    case 'CancelParent':
      return cancel(turn, command.parentId, command.reason);
    case 'PauseParent':
      return pause(turn, command.parentId);
    case 'ResumeParent':
      return resume(turn, command.parentId);
    case 'ChangeLimits':
      return changeLimits(turn, command);
    case 'TripKill':
      return tripKill(turn, command);
    case 'RearmKill':
      return rearmKill(turn, command);
    case 'PromoteModel':
      return promote(turn, command);
    case 'ControlSimulation':
      return noteControl(turn, command);
  }
}

function noteControl(turn: Turn, { control, before, answer }: ControlSimulation) {
  if (!answer.done) return refuse(turn, 'ControlSimulation', `${control.type}: ${answer.reason}`);
  record(turn, { type: 'SimulationControlled', control, before, after: answer.after });
}

/** Why a submit is refused whose trader has used its clOrdId for this parent. */
export const duplicateOf = (parentId: ParentId): string => `duplicate of ${parentId}`;

function submit(turn: Turn, { parent: order, stamp }: SubmitParent) {
  const { orders } = turn;
  const key = submissionKey(order.trader, order.clOrdId);
  const existing = orders.submitted.get(key);
  if (existing !== undefined) return refuse(turn, 'SubmitParent', duplicateOf(existing));
  const problem = impossible(turn, order, stamp);
  if (problem !== undefined) return refuse(turn, 'SubmitParent', problem);
  const parentId = parentIdAt(turn.seq);
  const verdict = checkParent(orders.risk, order, stamp);
  if (!verdict.ok) {
    return record(turn, { type: 'ParentDenied', order, parentId, refusals: verdict.refusals });
  }
  const parent = createParent(parentId, order, { ts: turn.ts, stamp });
  orders.parents.set(parentId, parent);
  orders.submitted.set(key, parentId);
  record(turn, { type: 'ParentAccepted', parent: parentView(parent, killText(killOver(orders, parent))) });
  setTimer(turn, parent, order.startTime > turn.ts ? order.startTime : turn.ts);
}

/** What no limit speaks of: the API refuses these with their field, other writers of the journal meet this. */
function impossible(turn: Turn, order: ParentOrder, stamp: MarketStamp): string | undefined {
  const instrument = turn.orders.instruments.get(order.instrument);
  if (turn.orders.runId === undefined) return 'no session is open';
  if (!instrument) return `instrument ${String(order.instrument)} is not traded here`;
  const { orderQty, limitPx, startTime, endTime } = order;
  if (!Number.isSafeInteger(orderQty) || orderQty <= 0) return 'orderQty must be a whole number above zero';
  if (orderQty % instrument.lot !== 0) return `orderQty must be a multiple of the lot, ${instrument.lot}`;
  if (limitPx !== undefined && !(Number.isSafeInteger(limitPx) && limitPx > 0))
    return 'limitPx must be above zero';
  if (!Number.isSafeInteger(orderQty * (limitPx ?? stamp.askPx ?? 0)))
    return 'orderQty is too large to be counted exactly at this price';
  if (!Number.isSafeInteger(startTime) || !Number.isSafeInteger(endTime))
    return 'times must be whole nanoseconds';
  if (endTime <= startTime) return 'endTime must be after startTime';
  if (endTime <= turn.ts) return 'endTime is already past';
  return undefined;
}

/** The named parent, if it is open; else the command is refused. */
function openParent(turn: Turn, command: Command['type'], parentId: ParentId): Parent | undefined {
  const parent = turn.orders.parents.get(parentId);
  if (!parent) refuse(turn, command, `there is no order ${String(parentId)}`);
  else if (isDone(parent)) refuse(turn, command, `${parentId} is closed`);
  else return parent;
  return undefined;
}

function cancel(turn: Turn, parentId: ParentId, reason: string): void {
  const parent = openParent(turn, 'CancelParent', parentId);
  if (!parent) return;
  parent.cancelRequested = true;
  parent.paused = false;
  discardPending(turn, parent, 'the order is being canceled');
  cancelOpen(turn, parent);
  // A person looks: what the venue disowned is asked about once more.
  for (const child of parent.open) if (child.unknown) askStatus(turn, child);
  setTimer(turn, parent, turn.ts);
  settle(turn, parent, `cancel: ${reason}`);
}

function pause(turn: Turn, parentId: ParentId) {
  const parent = openParent(turn, 'PauseParent', parentId);
  if (!parent) return;
  if (parent.paused) return refuse(turn, 'PauseParent', `${parentId} is paused already`);
  if (parent.cancelRequested || parent.ended)
    return refuse(turn, 'PauseParent', `${parentId} is being closed`);
  parent.paused = true;
  discardPending(turn, parent, 'the order is paused');
  cancelOpen(turn, parent);
  setTimer(turn, parent, turn.ts);
  settle(turn, parent, 'paused');
}

function resume(turn: Turn, parentId: ParentId) {
  const parent = openParent(turn, 'ResumeParent', parentId);
  if (!parent) return;
  if (!parent.paused) return refuse(turn, 'ResumeParent', `${parentId} is not paused`);
  parent.paused = false;
  const { startTime } = parent.order;
  setTimer(turn, parent, startTime > turn.ts ? startTime : turn.ts);
  settle(turn, parent, 'resumed');
}

function changeLimits(turn: Turn, command: ChangeLimits) {
  const { orders } = turn;
  const before = orders.limits;
  if (command.basedOn !== before.version) {
    return refuse(turn, 'ChangeLimits', `limits are at version ${before.version}, not ${command.basedOn}`);
  }
  const problems = validateLimitRows(command.rows);
  if (problems.length > 0) {
    return refuse(turn, 'ChangeLimits', problems.map((p) => `${p.field}: ${p.reason}`).join('; '));
  }
  orders.limits = { version: before.version + 1, rows: command.rows };
  setLimits(orders.risk, orders.limits);
  record(turn, { type: 'LimitsChanged', before, after: orders.limits, reason: command.reason });
}

const open = (parent: Parent): boolean => !isDone(parent);

/** Parents that a scope touches: for a venue, those with something out there. */
const touched = (turn: Turn, scope: KillScope): Parent[] =>
  [...turn.orders.parents.values()].filter(
    (p) =>
      (open(p) || p.open.length > 0) &&
      (scope.level === 'Firm' ||
        (scope.level === 'Instrument'
          ? p.order.instrument === scope.key
          : p.open.some((child) => inScope(scope, child)))),
  );

/** No new orders in scope, all working ones canceled; tripping again sends the cancels that are still due. */
function tripKill(turn: Turn, command: TripKill): void {
  const { orders } = turn;
  const key = killKey(command.scope);
  const actor: Actor = command.actor;
  const kill: Kill = orders.kills.get(key) ?? {
    scope: command.scope,
    since: turn.seq,
    by: actor.userId,
    reason: command.reason,
  };
  orders.kills.set(key, kill);
  trip(orders.risk, kill);
  let cancelsSent = 0;
  const parents = touched(turn, command.scope);
  for (const parent of parents) {
    for (const child of parent.open)
      if (inScope(command.scope, child) && sendCancel(turn, child)) cancelsSent += 1;
  }
  record(turn, { type: 'KillTripped', kill, cancelsSent });
  for (const parent of parents) {
    if (command.scope.level !== 'Venue') discardPending(turn, parent, `killed by ${actor.userId}`);
    noteParent(turn, parent, `kill: ${command.reason}`);
  }
}

function rearmKill(turn: Turn, { scope, reason }: RearmKill) {
  const { orders } = turn;
  if (!orders.kills.delete(killKey(scope))) {
    return refuse(turn, 'RearmKill', `${killKey(scope)} is not killed`);
  }
  rearm(orders.risk, scope);
  record(turn, { type: 'KillRearmed', scope, reason });
  for (const parent of touched(turn, scope)) noteParent(turn, parent, `re-armed: ${reason}`);
}

function promote(turn: Turn, { models, reason, objection }: PromoteModel): void {
  if (objection !== undefined) return refuse(turn, 'PromoteModel', objection);
  turn.orders.models = models;
  record(turn, { type: 'ModelPromoted', models, reason });
}
