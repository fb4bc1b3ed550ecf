/**
 * What one venue promised us, on disk: every numbered report (`VENUE.reports.jsonl`, the wire's own lines, so
 * that line n is venueSeq n + 1 and a resend copies bytes) and every id it took (`VENUE.orders.jsonl`, written
 * before the venue sees the order). A report that is not in the log was never sent; one that is will be.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ClOrdId,
  type ExecutionReport,
  execId,
  type Nanos,
  type OrderCancelReject,
  type OrderId,
  type OrdStatus,
  orderId,
  type Qty,
  qty,
  type VenueId,
  venueId,
} from '@fairlead/domain';
import {
  type FromMarket,
  formatLine,
  type NewOrder,
  parseFromMarket,
  parseToMarket,
  type ReplaceOrder,
} from '@fairlead/gateway';
import type { VenueCancelReject, VenueReport } from '@fairlead/sim';
import { MarketError } from './failure.ts';
import { appendLine, closeLineLog, type LineLog, lineCount, openLineLog } from './line-log.ts';

/** An order as its reports left it. */
export interface KnownOrder {
  /** The last of its ids that the venue accepted. */
  clOrdId: ClOrdId;
  /** Absent before the venue's first report. */
  orderId: OrderId | undefined;
  ordStatus: OrdStatus;
  orderQty: Qty;
  cumQty: Qty;
  leavesQty: Qty;
  /** From before this session, or this start of the process: the running venue does not know it. */
  earlier: boolean;
}

export interface VenueRecord {
  readonly venue: VenueId;
  readonly reports: LineLog;
  readonly orders: LineLog;
  /** By every id that the order has had. */
  readonly known: Map<ClOrdId, KnownOrder>;
  /** Ids of orders and replaces: none may come twice. */
  readonly used: Set<ClOrdId>;
}

const REPORTS = '.reports.jsonl';
const ORDERS = '.orders.jsonl';
/** Of the refusal of a used id: it says nothing of the order that has the id. */
const DUPLICATE = orderId('DUPLICATE');
const CLOSED: ReadonlySet<OrdStatus> = new Set(['Filled', 'Canceled', 'Rejected', 'Expired', 'DoneForDay']);

/**
 * Cuts what a kill in mid-write left torn at the ends of all records in the folder.
 * @returns the files that were cut
 */
export function repairRecords(folder: string): readonly string[] {
  const torn: string[] = [];
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.jsonl'))) {
    const log = openLineLog(join(folder, name), () => undefined);
    if (log.tornBytes > 0) torn.push(`${name} (${log.tornBytes} bytes)`);
    closeLineLog(log);
  }
  return torn;
}

/** Every venue that the folder has a record of. */
export const recordedVenues = (folder: string): VenueId[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(REPORTS))
    .map((name) => venueId(name.slice(0, -REPORTS.length)));

/** Its orders count as this session's until `cancelOpenOrders`. @throws MarketError where a log holds a line that is not its own */
export function openVenueRecord(folder: string, venue: VenueId): VenueRecord {
  const known = new Map<ClOrdId, KnownOrder>();
  const used = new Set<ClOrdId>();
  const ordersPath = join(folder, `${venue}${ORDERS}`);
  const orders = openLineLog(ordersPath, (line, n) => {
    const parsed = parseToMarket(line);
    if (parsed.ok && parsed.value.type === 'NewOrder') known.set(parsed.value.clOrdId, asSent(parsed.value));
    else if (!parsed.ok || parsed.value.type !== 'ReplaceOrder') throw damaged(ordersPath, n);
    if ('clOrdId' in parsed.value) used.add(parsed.value.clOrdId);
  });
  const reportsPath = join(folder, `${venue}${REPORTS}`);
  const reports = openLineLog(reportsPath, (line, n) => {
    const parsed = parseFromMarket(line);
    const message = parsed.ok ? numbered(parsed.value) : undefined;
    if (message?.venue !== venue || message.venueSeq !== n + 1) throw damaged(reportsPath, n);
    if ('execId' in message) noteReport(known, message);
  });
  return { venue, reports, orders, known, used };
}

/** Takes the id of an order or a replace for ever. Before the venue sees it. */
export function recordTaken(record: VenueRecord, message: NewOrder | ReplaceOrder): void {
  appendLine(record.orders, formatLine(message));
  record.used.add(message.clOrdId);
  if (message.type === 'NewOrder') record.known.set(message.clOrdId, asSent(message));
}

/** Numbers a report and makes it durable. */
export function recordReport(record: VenueRecord, report: VenueReport): string {
  const full: ExecutionReport = { ...report, venueSeq: lineCount(record.reports) + 1 };
  noteReport(record.known, full);
  return keep(record, { type: 'Report', report: full });
}

export function recordCancelReject(record: VenueRecord, reject: VenueCancelReject): string {
  const full: OrderCancelReject = { ...reject, venueSeq: lineCount(record.reports) + 1 };
  return keep(record, { type: 'CancelReject', reject: full });
}

const keep = (record: VenueRecord, message: FromMarket): string => {
  const line = formatLine(message);
  appendLine(record.reports, line);
  return line;
};

/** A report that the market itself makes about an order: the venue's facts, our id. */
export function ownReport(
  record: VenueRecord,
  order: KnownOrder,
  of: Pick<ExecutionReport, 'execType' | 'tsEvent'> & { readonly text?: string },
): VenueReport {
  const { clOrdId, ordStatus, orderQty, cumQty, leavesQty } = order;
  return {
    venue: record.venue,
    clOrdId,
    orderId: order.orderId ?? orderId(`U${lineCount(record.reports) + 1}`),
    execId: nextExecId(record),
    ordStatus,
    orderQty,
    cumQty,
    leavesQty,
    ...of,
  };
}

/** An order whose id was used before is refused, without touching the order that has it. */
export const duplicateReport = (record: VenueRecord, message: NewOrder, tsEvent: Nanos): VenueReport => ({
  venue: record.venue,
  clOrdId: message.clOrdId,
  orderId: DUPLICATE,
  execId: nextExecId(record),
  execType: 'Rejected',
  ordStatus: 'Rejected',
  orderQty: message.orderQty,
  cumQty: qty(0),
  leavesQty: qty(0),
  text: 'duplicate clOrdId: this id was used before',
  tsEvent,
});

/**
 * Real venues mass-cancel when they fail or close: whatever is open is canceled, and no order so far is known to the
 * venue that runs next.
 * @returns how many orders were open
 */
export function cancelOpenOrders(
  record: VenueRecord,
  at: { readonly tsEvent: Nanos; readonly text: string },
): number {
  const orders = new Set(record.known.values());
  let canceled = 0;
  for (const order of orders) {
    order.earlier = true;
    if (isClosed(order)) continue;
    canceled += 1;
    order.ordStatus = 'Canceled';
    order.leavesQty = qty(0);
    recordReport(record, ownReport(record, order, { execType: 'Canceled', ...at }));
  }
  return canceled;
}

export function closeVenueRecord(record: VenueRecord): void {
  closeLineLog(record.reports);
  closeLineLog(record.orders);
}

const isClosed = (order: KnownOrder): boolean =>
  CLOSED.has(order.ordStatus) || (order.leavesQty === 0 && order.cumQty >= order.orderQty);

const nextExecId = (record: VenueRecord): ExecutionReport['execId'] =>
  execId(`M${lineCount(record.reports) + 1}`);

const asSent = (message: NewOrder): KnownOrder => ({
  clOrdId: message.clOrdId,
  orderId: undefined,
  ordStatus: 'PendingNew',
  orderQty: message.orderQty,
  cumQty: qty(0),
  leavesQty: message.orderQty,
  earlier: false,
});

function noteReport(known: Map<ClOrdId, KnownOrder>, report: ExecutionReport): void {
  if (report.orderId === DUPLICATE) return;
  const id = report.execType === 'Replaced' ? (report.origClOrdId ?? report.clOrdId) : report.clOrdId;
  const order =
    known.get(id) ?? (report.origClOrdId === undefined ? undefined : known.get(report.origClOrdId));
  if (order === undefined) return;
  if (report.execType === 'Replaced') {
    order.clOrdId = report.clOrdId;
    known.set(report.clOrdId, order);
  }
  order.orderId = report.orderId;
  order.ordStatus = report.ordStatus;
  order.orderQty = report.orderQty;
  order.cumQty = report.cumQty;
  order.leavesQty = report.leavesQty;
}

function numbered(message: FromMarket): ExecutionReport | OrderCancelReject | undefined {
  if (message.type === 'Report') return message.report;
  return message.type === 'CancelReject' ? message.reject : undefined;
}

const damaged = (path: string, n: number): MarketError =>
  new MarketError(`The log ${path} is damaged at line ${n + 1}: it can't be trusted, and was not touched.`);
