/**
 * What a client asks of a simulated venue and what comes back. The shapes are FIX's and those of the market's
 * wire (gateway/wire.ts) without its `type` tag, so that a parsed line can be handed on as it is. Reports leave
 * without `venueSeq`: the market process numbers them per venue as it stores them.
 */
import type {
  ClOrdId,
  ExecutionReport,
  InstrumentId,
  MarketEvent,
  NewsItem,
  OrderCancelReject,
  OrdType,
  Px,
  Qty,
  Side,
  TimeInForce,
} from '@fairlead/domain';

/** NewOrderSingle (35=D). */
export interface OrderRequest {
  readonly clOrdId: ClOrdId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly ordType: OrdType;
  readonly timeInForce: TimeInForce;
  readonly orderQty: Qty;
  /** Limit orders must carry it; Pegged orders may, as a cap; Market orders must not. */
  readonly px?: Px;
  readonly postOnly: boolean;
  /** Midpoint pools only. */
  readonly minQty?: Qty;
}

/** OrderCancelRequest (35=F). `origClOrdId` may be any id that the order has had. */
export interface CancelRequest {
  readonly clOrdId: ClOrdId;
  readonly origClOrdId: ClOrdId;
}

/** OrderCancelReplaceRequest (35=G): the order's new total quantity and price. */
export interface ReplaceRequest {
  readonly clOrdId: ClOrdId;
  readonly origClOrdId: ClOrdId;
  readonly orderQty: Qty;
  readonly px?: Px;
}

/** OrderStatusRequest (35=H). */
export interface StatusRequest {
  readonly clOrdId: ClOrdId;
}

/** One request of any kind, as it flies to the venue. */
export type Request =
  | { readonly type: 'New'; readonly order: OrderRequest }
  | { readonly type: 'Cancel'; readonly request: CancelRequest }
  | { readonly type: 'Replace'; readonly request: ReplaceRequest }
  | { readonly type: 'Status'; readonly request: StatusRequest };

export type VenueReport = Omit<ExecutionReport, 'venueSeq'>;
export type VenueCancelReject = Omit<OrderCancelReject, 'venueSeq'>;

/**
 * Where a market's output goes, in the order of market time. `event` is called at the venue's time
 * (`tsEvent`); `report` and `cancelReject` when they reach the client, `atNs`, one way later than `tsEvent`.
 * A sink may send further orders from inside a call; they arrive later, like any other.
 */
export interface MarketSink {
  event(event: MarketEvent): void;
  report(report: VenueReport, atNs: number): void;
  cancelReject(reject: VenueCancelReject, atNs: number): void;
  /** A story that the news feed announces; called when it is published. */
  story?(item: NewsItem): void;
}
