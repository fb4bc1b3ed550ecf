/**
 * The touch of each venue and of all together, flat: row = venue index, last row = consolidated. Prices in Px,
 * quantities in shares; a quantity of 0 means that nobody shows that side, and its price means nothing.
 */
import { type Consolidated, type LevelBook, levelCount, levelPx, levelQty } from '@fairlead/book';

export type Quotes = Float64Array;

export const QUOTE = { bidPx: 0, bidQty: 1, askPx: 2, askQty: 3, width: 4 } as const;

export const createQuotes = (rows: number): Quotes => new Float64Array(rows * QUOTE.width);

/** Takes the venue's touch from its book. */
export function readQuote(quotes: Quotes, venue: number, book: LevelBook): void {
  const at = venue * QUOTE.width;
  const bids = levelCount(book, 'Buy') > 0;
  const asks = levelCount(book, 'Sell') > 0;
  if (bids) quotes[at + QUOTE.bidPx] = levelPx(book, 'Buy', 0);
  quotes[at + QUOTE.bidQty] = bids ? levelQty(book, 'Buy', 0) : 0;
  if (asks) quotes[at + QUOTE.askPx] = levelPx(book, 'Sell', 0);
  quotes[at + QUOTE.askQty] = asks ? levelQty(book, 'Sell', 0) : 0;
}

/** Takes the last row from the consolidated book. */
export function readTop(quotes: Quotes, { ask, bid }: Consolidated): void {
  const all = quotes.length - QUOTE.width;
  quotes[all + QUOTE.bidPx] = bid.px;
  quotes[all + QUOTE.bidQty] = bid.qty;
  quotes[all + QUOTE.askPx] = ask.px;
  quotes[all + QUOTE.askQty] = ask.qty;
}

/** Copies a row into scratch of one. */
export function keepQuote(quotes: Quotes, row: number, into: Quotes): void {
  for (let i = 0; i < QUOTE.width; i++) into[i] = quotes[row * QUOTE.width + i]!;
}

export const isTwoSided = (quotes: Quotes, row: number): boolean =>
  quotes[row * QUOTE.width + QUOTE.bidQty]! > 0 && quotes[row * QUOTE.width + QUOTE.askQty]! > 0;

/** Ticks between the touches, negative where venues cross; absent where a side is. */
export function spreadOf(quotes: Quotes, row: number, tick: number): number | undefined {
  if (!isTwoSided(quotes, row)) return undefined;
  const at = row * QUOTE.width;
  return (quotes[at + QUOTE.askPx]! - quotes[at + QUOTE.bidPx]!) / tick;
}

/** (bid - ask) / (bid + ask) shares at the touch; 0 where nothing is shown. */
export function imbalanceOf(quotes: Quotes, row: number): number {
  const bid = quotes[row * QUOTE.width + QUOTE.bidQty]!;
  const ask = quotes[row * QUOTE.width + QUOTE.askQty]!;
  return bid + ask > 0 ? (bid - ask) / (bid + ask) : 0;
}

/** Has the venue's touch moved, or its shares, from these? */
export const touchDiffers = (quotes: Quotes, row: number, from: Quotes): boolean =>
  quotes[row * QUOTE.width]! !== from[0] ||
  quotes[row * QUOTE.width + 1]! !== from[1] ||
  quotes[row * QUOTE.width + 2]! !== from[2] ||
  quotes[row * QUOTE.width + 3]! !== from[3];
