/** What one input makes: effects and audit records, numbered, with the actor who caused them. */
import {
  type Actor,
  type ClOrdId,
  clOrdIdAt,
  invariant,
  type Nanos,
  type ParentId,
  type RunId,
  type Seq,
  SYSTEM_ACTOR,
} from '@fairlead/domain';
import type { AuditBody, AuditRecord } from './audit.ts';
import type { Effect } from './effect.ts';
import { type Parent, timerOf } from './parent.ts';
import type { EngineState, OrderState } from './state.ts';

/** One input on its way through the engine. */
export interface Turn {
  readonly state: EngineState;
  readonly orders: OrderState;
  readonly seq: Seq;
  readonly ts: Nanos;
  readonly actor: Actor | undefined;
  readonly effects: Effect[];
  readonly audit: AuditRecord[];
  ids: number;
}

export const beginTurn = (
  state: EngineState,
  at: { readonly seq: Seq; readonly ts: Nanos },
  actor: Actor | undefined,
): Turn => ({ state, orders: state.orders, seq: at.seq, ts: at.ts, actor, effects: [], audit: [], ids: 0 });

export function record(turn: Turn, body: AuditBody): void {
  const { seq, ts, actor, audit } = turn;
  audit.push({
    seq,
    nth: audit.length,
    ts,
    actor: actor?.userId ?? SYSTEM_ACTOR,
    ...(actor === undefined ? {} : { role: actor.role }),
    body,
  });
}

/** `run-seq-nth`: the same at every replay, unique at every venue for ever. */
export function nextClOrdId(turn: Turn): ClOrdId {
  const { runId } = turn.orders;
  invariant(runId !== undefined, 'an order needs an open session');
  return clOrdIdAt(runId as RunId, turn.seq, turn.ids++);
}

/** Sets the parent's one timer, or moves it. */
export function setTimer(turn: Turn, parent: Parent, at: Nanos): void {
  const timerId = timerOf(parent.parentId);
  const timer = { timerId, instrument: parent.order.instrument, at };
  turn.orders.timers.set(timerId, timer);
  turn.effects.push({ type: 'SetTimer', ...timer });
}

export function clearTimer(turn: Turn, parentId: ParentId): void {
  const timerId = timerOf(parentId);
  if (turn.orders.timers.delete(timerId)) turn.effects.push({ type: 'ClearTimer', timerId });
}
