/** An order-level feed's records applied to its order book. */
import {
  addToBook,
  type BookResult,
  clearBook,
  deleteInBook,
  modifyInBook,
  type OrderBook,
  reduceInBook,
  replaceInBook,
} from '@fairlead/book';
import type { FeedRecord } from './record.ts';

/**
 * An order of another book that shares the ids is unknown to this one.
 * @returns what became of it; absent for a record that is about no order of a book
 */
export function followOrders(book: OrderBook, record: FeedRecord): BookResult | undefined {
  switch (record.type) {
    case 'Add':
      return addToBook(book, record);
    case 'Reduce':
    case 'Execute':
      return reduceInBook(book, record.orderId, record.qty);
    case 'Delete':
      return deleteInBook(book, record.orderId);
    case 'Modify':
      return modifyInBook(book, record);
    case 'Replace':
      return replaceInBook(book, record);
    case 'Clear':
      clearBook(book);
      return 'Applied';
    default:
      return undefined;
  }
}
