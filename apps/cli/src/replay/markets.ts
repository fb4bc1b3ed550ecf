/** The books of a recording while it is read, one for each venue and instrument. */
import { applyToLevelBook, bestAsk, bestBid, createLevelBook, type LevelBook } from '@fairlead/book';
import { type InstrumentId, instrumentId, type MarketEvent, type VenueId, venueId } from '@fairlead/domain';
import { createMarketBridge, type FeedRecord, type MarketBridge, toMarketEvents } from '@fairlead/feeds';

interface Market {
  readonly venue: VenueId;
  readonly instrument: InstrumentId;
  readonly bridge: MarketBridge;
  readonly book: LevelBook;
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
}

export function createMarkets(): Markets {
  const markets = new Map<string, Map<string, Market>>();
  let last: Market | undefined;
  let tell: (event: MarketEvent) => void = () => {};
  const fold = (event: MarketEvent): void => {
    applyToLevelBook(last!.book, event);
    tell(event);
  };

  const marketOf = ({ venue, instrument }: FeedRecord): Market => {
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
      market = { ...ids, bridge, book: createLevelBook() };
      ofInstrument.set(venue, market);
    }
    return market;
  };

  return {
    take: (record, emit) => {
      last = marketOf(record);
      tell = emit;
      toMarketEvents(last.bridge, record, fold);
    },
    touch: () => {
      if (last === undefined) return undefined;
      const { instrument } = last;
      const books = [...markets.get(instrument)!.values()].map(({ book }) => book);
      const bids = books.flatMap((book) => bestBid(book)?.px ?? []);
      const asks = books.flatMap((book) => bestAsk(book)?.px ?? []);
      return {
        instrument,
        ...(bids.length === 0 ? {} : { bidPx: Math.max(...bids) }),
        ...(asks.length === 0 ? {} : { askPx: Math.min(...asks) }),
      };
    },
  };
}
