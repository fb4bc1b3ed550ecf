/**
 * The state that `step` folds, in two parts. *Order state* (`orders`) depends on order inputs alone: the journal
 * gives it back, and `stateHash` covers exactly it. *Market state* (`market`) is the books and features; it
 * reaches order state only through the stamps and snapshots that order inputs carry.
 */
import {
  type ClOrdId,
  canonical,
  digest,
  type ExecId,
  type Hash,
  type Instrument,
  type InstrumentId,
  type Kill,
  type LimitSet,
  type MarketReference,
  type ModelsUsed,
  type Nanos,
  type ParentId,
  type RouterConfig,
  type RunId,
  type TimerId,
  type UserId,
  type Venue,
  type VenueId,
} from '@fairlead/domain';
import type { FeatureState } from '@fairlead/features';
import { createRisk, type RiskState, utilisation } from '@fairlead/risk';
import type { AuditRecord } from './audit.ts';
import type { Child } from './child.ts';
import type { Effect } from './effect.ts';
import type { Parent } from './parent.ts';

/** A timer that is set. */
export interface PendingTimer {
  readonly timerId: TimerId;
  readonly instrument: InstrumentId;
  readonly at: Nanos;
}

export interface OrderState {
  runId: RunId | undefined;
  reference: MarketReference | undefined;
  routerConfig: RouterConfig | undefined;
  readonly instruments: Map<InstrumentId, Instrument>;
  readonly venues: Map<VenueId, Venue>;
  readonly sessions: Map<VenueId, boolean>;
  limits: LimitSet;
  /** The gate: a function of the limits, kills and orders here. */
  readonly risk: RiskState;
  readonly kills: Map<string, Kill>;
  models: ModelsUsed | undefined;
  readonly parents: Map<ParentId, Parent>;
  /** `trader clOrdId` to the parent that it made. */
  readonly submitted: Map<string, ParentId>;
  readonly children: Map<ClOrdId, Child>;
  /** Ids of cancels and replaces to the child that they are about. */
  readonly requests: Map<ClOrdId, ClOrdId>;
  readonly seen: Map<VenueId, Set<ExecId>>;
  readonly timers: Map<TimerId, PendingTimer>;
  /** Order round trip per venue, ns of market time: smoothed from acknowledgements. */
  readonly latencyNs: Map<VenueId, number>;
}

export interface StepResult {
  readonly state: EngineState;
  readonly effects: readonly Effect[];
  readonly audit: readonly AuditRecord[];
}

export interface EngineState {
  readonly orders: OrderState;
  readonly market: Map<InstrumentId, FeatureState>;
  /** Of the last input folded; inputs must ascend. */
  seq: number;
  /** The one result of every input that changes no order: market data allocates nothing. */
  readonly unchanged: StepResult;
}

/** Nothing traded, nothing allowed: version 0 has no row, and no row means no order. */
const NO_LIMITS: LimitSet = { version: 0, rows: [] };

export function createEngine(): EngineState {
  const state: { -readonly [K in keyof EngineState]: EngineState[K] } = {
    orders: {
      runId: undefined,
      reference: undefined,
      routerConfig: undefined,
      instruments: new Map(),
      venues: new Map(),
      sessions: new Map(),
      limits: NO_LIMITS,
      risk: createRisk(NO_LIMITS),
      kills: new Map(),
      models: undefined,
      parents: new Map(),
      submitted: new Map(),
      children: new Map(),
      requests: new Map(),
      seen: new Map(),
      timers: new Map(),
      latencyNs: new Map(),
    },
    market: new Map(),
    seq: 0,
    unchanged: undefined as unknown as StepResult,
  };
  state.unchanged = { state, effects: [], audit: [] };
  return state;
}

/** SHA-256 of the canonical order state; market state is left out, and the gate counts by its utilisation. */
export function stateHash(state: EngineState): Hash {
  const { risk, parents, children, ...rest } = state.orders;
  return digest(
    canonical({
      ...rest,
      utilisation: utilisation(risk),
      parents: [...parents.values()].map((p) => ({ ...p, open: p.open.map((c) => c.order.clOrdId) })),
      children: [...children.values()],
    }),
  );
}

/** Trader and client id, joined so that no two pairs meet. */
export const submissionKey = (trader: UserId, clOrdId: string): string => `${trader}\u0000${clOrdId}`;

/** The parent that this client id of this trader made, if any: a submit is idempotent by the pair. */
export const parentByClOrdId = (state: EngineState, trader: UserId, clOrdId: string): ParentId | undefined =>
  state.orders.submitted.get(submissionKey(trader, clOrdId));

/** Is the order session with the venue up, as far as the journal says? */
export const hasSession = (state: EngineState, venue: VenueId): boolean =>
  state.orders.sessions.get(venue) === true;

/** Timers that are set: a driver arms them after a replay. */
export const pendingTimers = (state: EngineState): readonly PendingTimer[] => [
  ...state.orders.timers.values(),
];
