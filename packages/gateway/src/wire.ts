/**
 * The simulated market's wire: newline-delimited JSON over TCP, one message a line, UTF-8, at most 1 MiB a line.
 * Docs: packages/gateway/WIRE.md. A session is opened by its first line, `Hello`, and is one of three kinds:
 *
 * - `market`: the market answers with `Welcome`, then a `BookSnapshot` per venue and instrument, then events. It
 *   takes `SnapshotRequest`, and answers with that book as it then stands.
 * - `orders`, one per venue: the market answers with `Welcome`, resends every report after `lastVenueSeq`, then
 *   takes orders. Reports are numbered per venue without gaps and kept by the market until the state folder
 *   goes: a client that reconnects, or was killed, misses none.
 * - `control`: the market answers with `Welcome` and `Realism`, then takes what a person may ask of a simulation:
 *   another speed or scenario, a pause, a step, and how realistic a scenario is.
 *
 * How the market runs is in `Welcome`; market and control sessions are told `Simulation` whenever that changes.
 *
 * The market drops a line that does not parse, answers `Refused` with the reason, and keeps the session.
 */
import type {
  ClOrdId,
  ExecutionReport,
  InstrumentId,
  MarketEvent,
  MarketReference,
  NewsItem,
  OrderCancelReject,
  OrdType,
  Px,
  Qty,
  RealismAsk,
  RealismReport,
  RealismState,
  Side,
  Simulation,
  SimulationControl,
  TimeInForce,
  VenueId,
} from '@fairlead/domain';

export type Hello =
  | { readonly type: 'Hello'; readonly session: 'market' }
  | { readonly type: 'Hello'; readonly session: 'control' }
  | {
      readonly type: 'Hello';
      readonly session: 'orders';
      readonly venue: VenueId;
      readonly lastVenueSeq: number;
    };

/** FIX NewOrderSingle (35=D). */
export interface NewOrder {
  readonly type: 'NewOrder';
  readonly clOrdId: ClOrdId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly ordType: OrdType;
  readonly timeInForce: TimeInForce;
  readonly orderQty: Qty;
  readonly px?: Px;
  readonly postOnly: boolean;
  readonly minQty?: Qty;
}
/** FIX OrderCancelRequest (35=F). */
export interface CancelOrder {
  readonly type: 'CancelOrder';
  readonly clOrdId: ClOrdId;
  readonly origClOrdId: ClOrdId;
}
/** FIX OrderCancelReplaceRequest (35=G): new quantity and price of the order. */
export interface ReplaceOrder {
  readonly type: 'ReplaceOrder';
  readonly clOrdId: ClOrdId;
  readonly origClOrdId: ClOrdId;
  readonly orderQty: Qty;
  readonly px?: Px;
}
/** FIX OrderStatusRequest (35=H): answered by a report with execType OrderStatus, or CancelReject UnknownOrder. */
export interface StatusRequest {
  readonly type: 'StatusRequest';
  readonly clOrdId: ClOrdId;
}
/** A client that missed messages of a book, or does not believe it, asks for it whole. FIX MarketDataRequest (35=V). */
export interface SnapshotRequest {
  readonly type: 'SnapshotRequest';
  readonly venue: VenueId;
  readonly instrument: InstrumentId;
}
/** What an orders session takes after its `Hello`. */
export type OrderMessage = NewOrder | CancelOrder | ReplaceOrder | StatusRequest;
/** What a control session takes after its `Hello`; the answer carries the same `commandId`. */
export type ControlMessage = SimulationControl & { readonly commandId: string };
/** The same of the market's realism: none of it changes the market. */
export type RealismMessage = RealismRequest & { readonly commandId: string };
export type RealismRequest =
  | ({ readonly type: 'MeasureRealism' } & RealismAsk)
  | { readonly type: 'CancelRealism' }
  | ({ readonly type: 'ReadRealism' } & Omit<RealismAsk, 'seed'>);
export type ToMarket = Hello | OrderMessage | SnapshotRequest | ControlMessage | RealismMessage;

export interface Welcome {
  readonly type: 'Welcome';
  readonly environment: 'SIM' | 'REPLAY' | 'LIVE-PAPER';
  /** `simulated`, the recording's file name, or `live:` and the venues whose books are shown. */
  readonly market: string;
  readonly reference: MarketReference;
  /** The server's clock follows this one. */
  readonly simulation: Simulation;
  /** On an orders session: the venue's number of its last report. The resend ends with it. */
  readonly lastVenueSeq?: number;
}
/** How the market runs now: something of it has changed, or it answers a control. */
interface SimulationTold {
  readonly type: 'Simulation';
  readonly simulation: Simulation;
  readonly commandId?: string;
}
/** What is measured and kept: at the start of a control session, at each change of it, and as an answer. */
interface RealismTold {
  readonly type: 'Realism';
  readonly realism: RealismState;
  readonly commandId?: string;
}
interface Refused {
  readonly type: 'Refused';
  readonly reason: string;
  /** Of the control that is refused. */
  readonly commandId?: string;
}
export type FromMarket =
  | Welcome
  | SimulationTold
  | RealismTold
  | { readonly type: 'RealismReport'; readonly report: RealismReport; readonly commandId: string }
  | Refused
  | { readonly type: 'Event'; readonly event: MarketEvent }
  /** The news of a simulated market, as it is published: told once, to who is there. */
  | { readonly type: 'Story'; readonly item: NewsItem }
  | { readonly type: 'Report'; readonly report: ExecutionReport }
  | { readonly type: 'CancelReject'; readonly reject: OrderCancelReject };
