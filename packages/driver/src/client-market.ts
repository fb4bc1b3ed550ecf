/**
 * A simulated market as a driver needs it. The simulators of `sim` fit through one adapter each; a test plays a
 * log through the same door. Times are ns of market time.
 */
import type { BookSnapshot, InstrumentId, MarketReference, VenueId } from '@fairlead/domain';
import type { OrderMessage } from '@fairlead/gateway';
import {
  advance,
  bookSnapshot,
  cancel,
  type MarketSink,
  nextNs,
  reference,
  replace,
  type SimMarket,
  status,
  submit,
} from '@fairlead/sim';

export interface ClientMarket {
  readonly now: () => number;
  /** When something happens next of which nobody has been told; Infinity: nothing will by itself. */
  readonly nextNs: () => number;
  /** Runs everything up to `untilNs`, told in order. */
  readonly advance: (untilNs: number, sink: MarketSink) => void;
  /** Sent now; it arrives later. */
  readonly send: (venue: VenueId, message: OrderMessage) => void;
  readonly bookSnapshot: (venue: VenueId, instrument: InstrumentId) => BookSnapshot;
  readonly reference: () => MarketReference;
}

export const clientOf = (market: SimMarket): ClientMarket => ({
  now: () => market.now,
  nextNs: () => nextNs(market),
  advance: (untilNs, sink) => advance(market, untilNs, sink),
  send: (venue, message) => {
    switch (message.type) {
      case 'NewOrder':
        return submit(market, venue, message, market.now);
      case 'CancelOrder':
        return cancel(market, venue, message, market.now);
      case 'ReplaceOrder':
        return replace(market, venue, message, market.now);
      case 'StatusRequest':
        return status(market, venue, message, market.now);
    }
  },
  bookSnapshot: (venue, instrument) => bookSnapshot(market, venue, instrument),
  reference: () => reference(market),
});
