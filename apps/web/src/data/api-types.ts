/** The API's shapes under their own names. Types only: the cockpit runs none of the API's code. */
import type { AppRouter, OrdersSnapshot, ParentDetail, Services } from '@fairlead/api';
import type { inferRouterInputs } from '@trpc/server';

export type {
  AppRouter,
  Bar,
  BoardRow,
  BoardView,
  CommandOutcome,
  DecisionProof,
  DecisionSummary,
  DepthLevel,
  FillRow,
  MarketClock,
  ModelRow,
  NewsView,
  OrdersSnapshot,
  ParentDetail,
  RiskState,
  Scorecard,
  SubmitRequest,
  SystemHealth,
  WatchRow,
} from '@fairlead/api';

export type ParentView = OrdersSnapshot['parents'][number];
export type ChildView = ParentDetail['children'][number];
export type AuditRecord = Awaited<ReturnType<Services['audit']>>[number];
export type StoredDecision = NonNullable<Awaited<ReturnType<Services['decision']>>>;
export type ApiInputs = inferRouterInputs<AppRouter>;
