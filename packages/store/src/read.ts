/** Rows of the tables about orders, as domain types. */
import type {
  AccountId,
  ClOrdId,
  DecisionId,
  DeskId,
  ExecId,
  FallbackReason,
  InstrumentId,
  LastLiquidityInd,
  MarketStamp,
  Micros,
  Nanos,
  Notional,
  OrdStatus,
  OrdType,
  ParentId,
  Px,
  Qty,
  RouterKind,
  Seq,
  Side,
  Strategy,
  Tactic,
  TimeInForce,
  UserId,
  VenueId,
} from '@fairlead/domain';
import type { ChildView, ParentView } from '@fairlead/engine';
import type { Child, Decision, Execution, Parent } from '../generated/client.ts';
import { fromText, integer, integerMember, stampOf, textMember } from './columns.ts';
import type { StoredDecisionSummary, StoredFill } from './views.ts';

export function parentOf(row: Parent): ParentView {
  const big = <T extends number>(value: bigint, column: string): T => integer<T>(value, `parents.${column}`);
  const arrival = { bidPx: row.arrivalBidPx, askPx: row.arrivalAskPx, ageNs: row.arrivalAgeNs };
  const close = { bidPx: row.closeBidPx, askPx: row.closeAskPx, ageNs: row.closeAgeNs };
  const closeStamp = stampOf(close, 'parents.close');
  return {
    parentId: fromText(row.parentId) as ParentId,
    order: {
      clOrdId: fromText(row.clOrdId),
      instrument: fromText(row.instrument) as InstrumentId,
      side: row.side as Side,
      orderQty: big<Qty>(row.orderQty, 'order_qty'),
      ...integerMember<'limitPx', Px>('limitPx', row.limitPx, 'parents.limit_px'),
      strategy: row.strategy as Strategy,
      router: row.router as RouterKind,
      startTime: big<Nanos>(row.startTime, 'start_time'),
      endTime: big<Nanos>(row.endTime, 'end_time'),
      trader: fromText(row.trader) as UserId,
      desk: fromText(row.desk) as DeskId,
      account: fromText(row.account) as AccountId,
    },
    ordStatus: row.ordStatus as OrdStatus,
    cumQty: big<Qty>(row.cumQty, 'cum_qty'),
    leavesQty: big<Qty>(row.leavesQty, 'leaves_qty'),
    workingQty: big<Qty>(row.workingQty, 'working_qty'),
    cumNotional: big<Notional>(row.cumNotional, 'cum_notional'),
    feesMicros: big(row.feesMicros, 'fees_micros'),
    decisions: row.decisionCount,
    fallbackDecisions: row.fallbackDecisions,
    submittedAt: big<Nanos>(row.submittedAt, 'submitted_at'),
    arrival: stampOf(arrival, 'parents.arrival'),
    ...integerMember<'closedAt', Nanos>('closedAt', row.closedAt, 'parents.closed_at'),
    // A stamp without a price or an age says nothing: it reads as absent.
    ...(Object.keys(closeStamp).length > 0 ? { closeStamp } : {}),
    ...textMember('attention', row.attention),
  };
}

export function childOf(row: Child): ChildView {
  const big = <T extends number>(value: bigint, column: string): T => integer<T>(value, `children.${column}`);
  return {
    order: {
      clOrdId: fromText(row.clOrdId) as ClOrdId,
      parentId: fromText(row.parentId) as ParentId,
      decisionId: fromText(row.decisionId) as DecisionId,
      venue: fromText(row.venue) as VenueId,
      instrument: fromText(row.instrument) as InstrumentId,
      side: row.side as Side,
      tactic: row.tactic as Tactic,
      ordType: row.ordType as OrdType,
      timeInForce: row.timeInForce as TimeInForce,
      orderQty: big<Qty>(row.orderQty, 'order_qty'),
      ...integerMember<'px', Px>('px', row.px, 'children.px'),
      postOnly: row.postOnly,
      ...integerMember<'minQty', Qty>('minQty', row.minQty, 'children.min_qty'),
      trader: fromText(row.trader) as UserId,
      desk: fromText(row.desk) as DeskId,
      account: fromText(row.account) as AccountId,
      modelHash: fromText(row.modelHash),
      limitsVersion: row.limitsVersion,
    },
    ...textMember('orderId', row.orderId),
    ordStatus: row.ordStatus as OrdStatus,
    cumQty: big<Qty>(row.cumQty, 'cum_qty'),
    leavesQty: big<Qty>(row.leavesQty, 'leaves_qty'),
    cumNotional: big<Notional>(row.cumNotional, 'cum_notional'),
    sentAt: big<Nanos>(row.sentAt, 'sent_at'),
    ...integerMember<'ackedAt', Nanos>('ackedAt', row.ackedAt, 'children.acked_at'),
    ...integerMember<'closedAt', Nanos>('closedAt', row.closedAt, 'children.closed_at'),
    ...textMember('text', row.text),
  };
}

export function fillOf(row: Execution): StoredFill & { readonly receivedAt: Nanos } {
  const big = <T extends number>(value: bigint, column: string): T =>
    integer<T>(value, `executions.${column}`);
  const stamp = (name: 'at' | 'routed'): MarketStamp =>
    stampOf(
      { bidPx: row[`${name}BidPx`], askPx: row[`${name}AskPx`], ageNs: row[`${name}AgeNs`] },
      `executions.${name}`,
    );
  return {
    fill: {
      venue: fromText(row.venue) as VenueId,
      execId: fromText(row.execId) as ExecId,
      clOrdId: fromText(row.clOrdId) as ClOrdId,
      parentId: fromText(row.parentId) as ParentId,
      lastQty: big<Qty>(row.lastQty, 'last_qty'),
      lastPx: big<Px>(row.lastPx, 'last_px'),
      lastLiquidityInd: row.liquidity as LastLiquidityInd,
      feeMicros: big<Micros>(row.feeMicros, 'fee_micros'),
      tsEvent: big<Nanos>(row.tsEvent, 'ts_event'),
    },
    at: stamp('at'),
    routed: stamp('routed'),
    receivedAt: big<Nanos>(row.receivedAt, 'received_at'),
  };
}

export const decisionSummaryOf = (row: Omit<Decision, 'record'>): StoredDecisionSummary => ({
  decisionId: fromText(row.decisionId) as DecisionId,
  parentId: fromText(row.parentId) as ParentId,
  seq: integer<Seq>(row.seq, 'decisions.seq'),
  ts: integer<Nanos>(row.ts, 'decisions.ts'),
  router: row.router,
  ...textMember<'fallback', FallbackReason>('fallback', row.fallback),
  why: fromText(row.why),
  sliceQty: integer<Qty>(row.sliceQty, 'decisions.slice_qty'),
  outcomeHash: row.outcomeHash,
});
