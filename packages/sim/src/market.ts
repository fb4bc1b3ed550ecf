/** The market's public functions (signatures first; bodies follow in this session). */
import type { BookSnapshot, InstrumentId, MarketReference, Qty, Side, VenueId } from '@fairlead/domain';
import type { MarketConfig, Regime } from './config.ts';
import type { CancelRequest, MarketSink, OrderRequest, ReplaceRequest, StatusRequest } from './orders.ts';

export interface SimMarket {
  readonly config: MarketConfig;
  /** Market time reached, ns since the session's midnight. */
  readonly now: number;
}
export declare function createMarket(config: MarketConfig, seed: number): SimMarket;
/** Runs every event with a time <= `untilNs`; `market.now` is `untilNs` afterwards. */
export declare function advance(market: SimMarket, untilNs: number, sink: MarketSink): void;
/** `atNs`: when the client sends. The venue sees it a latency later. */
export declare function submit(market: SimMarket, venue: VenueId, order: OrderRequest, atNs: number): void;
export declare function cancel(market: SimMarket, venue: VenueId, request: CancelRequest, atNs: number): void;
export declare function replace(
  market: SimMarket,
  venue: VenueId,
  request: ReplaceRequest,
  atNs: number,
): void;
export declare function status(market: SimMarket, venue: VenueId, request: StatusRequest, atNs: number): void;
/** `feedSeq` is that of the last event before it: the next event has `feedSeq + 1`. */
export declare function bookSnapshot(
  market: SimMarket,
  venue: VenueId,
  instrument: InstrumentId,
): BookSnapshot;
export declare function reference(market: SimMarket): MarketReference;
/** Ground truth for labels; never shown to a router. `efficientPx` may be fractional. */
export declare function hiddenState(
  market: SimMarket,
  instrument: InstrumentId,
): { readonly efficientPx: number; readonly regime: Regime; readonly institution: Side | 'None' };
/** Shares resting unseen in a pool on `side`. */
export declare function hiddenQty(
  market: SimMarket,
  at: { readonly venue: VenueId; readonly instrument: InstrumentId; readonly side: Side },
): Qty;
