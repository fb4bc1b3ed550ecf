/**
 * Orders in FIX 4.4's words. An order is facts; its status is computed from them (engine), never stored.
 */
import type { AccountId, DeskId } from './actor.ts';
import type { ClOrdId, DecisionId, ExecId, InstrumentId, OrderId, ParentId, UserId, VenueId } from './ids.ts';
import type { Micros, Nanos, Px, Qty } from './numbers.ts';

export type Side = 'Buy' | 'Sell';
/** +1 for Buy, -1 for Sell: cost is positive = bad for either. */
export const sideSign = (side: Side): 1 | -1 => (side === 'Buy' ? 1 : -1);
export const opposite = (side: Side): Side => (side === 'Buy' ? 'Sell' : 'Buy');

export type OrdType = 'Market' | 'Limit' | 'Pegged';
export type TimeInForce = 'Day' | 'ImmediateOrCancel' | 'FillOrKill';

/** FIX tag 39. */
export type OrdStatus =
  | 'PendingNew'
  | 'New'
  | 'PartiallyFilled'
  | 'Filled'
  | 'DoneForDay'
  | 'Canceled'
  | 'PendingCancel'
  | 'PendingReplace'
  | 'Stopped'
  | 'Rejected'
  | 'Suspended'
  | 'Expired';

/** FIX tag 150. */
export type ExecType =
  | 'PendingNew'
  | 'New'
  | 'Trade'
  | 'TradeCorrect'
  | 'TradeCancel'
  | 'DoneForDay'
  | 'Canceled'
  | 'Replaced'
  | 'PendingCancel'
  | 'PendingReplace'
  | 'Stopped'
  | 'Rejected'
  | 'Suspended'
  | 'Expired'
  | 'Restated'
  | 'OrderStatus';

/** FIX tag 851. */
export type LastLiquidityInd = 'Added' | 'Removed' | 'Auction';

/** Which generation of router works the parent. */
export type RouterKind = 'Learned' | 'Rules';
/** FIX TargetStrategy: `TWAP` paces evenly to the end; `SEEK` offers all that is left at every wave. */
export type Strategy = 'TWAP' | 'SEEK';
export const STRATEGIES: readonly Strategy[] = ['TWAP', 'SEEK'];
export const ROUTERS: readonly RouterKind[] = ['Learned', 'Rules'];

/** What a client asked for. Immutable: what became of it is the engine's. */
export interface ParentOrder {
  /** The client's id: a second submit with the same one, from the same trader, is the same order. */
  readonly clOrdId: string;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly orderQty: Qty;
  /** Absent: no limit. */
  readonly limitPx?: Px;
  readonly strategy: Strategy;
  readonly router: RouterKind;
  readonly startTime: Nanos;
  readonly endTime: Nanos;
  readonly trader: UserId;
  readonly desk: DeskId;
  readonly account: AccountId;
}

/** The ways a child can rest or take (METHODS 1). */
export type Tactic = 'TakeNow' | 'PostTouch' | 'PostInside' | 'MidPeg';
export const TACTICS: readonly Tactic[] = ['TakeNow', 'PostTouch', 'PostInside', 'MidPeg'];

/** One order to one venue. Regulators' fields are not optional: who, for whom, by which decision and model. */
export interface ChildOrder {
  readonly clOrdId: ClOrdId;
  readonly parentId: ParentId;
  readonly decisionId: DecisionId;
  readonly venue: VenueId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly tactic: Tactic;
  readonly ordType: OrdType;
  readonly timeInForce: TimeInForce;
  readonly orderQty: Qty;
  /** Limit orders always; Pegged orders as a cap. */
  readonly px?: Px;
  /** Refuse to trade on arrival. */
  readonly postOnly: boolean;
  readonly minQty?: Qty;
  readonly trader: UserId;
  readonly desk: DeskId;
  readonly account: AccountId;
  /** Hash of the models that advised; `rules` where none did. */
  readonly modelHash: string;
  readonly limitsVersion: number;
}

/** A child that the risk gate passed. Only package `risk` can make one (`SendOrder` takes nothing else). */
declare const approved: unique symbol;
export type RiskApproved<T> = T & { readonly [approved]: true };

/** FIX ExecutionReport (35=8) from a venue about one child, or about one request on it. */
export interface ExecutionReport {
  readonly venue: VenueId;
  readonly clOrdId: ClOrdId;
  /** The order that the request was about, on reports of cancels and replaces. */
  readonly origClOrdId?: ClOrdId;
  readonly orderId: OrderId;
  readonly execId: ExecId;
  /** On TradeCancel and TradeCorrect: the report that is undone. */
  readonly execRefId?: ExecId;
  readonly execType: ExecType;
  /** What the venue says; ours is derived. */
  readonly ordStatus: OrdStatus;
  readonly orderQty: Qty;
  readonly cumQty: Qty;
  readonly leavesQty: Qty;
  readonly lastQty?: Qty;
  readonly lastPx?: Px;
  readonly lastLiquidityInd?: LastLiquidityInd;
  /** The venue's words on a reject, cancel or expiry. */
  readonly text?: string;
  /** The venue's number of this message in its session: resend asks from it. */
  readonly venueSeq: number;
  readonly tsEvent: Nanos;
}

/** FIX OrderCancelReject (35=9), and the answer to a status request about an order that the venue never saw. */
export interface OrderCancelReject {
  readonly venue: VenueId;
  readonly clOrdId: ClOrdId;
  readonly origClOrdId: ClOrdId;
  readonly ordStatus: OrdStatus;
  readonly reason: 'TooLateToCancel' | 'UnknownOrder' | 'AlreadyPending' | 'Other';
  readonly inResponseTo: 'Cancel' | 'Replace' | 'Status';
  readonly text?: string;
  readonly venueSeq: number;
  readonly tsEvent: Nanos;
}

/** One fill as the house keeps it: the venue's facts and the market they happened in. */
export interface Fill {
  readonly venue: VenueId;
  readonly execId: ExecId;
  readonly clOrdId: ClOrdId;
  readonly parentId: ParentId;
  readonly lastQty: Qty;
  readonly lastPx: Px;
  readonly lastLiquidityInd: LastLiquidityInd;
  /** What we pay for it; a rebate is negative. */
  readonly feeMicros: Micros;
  readonly tsEvent: Nanos;
}
