/**
 * The orders of the desk, alive: a snapshot, then the audit stream folded onto it. A lost line or a gap is told
 * (`Lost`), and ends in a new snapshot. Orders opened in full are kept current from the same stream.
 */
import { foldDetail } from '../state/fold-detail.ts';
import { foldAll, fromSnapshot, type OrdersState } from '../state/fold-orders.ts';
import type { StreamedRecord } from '../state/streamed.ts';
import type { ParentDetail } from './api-types.ts';
import { type ApiClient, leaveIfSignedOut, problemOf } from './client.ts';

export type DetailState =
  | { readonly type: 'Loading' }
  | { readonly type: 'Ready'; readonly detail: ParentDetail }
  | { readonly type: 'Failed'; readonly message: string; readonly missing: boolean };

export type Connection =
  | { readonly type: 'Connecting' }
  | { readonly type: 'Live' }
  | { readonly type: 'Lost'; readonly sinceMs: number; readonly reason: string };

export interface OrdersView {
  readonly connection: Connection;
  /** Absent until the first snapshot. */
  readonly orders?: OrdersState;
  readonly details: ReadonlyMap<string, DetailState>;
}

export interface OrdersStore {
  readonly subscribe: (listener: () => void) => () => void;
  readonly view: () => OrdersView;
  /** Loads an order in full, and keeps it current from then on. */
  readonly open: (parentId: string) => void;
  /** @returns stop */
  readonly start: () => () => void;
}

const FLUSH_MS = 40;
const RECENT = 5_000;
const RETRY_MS: readonly number[] = [500, 1_000, 2_000, 4_000];

export function createOrdersStore(client: ApiClient): OrdersStore {
  const listeners = new Set<() => void>();
  let view: OrdersView = { connection: { type: 'Connecting' }, details: new Map() };
  let queue: StreamedRecord[] = [];
  /** For an order whose detail is older than the stream's place when it arrives. */
  let recent: StreamedRecord[] = [];
  let generation = 0;
  let failures = 0;
  let flushTimer: ReturnType<typeof setTimeout> | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let line: { unsubscribe: () => void } | undefined;

  const set = (next: Partial<OrdersView>) => {
    view = { ...view, ...next };
    for (const listener of listeners) listener();
  };
  const hangUp = () => {
    generation += 1;
    line?.unsubscribe();
    line = undefined;
    clearTimeout(flushTimer);
    flushTimer = undefined;
    queue = [];
  };
  const lose = (reason: string) => {
    if (view.connection.type !== 'Lost') set({ connection: { type: 'Lost', sinceMs: Date.now(), reason } });
  };
  const again = (reason: string) => {
    hangUp();
    lose(reason);
    const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    failures += 1;
    clearTimeout(retryTimer);
    retryTimer = setTimeout(() => void connect(), wait);
  };

  const flush = () => {
    flushTimer = undefined;
    const records = queue;
    queue = [];
    if (view.orders === undefined || records.length === 0) return;
    const folded = foldAll(view.orders, records);
    if (folded.type === 'Gap') return again(`A record was lost: ${folded.reason}`);
    if (folded.type === 'Duplicate') return;
    recent = [...recent, ...records].slice(-RECENT);
    const details = new Map(view.details);
    for (const [id, state] of details) {
      if (state.type !== 'Ready') continue;
      const detail = records.reduce(foldDetail, state.detail);
      if (detail !== state.detail) details.set(id, { type: 'Ready', detail });
    }
    set({ orders: folded.state, details });
  };

  const load = async (parentId: string, mine: number) => {
    const put = (state: DetailState) => {
      if (mine === generation) set({ details: new Map(view.details).set(parentId, state) });
    };
    try {
      const detail = await client.orders.get.query({ parentId });
      put({ type: 'Ready', detail: recent.reduce(foldDetail, detail) });
    } catch (error) {
      leaveIfSignedOut(error);
      const problem = problemOf(error);
      put({ type: 'Failed', message: problem.message, missing: problem.code === 'NOT_FOUND' });
    }
  };

  const connect = async () => {
    hangUp();
    const mine = generation;
    try {
      const snapshot = await client.orders.list.query();
      if (mine !== generation) return;
      recent = [];
      const orders = fromSnapshot(snapshot);
      // what was said before the line was lost still holds
      set({
        orders: view.orders
          ? { ...orders, decisions: view.orders.decisions, notices: view.orders.notices }
          : orders,
      });
      line = client.orders.stream.subscribe(
        { lastEventId: snapshot.cursor },
        {
          onConnectionStateChange: ({ state, error }) => {
            if (mine !== generation) return;
            if (state === 'pending') {
              failures = 0;
              set({ connection: { type: 'Live' } });
              for (const id of view.details.keys()) void load(id, mine);
            } else if (state === 'connecting' && error) {
              again('The connection to the server was lost.');
            }
          },
          onData: ({ data }) => {
            if (mine !== generation) return;
            queue.push(data);
            flushTimer ??= setTimeout(flush, FLUSH_MS);
          },
          onError: (error) => {
            leaveIfSignedOut(error);
            if (mine === generation) again(problemOf(error).message);
          },
        },
      );
    } catch (error) {
      leaveIfSignedOut(error);
      if (mine === generation) again(problemOf(error).message);
    }
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    view: () => view,
    open: (parentId) => {
      const known = view.details.get(parentId);
      if (known && known.type !== 'Failed') return;
      set({ details: new Map(view.details).set(parentId, { type: 'Loading' }) });
      void load(parentId, generation);
    },
    start: () => {
      void connect();
      return () => {
        clearTimeout(retryTimer);
        hangUp();
      };
    },
  };
}
