/**
 * What a venue says about a child, folded into its facts. Total: a report that can't be is ignored with a cause,
 * never thrown past; a late, repeated or reordered one leads to the same facts as the orderly one.
 */
import type { ExecId, ExecutionReport } from '@fairlead/domain';
import { type Child, type Execution, isClosed, leavesOf, type Terminal } from './child.ts';

export type ReportOutcome =
  | {
      readonly type: 'Ignored';
      readonly cause: 'Duplicate' | 'Inconsistent';
      /** It may hint at what the venue holds true: ask it for the order's state. */
      readonly askStatus?: true;
    }
  | {
      readonly type: 'Applied';
      readonly fill?: Execution;
      /** An execution was busted (`after` absent) or corrected. */
      readonly restated?: {
        readonly execRefId: ExecId;
        readonly before: Execution;
        readonly after?: Execution;
      };
      /** What a person should know, in words; absent where all is as it should be. */
      readonly attention?: string;
      /** The venue works an order that we had given up: cancel it. */
      readonly cancelNow?: true;
      /** The venue's quantities and ours differ: a report may be on its way, so ask once more. */
      readonly askAgain?: true;
    };

type Applied = Extract<ReportOutcome, { type: 'Applied' }>;
const APPLIED: Applied = { type: 'Applied' };
const DUPLICATE: ReportOutcome = { type: 'Ignored', cause: 'Duplicate' };
const INCONSISTENT = { type: 'Ignored', cause: 'Inconsistent' } as const;

const isCount = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;

/** Every quantity is a whole number, and a trade has one, with a price, that the books can add up exactly. */
function coherent(child: Child, report: ExecutionReport): boolean {
  const { orderQty, cumQty, leavesQty, lastQty, lastPx, execType } = report;
  if (!isCount(orderQty) || !isCount(cumQty) || !isCount(leavesQty)) return false;
  if (execType !== 'Trade' && execType !== 'TradeCorrect') return true;
  if (!isCount(lastQty) || !isCount(lastPx) || lastQty === 0 || lastPx === 0) return false;
  return (
    Number.isSafeInteger(child.cumQty + lastQty) && Number.isSafeInteger(child.cumNotional + lastQty * lastPx)
  );
}

/**
 * Folds one execution report. `seen` holds every execId of the venue: a report is applied once, whatever order
 * it names. Answers to status requests carry no execution of their own and are applied as often as they come.
 */
export function applyReport(child: Child, report: ExecutionReport, seen: Set<ExecId>): ReportOutcome {
  const once = report.execType !== 'OrderStatus';
  if (once && seen.has(report.execId)) return DUPLICATE;
  if (!coherent(child, report)) return INCONSISTENT;
  const outcome = fold(child, report);
  if (outcome.type === 'Applied') {
    if (once) seen.add(report.execId);
    if (report.orderId !== undefined && report.orderId !== '') child.orderId ??= report.orderId;
    if (report.text !== undefined) child.text = report.text;
  }
  return outcome;
}

function fold(child: Child, report: ExecutionReport): ReportOutcome {
  switch (report.execType) {
    case 'PendingNew':
      return APPLIED;
    case 'New':
      return acknowledge(child, report);
    case 'Trade':
      return trade(child, report);
    case 'TradeCancel':
      return bust(child, report);
    case 'TradeCorrect':
      return correct(child, report);
    case 'Canceled':
    case 'Expired':
      return closing(child, report, report.execType);
    case 'DoneForDay':
      return doneForDay(child, report);
    case 'Rejected':
      // It may be about a second order by the same id (FIX 4.4, F.1.b): what the venue had acknowledged stands
      // until a status answer says otherwise.
      return child.acked ? { ...INCONSISTENT, askStatus: true } : closing(child, report, 'Rejected');
    case 'Replaced':
      return replaced(child, report);
    case 'Restated':
      return restated(child, report);
    case 'PendingCancel':
    case 'PendingReplace':
      child.acked = true;
      return APPLIED;
    case 'Stopped':
    case 'Suspended':
      child.acked = true;
      child.hold = report.execType;
      return APPLIED;
    case 'OrderStatus':
      return status(child, report);
    default:
      return INCONSISTENT;
  }
}

function acknowledge(child: Child, report: ExecutionReport): ReportOutcome {
  child.acked = true;
  child.hold = undefined;
  child.restsOvernight = false;
  return reopened(child, report) ?? APPLIED;
}

/** We had closed it as never arrived, and returned its quantity: the venue works it after all. */
function reopened(child: Child, report: ExecutionReport): Applied | undefined {
  if (!child.neverArrived) return undefined;
  child.neverArrived = false;
  child.terminal = report.leavesQty > 0 ? undefined : 'Canceled';
  const attention = `${child.order.venue} works ${child.order.clOrdId} after saying that it never saw it`;
  return { type: 'Applied', attention, ...(report.leavesQty > 0 ? { cancelNow: true as const } : {}) };
}

function executionOf(report: ExecutionReport): Execution {
  const { execId, lastLiquidityInd, tsEvent } = report;
  return {
    execId,
    lastQty: report.lastQty as number,
    lastPx: report.lastPx as number,
    tsEvent,
    ...(lastLiquidityInd === undefined ? {} : { lastLiquidityInd }),
  };
}

function trade(child: Child, report: ExecutionReport): ReportOutcome {
  if (child.voided.has(report.execId)) return INCONSISTENT;
  const fill = executionOf(report);
  const again = acknowledgeByTrade(child, report);
  book(child, fill, 1);
  child.missingQty = Math.max(0, child.missingQty - fill.lastQty);
  if (child.cumQty > child.orderQty) {
    const over = child.cumQty - child.orderQty;
    return {
      ...again,
      fill,
      attention: `${child.order.venue} overfilled ${child.order.clOrdId} by ${over}`,
    };
  }
  return { ...again, fill };
}

function acknowledgeByTrade(child: Child, report: ExecutionReport): Applied {
  child.acked = true;
  child.restsOvernight = false;
  if (child.hold === 'Suspended') child.hold = undefined;
  return reopened(child, report) ?? APPLIED;
}

function book(child: Child, execution: Execution, sign: 1 | -1): void {
  child.cumQty += sign * execution.lastQty;
  child.cumNotional += sign * execution.lastQty * execution.lastPx;
  if (sign === 1) child.executions.set(execution.execId, execution);
  else child.executions.delete(execution.execId);
}

/** The execution that `execRefId` names now, through earlier corrections of it. */
function standing(child: Child, ref: ExecId): Execution | undefined {
  let id: ExecId = ref;
  for (let next = child.corrected.get(id); next !== undefined; next = child.corrected.get(id)) id = next;
  return child.executions.get(id);
}

function bust(child: Child, report: ExecutionReport): ReportOutcome {
  const { execRefId } = report;
  if (execRefId === undefined) return INCONSISTENT;
  const before = standing(child, execRefId);
  child.voided.add(execRefId);
  if (!before) return INCONSISTENT;
  book(child, before, -1);
  return { ...leftAfterRestatement(child, report), restated: { execRefId, before } };
}

function correct(child: Child, report: ExecutionReport): ReportOutcome {
  const { execRefId } = report;
  if (execRefId === undefined) return INCONSISTENT;
  const before = standing(child, execRefId);
  if (!before) return INCONSISTENT;
  const after = executionOf(report);
  book(child, before, -1);
  book(child, after, 1);
  child.corrected.set(before.execId, after.execId);
  const left = leftAfterRestatement(child, report);
  const over = child.cumQty - child.orderQty;
  const attention = `${child.order.venue} corrected ${child.order.clOrdId} to ${over} more than was ordered`;
  return { ...left, restated: { execRefId, before, after }, ...(over > 0 ? { attention } : {}) };
}

/**
 * After a bust the quantity is open again only if the venue says so (FIX 4.4, J.1.a): an IOC's is gone. Where its
 * count and ours differ a report is on its way, and nothing is freed on the strength of this one.
 */
function leftAfterRestatement(child: Child, report: ExecutionReport): Applied {
  if (child.terminal !== undefined || report.leavesQty > 0 || child.cumQty >= child.orderQty) return APPLIED;
  if (report.cumQty !== child.cumQty) return { type: 'Applied', askAgain: true };
  child.terminal = 'Canceled';
  return APPLIED;
}

/** The venue's word that it is over, with its count of what has traded: what we have not seen stays reserved. */
function closing(child: Child, report: ExecutionReport, terminal: Terminal): Applied {
  const first = child.terminal === undefined;
  close(child, terminal);
  if (!first) return APPLIED;
  child.missingQty = Math.max(0, Math.min(report.cumQty, child.orderQty) - child.cumQty);
  return child.missingQty > 0 ? { type: 'Applied', askAgain: true } : APPLIED;
}

function close(child: Child, terminal: Terminal): void {
  if (terminal !== 'Rejected') child.acked = true;
  child.neverArrived = false;
  child.unknown = false;
  child.terminal ??= terminal;
  child.requests = [];
  child.hold = undefined;
  child.restsOvernight = false;
}

function doneForDay(child: Child, report: ExecutionReport): ReportOutcome {
  if (report.leavesQty === 0) return closing(child, report, 'DoneForDay');
  child.acked = true;
  child.restsOvernight = true;
  return APPLIED;
}

/** A replace that we asked for, or one that the venue made by itself (FIX 4.4, E.1.c). */
function replaced(child: Child, report: ExecutionReport): ReportOutcome {
  const nth = child.requests.findIndex((r) => r.type === 'Replace' && r.clOrdId === report.clOrdId);
  const request = child.requests[nth];
  // Requests are dealt with in the order sent: what came before this one is answered too (FIX 4.4, D.2).
  if (request) {
    child.requests = child.requests.slice(nth + 1);
    child.clOrdId = request.clOrdId;
    if (request.px !== undefined) child.px = request.px;
  }
  return resized(child, report);
}

function restated(child: Child, report: ExecutionReport): ReportOutcome {
  child.hold = undefined;
  child.restsOvernight = false;
  return resized(child, report);
}

/** A quantity below what has traded is amended to it (FIX 4.4, C.3.c). */
function resized(child: Child, report: ExecutionReport): ReportOutcome {
  child.acked = true;
  child.orderQty = Math.max(report.orderQty, child.cumQty);
  const again = reopened(child, report) ?? APPLIED;
  if (report.orderQty === 0 && child.cumQty === 0) child.terminal ??= 'Canceled';
  return again;
}

const CLOSING: Readonly<Partial<Record<string, Terminal>>> = {
  Canceled: 'Canceled',
  Filled: 'Canceled',
  Expired: 'Expired',
  Rejected: 'Rejected',
  DoneForDay: 'DoneForDay',
};

/** The answer to a status request: what the venue holds true now. Executions come as reports, never from here. */
function status(child: Child, report: ExecutionReport): ReportOutcome {
  child.asked = false;
  child.unknown = false;
  const again = reopened(child, report) ?? APPLIED;
  if (report.ordStatus !== 'Rejected' && report.ordStatus !== 'PendingNew') child.acked = true;
  const { venue, clOrdId } = child.order;
  if (report.cumQty !== child.cumQty) {
    const attention = `${venue} says ${clOrdId} filled ${report.cumQty}, we saw ${child.cumQty}`;
    const first = !child.mismatched;
    child.mismatched = true;
    return first ? { ...again, askAgain: true } : { ...again, attention };
  }
  child.mismatched = false;
  child.missingQty = 0;
  const terminal = CLOSING[report.ordStatus];
  if (report.leavesQty === 0 && terminal !== undefined) {
    if (!isClosed(child)) close(child, terminal);
    child.requests = [];
    return again;
  }
  const pending = report.ordStatus === 'PendingCancel' || report.ordStatus === 'PendingReplace';
  if (!pending) child.requests = child.requests.filter((r) => !r.doubtful);
  return again;
}

/** Shares that this step took out of the open quantity without trading them. */
export const releasedBy = (child: Child, before: { leaves: number; cum: number }): number =>
  Math.max(0, before.leaves - leavesOf(child) - Math.max(0, child.cumQty - before.cum));
