/**
 * The naive twin of the order lifecycle: nothing is folded, every question is answered by scanning the whole log
 * of what was sent and what came back, and the status is the highest of all that apply by FIX 4.4's precedence
 * numbers. Slow and obvious; compared with the engine by hash.
 */
import type {
  ChildOrder,
  ClOrdId,
  ExecType,
  ExecutionReport,
  OrderCancelReject,
  OrdStatus,
  ParentId,
} from '@fairlead/domain';

export type LogEntry =
  | { readonly type: 'Sent'; readonly order: ChildOrder }
  | { readonly type: 'Cancel'; readonly clOrdId: ClOrdId; readonly of: ClOrdId }
  | { readonly type: 'Report'; readonly report: ExecutionReport }
  | { readonly type: 'Reject'; readonly reject: OrderCancelReject }
  /** Our session fell or rose: requests before it may never have arrived. */
  | { readonly type: 'Session'; readonly venue: string };

export interface NaiveOrderFacts {
  readonly clOrdId: string;
  readonly parentId: ParentId;
  readonly ordStatus: OrdStatus;
  readonly cumQty: number;
  readonly leavesQty: number;
  readonly cumNotional: number;
}

/** FIX 4.4 Volume 4, Appendix D: the precedence values of OrdStatus. */
const PRECEDENCE: Readonly<Partial<Record<OrdStatus, number>>> = {
  PendingCancel: 12,
  PendingReplace: 11,
  DoneForDay: 10,
  Filled: 8,
  Stopped: 7,
  Suspended: 6,
  Canceled: 5,
  Expired: 5,
  PartiallyFilled: 4,
  New: 2,
  Rejected: 1,
  PendingNew: 0,
};

/** Reports that tell of the venue knowing the order. */
const TELLS: readonly ExecType[] = ['New', 'Trade', 'TradeCancel', 'TradeCorrect', 'Canceled', 'Expired'];

/** Every order of the log, in the order of sending. */
export function naiveOrders(log: readonly LogEntry[]): NaiveOrderFacts[] {
  return log.flatMap((entry) => (entry.type === 'Sent' ? [naiveOrder(log, entry.order)] : []));
}

function naiveOrder(log: readonly LogEntry[], order: ChildOrder): NaiveOrderFacts {
  const { clOrdId, parentId } = order;
  const ids = idsOf(log, clOrdId);
  const about = log.filter(
    (e) =>
      (e.type === 'Report' && e.report.venue === order.venue && ids.has(e.report.clOrdId)) ||
      (e.type === 'Reject' && e.reject.venue === order.venue && ids.has(e.reject.clOrdId)) ||
      (e.type === 'Session' && e.venue === order.venue) ||
      (e.type === 'Cancel' && e.of === clOrdId),
  );
  const reports = reportsOf(about);
  const standing = executions(reports);
  const cumQty = standing.reduce((sum, x) => sum + x.lastQty, 0);
  const closing = closedBy(about);
  const leavesQty = closing === undefined ? Math.max(0, order.orderQty - cumQty) : 0;
  const applies: OrdStatus[] = ['PendingNew'];
  if (reports.some((r) => TELLS.includes(r.execType) || toldByStatus(r))) applies.push('New');
  if (cumQty > 0) applies.push('PartiallyFilled');
  if (closing !== undefined) applies.push(closing);
  if (cumQty >= order.orderQty) applies.push('Filled');
  if (cancelInFlight(about)) applies.push('PendingCancel');
  const rank = (s: OrdStatus): number => PRECEDENCE[s] ?? 0;
  const ordStatus = applies.reduce((best, s) => (rank(s) > rank(best) ? s : best));
  const cumNotional = standing.reduce((sum, x) => sum + x.lastQty * x.lastPx, 0);
  return { clOrdId, parentId, ordStatus, cumQty, leavesQty, cumNotional };
}

const toldByStatus = (r: ExecutionReport): boolean =>
  r.execType === 'OrderStatus' && r.ordStatus !== 'Rejected';

const idsOf = (log: readonly LogEntry[], clOrdId: ClOrdId): Set<string> =>
  new Set([clOrdId, ...log.flatMap((e) => (e.type === 'Cancel' && e.of === clOrdId ? [e.clOrdId] : []))]);

const reportsOf = (about: readonly LogEntry[]): ExecutionReport[] =>
  about.flatMap((e) => (e.type === 'Report' ? [e.report] : []));

interface Standing {
  readonly ids: readonly string[];
  readonly lastQty: number;
  readonly lastPx: number;
}

/** What stands after trades, busts and corrections; a report counts once, and a trade busted before it never. */
function executions(reports: readonly ExecutionReport[]): Standing[] {
  let standing: Standing[] = [];
  const counted = new Set<string>();
  const busted = new Set<string>();
  for (const r of reports) {
    if (counted.has(r.execId)) continue;
    const fresh = { lastQty: r.lastQty as number, lastPx: r.lastPx as number };
    const named = standing.find((x) => r.execRefId !== undefined && x.ids.includes(r.execRefId));
    if (r.execType === 'Trade' && !busted.has(r.execId)) {
      standing = [...standing, { ids: [r.execId], ...fresh }];
      counted.add(r.execId);
    }
    if (r.execType === 'TradeCancel') busted.add(r.execRefId as string);
    if (!named) continue;
    standing = standing.filter((x) => x !== named);
    if (r.execType === 'TradeCorrect') standing.push({ ids: [...named.ids, r.execId], ...fresh });
    counted.add(r.execId);
  }
  return standing;
}

/** Does a status answer agree with what had come back before it? One that does not settles nothing. */
function agrees(about: readonly LogEntry[], at: number, report: ExecutionReport): boolean {
  const before = executions(reportsOf(about.slice(0, at)));
  return before.reduce((sum, x) => sum + x.lastQty, 0) === report.cumQty;
}

/** How the order was closed, by the first that closed it; reports of filling close nothing by themselves. */
function closedBy(about: readonly LogEntry[]): OrdStatus | undefined {
  for (const [at, e] of about.entries()) {
    if (e.type === 'Report') {
      const { execType, ordStatus, leavesQty } = e.report;
      if (execType === 'Canceled' || execType === 'Expired' || execType === 'Rejected') return execType;
      if (leavesQty > 0 || ordStatus === 'Filled') continue;
      // A bust or correction that leaves nothing open ends the order, once the venue's count is ours too.
      if (execType === 'TradeCancel' && agrees(about, at + 1, e.report)) return 'Canceled';
      if (execType === 'OrderStatus' && agrees(about, at, e.report)) return ordStatus;
    }
    if (e.type === 'Reject' && e.reject.inResponseTo === 'Status' && e.reject.reason === 'UnknownOrder') {
      return 'Rejected';
    }
  }
  return undefined;
}

/** A cancel is in flight until it is refused, or the order is closed, or a status answer after a lost session. */
function cancelInFlight(about: readonly LogEntry[]): boolean {
  const inFlight = new Map<string, { doubtful: boolean }>();
  for (const [at, e] of about.entries()) {
    if (e.type === 'Cancel') inFlight.set(e.clOrdId, { doubtful: false });
    if (e.type === 'Session') for (const request of inFlight.values()) request.doubtful = true;
    if (e.type === 'Reject') {
      if (e.reject.inResponseTo === 'Status') inFlight.clear();
      else inFlight.delete(e.reject.clOrdId);
    }
    if (e.type !== 'Report') continue;
    const { execType, leavesQty } = e.report;
    if (execType === 'Canceled' || execType === 'Expired' || execType === 'Rejected') inFlight.clear();
    if (execType !== 'OrderStatus' || !agrees(about, at, e.report)) continue;
    if (leavesQty === 0) inFlight.clear();
    else for (const [id, request] of inFlight) if (request.doubtful) inFlight.delete(id);
  }
  return inFlight.size > 0;
}
