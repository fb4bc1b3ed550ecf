/**
 * What a venue's order entry for the client (own-orders.ts, own-events.ts) knows of the market around it, and no more:
 * a world is one (world/state.ts).
 */
import type { MatchingBook, MatchSink, MidpointPool, PoolSink } from '@fairlead/book';
import type { Instrument, InstrumentId, OrderId, Side, VenueId } from '@fairlead/domain';
import type { OrderRequest, VenueCancelReject, VenueReport } from './orders.ts';
import type { PaperBook, PaperSink } from './paper/paper.ts';

export interface Floor {
  /** Part of every orderId and execId. */
  readonly idPrefix: string;
  readonly now: number;
  /** The client's open orders by their reference in the books, below zero; the next one. */
  readonly own: Map<number, OwnOrder>;
  nextOwnRef: number;
  /** Why the market takes no such order now, or no such price for one; absent where it does. */
  refusal(feed: FloorFeed, order: Entry): string | undefined;
  /** Sends an answer on its way, in the venue's order. */
  reply(venue: FloorVenue, answer: VenueAnswer): void;
  /** Follows every command on a displayed book. */
  finish(feed: FloorFeed & { readonly type: 'Book' }): void;
}

/** A new order, or what a replace would make of one. */
export interface Entry {
  readonly owner: number;
  readonly side: Side;
  /** 1/10,000; 0 at the market. */
  readonly px: number;
  readonly qty: number;
}

export type VenueAnswer =
  | { readonly type: 'Report'; readonly report: VenueReport }
  | { readonly type: 'CancelReject'; readonly reject: VenueCancelReject };

export interface FloorVenue {
  readonly id: VenueId;
  readonly feeds: readonly FloorFeed[];
  /** Every client id ever seen here; `undefined` for one that was a cancel's or a refused order's. */
  readonly seen: Map<string, OwnOrder | undefined>;
  orders: number;
  execs: number;
}

interface OfFeed {
  readonly instrumentId: InstrumentId;
  readonly of: { readonly instrument: Instrument };
}

export type FloorFeed =
  | (OfFeed & { readonly type: 'Book'; readonly book: MatchingBook; readonly sink: MatchSink })
  | (OfFeed & { readonly type: 'Pool'; readonly pool: MidpointPool; readonly sink: PoolSink })
  | (OfFeed & {
      readonly type: 'Paper';
      readonly book: PaperBook;
      readonly sink: PaperSink;
      readonly down: string | undefined;
    });

/** One order of the client's at a venue. */
export interface OwnOrder {
  readonly ref: number;
  readonly venue: FloorVenue;
  readonly feed: FloorFeed;
  readonly orderId: OrderId;
  readonly request: OrderRequest;
  clOrdId: OrderRequest['clOrdId'];
  orderQty: number;
  cumQty: number;
  px: number | undefined;
  end: 'Open' | 'Filled' | 'Canceled' | 'Expired' | 'Rejected';
  /** Set while the book works on it. */
  replacing:
    | {
        readonly clOrdId: OrderRequest['clOrdId'];
        readonly orderQty: number;
        readonly px: number | undefined;
      }
    | undefined;
  /** Id of the cancel request at work. */
  canceling: OrderRequest['clOrdId'] | undefined;
}
