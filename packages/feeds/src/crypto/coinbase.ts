/**
 * Coinbase Exchange's public websocket (COINBASE.md): `level2` or `level2_batch`, `matches`, `ticker`,
 * `heartbeat`. The book has no sequence of its own; what proves it is the ticker, which names the best bid and
 * ask at each trade.
 * Source: docs.cdp.coinbase.com, "Exchange: WebSocket channels".
 */
import { isoToNs } from './clock.ts';
import {
  applyChanges,
  bookOf,
  check,
  commonOf,
  createBook,
  createIntake,
  emitHeartbeats,
  emitLevels,
  emitTrade,
  type Intake,
  isCrossed,
  isRepeated,
  lose,
  loseTrades,
  receiveText,
  refill,
  refusePages,
  type VenueBook,
} from './intake.ts';
import { bestPx, type LevelChange } from './ladder.ts';
import { readLevels } from './levels.ts';
import {
  fixed,
  fixedAboveZero,
  list,
  type Members,
  members,
  otherSide,
  shown,
  sideOf,
  Unsound,
  whole,
  word,
} from './message.ts';
import type { CryptoVenue, VenueOptions } from './venue.ts';

interface CoinbaseBook extends VenueBook {
  /** Of the newest update; 0 before the first. */
  bookTime: number;
  /** Of the newest trade; 0 before the first. */
  tradeId: number;
  /** The connection's first ticker has come: it tells of the last trade before us, and proves nothing. */
  ticked: boolean;
  /** Tickers in a row that named other best prices than the book's. */
  disagreeing: number;
  /** Time of the first of them. */
  disagreesSince: number;
}
interface Coinbase extends Intake<CoinbaseBook> {
  /** The book comes in batches and is up to 50 ms behind the tickers, so that any one of them may disagree. */
  batched: boolean;
}

/** A batched book that no ticker agrees with, of so many over so long (ns), is wrong. */
const PATIENCE = { tickers: 5, ns: 10_000_000_000 };
const BOOK_CHANNEL = 'level2_batch';

export function createCoinbase(options: VenueOptions): CryptoVenue {
  const intake: Coinbase = {
    ...createIntake<CoinbaseBook>('coinbase', options, {
      createBook: (symbol) => ({
        ...createBook(symbol),
        bookTime: 0,
        tradeId: 0,
        ticked: false,
        disagreeing: 0,
        disagreesSince: 0,
      }),
      ask: ({ symbol }) => {
        send(intake, 'unsubscribe', [symbol], [BOOK_CHANNEL]);
        send(intake, 'subscribe', [symbol], [BOOK_CHANNEL]);
      },
    }),
    batched: true,
  };
  const common = commonOf(intake);
  return {
    ...common,
    ping: undefined,
    subscribe: (symbols) => {
      for (const symbol of symbols) bookOf(intake, symbol).asked = true;
      send(intake, 'subscribe', symbols, [BOOK_CHANNEL, 'matches', 'ticker', 'heartbeat']);
    },
    resync: () => {
      common.resync();
      for (const book of intake.books.values()) {
        book.tradeId = 0;
        book.ticked = false;
      }
    },
    feed: (text, tsRecv) =>
      receiveText(intake, text, tsRecv, (message) => read(intake, members(message), text)),
    snapshot: refusePages(intake),
  };
}

function send(
  intake: Coinbase,
  type: string,
  products: readonly string[],
  channels: readonly string[],
): void {
  intake.wants.push({ type: 'Send', text: JSON.stringify({ type, product_ids: products, channels }) });
}

function read(intake: Coinbase, message: Members, frame: string): void {
  const { type } = message;
  if (type === 'subscriptions') return readSubscriptions(intake, message);
  if (type === 'error') throw new Unsound('message', `the venue refuses: ${shown(message.message)}`);
  const book = bookOf(intake, word(message.product_id, 'product_id'));
  if (type === 'snapshot') return readSnapshot(intake, book, message);
  if (type === 'l2update') return readUpdate(intake, book, message, frame);
  if (type === 'match' || type === 'last_match') return readMatch(intake, book, message);
  if (type === 'ticker') return readTicker(intake, book, message);
  if (type === 'heartbeat') return emitHeartbeats(intake);
  throw new Unsound('type', `is no message that we read: ${shown(type)}`);
}

function readSubscriptions(intake: Coinbase, { channels }: Members): void {
  const names = list(channels, 'channels').map((one) => members(one, 'channels').name);
  intake.batched = !names.includes('level2');
}

function readSnapshot(intake: Coinbase, book: CoinbaseBook, { bids, asks }: Members): void {
  const changes = [
    ...readLevels(bids, 'bids', 'Buy', 'levels'),
    ...readLevels(asks, 'asks', 'Sell', 'levels'),
  ];
  book.bookTime = 0;
  book.disagreeing = 0;
  refill(intake, book, changes, { seq: 0, tsEvent: intake.tsRecv });
}

/** `changes`: `[side, price, size]`. */
function readUpdate(intake: Coinbase, book: CoinbaseBook, message: Members, frame: string): void {
  const tsEvent = isoToNs(message.time, intake.options.midnight, 'time');
  const changes = list(message.changes, 'changes').map((row, i): LevelChange => {
    const [side, price, size] = list(row, `changes[${i}]`);
    return {
      side: sideOf(side, `changes[${i}] side`, ['buy', 'sell']),
      px: fixedAboveZero(price, `changes[${i}] price`),
      qty: fixed(size, `changes[${i}] size`),
      digits: '',
    };
  });
  if (!book.synced || isRepeated(intake, frame)) return;
  if (tsEvent < book.bookTime) return lose(intake, book, 'an update is older than the one before it');
  book.bookTime = tsEvent;
  const unknown = applyChanges(book, changes);
  // Within a batch a level may have come and gone.
  if (unknown.length > 0 && !intake.batched) {
    return lose(intake, book, 'a level goes that the book does not hold');
  }
  if (isCrossed(book)) return lose(intake, book, 'the best bid is not below the best ask');
  emitLevels(intake, book, changes, { seq: 0, tsEvent });
}

/** `side` is the resting order's. */
function readMatch(intake: Coinbase, book: CoinbaseBook, message: Members): void {
  const trade = {
    px: fixedAboveZero(message.price, 'price'),
    qty: fixedAboveZero(message.size, 'size'),
    side: otherSide(sideOf(message.side, 'side', ['buy', 'sell'])),
  };
  const tsEvent = isoToNs(message.time, intake.options.midnight, 'time');
  const seq = whole(message.sequence, 'sequence');
  if (!isNextTrade(intake, book, whole(message.trade_id, 'trade_id'))) return;
  // What traded before we came is no news.
  if (message.type === 'match') emitTrade(intake, book.symbol, { seq, tsEvent }, trade);
}

function isNextTrade(intake: Coinbase, book: CoinbaseBook, tradeId: number): boolean {
  const last = book.tradeId;
  if (tradeId <= last) {
    intake.stats.duplicates += 1;
    return false;
  }
  book.tradeId = tradeId;
  // The venue guarantees the book's delivery, not the matches'.
  if (last > 0 && tradeId > last + 1) {
    loseTrades(intake, book, `trades ${last + 1} to ${tradeId - 1} are missing`);
  }
  return true;
}

function readTicker(intake: Coinbase, book: CoinbaseBook, message: Members): void {
  const bid = fixed(message.best_bid, 'best_bid');
  const ask = fixed(message.best_ask, 'best_ask');
  const time = isoToNs(message.time, intake.options.midnight, 'time');
  const first = !book.ticked;
  book.ticked = true;
  if (first || !book.synced) return;
  if ((bestPx(book.bids) ?? 0) === bid && (bestPx(book.asks) ?? 0) === ask) {
    check(intake, true);
    book.disagreeing = 0;
    return;
  }
  if (book.disagreeing === 0) book.disagreesSince = time;
  book.disagreeing += 1;
  const lasted = time - book.disagreesSince;
  if (intake.batched && (book.disagreeing < PATIENCE.tickers || lasted < PATIENCE.ns)) return;
  check(intake, false);
  lose(
    intake,
    book,
    `the ticker's best bid and ask are ${shown(message.best_bid)} and ${shown(message.best_ask)}`,
  );
}
