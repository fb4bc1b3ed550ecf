/**
 * The news, asked every two seconds: `news.watch` would hold one of the six lines that a browser has to a host, and
 * this page holds three for what is faster than news.
 */
import type { PanelState } from '@fairlead/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { NewsView } from './api-types.ts';
import { useTRPC } from './client.ts';
import { panelState } from './panel-state.ts';
import { useWallClock } from './system.ts';

const NEWS_EVERY_MS = 2_000;
const SHOWN = 50;

export interface News {
  readonly view: NewsView;
  /** The server's wall clock now, carried on by ours since its answer. */
  readonly nowMs: number;
}

export function useNews(): PanelState<News> {
  const query = useQuery(
    useTRPC().news.latest.queryOptions(
      { limit: SHOWN },
      {
        refetchInterval: NEWS_EVERY_MS,
        refetchIntervalInBackground: false,
        placeholderData: keepPreviousData,
      },
    ),
  );
  const wall = useWallClock(1_000);
  const state = panelState(query);
  if (state.type !== 'Ready') return state;
  const view = state.data;
  return { type: 'Ready', data: { view, nowMs: view.nowMs + Math.max(0, wall - query.dataUpdatedAt) } };
}
