/**
 * The screen's fold: a snapshot of the orders, then every audit record after it, in order. Pure. A record that is
 * already in the state changes nothing (a reconnect repeats some); a record whose predecessor we never saw, or
 * that changes an order we don't know, is a gap: the state is then not to be trusted, and a snapshot is asked for.
 */
import type { DecisionSummary, OrdersSnapshot, ParentView } from '../data/api-types.ts';
import { compareCursors, cursorOf } from './cursor.ts';
import { type Notice, noticeOf } from './notice.ts';
import type { StreamedRecord } from './streamed.ts';
import { decisionSummary, parentIdOf } from './streamed.ts';

export interface OrdersState {
  /** The last record in this state. */
  readonly cursor: string;
  readonly parents: ReadonlyMap<string, ParentView>;
  /** Newest first. */
  readonly decisions: readonly DecisionSummary[];
  /** What a person may want to know, newest first. */
  readonly notices: readonly Notice[];
}

export type FoldResult =
  | { readonly type: 'Applied'; readonly state: OrdersState }
  | { readonly type: 'Duplicate' }
  | { readonly type: 'Gap'; readonly reason: string };

const KEPT_DECISIONS = 60;
const KEPT_NOTICES = 100;

export const fromSnapshot = (snapshot: OrdersSnapshot): OrdersState => ({
  cursor: snapshot.cursor,
  parents: new Map(snapshot.parents.map((parent) => [parent.parentId, parent])),
  decisions: [],
  notices: [],
});

/** One record into the state. */
export function foldOrders(state: OrdersState, record: StreamedRecord): FoldResult {
  const at = cursorOf(record);
  if (compareCursors(at, state.cursor) <= 0) return { type: 'Duplicate' };
  if (record.prev !== undefined && compareCursors(record.prev, state.cursor) !== 0) {
    return { type: 'Gap', reason: `record ${at} follows ${record.prev}, and we have ${state.cursor}` };
  }
  const { body } = record;
  const about = parentIdOf(body);
  const creates = body.type === 'ParentAccepted' || body.type === 'ParentDenied';
  if (about !== undefined && !creates && !state.parents.has(about)) {
    return { type: 'Gap', reason: `record ${at} is about order ${about}, which we don't have` };
  }
  const changed = body.type === 'ParentAccepted' || body.type === 'ParentChanged' ? body.parent : undefined;
  const decision = decisionSummary(record);
  const notice = noticeOf(record);
  return {
    type: 'Applied',
    state: {
      cursor: at,
      parents: changed ? new Map(state.parents).set(changed.parentId, changed) : state.parents,
      decisions: decision ? [decision, ...state.decisions].slice(0, KEPT_DECISIONS) : state.decisions,
      notices: notice
        ? [notice, ...state.notices.filter((n) => n.key !== notice.key)].slice(0, KEPT_NOTICES)
        : state.notices,
    },
  };
}

/** Many records; stops at the first gap. The same as folding one by one, with one result. */
export function foldAll(state: OrdersState, records: readonly StreamedRecord[]): FoldResult {
  let folded = state;
  for (const record of records) {
    const result = foldOrders(folded, record);
    if (result.type === 'Gap') return result;
    if (result.type === 'Applied') folded = result.state;
  }
  return folded === state ? { type: 'Duplicate' } : { type: 'Applied', state: folded };
}
