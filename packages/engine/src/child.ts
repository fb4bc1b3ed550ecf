/**
 * One order at one venue, as facts: quantities, what the venue said, the requests in flight. Its status is
 * computed from them by FIX 4.4's precedence (Volume 4, Appendix D) and stored nowhere, so that no status can
 * disagree with a quantity. Quantities in shares, prices in `Px`.
 *
 * Holds for every report that a venue can send, in any order: `leavesQty` is 0 once the order is closed;
 * `cumQty` is the sum of the executions that stand; nothing here throws on what a venue says.
 */
import type {
  ChildOrder,
  ClOrdId,
  ExecId,
  LastLiquidityInd,
  MarketStamp,
  Nanos,
  OrderId,
  OrdStatus,
  Px,
  Qty,
  RiskApproved,
} from '@fairlead/domain';

/** Why a venue will not trade what is left. `DoneForDay` is a day order's end; see `restsOvernight` for the other. */
export type Terminal = 'Canceled' | 'Expired' | 'Rejected' | 'DoneForDay';

/** A cancel or replace that we sent and that nothing has answered yet. */
interface Request {
  readonly type: 'Cancel' | 'Replace';
  readonly clOrdId: ClOrdId;
  /** What a replace asks for. */
  readonly orderQty?: Qty;
  readonly px?: Px;
  /** The session fell after it was sent: the venue may never have seen it. */
  doubtful: boolean;
}

/** One execution that stands. */
export interface Execution {
  readonly execId: ExecId;
  readonly lastQty: number;
  readonly lastPx: number;
  readonly lastLiquidityInd?: LastLiquidityInd;
  readonly tsEvent: Nanos;
}

/** What the status is computed from. */
export interface OrderFacts {
  /** As the venue last accepted it: replaces and restatements move it. */
  readonly orderQty: number;
  readonly cumQty: number;
  /** The venue knows the order. */
  readonly acked: boolean;
  readonly terminal: Terminal | undefined;
  /** Done for the day with quantity left that trades again tomorrow. */
  readonly restsOvernight: boolean;
  readonly hold: 'Stopped' | 'Suspended' | undefined;
  readonly requests: readonly Pick<Request, 'type'>[];
}

export interface Child extends OrderFacts {
  /** As it was sent; the risk gate's own object. */
  readonly order: RiskApproved<ChildOrder>;
  orderQty: number;
  px: Px | undefined;
  cumQty: number;
  cumNotional: number;
  acked: boolean;
  terminal: Terminal | undefined;
  restsOvernight: boolean;
  hold: 'Stopped' | 'Suspended' | undefined;
  requests: Request[];
  /** The id that the venue knows it by now: what the next request names as `origClOrdId`. */
  clOrdId: ClOrdId;
  orderId: OrderId | undefined;
  /** Executions that stand, by the id of their latest version. */
  readonly executions: Map<ExecId, Execution>;
  /** From the id of an execution that was corrected to the id that stands for it now. */
  readonly corrected: Map<ExecId, ExecId>;
  /** Executions undone, also before they were seen: a late original must not count. */
  readonly voided: Set<ExecId>;
  /**
   * Shares that the venue counted as filled when it closed the order and that no report has shown us yet: they
   * stay reserved until it does.
   */
  missingQty: number;
  /** Closed because the venue said that it never saw it. */
  neverArrived: boolean;
  /** The venue once knew it and knows it no more: its quantity stays reserved, and a person must look. */
  unknown: boolean;
  /** A status request is out. */
  asked: boolean;
  /** The venue's last status answer and our facts differ in what has traded. */
  mismatched: boolean;
  readonly routed: MarketStamp;
  /** A resting order is canceled at the first wave after this. */
  readonly restUntil: Nanos;
  readonly sentAt: Nanos;
  ackedAt: Nanos | undefined;
  closedAt: Nanos | undefined;
  text: string | undefined;
}

export function createChild(
  order: RiskApproved<ChildOrder>,
  at: { readonly sentAt: Nanos; readonly restUntil: Nanos; readonly routed: MarketStamp },
): Child {
  return {
    order,
    orderQty: order.orderQty,
    px: order.px,
    cumQty: 0,
    cumNotional: 0,
    acked: false,
    terminal: undefined,
    restsOvernight: false,
    hold: undefined,
    requests: [],
    clOrdId: order.clOrdId,
    orderId: undefined,
    executions: new Map(),
    corrected: new Map(),
    voided: new Set(),
    missingQty: 0,
    neverArrived: false,
    unknown: false,
    asked: false,
    mismatched: false,
    routed: at.routed,
    restUntil: at.restUntil,
    sentAt: at.sentAt,
    ackedAt: undefined,
    closedAt: undefined,
    text: undefined,
  };
}

/** Open for trading at the venue, as far as we know; never negative, 0 once closed. */
export const leavesOf = (facts: OrderFacts): number =>
  facts.terminal === undefined ? Math.max(0, facts.orderQty - facts.cumQty) : 0;

/** What the parent must still count on: what may trade, and what has traded unseen. */
export const reservedQty = (child: Child): number => leavesOf(child) + child.missingQty;

export const isClosed = (facts: OrderFacts): boolean => leavesOf(facts) === 0;

/**
 * FIX 4.4 Volume 4, Appendix D, precedence of OrdStatus: PendingCancel > PendingReplace > DoneForDay > Filled >
 * Stopped > Suspended > Canceled, Expired > PartiallyFilled > New > Rejected > PendingNew. Ours is the buy side's
 * view: an order is pending from the moment that we send the request. A reject closes an order that the venue
 * had acknowledged too; one that filled before it is `Canceled`, for it did trade.
 */
export function deriveOrdStatus(facts: OrderFacts): OrdStatus {
  if (facts.requests.some((r) => r.type === 'Cancel')) return 'PendingCancel';
  if (facts.requests.some((r) => r.type === 'Replace')) return 'PendingReplace';
  if (facts.terminal === 'DoneForDay' || facts.restsOvernight) return 'DoneForDay';
  if (facts.cumQty >= facts.orderQty) return 'Filled';
  if (facts.terminal === undefined && facts.hold !== undefined) return facts.hold;
  if (facts.terminal === 'Canceled' || facts.terminal === 'Expired') return facts.terminal;
  if (facts.terminal === 'Rejected') return facts.cumQty > 0 ? 'Canceled' : 'Rejected';
  if (facts.cumQty > 0) return 'PartiallyFilled';
  return facts.acked ? 'New' : 'PendingNew';
}

/** May a cancel be sent now? Not where one is in flight already, or nothing is open. */
export const cancelable = (child: Child): boolean =>
  !isClosed(child) && !child.unknown && !child.requests.some((r) => r.type === 'Cancel');

/** Notes that a cancel is on its way. @returns the id that it names as `origClOrdId` */
export function requestCancel(child: Child, clOrdId: ClOrdId): ClOrdId {
  const orig = lastRequestId(child);
  child.requests = [...child.requests, { type: 'Cancel', clOrdId, doubtful: false }];
  return orig;
}

/** Notes that a replace is on its way. @returns the id that it names as `origClOrdId` */
export function requestReplace(
  child: Child,
  clOrdId: ClOrdId,
  to: { readonly orderQty: Qty; readonly px?: Px },
): ClOrdId {
  const orig = lastRequestId(child);
  child.requests = [...child.requests, { type: 'Replace', clOrdId, doubtful: false, ...to }];
  return orig;
}

/** `OrigClOrdID` is the last non-rejected id of the chain (FIX 4.4, D.2.a). */
const lastRequestId = (child: Child): ClOrdId => child.requests.at(-1)?.clOrdId ?? child.clOrdId;
