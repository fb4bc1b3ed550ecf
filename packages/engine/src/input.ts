/**
 * Everything that can happen to the engine. Market data goes to the tape; every other input is an *order input*:
 * journaled, hash-chained and durable before `step` sees it. An order input carries the market it was seen
 * against (`stamp`, `snapshot`), so that the journal alone gives the order state: recovery needs no tape.
 */
import type {
  Actor,
  DecisionId,
  DecisionSnapshot,
  ExecutionReport,
  FallbackReason,
  KillScope,
  LimitRow,
  MarketEvent,
  MarketReference,
  MarketStamp,
  ModelsUsed,
  Nanos,
  NewsItem,
  OrderCancelReject,
  ParentId,
  ParentOrder,
  Prediction,
  RouterConfig,
  RunId,
  Seq,
  SimulationControl,
  SimulationState,
  TimerId,
  VenueId,
} from '@fairlead/domain';

/**
 * First input of every journal: what the run trades with. Changed reference data journals another, and so does
 * another session of the market.
 */
export interface SessionOpened {
  readonly type: 'SessionOpened';
  readonly runId: RunId;
  /** The market's number of it: with another one its time begins anew, and `ts` may go back. Absent: the first. */
  readonly session?: number;
  readonly reference: MarketReference;
  readonly routerConfig: RouterConfig;
}

export interface SubmitParent {
  readonly type: 'SubmitParent';
  readonly actor: Actor;
  readonly parent: ParentOrder;
  readonly stamp: MarketStamp;
}
export interface CancelParent {
  readonly type: 'CancelParent';
  readonly actor: Actor;
  readonly parentId: ParentId;
  readonly reason: string;
}
/** No new children; working ones are canceled. */
export interface PauseParent {
  readonly type: 'PauseParent';
  readonly actor: Actor;
  readonly parentId: ParentId;
}
export interface ResumeParent {
  readonly type: 'ResumeParent';
  readonly actor: Actor;
  readonly parentId: ParentId;
}
/** Replaces the whole set: the API has merged the change into the rows of `basedOn`, refused if that is not current. */
export interface ChangeLimits {
  readonly type: 'ChangeLimits';
  readonly actor: Actor;
  readonly basedOn: number;
  readonly rows: readonly LimitRow[];
  readonly reason: string;
}
export interface TripKill {
  readonly type: 'TripKill';
  readonly actor: Actor;
  readonly scope: KillScope;
  readonly reason: string;
}
export interface RearmKill {
  readonly type: 'RearmKill';
  readonly actor: Actor;
  readonly scope: KillScope;
  readonly reason: string;
}
/** A person asked that this pair of trained models advise. */
export interface PromoteModel {
  readonly type: 'PromoteModel';
  readonly actor: Actor;
  readonly models: ModelsUsed;
  readonly reason: string;
  /** Why the pair may not, from whoever keeps the models; absent: nothing speaks against it. */
  readonly objection?: string;
}

/** A person asked the simulated market to run otherwise, and it answered. Orders are not touched by this itself. */
export interface ControlSimulation {
  readonly type: 'ControlSimulation';
  readonly actor: Actor;
  readonly control: SimulationControl;
  readonly before: SimulationState;
  readonly answer:
    | { readonly done: true; readonly after: SimulationState }
    | { readonly done: false; readonly reason: string };
}

export interface ReportReceived {
  readonly type: 'ReportReceived';
  readonly report: ExecutionReport;
  readonly stamp: MarketStamp;
}
export interface CancelRejectReceived {
  readonly type: 'CancelRejectReceived';
  readonly reject: OrderCancelReject;
}
/** Order session with a venue. Up: the engine asks for the state of every child that it can't vouch for. */
export interface VenueSessionChanged {
  readonly type: 'VenueSessionChanged';
  readonly venue: VenueId;
  readonly up: boolean;
}

export interface PredictionReceived {
  readonly type: 'PredictionReceived';
  readonly decisionId: DecisionId;
  readonly snapshot: DecisionSnapshot;
  readonly predictions: readonly Prediction[];
  readonly models: ModelsUsed;
  /** Wall time that inference took. */
  readonly elapsedNs: number;
}
/** No usable answer in time, or none wanted (`RulesSelected`): the rule-based router decides, and says so. */
export interface PredictionLate {
  readonly type: 'PredictionLate';
  readonly decisionId: DecisionId;
  readonly snapshot: DecisionSnapshot;
  readonly reason: FallbackReason;
}

/** `stamp` is of the instrument that the timer is about. */
export interface TimerFired {
  readonly type: 'TimerFired';
  readonly timerId: TimerId;
  readonly stamp: MarketStamp;
}

export type Command =
  | SubmitParent
  | CancelParent
  | PauseParent
  | ResumeParent
  | ChangeLimits
  | TripKill
  | RearmKill
  | PromoteModel
  | ControlSimulation;

export type OrderInput =
  | SessionOpened
  | Command
  | ReportReceived
  | CancelRejectReceived
  | VenueSessionChanged
  | PredictionReceived
  | PredictionLate
  | TimerFired;

export interface MarketDataReceived {
  readonly type: 'MarketDataReceived';
  readonly event: MarketEvent;
}

/**
 * Goes to the tape like market data: it reaches order state only through the predictions that it colours. Folded
 * into the features of the instruments that it names; an item with a `newsProblem` is passed over. Whoever reads
 * the source tells each item once.
 */
export interface NewsReceived {
  readonly type: 'NewsReceived';
  readonly item: NewsItem;
}

export type InputBody = OrderInput | MarketDataReceived | NewsReceived;

/** What `step` folds: a body with its place in the order and our clock at its receipt. */
export type Input<Body extends InputBody = InputBody> = Body & { readonly seq: Seq; readonly ts: Nanos };

export const isOrderInput = (input: InputBody): input is OrderInput =>
  input.type !== 'MarketDataReceived' && input.type !== 'NewsReceived';
