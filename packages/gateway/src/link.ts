/**
 * The client's side of the market: one market-data session and one order session per venue that `Welcome` names,
 * each reconnecting by itself. Reports of a venue are delivered in the order of `venueSeq`, each once, without
 * gaps: a number that jumps ends the connection, and the next one asks again from the last number kept.
 */
import type {
  ExecutionReport,
  InstrumentId,
  MarketEvent,
  NewsItem,
  OrderCancelReject,
  Simulation,
  VenueId,
} from '@fairlead/domain';
import {
  createLatencyMeter,
  type LatencyMeter,
  type OrderLatency,
  orderSent,
  reportArrived,
} from './latency.ts';
import { type Backoff, openSession, type Session } from './session.ts';
import type { FromMarket, OrderMessage, Welcome } from './wire.ts';

/** Up: the session is welcomed and, for orders, everything missed has been delivered. */
export type SessionChange =
  | { readonly session: 'market'; readonly up: true }
  | { readonly session: 'market'; readonly up: false; readonly reason: string }
  | { readonly session: 'orders'; readonly venue: VenueId; readonly up: true }
  | { readonly session: 'orders'; readonly venue: VenueId; readonly up: false; readonly reason: string };

export interface MarketLinkOptions {
  readonly host: string;
  readonly port: number;
  /** At every connect of the market-data session, before its events. */
  readonly onWelcome: (welcome: Welcome) => void;
  /** After the events before it: how the market runs has changed. */
  readonly onSimulation: (simulation: Simulation) => void;
  readonly onEvent: (event: MarketEvent) => void;
  /** After the events before it. Absent: stories are passed over. */
  readonly onStory?: (item: NewsItem) => void;
  readonly onReport: (report: ExecutionReport) => void;
  readonly onCancelReject: (reject: OrderCancelReject) => void;
  /** Each change once: an attempt that fails while down is not news. */
  readonly onSession: (change: SessionChange) => void;
  /** The market refused a line of ours, in its words. */
  readonly onRefused: (refusal: { readonly venue?: VenueId; readonly reason: string }) => void;
  /** Number of the venue's last report that is kept safe; 0 before the first. Asked at each connect. */
  readonly lastVenueSeq: (venue: VenueId) => number;
  /** Default: 50 ms, doubling to 2 s. */
  readonly backoff?: Backoff;
}

export interface MarketLink {
  /** @returns false where the venue's session is not up: the message was not sent and will not be */
  readonly send: (venue: VenueId, message: OrderMessage) => boolean;
  /** The book arrives as events; where the market-data session is down, at its next start anyway. */
  readonly requestSnapshot: (venue: VenueId, instrument: InstrumentId) => void;
  /** Absent before the first order was answered. */
  readonly latency: (venue: VenueId) => OrderLatency | undefined;
  /** Ends all sessions; no callback follows. */
  readonly close: () => void;
}

interface OrderSession {
  readonly venue: VenueId;
  readonly session: Session;
  readonly meter: LatencyMeter;
  up: boolean;
  /** The last number delivered, or kept safe before this link began. */
  last: number;
  /** Welcomed, and up once `last` reaches this. */
  resendEnd: number | undefined;
}

const BACKOFF: Backoff = { firstMs: 50, maxMs: 2000 };

export function connectMarket(options: MarketLinkOptions): MarketLink {
  const address = { host: options.host, port: options.port };
  const backoff = options.backoff ?? BACKOFF;
  const orders = new Map<VenueId, OrderSession>();
  let closed = false;
  let marketUp = false;

  const market = openSession(address, backoff, {
    hello: () => ({ type: 'Hello', session: 'market' }),
    onMessage: (message) => {
      if (closed) return;
      if (message.type === 'Event') options.onEvent(message.event);
      else if (message.type === 'Story') options.onStory?.(message.item);
      else if (message.type === 'Simulation') options.onSimulation(message.simulation);
      else if (message.type === 'Refused') options.onRefused({ reason: message.reason });
      else if (message.type === 'Welcome') {
        marketUp = true;
        options.onWelcome(message);
        options.onSession({ session: 'market', up: true });
        followVenues(message);
      }
    },
    onDown: (reason) => {
      if (!marketUp) return;
      marketUp = false;
      options.onSession({ session: 'market', up: false, reason });
    },
  });

  const followVenues = ({ reference }: Welcome): void => {
    const named = new Set(reference.venues.map((venue) => venue.id));
    for (const [venue, each] of orders) {
      if (named.has(venue)) continue;
      each.session.close();
      orders.delete(venue);
      setDown(each, 'the market no longer has this venue');
    }
    for (const venue of named) if (!orders.has(venue)) orders.set(venue, openOrders(venue));
  };

  const openOrders = (venue: VenueId): OrderSession => {
    const own: OrderSession = {
      venue,
      meter: createLatencyMeter(),
      up: false,
      last: 0,
      resendEnd: undefined,
      session: openSession(address, backoff, {
        hello: () => {
          const lastVenueSeq = options.lastVenueSeq(venue);
          own.last = Math.max(own.last, lastVenueSeq);
          return { type: 'Hello', session: 'orders', venue, lastVenueSeq };
        },
        onMessage: (message) => {
          if (!closed) onOrderMessage(own, message);
        },
        onDown: (reason) => setDown(own, reason),
      }),
    };
    return own;
  };

  const onOrderMessage = (own: OrderSession, message: FromMarket): void => {
    if (message.type === 'Welcome') {
      own.resendEnd = message.lastVenueSeq ?? own.last;
      if (own.resendEnd < own.last) {
        const reason = `the market has reports up to ${own.resendEnd}, and ${own.last} were received from it`;
        options.onRefused({ venue: own.venue, reason });
        own.session.drop(reason);
        return;
      }
    } else if (message.type === 'Report') {
      if (!isNext(own, message.report.venueSeq)) return;
      reportArrived(own.meter, message.report.clOrdId, performance.now());
      options.onReport(message.report);
    } else if (message.type === 'CancelReject') {
      if (!isNext(own, message.reject.venueSeq)) return;
      options.onCancelReject(message.reject);
    } else if (message.type === 'Refused') {
      options.onRefused({ venue: own.venue, reason: message.reason });
      if (own.resendEnd === undefined) own.session.drop(`refused: ${message.reason}`);
    }
    if (!own.up && own.resendEnd !== undefined && own.last >= own.resendEnd) {
      own.up = true;
      options.onSession({ session: 'orders', venue: own.venue, up: true });
    }
  };

  /** Advances to `venueSeq` where it follows; a duplicate is false; a gap is false and connects again. */
  const isNext = (own: OrderSession, venueSeq: number): boolean => {
    if (venueSeq <= own.last) return false;
    if (venueSeq > own.last + 1) {
      own.session.drop(`a gap: report ${venueSeq} came after ${own.last}`);
      return false;
    }
    own.last = venueSeq;
    return true;
  };

  const setDown = (own: OrderSession, reason: string): void => {
    own.resendEnd = undefined;
    own.meter.pending.clear();
    if (!own.up || closed) return;
    own.up = false;
    options.onSession({ session: 'orders', venue: own.venue, up: false, reason });
  };

  return {
    send: (venue, message) => {
      const own = orders.get(venue);
      if (own === undefined || !own.up) return false;
      if (message.type === 'NewOrder') orderSent(own.meter, message.clOrdId, performance.now());
      return own.session.send(message);
    },
    requestSnapshot: (venue, instrument) => {
      market.send({ type: 'SnapshotRequest', venue, instrument });
    },
    latency: (venue) => orders.get(venue)?.meter.measured,
    close: () => {
      closed = true;
      market.close();
      for (const own of orders.values()) own.session.close();
    },
  };
}
