/**
 * The books of a recording while it is read, one for each venue and instrument, and what was out of the ordinary:
 * what a live feed would be flagged for, and orders that the books could not follow.
 */
import { applyToConsolidated, type Consolidated, createConsolidated, feedReport, nbbo } from '@fairlead/book';
import {
  type InstrumentId,
  instrumentId,
  type MarketEvent,
  type Nanos,
  type VenueId,
  venueId,
} from '@fairlead/domain';
import { createMarketBridge, type FeedRecord, type MarketBridge, toMarketEvents } from '@fairlead/feeds';

interface Market {
  readonly venue: VenueId;
  readonly instrument: InstrumentId;
  readonly bridge: MarketBridge;
  /** Of this venue alone: two recordings' clocks say little of each other. */
  readonly consolidated: Consolidated;
}

export interface Touch {
  readonly instrument: string;
  readonly bidPx?: number;
  readonly askPx?: number;
}

export interface Markets {
  /** Folds a record; `emit` is handed what it means. */
  readonly take: (record: FeedRecord, emit: (event: MarketEvent) => void) => void;
  /** Best bid and ask over the venues, of the instrument that the last record was of. */
  readonly touch: () => Touch | undefined;
  /** By kind, those that occurred. */
  readonly anomalies: () => Readonly<Record<string, number>>;
}

/** What a book calls a refusal, by the name that feeds are flagged with. */
const KIND: Readonly<Record<string, string>> = { BadPx: 'BadPrice', BadQty: 'BadSize' };

export function createMarkets(): Markets {
  const markets = new Map<string, Map<string, Market>>();
  const refused = new Map<string, number>();
  let last: Market | undefined;
  let now = 0;
  let tell: (event: MarketEvent) => void = () => {};
  const fold = (event: MarketEvent): void => {
    applyToConsolidated(last!.consolidated, event, now as Nanos);
    tell(event);
  };

  const marketOf = (venue: string, instrument: string): Market => {
    if (last?.venue === venue && last.instrument === instrument) return last;
    let ofInstrument = markets.get(instrument);
    if (ofInstrument === undefined) {
      ofInstrument = new Map();
      markets.set(instrument, ofInstrument);
    }
    let market = ofInstrument.get(venue);
    if (market === undefined) {
      const ids = { venue: venueId(venue), instrument: instrumentId(instrument) };
      const bridge = createMarketBridge(ids.venue, ids.instrument);
      market = { ...ids, bridge, consolidated: createConsolidated([ids.venue]) };
      ofInstrument.set(venue, market);
    }
    return market;
  };

  return {
    take: (record, emit) => {
      last = marketOf(record.venue, record.instrument);
      now = Math.max(now, record.tsRecv);
      tell = emit;
      const result = toMarketEvents(last.bridge, record, fold);
      if (result === 'Applied') return;
      const kind = KIND[result] ?? result;
      refused.set(kind, (refused.get(kind) ?? 0) + 1);
    },
    touch: () => {
      if (last === undefined) return undefined;
      const { instrument } = last;
      const touches = [...markets.get(instrument)!.values()].map(({ consolidated }) => nbbo(consolidated));
      const bids = touches.flatMap(({ bid }) => bid?.px ?? []);
      const asks = touches.flatMap(({ ask }) => ask?.px ?? []);
      return {
        instrument,
        ...(bids.length === 0 ? {} : { bidPx: Math.max(...bids) }),
        ...(asks.length === 0 ? {} : { askPx: Math.min(...asks) }),
      };
    },
    anomalies: () => {
      const counts = new Map(refused);
      for (const ofInstrument of markets.values()) {
        for (const { instrument, consolidated } of ofInstrument.values()) {
          const { anomalies } = feedReport(consolidated, instrument, { venue: 0, ts: now as Nanos });
          for (const [kind, count] of Object.entries(anomalies)) {
            counts.set(kind, (counts.get(kind) ?? 0) + count);
          }
        }
      }
      return Object.fromEntries([...counts].sort());
    },
  };
}
