/** Sinks of venues that write down what they are told, as the naive twins say it. */
import type { Side } from '@fairlead/domain';
import type { LedgerTrade } from './ledger.ts';
import type { NaiveEvent } from './naive-queues.ts';

export function recordPool() {
  const events: NaiveEvent[] = [];
  const tell = (...event: (string | number)[]): void => void events.push(event);
  const sink = {
    accepted: (id: number) => tell('accepted', id),
    replaced: (id: number) => tell('replaced', id),
    traded: (t: LedgerTrade) => tell('traded', t.maker, t.taker, t.px, t.qty, t.makerLeaves, t.takerLeaves),
    canceled: (id: number, leaves: number, cause: string) => tell('canceled', id, leaves, cause),
    rejected: (id: number, reason: string) => tell('rejected', id, reason),
  };
  return { events, sink };
}

interface Invitation {
  readonly id: number;
  readonly owner: number;
  readonly leastQty: number;
  readonly deadlineNs: number;
}
interface OpenRequest {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  readonly qty: number;
  readonly deadlineNs: number;
}

export function recordBlock() {
  const events: NaiveEvent[] = [];
  const tell = (...event: (string | number)[]): void => void events.push(event);
  const sink = {
    accepted: (id: number) => tell('accepted', id),
    rejected: (id: number, reason: string) => tell('rejected', id, reason),
    invited: (i: Invitation) => tell('invited', i.id, i.owner, i.leastQty, i.deadlineNs),
    firmed: (id: number, qty: number) => tell('firmed', id, qty),
    returned: (id: number, leaves: number, cause: string, owner: number) =>
      tell('returned', id, leaves, cause, owner),
    requested: (r: OpenRequest) => tell('requested', r.id, r.owner, r.side, r.qty, r.deadlineNs),
    traded: (t: LedgerTrade) => tell('traded', t.maker, t.taker, t.px, t.qty, t.makerLeaves, t.takerLeaves),
    canceled: (id: number, leaves: number, cause: string, owner: number) =>
      tell('canceled', id, leaves, cause, owner),
    barred: (owner: number, untilNs: number) => tell('barred', owner, untilNs),
  };
  return { events, sink };
}
