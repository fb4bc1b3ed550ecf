/**
 * What changed and why: the one stream that Postgres, the API and every screen fold. A function of the journal
 * alone, so that a replay emits it again, bit for bit. Market data has no audit.
 */
import type {
  ChildOrder,
  ClOrdId,
  DecisionId,
  DecisionRecord,
  ExecType,
  Fill,
  Kill,
  KillScope,
  LimitSet,
  MarketReference,
  MarketStamp,
  ModelsUsed,
  Nanos,
  Notional,
  OrdStatus,
  ParentId,
  ParentOrder,
  Qty,
  RiskRefused,
  RunId,
  Seq,
  SimulationControl,
  SimulationState,
  VenueId,
} from '@fairlead/domain';

/** The parent as of this record: computed from its facts, complete, so that a reader needs no earlier one. */
export interface ParentView {
  readonly parentId: ParentId;
  readonly order: ParentOrder;
  readonly ordStatus: OrdStatus;
  readonly cumQty: Qty;
  /** Open for trading: orderQty - cumQty, or 0 once closed. */
  readonly leavesQty: Qty;
  /** At venues now, requests in flight included. */
  readonly workingQty: Qty;
  /** Sum of lastQty x lastPx: the average price is this over cumQty, when drawn. */
  readonly cumNotional: Notional;
  readonly feesMicros: number;
  readonly decisions: number;
  readonly fallbackDecisions: number;
  readonly submittedAt: Nanos;
  readonly arrival: MarketStamp;
  readonly closedAt?: Nanos;
  /** Market when it closed: the end mid of shortfall. */
  readonly closeStamp?: MarketStamp;
  /** Why no engine rule can bring it forward: a person must look. */
  readonly attention?: string;
}

export interface ChildView {
  readonly order: ChildOrder;
  readonly orderId?: string;
  readonly ordStatus: OrdStatus;
  readonly cumQty: Qty;
  readonly leavesQty: Qty;
  readonly cumNotional: Notional;
  readonly sentAt: Nanos;
  readonly ackedAt?: Nanos;
  readonly closedAt?: Nanos;
  readonly text?: string;
}

export type AuditBody =
  | {
      readonly type: 'SessionOpened';
      readonly runId: RunId;
      readonly session?: number;
      readonly reference: MarketReference;
    }
  | { readonly type: 'ParentAccepted'; readonly parent: ParentView }
  | {
      readonly type: 'ParentDenied';
      readonly order: ParentOrder;
      readonly parentId: ParentId;
      readonly refusals: readonly RiskRefused[];
    }
  | { readonly type: 'ParentChanged'; readonly parent: ParentView; readonly cause: string }
  | { readonly type: 'DecisionMade'; readonly record: DecisionRecord }
  | {
      readonly type: 'DecisionDiscarded';
      readonly decisionId: DecisionId;
      readonly parentId: ParentId;
      readonly cause: string;
    }
  | { readonly type: 'ChildDenied'; readonly order: ChildOrder; readonly refusal: RiskRefused }
  | { readonly type: 'ChildSent'; readonly child: ChildView }
  | {
      readonly type: 'ChildChanged';
      readonly child: ChildView;
      readonly cause: ExecType | 'CancelSent' | 'CancelRejected' | 'NeverArrived' | 'Unknown';
    }
  /** `fill` with the market at the fill, and the market when its child was routed. */
  | {
      readonly type: 'Filled';
      readonly fill: Fill;
      readonly at: MarketStamp;
      readonly routed: MarketStamp;
      readonly receivedAt: Nanos;
    }
  /** A bust or correction: `fill` is what stands now; `undefined` when it was busted. */
  | {
      readonly type: 'FillRestated';
      readonly clOrdId: ClOrdId;
      readonly parentId: ParentId;
      readonly execRefId: string;
      readonly fill?: Fill;
    }
  | {
      readonly type: 'ReportIgnored';
      readonly venue: VenueId;
      readonly clOrdId: ClOrdId;
      readonly execId: string;
      readonly cause: 'Duplicate' | 'UnknownOrder' | 'Inconsistent';
    }
  | {
      readonly type: 'LimitsChanged';
      readonly before: LimitSet;
      readonly after: LimitSet;
      readonly reason: string;
    }
  | { readonly type: 'CommandRefused'; readonly command: string; readonly cause: string }
  | { readonly type: 'KillTripped'; readonly kill: Kill; readonly cancelsSent: number }
  | { readonly type: 'KillRearmed'; readonly scope: KillScope; readonly reason: string }
  | { readonly type: 'ModelPromoted'; readonly models: ModelsUsed; readonly reason: string }
  | {
      readonly type: 'SimulationControlled';
      readonly control: SimulationControl;
      readonly before: SimulationState;
      readonly after: SimulationState;
    }
  | { readonly type: 'VenueSessionChanged'; readonly venue: VenueId; readonly up: boolean };

/** `seq` is the input's; `nth` numbers the records that one input made, from 0. */
export interface AuditRecord {
  readonly seq: Seq;
  readonly nth: number;
  readonly ts: Nanos;
  /** User id, or `system`. */
  readonly actor: string;
  readonly role?: string;
  readonly body: AuditBody;
}
