/**
 * A market-by-order recording proven against itself. It carries no second book to compare with, but its events
 * can contradict each other: an order must be new when added and known when changed, a cancel must name the price
 * and the side that its order has and take no more than is left, the fills of a trade must be as much as the
 * trade, at its price, each must be followed in the same event by as much of its order gone, and the book must
 * not be crossed or locked where the venue says that an event is complete. A message counts once.
 */
import {
  addToBook,
  clearBook,
  createOrderBook,
  isBookCrossed,
  modifyInBook,
  type OrderBook,
  reduceInBook,
} from '@fairlead/book';
import type { DecodeOptions, FeedDecoder, OnRows, Verification } from '../record.ts';
import { chunksOf, findSource } from '../source.ts';
import {
  ADD,
  CANCEL,
  CLEAR,
  FILL,
  IS_LAST,
  IS_SNAPSHOT,
  type MboEvent,
  MODIFY,
  sideOf,
  TRADE,
} from './event.ts';

const MAX_EXAMPLES = 5;

type Decode = (file: string, options: DecodeOptions, see: (event: MboEvent) => void) => FeedDecoder;

/** @throws FeedError naming row or record, field and reason where the file is not sound */
export async function verifyMbo(path: string, decode: Decode, onRows?: OnRows): Promise<Verification> {
  const source = await findSource(path);
  const instruments = new Map<number, Checked>();
  const examples: string[] = [];
  let rows = 0;
  let mismatches = 0;
  let lastEvents = 0;
  const differs = (event: MboEvent, wrong: string): void => {
    mismatches += 1;
    if (examples.length === MAX_EXAMPLES) return;
    examples.push(`event ${rows}, ${String.fromCharCode(event.action)} of order ${event.orderId}: ${wrong}`);
  };
  const decoder = decode(source.name, { take: () => {} }, (event) => {
    rows += 1;
    if ((event.flags & IS_LAST) !== 0) lastEvents += 1;
    let checked = instruments.get(event.instrumentId);
    if (checked === undefined) {
      checked = createChecked();
      instruments.set(event.instrumentId, checked);
    }
    const wrong = follow(checked, event);
    if (wrong !== undefined) differs(event, wrong);
  });
  for await (const chunk of chunksOf(source)) {
    decoder.push(chunk);
    onRows?.(rows);
  }
  decoder.end();
  for (const checked of instruments.values()) {
    const wrong = endEvent(checked);
    if (wrong !== undefined) mismatches += 1;
    if (wrong !== undefined && examples.length < MAX_EXAMPLES)
      examples.push(`after the last event: ${wrong}`);
  }
  const trades = [...instruments.values()].reduce((sum, { trades }) => sum + trades, 0);
  const checked = `each order new when added and known, at its price and side, when changed; the fills of ${trades} trades with an aggressor against the trade and against what their orders lost; the book uncrossed at each of ${lastEvents} ends of an event`;
  return { rows, mismatches, checked, examples };
}

interface Fill {
  readonly px: number;
  readonly side: MboEvent['side'];
  qty: number;
}

/** One instrument's book, and what the event in progress owes. */
interface Checked {
  readonly book: OrderBook;
  /** By order: filled, and not gone from it yet. */
  readonly owed: Map<number, Fill>;
  seq: number;
  tradePx: number;
  /** Traded and not filled yet. */
  unfilled: number;
  trades: number;
  wasCrossed: boolean;
  isInSnapshot: boolean;
}

const createChecked = (): Checked => ({
  book: createOrderBook(),
  owed: new Map(),
  seq: 0,
  tradePx: 0,
  unfilled: 0,
  trades: 0,
  wasCrossed: false,
  isInSnapshot: false,
});

/** @returns what is wrong, if anything is */
function follow(checked: Checked, event: MboEvent): string | undefined {
  const owedBefore = event.seq === checked.seq ? undefined : endEvent(checked);
  checked.seq = event.seq;
  const isSnapshot = (event.flags & IS_SNAPSHOT) !== 0;
  if (event.action === CLEAR || (isSnapshot && !checked.isInSnapshot)) clearBook(checked.book);
  checked.isInSnapshot = isSnapshot;
  const wrong = apply(checked, event) ?? owedBefore;
  if ((event.flags & IS_LAST) === 0) return wrong;
  const isCrossed = isBookCrossed(checked.book);
  const isNew = isCrossed && !checked.wasCrossed;
  checked.wasCrossed = isCrossed;
  return wrong ?? (isNew ? 'leaves the book locked or crossed' : undefined);
}

function apply(checked: Checked, event: MboEvent): string | undefined {
  const { book, owed } = checked;
  const { orderId, px, qty } = event;
  const order = { orderId, side: sideOf(event), px, qty };
  switch (event.action) {
    case ADD:
      return unless(addToBook(book, order));
    case CANCEL: {
      const result = reduceInBook(book, orderId, qty);
      return result === 'Applied' ? (notOfOrder(checked, event) ?? settle(owed, event, qty)) : result;
    }
    case MODIFY: {
      const result = modifyInBook(book, order);
      // What it had is not told again, so a fill that a modification follows is taken as settled.
      owed.delete(orderId);
      return unless(result);
    }
    case TRADE: {
      if (order.side === undefined) return undefined;
      const wrong =
        checked.unfilled > 0 ? `comes with ${checked.unfilled} of the trade before unfilled` : undefined;
      checked.tradePx = px;
      checked.unfilled = qty;
      checked.trades += 1;
      return wrong;
    }
    case FILL: {
      checked.unfilled -= qty;
      const before = owed.get(orderId);
      owed.set(orderId, { px, side: event.side, qty: (before?.qty ?? 0) + qty });
      if (checked.unfilled < 0) return `fills ${-checked.unfilled} more than was traded`;
      return px === checked.tradePx ? undefined : `is at ${px}, its trade at ${checked.tradePx}`;
    }
    default:
      return undefined;
  }
}

const unless = (result: string): string | undefined => (result === 'Applied' ? undefined : result);

/** The book says where the order was; the event must say the same. */
function notOfOrder({ book }: Checked, event: MboEvent): string | undefined {
  const { px, side } = book.books.touched;
  if (px === event.px && side === sideOf(event)) return undefined;
  return `says ${sideOf(event)} at ${event.px}, the order was ${side} at ${px}`;
}

function settle(owed: Map<number, Fill>, event: MboEvent, gone: number): string | undefined {
  const fill = owed.get(event.orderId);
  if (fill === undefined) return undefined;
  fill.qty -= gone;
  if (fill.qty <= 0) owed.delete(event.orderId);
  if (fill.px === event.px && fill.side === event.side) return undefined;
  return `is at ${event.px}, its fill was at ${fill.px}`;
}

/** What the venue's event, which is over, owes. */
function endEvent(checked: Checked): string | undefined {
  const { owed, unfilled } = checked;
  const [first] = owed;
  owed.clear();
  checked.unfilled = 0;
  if (unfilled > 0) return `${unfilled} of a trade were never filled`;
  return first === undefined ? undefined : `${first[1].qty} filled of order ${first[0]} never left the book`;
}
