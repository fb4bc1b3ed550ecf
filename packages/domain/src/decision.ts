/**
 * The routing decision and everything that it was made from. `decide(record.inputs)` gives `record.outcome` bit
 * for bit, years later, without the market data: nothing that the choice used is left out.
 */
import type { FeedCause, FeedHealth } from './feed.ts';
import type { DecisionId, Hash, InstrumentId, ParentId, VenueId } from './ids.ts';
import type { Instrument, Venue } from './instrument.ts';
import type { MarketStamp } from './market.ts';
import type { Nanos, Px, Qty } from './numbers.ts';
import type { RouterKind, Side, Tactic } from './order.ts';
import type { FallbackReason, ModelsUsed, Prediction } from './prediction.ts';

/** One venue as the router saw it. Absent is `undefined`: a dark pool has no displayed price or size. */
export interface VenueView {
  readonly venue: Venue;
  readonly health: FeedHealth;
  /** Why it is less than `LIVE`. */
  readonly cause?: FeedCause;
  /** The order session is up and the instrument open there. */
  readonly tradable: boolean;
  readonly bidPx?: Px;
  readonly bidQty?: Qty;
  readonly askPx?: Px;
  readonly askQty?: Qty;
  /** Shares displayed on the far side within five ticks of its touch. */
  readonly farDepthQty?: Qty;
  /** Since the venue was last heard from, heartbeats included, ns of market time. Absent before its first message. */
  readonly ageNs?: number;
  /** Since its last change of book, print or state. Absent before the first. */
  readonly dataAgeNs?: number;
  /** Order round trip as measured lately (ns of market time), else the venue's reference figure doubled. */
  readonly latencyNs: number;
  /** This parent's own open quantity there. */
  readonly ownWorkingQty: Qty;
  /** Mean markout of our passive fills there after 1 s, bps, positive = good for us; absent without fills. */
  readonly ownMarkoutBps?: number;
  /** How many fills that mean stands on, older ones less; absent: as many as one could wish. */
  readonly ownMarkoutFills?: number;
}

/** What a decision is about, taken at one instant. Travels with the prediction so that the journal is complete. */
export interface DecisionSnapshot {
  readonly decisionId: DecisionId;
  readonly parentId: ParentId;
  readonly router: RouterKind;
  readonly instrument: Instrument;
  readonly side: Side;
  /** What this wave may send. */
  readonly sliceQty: Qty;
  readonly parentQty: Qty;
  /** Of the parent: not filled and not working. */
  readonly unroutedQty: Qty;
  readonly limitPx?: Px;
  /** How long a resting child of this wave may rest. */
  readonly horizonNs: number;
  /** 0 patient .. 1 must trade now. */
  readonly urgency: number;
  readonly stamp: MarketStamp;
  /** Realised volatility of the mid, bps per square root of a second. */
  readonly volatilityBps: number;
  readonly venues: readonly VenueView[];
  readonly ts: Nanos;
  readonly wave: number;
}

/** Parameters of the cost function (METHODS 1); journaled with every decision. */
export interface RouterConfig {
  readonly version: number;
  /** bps per share-fraction left at the horizon, before urgency. */
  readonly lambdaUnderBps: number;
  /** Share of the parent that one dark pool may see in one wave. */
  readonly maxDarkShare: number;
  /** Share of the parent that one venue may see in one wave. */
  readonly maxVenueShare: number;
  /** A posted child shows at most this many times the displayed size at its touch. */
  readonly maxDisplayMultiple: number;
  /** A candidate whose predicted impact is above this many half-spreads is avoided. */
  readonly maxImpactHalfSpreads: number;
  /** Passive fills' expected adverse move as a share of the half-spread, until markouts are known. */
  readonly adversePrior: number;
  /** Chance that a wave swaps its best two close candidates, and logs the probability. */
  readonly explorationProb: number;
  /** Allocation step in lots. */
  readonly stepLots: number;
  /** A venue whose data is older than this is not routed to. */
  readonly maxAgeNs: number;
}

export interface DecisionInputs {
  readonly snapshot: DecisionSnapshot;
  /** One per candidate; empty on fallback. */
  readonly predictions: readonly Prediction[];
  readonly models?: ModelsUsed;
  readonly fallback?: FallbackReason;
  readonly config: RouterConfig;
  readonly limitsVersion: number;
  /** Uniform on [0, 1), from the decision's id: the only randomness. */
  readonly draw: number;
}

/** Why a candidate got what it got. A closed set: the documentation is generated from it. */
export type CandidateReason =
  | 'Chosen'
  | 'CheaperElsewhere'
  | 'ImpactTooHigh'
  | 'FillTooUnlikely'
  | 'DataStale'
  | 'VenueDown'
  | 'NoQuote'
  | 'BeyondLimit'
  | 'ShareCapReached'
  | 'TacticUnavailable'
  | 'NothingLeft';

/** bps of the mid, per share sent; they sum to `totalBps` to 1e-9. Cost positive. */
export interface CostParts {
  readonly spreadBps: number;
  readonly feeBps: number;
  readonly impactBps: number;
  readonly adverseBps: number;
  readonly latencyBps: number;
  readonly shortfallBps: number;
}

export interface CandidateOutcome {
  readonly venue: VenueId;
  readonly tactic: Tactic;
  readonly qty: Qty;
  readonly px?: Px;
  readonly reason: CandidateReason;
  /** Probability that the whole of the quantity considered fills within the horizon; absent on fallback. */
  readonly fillProb?: number;
  /** Expected filled fraction of the quantity considered, 0 to 100; absent on fallback. */
  readonly liquidityScore?: number;
  readonly impactBps?: number;
  readonly impactBandBps?: number;
  /** Absent where the candidate could not be priced. */
  readonly cost?: CostParts;
  readonly totalBps?: number;
  /** Smallest change in predicted impact (bps) that would have changed chosen to not chosen or back. */
  readonly flipImpactBps?: number;
}

export interface Allocation {
  readonly venue: VenueId;
  readonly tactic: Tactic;
  readonly qty: Qty;
  /** Limit of the child; absent for a peg without a cap. */
  readonly px?: Px;
  readonly minQty?: Qty;
}

export interface RoutingDecision {
  readonly decisionId: DecisionId;
  readonly parentId: ParentId;
  readonly instrument: InstrumentId;
  readonly router: RouterKind;
  /** Absent when the models advised. */
  readonly fallback?: FallbackReason;
  /** In the order of sending: slowest venue first, so that they arrive together. */
  readonly allocations: readonly Allocation[];
  /** Every candidate, losers too. */
  readonly considered: readonly CandidateOutcome[];
  readonly unallocatedQty: Qty;
  /** Probability with which this choice was made (exploration). */
  readonly propensity: number;
  /** One sentence for the screen: what was chosen over what, and by how much. */
  readonly why: string;
}

export interface DecisionRecord {
  readonly inputs: DecisionInputs;
  readonly outcome: RoutingDecision;
  readonly outcomeHash: Hash;
}
