/**
 * A seeded day of ITCH for the benches, in about NASDAQ's proportions: adds 45%, deletes 41%, executions 6%,
 * cancels 4%, replaces 4%; 20 stocks, prices near a touch that executions move. Every reference is to an order
 * that rests, and the last messages delete whatever is left: the day can be played again and again.
 */
import {
  addToBook,
  createOrderBook,
  deleteInBook,
  type OrderBook,
  queueAhead,
  queueAt,
  reduceInBook,
  replaceInBook,
  touchPx,
} from '@fairlead/book';
import { opposite, type Side } from '@fairlead/domain';
import { encodeItch, type ItchMessage } from '@fairlead/feeds';
import { createRandom, exponential, type Random, uniform } from '@fairlead/sim';

/** The day is in its name. */
export const DAY_NAME = '01052026.NASDAQ_ITCH50';
export const STOCKS: readonly string[] = Array.from({ length: 20 }, (_, i) => `STK${i + 1}`);
export const TICK = 100;

const SEED = 5;
const OPENING_PX = 1_000_000;
const START_NS = 34_200_000_000_000;
const MEAN_WAIT_NS = 5_000;
/** The day begins with as many at rest. */
const OPENING_ORDERS = 40_000;
/** Mean distance of a new order from the price that would trade, in ticks. */
const MEAN_DISTANCE = 6;

interface Resting {
  readonly orderId: number;
  readonly side: Side;
}
interface Stock {
  readonly stockLocate: number;
  readonly stock: string;
  readonly book: OrderBook;
  /** Some have gone meanwhile: that is noticed when they are drawn. */
  readonly orders: Resting[];
}
interface Day {
  readonly random: Random;
  timestamp: number;
  orderId: number;
  matchNumber: number;
}

/** @param messages about how many, the deletes at the end not counted */
export const dayOfItch = (messages: number): Uint8Array => encodeItch(flow(messages));

function* flow(messages: number): Generator<ItchMessage> {
  const day: Day = {
    random: createRandom(SEED, 'bench flow'),
    timestamp: START_NS,
    orderId: 0,
    matchNumber: 0,
  };
  const { books } = createOrderBook();
  const stocks = STOCKS.map(
    (stock, i): Stock => ({ stockLocate: i + 1, stock, book: createOrderBook(books), orders: [] }),
  );
  const market = { stockLocate: 0 };
  yield { type: 'S', ...headerOf(day, market), eventCode: 'O' };
  for (const each of stocks) {
    const { stock } = each;
    yield { type: 'H', ...headerOf(day, each), stock, tradingState: 'T', reserved: '', reason: '' };
  }
  for (let n = 0; n < messages; n++) {
    day.timestamp += Math.ceil(MEAN_WAIT_NS * exponential(day.random));
    const stock = stocks[Math.floor(stocks.length * uniform(day.random))]!;
    yield n < OPENING_ORDERS ? addOrder(day, stock) : nextOf(day, stock);
  }
  for (const each of stocks) {
    for (const { orderId } of each.orders) {
      if (deleteInBook(each.book, orderId) === 'Applied')
        yield { type: 'D', ...headerOf(day, each), orderId };
    }
  }
  yield { type: 'S', ...headerOf(day, market), eventCode: 'C' };
}

const headerOf = ({ timestamp }: Day, { stockLocate }: { readonly stockLocate: number }) => ({
  stockLocate,
  trackingNumber: 0,
  timestamp,
});

function nextOf(day: Day, stock: Stock): ItchMessage {
  const draw = uniform(day.random);
  const drawn = draw < 0.45 ? undefined : drawResting(day.random, stock);
  if (drawn === undefined) return addOrder(day, stock);
  if (draw < 0.59) stock.orders.push(drawn);
  if (draw < 0.51) return executeFirst(day, stock, drawn.side);
  const { orderId, side } = drawn;
  if (draw < 0.59) {
    const message = draw < 0.55 ? cancelSome(day, stock, orderId) : undefined;
    if (message !== undefined) return message;
    const terms = {
      orderId,
      newOrderId: nextId(day),
      px: pxFor(day.random, stock.book, side),
      qty: qtyFor(day.random),
    };
    replaceInBook(stock.book, terms);
    stock.orders.push({ orderId: terms.newOrderId, side });
    const { newOrderId, qty: shares, px: price } = terms;
    return { type: 'U', ...headerOf(day, stock), orderId, newOrderId, shares, price };
  }
  deleteInBook(stock.book, orderId);
  return { type: 'D', ...headerOf(day, stock), orderId };
}

function addOrder(day: Day, stock: Stock): ItchMessage {
  const side: Side = uniform(day.random) < 0.5 ? 'Buy' : 'Sell';
  const orderId = nextId(day);
  const price = pxFor(day.random, stock.book, side);
  const shares = qtyFor(day.random);
  addToBook(stock.book, { orderId, side, px: price, qty: shares });
  stock.orders.push({ orderId, side });
  const wire = side === 'Buy' ? 'B' : 'S';
  return { type: 'A', ...headerOf(day, stock), orderId, side: wire, shares, stock: stock.stock, price };
}

/** The first order at the touch trades, six times in ten whole. */
function executeFirst(day: Day, stock: Stock, side: Side): ItchMessage {
  const { book } = stock;
  const { orderId, qty } = queueAt(book, side, touchPx(book, side)!)[0]!;
  const executedShares = uniform(day.random) < 0.6 ? qty : Math.ceil(qty * uniform(day.random));
  reduceInBook(book, orderId, executedShares);
  day.matchNumber += 1;
  return { type: 'E', ...headerOf(day, stock), orderId, executedShares, matchNumber: day.matchNumber };
}

/** Absent where the order has a single share left. */
function cancelSome(day: Day, stock: Stock, orderId: number): ItchMessage | undefined {
  if (reduceInBook(stock.book, orderId, 2) !== 'Applied') return undefined;
  return { type: 'X', ...headerOf(day, stock), orderId, canceledShares: 2 };
}

/** Takes an order that still rests out of the list; absent where there is none. */
function drawResting(random: Random, { book, orders }: Stock): Resting | undefined {
  while (orders.length > 0) {
    const at = Math.floor(orders.length * uniform(random));
    const drawn = orders[at]!;
    const last = orders.pop()!;
    if (at < orders.length) orders[at] = last;
    if (queueAhead(book.books, drawn.orderId) !== undefined) return drawn;
  }
  return undefined;
}

function nextId(day: Day): number {
  day.orderId += 1 + Math.floor(3 * uniform(day.random));
  return day.orderId;
}

/** Never at the other side's touch. */
function pxFor(random: Random, book: OrderBook, side: Side): number {
  const sign = side === 'Buy' ? 1 : -1;
  const other = touchPx(book, opposite(side)) ?? (touchPx(book, side) ?? OPENING_PX) + sign * TICK;
  return other - sign * TICK * (1 + Math.floor(MEAN_DISTANCE * exponential(random)));
}

const qtyFor = (random: Random): number => 100 * Math.ceil(3 * exponential(random));
