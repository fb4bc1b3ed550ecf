/** Live market data for the screen: conflated by the server, never a source of truth for an order. */
import { formatQty, type PanelState } from '@fairlead/ui';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { mergeBars } from '../state/chart.ts';
import type { Bar, BoardView, WatchRow } from './api-types.ts';
import { leaveIfSignedOut, problemOf, useTRPC, useTRPCClient } from './client.ts';

export const useReference = () =>
  useQuery(useTRPC().market.reference.queryOptions(undefined, { staleTime: 60_000 }));

/** How quantities of an instrument are written: whole shares, or coins with their places. */
export function useQtyFormat(): (instrument: string, qty: number | undefined) => string {
  const { data } = useReference();
  return (instrument, qty) =>
    formatQty(qty, data?.instruments.find((each) => each.id === instrument)?.qtyDecimals);
}

/**
 * Decimal places of quantities that stand without their instrument (limits, audit lines): those that all
 * instruments of the market share, none where they differ.
 */
export function useQtyDecimals(): number {
  const { data } = useReference();
  const [first, ...others] = new Set(data?.instruments.map(({ qtyDecimals = 0 }) => qtyDecimals));
  return others.length > 0 ? 0 : (first ?? 0);
}

/** A live value: when it came (wall ms), and whether the line that it came over is up. */
export interface Live<T> {
  readonly value: T;
  readonly receivedAtMs: number;
  readonly connected: boolean;
}

interface Handlers<T> {
  readonly onData: (value: T) => void;
  readonly onError: (error: unknown) => void;
  readonly onConnectionStateChange: (state: { readonly state: string }) => void;
}

/** Is this tab seen? A hidden one closes its lines: a browser has six to a host, and nobody is looking. */
function useTabVisible(): boolean {
  const [visible, setVisible] = useState(true);
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === 'visible');
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return visible;
}

/** Follows a subscription named by `key`; while the key stays, the last value stays through a lost line. */
function useLive<T>(
  key: string | undefined,
  start: (handlers: Handlers<T>) => { unsubscribe: () => void },
): PanelState<Live<T>> {
  const [state, setState] = useState<{ key: string; panel: PanelState<Live<T>> }>();
  const [attempt, setAttempt] = useState(0);
  const visible = useTabVisible();
  const starter = useRef(start);
  starter.current = start;

  useEffect(() => {
    if (key === undefined || !visible) return;
    void attempt;
    const subscription = starter.current({
      onData: (value) =>
        setState({
          key,
          panel: { type: 'Ready', data: { value, receivedAtMs: Date.now(), connected: true } },
        }),
      onError: (error) => {
        leaveIfSignedOut(error);
        const problem = problemOf(error);
        const panel: PanelState<Live<T>> =
          problem.code === 'FORBIDDEN'
            ? { type: 'Forbidden', message: problem.message }
            : { type: 'Failed', message: problem.message, retry: () => setAttempt((n) => n + 1) };
        setState({ key, panel });
      },
      onConnectionStateChange: ({ state: line }) =>
        setState((now) =>
          now?.panel.type === 'Ready'
            ? {
                ...now,
                panel: {
                  type: 'Ready',
                  data: { ...now.panel.data, connected: line === 'pending' },
                },
              }
            : now,
        ),
    });
    return () => subscription.unsubscribe();
  }, [key, visible, attempt]);

  return state !== undefined && state.key === key ? state.panel : { type: 'Loading' };
}

export interface BoardAsk {
  readonly instrument: string;
  readonly side: 'Buy' | 'Sell';
  readonly qty: number;
  readonly horizonMs: number;
}

/** The venue board and the depth of one instrument, ten times a second. */
export function useBoard(ask: BoardAsk | undefined): PanelState<Live<BoardView>> {
  const client = useTRPCClient();
  const key = ask && `${ask.instrument} ${ask.side} ${ask.qty} ${ask.horizonMs}`;
  return useLive<BoardView>(key, (handlers) =>
    client.market.board.subscribe(ask ?? { instrument: '', side: 'Buy', qty: 1 }, handlers),
  );
}

export function useWatch(): PanelState<Live<readonly WatchRow[]>> {
  const client = useTRPCClient();
  return useLive<readonly WatchRow[]>('watch', (handlers) =>
    client.market.watch.subscribe(undefined, handlers),
  );
}

const BARS_EVERY_MS = 1_000;

/** One-second bars of an instrument: all of them once, then each second what is new. */
export function useBars(instrument: string | undefined): PanelState<readonly Bar[]> {
  const client = useTRPCClient();
  const [state, setState] = useState<{ instrument: string; panel: PanelState<readonly Bar[]> }>();
  useEffect(() => {
    if (instrument === undefined) return;
    let known: readonly Bar[] = [];
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const poll = async () => {
      try {
        const fresh = await client.market.bars.query({ instrument, fromT: known.at(-1)?.t ?? 0 });
        if (stopped) return;
        known = mergeBars(known, fresh);
        setState({ instrument, panel: { type: 'Ready', data: known } });
      } catch (error) {
        leaveIfSignedOut(error);
        if (!stopped && known.length === 0) {
          setState({ instrument, panel: { type: 'Failed', message: problemOf(error).message } });
        }
      }
      if (!stopped) timer = setTimeout(() => void poll(), BARS_EVERY_MS);
    };
    void poll();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [client, instrument]);
  return state !== undefined && state.instrument === instrument ? state.panel : { type: 'Loading' };
}
