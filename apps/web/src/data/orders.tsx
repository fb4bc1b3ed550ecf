'use client';
/** The orders store in React: one per cockpit, read by whoever shows an order. */
import type { PanelState } from '@fairlead/ui';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { OrdersState } from '../state/fold-orders.ts';
import type { ParentDetail } from './api-types.ts';
import { useTRPCClient } from './client.ts';
import {
  type Connection,
  createOrdersStore,
  type DetailState,
  type OrdersStore,
  type OrdersView,
} from './orders-store.ts';

const StoreContext = createContext<OrdersStore | undefined>(undefined);

export function OrdersProvider({ children }: { children: ReactNode }) {
  const client = useTRPCClient();
  const [store] = useState(() => createOrdersStore(client));
  useEffect(() => store.start(), [store]);
  return <StoreContext.Provider value={store}>{children}</StoreContext.Provider>;
}

const NOTHING: OrdersView = { connection: { type: 'Connecting' }, details: new Map() };
const never = () => () => {};

function useView(): { readonly view: OrdersView; readonly store: OrdersStore | undefined } {
  const store = useContext(StoreContext);
  const view = useSyncExternalStore(store?.subscribe ?? never, store?.view ?? (() => NOTHING), () => NOTHING);
  return { view, store };
}

/** Absent for a role that sees no orders. */
export function useConnection(): Connection | undefined {
  const { view, store } = useView();
  return store === undefined ? undefined : view.connection;
}

export function useOrders(): PanelState<OrdersState> {
  const { view } = useView();
  if (view.orders) return { type: 'Ready', data: view.orders };
  return view.connection.type === 'Lost'
    ? { type: 'Failed', message: view.connection.reason }
    : { type: 'Loading' };
}

/** One order in full, current. Absent id: nothing is asked. */
export function useOrderDetail(parentId: string | undefined): PanelState<ParentDetail> | undefined {
  const { view, store } = useView();
  useEffect(() => {
    if (parentId !== undefined) store?.open(parentId);
  }, [store, parentId]);
  if (parentId === undefined) return undefined;
  const state = view.details.get(parentId);
  if (state === undefined || state.type === 'Loading') return { type: 'Loading' };
  if (state.type === 'Ready') return { type: 'Ready', data: state.detail };
  return { type: 'Failed', message: state.message, retry: () => store?.open(parentId) };
}

/** Many orders in full, by id: those of the ids that are known so far. */
export function useOrderDetails(ids: readonly string[]): ReadonlyMap<string, DetailState> {
  const { view, store } = useView();
  const key = ids.join(' ');
  useEffect(() => {
    for (const id of key.split(' ')) if (id !== '') store?.open(id);
  }, [store, key]);
  return view.details;
}
