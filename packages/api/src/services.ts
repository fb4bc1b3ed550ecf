/**
 * What the API calls and does not know the inside of. `apps/server` implements it over the engine's worker and
 * the store; contract tests run it against the real ones. All prices are `Px` integers, all times `Nanos`.
 */
import type {
  Actor,
  DecisionId,
  DecisionRecord,
  FallbackReason,
  FeedCause,
  FeedHealth,
  FeedReport,
  Fill,
  InstrumentId,
  Kill,
  KillScope,
  LimitRow,
  LimitSet,
  MarketReference,
  MarketReport,
  MarketStamp,
  ModelCard,
  ModelsUsed,
  Nanos,
  NewsFeedHealth,
  NewsStory,
  ParentId,
  ParentOrder,
  Px,
  Qty,
  RealismAsk,
  RealismReport,
  RealismState,
  Result,
  RiskRefused,
  RoutingDecision,
  Seq,
  Side,
  Simulation,
  SimulationControl,
  UnixMs,
  Venue,
  VenueId,
} from '@fairlead/domain';
import type { AuditRecord, ChildView, ParentView } from '@fairlead/engine';

export type Environment = 'SIM' | 'REPLAY' | 'LIVE-PAPER';

export interface MarketClock {
  readonly environment: Environment;
  /** What plays: `simulated`, the recording's name, or `live:` and the venues shown. */
  readonly market: string;
  /** Of a simulated market. */
  readonly scenario?: string;
  /** Counts the market's sessions: with another number its time began anew, and what trades may be other. */
  readonly session: number;
  readonly sessionDate: string;
  readonly now: Nanos;
  /** Market seconds per wall second. */
  readonly speed: number;
  /** Where market time stands still, or will; absent: it runs on. */
  readonly until?: Nanos;
}

/** What became of a command once the engine had seen it. */
export type CommandOutcome =
  | {
      readonly accepted: true;
      readonly seq: Seq;
      readonly parentId?: ParentId;
      readonly cancelsSent?: number;
    }
  | {
      readonly accepted: false;
      readonly seq?: Seq;
      readonly refusals: readonly RiskRefused[];
      readonly cause: string;
    };

/** One row of the venue board: the router's view of a venue for the asked side, size and horizon. */
export interface BoardRow {
  readonly venue: Venue;
  readonly health: FeedHealth;
  /** Why it is less than `LIVE`. */
  readonly cause?: FeedCause;
  readonly ageNs?: number;
  /** Of its last change, heartbeats not counted. */
  readonly dataAgeNs?: number;
  readonly bidPx?: Px;
  readonly askPx?: Px;
  readonly spreadBps?: number;
  /** Displayed on the far side at the touch. Absent for a pool that displays nothing. */
  readonly shownQty?: Qty;
  readonly latencyNs: number;
  /** 0 to 100; the filled fraction is within `scoreLow` to `scoreHigh` with 90% probability. Absent without models. */
  readonly liquidityScore?: number;
  readonly scoreLow?: number;
  readonly scoreHigh?: number;
  readonly fillProb?: number;
  readonly impactBps?: number;
  readonly impactBandBps?: number;
  readonly totalBps?: number;
  readonly feeMicros: number;
  /** How predatory the others there behave, 0 to 1 (an indicator is at its alarm), and by which sign. */
  readonly predationScore?: number;
  readonly predationSign?: string;
  /** What the router would do now with the asked size here, and why: `2,000 · passive post`, `avoid · impact`. */
  readonly decision: string;
  readonly tone: 'take' | 'post' | 'dark' | 'avoid';
  readonly detail?: string;
}

export interface DepthLevel {
  readonly px: Px;
  readonly qty: Qty;
  readonly byVenue: readonly { readonly venue: VenueId; readonly qty: Qty }[];
}

export interface BoardView {
  readonly instrument: InstrumentId;
  readonly ts: Nanos;
  readonly stamp: MarketStamp;
  readonly volatilityBps: number;
  readonly rows: readonly BoardRow[];
  readonly bids: readonly DepthLevel[];
  readonly asks: readonly DepthLevel[];
  /** The indicative decision that the rows' last column shows. */
  readonly preview?: RoutingDecision;
  readonly models?: ModelsUsed;
  readonly fallback?: FallbackReason;
  readonly inferenceNs?: number;
}

export interface WatchRow {
  readonly instrument: InstrumentId;
  readonly lastPx?: Px;
  readonly stamp: MarketStamp;
  /** Against the first mid of this run. */
  readonly changeBps?: number;
}

/** One second of prints (market time). `t` is the bar's start in whole seconds since the session's midnight. */
export interface Bar {
  readonly t: number;
  readonly open: Px;
  readonly high: Px;
  readonly low: Px;
  readonly close: Px;
  readonly volume: Qty;
}

/** What the news feeds say. No feed is followed where `feeds` is empty. */
export interface NewsView {
  /** The server's wall clock: what ages count to. */
  readonly nowMs: UnixMs;
  /** Latest first. */
  readonly stories: readonly NewsStory[];
  readonly feeds: readonly NewsFeedHealth[];
}

/** A projection as of `seq`: subscribe from `cursor` for what follows. */
export interface OrdersSnapshot {
  readonly cursor: string;
  readonly parents: readonly ParentView[];
}

export interface FillRow {
  readonly fill: Fill;
  readonly at: MarketStamp;
  readonly routed: MarketStamp;
}

export interface ParentDetail {
  readonly cursor: string;
  readonly parent: ParentView;
  readonly children: readonly ChildView[];
  readonly fills: readonly FillRow[];
  readonly decisions: readonly DecisionSummary[];
  readonly denied: readonly { readonly ts: Nanos; readonly venue: VenueId; readonly refusal: RiskRefused }[];
}

export interface DecisionSummary {
  readonly decisionId: DecisionId;
  readonly parentId: ParentId;
  readonly seq: Seq;
  readonly ts: Nanos;
  readonly router: string;
  readonly fallback?: FallbackReason;
  readonly why: string;
  readonly sliceQty: Qty;
  readonly outcomeHash: string;
}

export interface DecisionProof {
  readonly decisionId: DecisionId;
  readonly equal: boolean;
  readonly storedHash: string;
  readonly recomputedHash: string;
  readonly recomputed: RoutingDecision;
}

export interface RiskState {
  readonly limits: LimitSet;
  readonly kills: readonly Kill[];
  readonly utilisation: readonly {
    readonly level: string;
    readonly key: string;
    readonly control: string;
    readonly used: number;
    readonly bound: number;
  }[];
  /** How often each control has refused, since the run began. */
  readonly triggers: readonly { readonly code: string; readonly count: number }[];
}

export interface LimitsHistoryRow {
  readonly version: number;
  readonly ts: Nanos;
  readonly actor: string;
  readonly reason: string;
  readonly changes: readonly { readonly before?: LimitRow; readonly after?: LimitRow }[];
}

/** METHODS 6; bps of the arrival mid unless named. Cost positive = bad. Absent where a price is missing. */
export interface Scorecard {
  readonly parentId: ParentId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly orderQty: Qty;
  readonly cumQty: Qty;
  readonly avgPx?: number;
  readonly arrivalMidPx?: number;
  readonly endMidPx?: number;
  readonly arrivalSlippageBps?: number;
  readonly shortfallBps?: number;
  /** Parts of the shortfall; they sum to it. */
  readonly parts?: {
    readonly spreadBps: number;
    readonly latencyBps: number;
    readonly driftBps: number;
    readonly opportunityBps: number;
    readonly feesBps: number;
  };
  /** The parts sum to the whole to 1e-9: checked when computed. */
  readonly identityHolds?: boolean;
  readonly feesMicros: number;
  readonly durationNs?: number;
  readonly venues: readonly {
    readonly venue: VenueId;
    readonly kind: string;
    readonly fills: number;
    readonly qty: Qty;
    readonly share: number;
    readonly avgPx: number;
    readonly slippageBps?: number;
    readonly passiveShare: number;
    readonly feesMicros: number;
  }[];
  readonly origin: string;
}

export interface AuditFilter {
  readonly type?: string;
  readonly parentId?: string;
  readonly actor?: string;
  readonly beforeSeq?: number;
  readonly limit: number;
}

export interface ChainStatus {
  readonly intact: boolean;
  readonly inputs: number;
  readonly headHash: string;
  /** First bad record, where the chain is broken. */
  readonly problem?: string;
}

export interface ModelRow {
  readonly card: ModelCard;
  readonly state: 'Serving' | 'Registered' | 'Refused';
  readonly problem?: string;
}

/** What becomes of the market data that is taped. */
export interface TapeReport {
  readonly state: 'Recording' | 'Off' | 'Stopped';
  /** Why it stopped. */
  readonly reason?: string;
  /** Written since the server started. */
  readonly records: number;
  readonly bytes: number;
  /** Market events that a slow disk left no room for. */
  readonly droppedEvents: number;
}

export interface SystemHealth {
  readonly clock: MarketClock;
  readonly engineSeq: Seq;
  readonly journalInputs: number;
  readonly fsyncNs: number;
  readonly projectionLagNs: number;
  readonly marketEventsPerSecond: number;
  readonly tape: TapeReport;
  readonly decision: {
    readonly count: number;
    readonly p50Us?: number;
    readonly p99Us?: number;
    readonly fallbacks: number;
  };
  readonly venues: readonly {
    readonly venue: VenueId;
    readonly session: boolean;
    /** The worst of its instruments', and why. */
    readonly health: FeedHealth;
    readonly cause?: FeedCause;
    /** Of the instrument heard from least lately. */
    readonly ageNs?: number;
    /** Of the instrument whose data is oldest; a heartbeat does not make it younger. */
    readonly dataAgeNs?: number;
    readonly latencyNs: number;
    /** One per instrument. */
    readonly feeds: readonly FeedReport[];
  }[];
  readonly markets: readonly MarketReport[];
  readonly news: readonly NewsFeedHealth[];
}

/** Whose orders a question may see: filled from the actor's role, never from the request. */
export interface Visibility {
  readonly trader?: string;
  readonly desk?: string;
}

export interface Services {
  readonly clock: () => MarketClock;
  readonly reference: () => MarketReference;

  /** When this trader's order of that clOrdId arrived: a repeat of it is judged at that time. */
  readonly submittedAt: (actor: Actor, clOrdId: string) => Promise<Nanos | undefined>;
  readonly submit: (actor: Actor, order: ParentOrder) => Promise<CommandOutcome>;
  readonly cancel: (actor: Actor, parentId: ParentId, reason: string) => Promise<CommandOutcome>;
  readonly pause: (actor: Actor, parentId: ParentId) => Promise<CommandOutcome>;
  readonly resume: (actor: Actor, parentId: ParentId) => Promise<CommandOutcome>;
  readonly changeLimits: (
    actor: Actor,
    basedOn: number,
    rows: readonly LimitRow[],
    reason: string,
  ) => Promise<CommandOutcome>;
  readonly kill: (actor: Actor, scope: KillScope, reason: string) => Promise<CommandOutcome>;
  readonly rearm: (actor: Actor, scope: KillScope, reason: string) => Promise<CommandOutcome>;
  readonly promote: (
    actor: Actor,
    models: { readonly fill: string; readonly impact: string },
    reason: string,
  ) => Promise<CommandOutcome>;

  readonly simulation: () => Simulation;
  /** At each change, conflated. */
  readonly watchSimulation: (signal: AbortSignal) => AsyncIterable<Simulation>;
  readonly control: (actor: Actor, control: SimulationControl) => Promise<CommandOutcome>;

  /** How realistic the market's scenarios are: what is measured and kept. An error is why nobody can say. */
  readonly realism: () => Result<RealismState, string>;
  readonly realismReport: (which: Omit<RealismAsk, 'seed'>) => Promise<Result<RealismReport, string>>;
  readonly measureRealism: (ask: RealismAsk) => Promise<Result<RealismState, string>>;
  readonly cancelRealism: () => Promise<Result<RealismState, string>>;

  /** Every audit record after `cursor` (`seq.nth`), then live, without loss; ends with the signal. */
  readonly auditStream: (
    cursor: string | undefined,
    signal: AbortSignal,
  ) => AsyncIterable<{ readonly id: string; readonly record: AuditRecord }>;
  readonly board: (
    ask: {
      readonly instrument: InstrumentId;
      readonly side: Side;
      readonly qty: Qty;
      readonly horizonNs: number;
    },
    signal: AbortSignal,
  ) => AsyncIterable<BoardView>;
  readonly watch: (signal: AbortSignal) => AsyncIterable<readonly WatchRow[]>;
  readonly bars: (instrument: InstrumentId, fromT: number) => Promise<readonly Bar[]>;

  readonly news: (limit: number) => NewsView;
  readonly watchNews: (limit: number, signal: AbortSignal) => AsyncIterable<NewsView>;

  readonly orders: (see: Visibility) => Promise<OrdersSnapshot>;
  readonly order: (see: Visibility, parentId: ParentId) => Promise<ParentDetail | undefined>;
  readonly decision: (
    see: Visibility,
    decisionId: DecisionId,
  ) => Promise<{ readonly seq: Seq; readonly ts: Nanos; readonly record: DecisionRecord } | undefined>;
  readonly redecide: (see: Visibility, decisionId: DecisionId) => Promise<DecisionProof | undefined>;
  readonly riskState: () => Promise<RiskState>;
  readonly limitsHistory: () => Promise<readonly LimitsHistoryRow[]>;
  readonly scorecard: (see: Visibility, parentId: ParentId) => Promise<Scorecard | undefined>;
  readonly scorecards: (see: Visibility, limit: number) => Promise<readonly Scorecard[]>;
  readonly audit: (see: Visibility, filter: AuditFilter) => Promise<readonly AuditRecord[]>;
  readonly chain: () => Promise<ChainStatus>;
  readonly models: () => Promise<readonly ModelRow[]>;
  readonly health: () => Promise<SystemHealth>;
}
