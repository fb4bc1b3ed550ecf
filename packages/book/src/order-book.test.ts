import type { Side } from '@fairlead/domain';
import { createNaiveOrderBooks, type NaiveBookOp, type NaiveLadder } from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addToBook,
  clearBook,
  createOrderBook,
  deleteInBook,
  isBookCrossed,
  ladderLevels,
  ladderQtyAt,
  modifyInBook,
  type OrderBook,
  orderCount,
  orderInBook,
  queueAhead,
  queueAt,
  reduceInBook,
  replaceInBook,
  touchOrders,
  touchPx,
  touchQty,
} from './order-book.ts';
import { warmOrders } from './order-store.ts';

const add = (book: OrderBook, orderId: number, side: Side, px: number, qty: number) =>
  addToBook(book, { orderId, side, px, qty });

/** Three bids at 100.00 in time order, one at 99.99, one ask at 100.01. */
function fiveOrders(): OrderBook {
  const book = createOrderBook();
  add(book, 1, 'Buy', 1_000_000, 100);
  add(book, 2, 'Buy', 1_000_000, 200);
  add(book, 3, 'Buy', 1_000_000, 300);
  add(book, 4, 'Buy', 999_900, 50);
  add(book, 5, 'Sell', 1_000_100, 70);
  return book;
}
const ids = (book: OrderBook, side: Side, px: number) =>
  queueAt(book, side, px).map(({ orderId }) => orderId);

describe('an order book', () => {
  test('shows levels with their shares and orders, best first, and the touch', () => {
    const book = fiveOrders();
    expect(ladderLevels(book, 'Buy')).toEqual([
      { px: 1_000_000, qty: 600, orders: 3 },
      { px: 999_900, qty: 50, orders: 1 },
    ]);
    expect(ladderLevels(book, 'Buy', 1)).toHaveLength(1);
    expect([touchPx(book, 'Sell'), touchQty(book, 'Sell'), touchOrders(book, 'Sell')]).toEqual([
      1_000_100, 70, 1,
    ]);
    expect(orderCount(book)).toBe(5);
    expect(orderInBook(book.books, 4)).toEqual({ book: 0, side: 'Buy', px: 999_900, qty: 50 });
    expect(orderInBook(book.books, 9)).toBeUndefined();
    expect(touchPx(createOrderBook(), 'Buy')).toBeUndefined();
  });

  test('tells how many shares are ahead of an order', () => {
    const book = fiveOrders();
    expect([1, 2, 3, 4].map((id) => queueAhead(book.books, id))).toEqual([0, 100, 300, 0]);
    reduceInBook(book, 1, 60);
    expect(queueAhead(book.books, 3)).toBe(240);
    deleteInBook(book, 2);
    expect(queueAhead(book.books, 3)).toBe(40);
    expect(queueAhead(book.books, 99)).toBeUndefined();
  });

  test('keeps priority when an order shrinks, loses it when it grows or moves', () => {
    const book = fiveOrders();
    modifyInBook(book, { orderId: 1, side: 'Buy', px: 1_000_000, qty: 90 });
    expect(ids(book, 'Buy', 1_000_000)).toEqual([1, 2, 3]);
    modifyInBook(book, { orderId: 1, side: undefined, px: 1_000_000, qty: 91 });
    expect(ids(book, 'Buy', 1_000_000)).toEqual([2, 3, 1]);
    modifyInBook(book, { orderId: 2, side: 'Buy', px: 999_900, qty: 1 });
    expect(ids(book, 'Buy', 999_900)).toEqual([4, 2]);
    replaceInBook(book, { orderId: 4, newOrderId: 6, px: 999_900, qty: 50 });
    expect(ids(book, 'Buy', 999_900)).toEqual([2, 6]);
  });

  test('says which levels an operation changed, and what they show now', () => {
    const book = fiveOrders();
    const { touched } = book.books;
    reduceInBook(book, 5, 70);
    expect(touched).toMatchObject({ side: 'Sell', px: 1_000_100, qty: 0 });
    replaceInBook(book, { orderId: 1, newOrderId: 7, px: 999_900, qty: 10 });
    expect(touched).toMatchObject({ side: 'Buy', px: 1_000_000, qty: 500, toPx: 999_900, toQty: 60 });
  });

  test('is crossed where the feed crosses it', () => {
    const book = fiveOrders();
    expect(isBookCrossed(book)).toBe(false);
    add(book, 8, 'Buy', 1_000_100, 10);
    expect(isBookCrossed(book)).toBe(true);
    expect(ladderQtyAt(book, 'Sell', 1_000_100)).toBe(70);
  });

  test.each([
    ['an order that is there already', (b: OrderBook) => add(b, 1, 'Sell', 1_000_200, 5), 'DuplicateOrder'],
    ['no side', (b: OrderBook) => addToBook(b, { orderId: 9, side: undefined, px: 1, qty: 1 }), 'BadSide'],
    ['a price of zero', (b: OrderBook) => add(b, 9, 'Buy', 0, 5), 'BadPx'],
    ['a price that is no number', (b: OrderBook) => add(b, 9, 'Buy', Number.NaN, 5), 'BadPx'],
    ['half a share', (b: OrderBook) => add(b, 9, 'Buy', 1, 0.5), 'BadQty'],
    ['an id below zero', (b: OrderBook) => add(b, -1, 'Buy', 1, 5), 'BadId'],
    ['an id that is not exact', (b: OrderBook) => add(b, 2 ** 53, 'Buy', 1, 5), 'BadId'],
    [
      'a level that no integer can sum',
      (b: OrderBook) => add(b, 9, 'Buy', 999_900, Number.MAX_SAFE_INTEGER),
      'BadQty',
    ],
    ['an unknown order', (b: OrderBook) => deleteInBook(b, 99), 'UnknownOrder'],
    ['more than the order has', (b: OrderBook) => reduceInBook(b, 4, 51), 'OverReduce'],
    ['a negative reduction', (b: OrderBook) => reduceInBook(b, 4, -1), 'BadQty'],
    [
      'a replacement by an id that rests',
      (b: OrderBook) => replaceInBook(b, { orderId: 1, newOrderId: 2, px: 5, qty: 5 }),
      'DuplicateOrder',
    ],
    [
      'an order that changes its side',
      (b: OrderBook) => modifyInBook(b, { orderId: 1, side: 'Sell', px: 1_000_000, qty: 5 }),
      'BadSide',
    ],
  ] as const)('refuses %s and stays as it was', (_, apply, result) => {
    const book = fiveOrders();
    expect(apply(book)).toBe(result);
    expect(stateOf(book)).toEqual(stateOf(fiveOrders()));
  });

  test('shares its ids with other books: an order knows its own', () => {
    const one = createOrderBook();
    const two = createOrderBook(one.books);
    add(one, 1, 'Buy', 100, 10);
    expect(add(two, 1, 'Buy', 100, 10)).toBe('DuplicateOrder');
    add(two, 2, 'Buy', 100, 20);
    expect(reduceInBook(one, 2, 5)).toBe('UnknownOrder');
    expect(reduceInBook(two, 2, 5)).toBe('Applied');
    expect([ladderQtyAt(one, 'Buy', 100), ladderQtyAt(two, 'Buy', 100)]).toEqual([10, 15]);
    clearBook(one);
    expect([orderCount(one), orderCount(two)]).toEqual([0, 1]);
  });

  test('holds thirty thousand wild prices, and forgets them all', () => {
    const book = createOrderBook();
    const px = (id: number): number => 1 + ((id * 7_919) % 100_003) * 90_000_000_000;
    for (let id = 1; id <= 30_000; id++) add(book, id, id % 2 ? 'Buy' : 'Sell', px(id), id);
    expect(ladderLevels(book, 'Buy').length + ladderLevels(book, 'Sell').length).toBe(30_000);
    const bids = ladderLevels(book, 'Buy').map((level) => level.px);
    expect(bids).toEqual([...bids].sort((a, b) => b - a));
    for (let id = 1; id <= 30_000; id++) deleteInBook(book, id);
    expect([orderCount(book), touchPx(book, 'Buy'), touchPx(book, 'Sell')]).toEqual([
      0,
      undefined,
      undefined,
    ]);
  });
});

const stateOf = (book: OrderBook): readonly NaiveLadder[] =>
  (['Buy', 'Sell'] as const).map((side) =>
    ladderLevels(book, side).map(({ px, qty, orders }) => {
      const queue = queueAt(book, side, px);
      if (queue.length !== orders)
        throw new Error(`${orders} orders at ${px}, but ${queue.length} in its queue`);
      return [px, qty, queue.map((o) => [o.orderId, o.qty] as const)] as const;
    }),
  );

const side = fc.constantFrom<Side>('Buy', 'Sell');
/** Few ids, so that they meet; some far apart, so that their hashes do. */
const orderId = fc.oneof(
  { weight: 40, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 12 }).map((n) => n * 2 ** 40) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 0.5, Number.NaN, 2 ** 53, 2 ** 53 - 1) },
);
const px = fc.oneof(
  { weight: 40, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -5, 1.5, Number.NaN, 2 ** 53, 2 ** 53 - 1) },
);
const qty = fc.oneof(
  { weight: 40, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 0.5, Number.NaN, 2 ** 53, 2 ** 53 - 1, 2 ** 52) },
);
const bookIndex = fc.integer({ min: 0, max: 1 });
const optionalSide = fc.option(side, { nil: undefined, freq: 8 });
const operations: fc.Arbitrary<NaiveBookOp[]> = fc.array(
  fc.oneof(
    {
      weight: 90,
      arbitrary: fc.record({
        type: fc.constant('Add' as const),
        book: bookIndex,
        orderId,
        side: fc.option(side, { nil: undefined, freq: 40 }),
        px,
        qty,
      }),
    },
    {
      weight: 30,
      arbitrary: fc.record({ type: fc.constant('Reduce' as const), book: bookIndex, orderId, qty }),
    },
    { weight: 30, arbitrary: fc.record({ type: fc.constant('Delete' as const), book: bookIndex, orderId }) },
    {
      weight: 30,
      arbitrary: fc.record({
        type: fc.constant('Modify' as const),
        book: bookIndex,
        orderId,
        side: optionalSide,
        px,
        qty,
      }),
    },
    {
      weight: 30,
      arbitrary: fc.record({
        type: fc.constant('Replace' as const),
        book: bookIndex,
        orderId,
        newOrderId: orderId,
        px,
        qty,
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('Clear' as const), book: bookIndex }) },
  ),
  { minLength: 1, maxLength: 200, size: 'max' },
);

function applyTo(books: readonly OrderBook[], op: NaiveBookOp): string {
  const book = books[op.book]!;
  if (op.type === 'Add') return addToBook(book, op);
  if (op.type === 'Modify') return modifyInBook(book, op);
  if (op.type === 'Reduce') return reduceInBook(book, op.orderId, op.qty);
  if (op.type === 'Delete') return deleteInBook(book, op.orderId);
  if (op.type === 'Replace') return replaceInBook(book, op);
  clearBook(book);
  return 'Applied';
}

/** At rest or not, ids or not, and more than are looked at together: to warm them changes nothing. */
const ANY_IDS = Float64Array.of(
  Number.NaN,
  -1,
  0.5,
  2 ** 53,
  2 ** 64,
  ...Array.from({ length: 40 }, (_, n) => n),
);

test('two books with shared ids do what the naive twin does, result by result and state by state', () => {
  fc.assert(
    fc.property(operations, (list) => {
      const one = createOrderBook();
      const books = [one, createOrderBook(one.books)];
      const twin = createNaiveOrderBooks();
      for (const op of list) {
        warmOrders(one.books, ANY_IDS, ANY_IDS.length);
        expect(applyTo(books, op)).toBe(twin.apply(op));
        expect(JSON.stringify(books.map(stateOf))).toBe(
          JSON.stringify(books.map(({ index }) => [twin.ladder(index, 'Buy'), twin.ladder(index, 'Sell')])),
        );
        const resting = twin.orderIds();
        expect(books.reduce((sum, book) => sum + orderCount(book), 0)).toBe(resting.length);
        expect(resting.map((id) => queueAhead(one.books, id))).toEqual(resting.map(twin.queueAhead));
      }
    }),
    { seed: 42, numRuns: 150 },
  );
});

test.each([
  ['follow one another', (n: number) => n],
  ['are an even way apart', (n: number) => n * 1_048_576],
  ['differ in their upper half too', (n: number) => (n % 3) * 2 ** 40 + n],
])('an order is found by its id however the table has been filled and emptied: ids that %s', (_, idOf) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 3_000, maxLength: 6_000, size: 'max' }),
      (list) => {
        const book = createOrderBook();
        const there = new Set<number>();
        for (const n of list) {
          const id = idOf(n);
          const known = there.has(id);
          expect(known ? deleteInBook(book, id) : add(book, id, 'Buy', 1 + (n % 7), 1)).toBe('Applied');
          if (known) there.delete(id);
          else there.add(id);
        }
        expect(orderCount(book)).toBe(there.size);
        for (let n = 0; n <= 4_000; n++) {
          expect(queueAhead(book.books, idOf(n)) !== undefined).toBe(there.has(idOf(n)));
        }
      },
    ),
    { seed: 42, numRuns: 5 },
  );
});
