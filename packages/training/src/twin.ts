/** The market that nobody of ours trades in: its mids, at the times that the probed one is looked at. */
import { applyToConsolidated, type Consolidated, createConsolidated } from '@fairlead/book';
import { type InstrumentId, nanos } from '@fairlead/domain';
import {
  advance,
  bookSnapshot,
  createMarket,
  type MarketConfig,
  type MarketSink,
  reference,
} from '@fairlead/sim';

export interface Twin {
  advanceTo(untilNs: number): void;
  /** Consolidated mid, Px; absent while a side is not shown. */
  mid(instrument: InstrumentId): number | undefined;
}

export function createTwin(config: MarketConfig, seed: number): Twin {
  const market = createMarket(config, seed);
  const { instruments, venues } = reference(market);
  const books = new Map<InstrumentId, Consolidated>(
    instruments.map(({ id }) => [id, createConsolidated(venues.map((venue) => venue.id))]),
  );
  const sink: MarketSink = {
    event: (event) => void applyToConsolidated(books.get(event.instrument)!, event, event.tsEvent),
    report: () => undefined,
    cancelReject: () => undefined,
  };
  for (const { id } of instruments) {
    for (const venue of venues) {
      applyToConsolidated(books.get(id)!, bookSnapshot(market, venue.id, id), nanos(market.now));
    }
  }
  return {
    advanceTo: (untilNs) => advance(market, untilNs, sink),
    mid(instrument) {
      const { bid, ask } = books.get(instrument)!;
      return bid.qty > 0 && ask.qty > 0 ? (bid.px + ask.px) / 2 : undefined;
    },
  };
}
