/**
 * The database as the rest of the house sees it: project audit records in, ask questions, get domain types back.
 * No table or column name leaves this package.
 */
import type {
  DecisionId,
  DecisionRecord,
  FallbackReason,
  Fill,
  Hash,
  LimitRow,
  LimitSet,
  MarketStamp,
  ModelCard,
  Nanos,
  ParentId,
  Qty,
  RefusalCode,
  RiskRefused,
  RunId,
  Seq,
  VenueId,
} from '@fairlead/domain';
import type { AuditRecord, ChildView, ParentView } from '@fairlead/engine';

/** Whose orders a question may see; no field: everything. */
export interface Sight {
  readonly trader?: string;
  readonly desk?: string;
}

/** How far the audit has been projected: the last record's place. `0.0` before the first. */
export interface StoreCursor {
  readonly runId?: RunId;
  readonly seq: Seq;
  readonly nth: number;
  /** `seq.nth`, as subscriptions count. */
  readonly id: string;
  /** Hash of the last audit row. */
  readonly hash: Hash;
}

export interface StoredFill {
  readonly fill: Fill;
  readonly at: MarketStamp;
  readonly routed: MarketStamp;
}

export interface StoredDecisionSummary {
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

export interface StoredParent {
  readonly cursor: string;
  readonly parent: ParentView;
  readonly children: readonly ChildView[];
  /** Busted fills are left out. */
  readonly fills: readonly StoredFill[];
  readonly decisions: readonly StoredDecisionSummary[];
  readonly denied: readonly { readonly ts: Nanos; readonly venue: VenueId; readonly refusal: RiskRefused }[];
}

/** What a scorecard is computed from. */
export interface ScorecardRow {
  readonly parent: ParentView;
  readonly fills: readonly (StoredFill & { readonly receivedAt: Nanos })[];
}

export interface StoredLimitsChange {
  readonly version: number;
  readonly ts: Nanos;
  readonly actor: string;
  readonly reason: string;
  readonly changes: readonly { readonly before?: LimitRow; readonly after?: LimitRow }[];
}

export interface StoredAuditFilter {
  readonly type?: string;
  readonly parentId?: string;
  readonly actor?: string;
  readonly beforeSeq?: number;
  readonly limit: number;
}

export interface AuditChain {
  readonly intact: boolean;
  /** In order from the first, as far as the chain holds. */
  readonly records: number;
  /** Names the first record that does not follow. */
  readonly problem?: string;
}

export interface StoredModel {
  readonly card: ModelCard;
  readonly state: 'Serving' | 'Registered' | 'Refused';
  readonly problem?: string;
}

export interface Store {
  /**
   * Applies records to the tables in one transaction with the cursor. Records up to the cursor are skipped, so
   * overlapping ranges change nothing; the rest must ascend by (seq, nth).
   * @throws StoreError `OtherRun`, `DatabaseUnreachable`
   */
  readonly project: (records: readonly AuditRecord[]) => Promise<StoreCursor>;
  readonly cursor: () => Promise<StoreCursor>;
  /** Every parent in sight, oldest first, as of the cursor given with them. */
  readonly orders: (
    see: Sight,
  ) => Promise<{ readonly cursor: string; readonly parents: readonly ParentView[] }>;
  readonly order: (see: Sight, parentId: ParentId) => Promise<StoredParent | undefined>;
  readonly decision: (
    see: Sight,
    decisionId: DecisionId,
  ) => Promise<{ readonly seq: Seq; readonly ts: Nanos; readonly record: DecisionRecord } | undefined>;
  readonly scorecardRow: (see: Sight, parentId: ParentId) => Promise<ScorecardRow | undefined>;
  /** Newest first. */
  readonly scorecardRows: (see: Sight, limit: number) => Promise<readonly ScorecardRow[]>;

  /** Newest first, `nth` ascending within one seq's page order. A trader sees their own; a desk also the house's. */
  readonly audit: (see: Sight, filter: StoredAuditFilter) => Promise<readonly AuditRecord[]>;
  /** What follows a place in the audit, oldest first. */
  readonly auditAfter: (
    after: { seq: number; nth: number },
    limit: number,
  ) => Promise<readonly AuditRecord[]>;

  /** Recomputes the audit rows' chain of hashes. */
  readonly verifyAudit: () => Promise<AuditChain>;

  /** The set in force; absent before the first. */
  readonly limitSet: () => Promise<LimitSet | undefined>;
  /** Newest first. */
  readonly limitsHistory: () => Promise<readonly StoredLimitsChange[]>;
  readonly riskTriggers: () => Promise<readonly { readonly code: RefusalCode; readonly count: number }[]>;

  /** Registers or restates a model by its hash. */
  readonly saveModel: (model: StoredModel) => Promise<void>;
  /** By name, newest first. */
  readonly models: () => Promise<readonly StoredModel[]>;

  readonly close: () => Promise<void>;
}
