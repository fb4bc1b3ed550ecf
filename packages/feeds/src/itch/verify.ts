/**
 * What an ITCH day says of itself: every message that names an order names one that rests, in its own stock's book
 * and with at least the shares that are taken from it, and no order comes twice. All books of the day share one
 * space of order ids.
 */
import { createOrderBook, type OrderBook, restsElsewhere, warmOrders } from '@fairlead/book';
import { followOrders } from '../follow.ts';
import type { FeedRecord, OnRows, Verification } from '../record.ts';
import { chunksOf, findSource } from '../source.ts';
import { decodeItch } from './decoder.ts';

const MAX_EXAMPLES = 5;

/** @throws FeedError where the file is not sound */
export async function verifyItch(path: string, onRows?: OnRows): Promise<Verification> {
  const books = new Map<string, OrderBook>();
  const examples: string[] = [];
  let rows = 0;
  let mismatches = 0;
  let shared: OrderBook['books'] | undefined;

  const bookOf = (instrument: string): OrderBook => {
    const known = books.get(instrument);
    if (known !== undefined) return known;
    const made = createOrderBook(shared);
    shared = made.books;
    books.set(instrument, made);
    return made;
  };
  const take = (record: FeedRecord): void => {
    rows += 1;
    if (record.instrument === '') return;
    const book = bookOf(record.instrument);
    const result = followOrders(book, record);
    if (result === undefined || result === 'Applied') return;
    mismatches += 1;
    if (examples.length < MAX_EXAMPLES) {
      const elsewhere = result === 'UnknownOrder' && restsElsewhere(book, record.orderId);
      const why = elsewhere ? "another stock's order" : result;
      examples.push(
        `message ${rows}, ${record.type} of order ${record.orderId}, ${record.instrument}: ${why}`,
      );
    }
  };

  const source = await findSource(path);
  const ahead = (orderIds: Float64Array, count: number): void => {
    if (shared !== undefined) warmOrders(shared, orderIds, count);
  };
  const decoder = decodeItch(source.name, { take, ahead });
  for await (const chunk of chunksOf(source)) {
    decoder.push(chunk);
    onRows?.(rows);
  }
  decoder.end();
  const checked = `every order that a message names, in the books of ${books.size} stocks`;
  return { rows, mismatches, checked, examples };
}
