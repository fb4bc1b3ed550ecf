/** `bench book`: a day's order-level records, decoded before, into the books of 20 stocks that share their ids. */
import {
  addToBook,
  createOrderBook,
  deleteInBook,
  orderCount,
  reduceInBook,
  replaceInBook,
} from '@fairlead/book';
import { createRecord, decodeItch, type FeedRecord } from '@fairlead/feeds';
import type { BenchResult } from './command.ts';
import { DAY_NAME, dayOfItch, STOCKS } from './flow.ts';
import { repeat } from './rounds.ts';

const MESSAGES = 2_000_000;
const LAP = 2_048;
const LEAST = 20_000_000;
const TYPES = ['Add', 'Delete', 'Execute', 'Reduce', 'Replace'] as const;

export async function benchBook(): Promise<BenchResult> {
  const columns = decoded();
  const { books } = createOrderBook();
  const all = STOCKS.map(() => createOrderBook(books));
  const record = createRecord('', '');
  let refused = 0;
  let most = 0;
  const rounds = repeat(LEAST, (_, lap) => {
    for (let i = 0; i < columns.count; i++) {
      record.orderId = columns.orderId[i]!;
      record.newOrderId = columns.newOrderId[i]!;
      record.px = columns.px[i]!;
      record.qty = columns.qty[i]!;
      record.side = columns.buys[i] === 1 ? 'Buy' : 'Sell';
      const book = all[columns.stock[i]!]!;
      let result: string;
      switch (columns.type[i]) {
        case 0:
          result = addToBook(book, record);
          break;
        case 1:
          result = deleteInBook(book, record.orderId);
          break;
        case 4:
          result = replaceInBook(book, record);
          break;
        default:
          result = reduceInBook(book, record.orderId, record.qty);
      }
      if (result !== 'Applied') refused += 1;
      if (i % LAP !== LAP - 1) continue;
      lap(LAP);
      most = Math.max(
        most,
        all.reduce((sum, book) => sum + orderCount(book), 0),
      );
    }
    return columns.count;
  });
  return {
    bench: 'book',
    ...rounds,
    what: `${columns.count} order messages a round, ${all.length} books, up to ${most} orders at rest, ${refused} refused`,
  };
}

function decoded() {
  const room = 2 * MESSAGES;
  const columns = {
    count: 0,
    type: new Uint8Array(room),
    stock: new Uint8Array(room),
    buys: new Uint8Array(room),
    orderId: new Float64Array(room),
    newOrderId: new Float64Array(room),
    px: new Float64Array(room),
    qty: new Float64Array(room),
  };
  const take = (record: FeedRecord): void => {
    const type = (TYPES as readonly string[]).indexOf(record.type);
    if (type < 0) return;
    const at = columns.count++;
    columns.type[at] = type;
    columns.stock[at] = STOCKS.indexOf(record.instrument);
    columns.buys[at] = record.side === 'Buy' ? 1 : 0;
    columns.orderId[at] = record.orderId;
    columns.newOrderId[at] = record.newOrderId;
    columns.px[at] = record.px;
    columns.qty[at] = record.qty;
  };
  decodeItch(DAY_NAME, { take }).push(dayOfItch(MESSAGES));
  return columns;
}
