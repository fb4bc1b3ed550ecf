/**
 * A recorded day as the replayed venue takes it: LOBSTER's order messages, in the shape that @fairlead/feeds
 * gives, each with the deepest level on either side of the vendor's book after it. A recording shows a window
 * of the book (five levels): a level that enters the window from below is told by the book alone, not by any
 * message, so the deepest levels travel with the row (shared/data/NOTICE.md). Units: prices 1/10,000, shares,
 * ns since midnight.
 */
import type { Level, Nanos, Px, Qty, Side } from '@fairlead/domain';

interface OfRecordedOrder {
  readonly ts: Nanos;
  /** 0 for hidden executions and crosses. */
  readonly orderId: number;
  readonly qty: Qty;
  readonly px: Px;
  /** Of the resting order: an execution of a resting sell is a buyer's. */
  readonly side: Side;
}

/** Reduce: partial cancel. Execute: of a displayed order. ExecuteHidden: of one that was never shown. */
export type RecordedMessage =
  | (OfRecordedOrder & {
      readonly type: 'Add' | 'Reduce' | 'Delete' | 'Execute' | 'ExecuteHidden' | 'Cross';
    })
  | { readonly type: 'Halt' | 'QuoteResume' | 'TradeResume'; readonly ts: Nanos };

/** Best first; empty levels left out. */
export interface RecordedBook {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

export interface RecordedRow {
  readonly message: RecordedMessage;
  /** Deepest level that the vendor's book shows after the message; absent where that side is empty or unknown. */
  readonly deepestBid?: Level;
  readonly deepestAsk?: Level;
}

export interface Recording {
  /** The book after the first message, with which the venue opens. */
  readonly initial: RecordedBook;
  /** Rows from the second message on, in order of time. Read on demand, once. */
  readonly rows: Iterable<RecordedRow>;
}

/** One row from a message and the vendor's book after it. */
export function recordedRow(message: RecordedMessage, after: RecordedBook): RecordedRow {
  const deepestBid = after.bids.at(-1);
  const deepestAsk = after.asks.at(-1);
  return {
    message,
    ...(deepestBid === undefined ? {} : { deepestBid }),
    ...(deepestAsk === undefined ? {} : { deepestAsk }),
  };
}
