/**
 * The venues as the process runs them: a simulated or replayed market, advanced in market time, with a durable
 * record beside each venue. Orders go in through the record, reports come out through it.
 */
import {
  type BookSnapshot,
  invariant,
  type MarketEvent,
  type MarketReference,
  type Nanos,
  type NewsItem,
  type TradingStatusChanged,
  type VenueId,
} from '@fairlead/domain';
import type { CancelOrder, OrderMessage, ReplaceOrder, StatusRequest } from '@fairlead/gateway';
import {
  advance,
  bookSnapshot,
  cancel,
  type MarketSink,
  reference,
  replace,
  type SimMarket,
  status,
  submit,
  tradingStatus,
  type VenueCancelReject,
} from '@fairlead/sim';
import type { Pair } from './pair.ts';
import {
  duplicateReport,
  type KnownOrder,
  ownReport,
  recordCancelReject,
  recordReport,
  recordTaken,
  type VenueRecord,
} from './venue-record.ts';

export interface ExchangeOutput {
  readonly onEvent: (event: MarketEvent) => void;
  readonly onStory: (item: NewsItem) => void;
  /** A line was added to the venue's reports. */
  readonly onReport: (record: VenueRecord, line: string) => void;
}

export interface Exchange {
  readonly market: SimMarket;
  readonly reference: MarketReference;
  readonly records: ReadonlyMap<VenueId, VenueRecord>;
  readonly output: ExchangeOutput;
  readonly sink: MarketSink;
}

export function createExchange(
  market: SimMarket,
  records: ReadonlyMap<VenueId, VenueRecord>,
  output: ExchangeOutput,
): Exchange {
  const recordOf = (venue: VenueId): VenueRecord => {
    const record = records.get(venue);
    invariant(record !== undefined, `the market reported for ${venue}, which its reference does not name`);
    return record;
  };
  const sink: MarketSink = {
    event: output.onEvent,
    report: (report) => {
      const record = recordOf(report.venue);
      output.onReport(record, recordReport(record, report));
    },
    cancelReject: (reject) => {
      const record = recordOf(reject.venue);
      output.onReport(record, recordCancelReject(record, reject));
    },
    story: output.onStory,
  };
  return { market, reference: reference(market), records, output, sink };
}

/** Runs the market to `untilNs`. */
export const advanceExchange = ({ market, sink }: Exchange, untilNs: number): void =>
  advance(market, untilNs, sink);

/** A client's message of one venue's order session, sent at market time `atNs`. */
export function takeOrderMessage(
  exchange: Exchange,
  record: VenueRecord,
  { message, atNs }: { readonly message: OrderMessage; readonly atNs: Nanos },
): void {
  const { market, output } = exchange;
  const { venue } = record;
  if (message.type === 'NewOrder') {
    if (record.used.has(message.clOrdId)) {
      output.onReport(record, recordReport(record, duplicateReport(record, message, atNs)));
      return;
    }
    recordTaken(record, message);
    submit(market, venue, message, atNs);
    return;
  }
  const answer = answerFromRecord(record, message, atNs);
  if (answer !== undefined) {
    output.onReport(record, answer);
  } else if (message.type === 'CancelOrder') {
    cancel(market, venue, message, atNs);
  } else if (message.type === 'ReplaceOrder') {
    recordTaken(record, message);
    replace(market, venue, message, atNs);
  } else {
    status(market, venue, message, atNs);
  }
}

/** What the running venue can't answer: requests with a used id, and requests about orders of an earlier run. */
function answerFromRecord(
  record: VenueRecord,
  message: CancelOrder | ReplaceOrder | StatusRequest,
  atNs: Nanos,
): string | undefined {
  if (message.type === 'StatusRequest') {
    const order = record.known.get(message.clOrdId);
    if (order?.earlier !== true) return undefined;
    return recordReport(record, ownReport(record, order, { execType: 'OrderStatus', tsEvent: atNs }));
  }
  const order = record.known.get(message.origClOrdId);
  if (message.type === 'ReplaceOrder' && record.used.has(message.clOrdId)) {
    const text = 'duplicate clOrdId: this id was used before';
    return recordCancelReject(record, { ...rejectOf(record, message, order, atNs), reason: 'Other', text });
  }
  if (order?.earlier !== true) return undefined;
  const text = 'the venue has restarted since: the order is closed';
  return recordCancelReject(record, {
    ...rejectOf(record, message, order, atNs),
    reason: 'TooLateToCancel',
    text,
  });
}

const rejectOf = (
  record: VenueRecord,
  message: CancelOrder | ReplaceOrder,
  order: KnownOrder | undefined,
  tsEvent: Nanos,
): Omit<VenueCancelReject, 'reason'> => ({
  venue: record.venue,
  clOrdId: message.clOrdId,
  origClOrdId: message.origClOrdId,
  ordStatus: order?.ordStatus ?? 'Rejected',
  inResponseTo: message.type === 'CancelOrder' ? 'Cancel' : 'Replace',
  tsEvent,
});

/**
 * All that a client needs who knows nothing: the book as of the event before the last, and the trading status
 * as the last one, so that the next event follows without a gap.
 */
export function openingOf(exchange: Exchange, { venue, instrument }: Pair): MarketEvent[] {
  const book: BookSnapshot = bookSnapshot(exchange.market, venue, instrument);
  if (book.feedSeq === 0) return [book];
  const opening: TradingStatusChanged = {
    type: 'TradingStatusChanged',
    venue,
    instrument,
    feedSeq: book.feedSeq,
    tsEvent: book.tsEvent,
    status: tradingStatus(exchange.market, venue, instrument),
  };
  return [{ ...book, feedSeq: book.feedSeq - 1 }, opening];
}
