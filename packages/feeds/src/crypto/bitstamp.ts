/**
 * Bitstamp's public websocket, version 2 (BITSTAMP.md): `diff_order_book` upon a snapshot by HTTP, and
 * `live_trades`. The diffs have no sequence, only a clock in microseconds; what proves the book is that a level
 * goes only where one is held, and that it is never crossed.
 * Source: www.bitstamp.net/websocket/v2, www.bitstamp.net/api (order_book).
 */
import { microsToNs } from './clock.ts';
import {
  applyChanges,
  ask,
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
  receiveText,
  refill,
  type Stamp,
  type VenueBook,
} from './intake.ts';
import type { LevelChange } from './ladder.ts';
import { readLevels } from './levels.ts';
import { fixedAboveZero, type Members, members, shown, Unsound, whole, word } from './message.ts';
import type { CryptoVenue, VenueOptions } from './venue.ts';

interface Diff {
  readonly micros: number;
  readonly changes: readonly LevelChange[];
}
interface BitstampBook extends VenueBook {
  /** Microseconds since 1970 of the snapshot, and of the newest diff upon it. */
  snapshotMicros: number;
  micros: number;
  /** Between the snapshot's worst bid and worst ask every level is known. */
  fromPx: number;
  toPx: number;
  /** What came since the snapshot was asked for. */
  waiting: Diff[];
}
type Bitstamp = Intake<BitstampBook>;

const MAX_WAITING = 10_000;

export function createBitstamp(options: VenueOptions): CryptoVenue {
  const intake: Bitstamp = createIntake<BitstampBook>('bitstamp', options, {
    createBook: (symbol) => ({
      ...createBook(symbol),
      snapshotMicros: 0,
      micros: 0,
      fromPx: 0,
      toPx: 0,
      waiting: [],
    }),
    ask: ({ symbol }) => intake.wants.push({ type: 'Fetch', symbol, path: `/api/v2/order_book/${symbol}/` }),
  });
  const common = commonOf(intake);
  return {
    ...common,
    ping: JSON.stringify({ event: 'bts:heartbeat' }),
    subscribe: (symbols) => {
      for (const symbol of symbols) {
        bookOf(intake, symbol);
        for (const channel of [`diff_order_book_${symbol}`, `live_trades_${symbol}`]) {
          const text = JSON.stringify({ event: 'bts:subscribe', data: { channel } });
          intake.wants.push({ type: 'Send', text });
        }
      }
    },
    resync: () => {
      common.resync();
      for (const book of intake.books.values()) book.waiting.length = 0;
    },
    feed: (text, tsRecv) =>
      receiveText(intake, text, tsRecv, (message) => read(intake, members(message), text)),
    snapshot: (symbol, text, tsRecv) =>
      receiveText(intake, text, tsRecv, (message) =>
        readSnapshot(intake, bookOf(intake, symbol), members(message)),
      ),
  };
}

function read(intake: Bitstamp, { event, channel, data }: Members, frame: string): void {
  if (event === 'bts:heartbeat') return emitHeartbeats(intake);
  if (event === 'bts:request_reconnect') return void intake.wants.push({ type: 'Reconnect' });
  if (event === 'bts:error')
    throw new Unsound('data', `the venue refuses: ${shown(members(data, 'data').message)}`);
  const [, name, symbol = ''] = /^(diff_order_book|live_trades)_(\w+)$/.exec(word(channel, 'channel')) ?? [];
  if (name === undefined) throw new Unsound('channel', `is no channel that we read: ${shown(channel)}`);
  const book = bookOf(intake, symbol);
  if (event === 'bts:subscription_succeeded') {
    if (name === 'diff_order_book' && !book.synced) ask(intake, book);
    return;
  }
  if (event === 'bts:unsubscription_succeeded') return;
  const expected = name === 'live_trades' ? 'trade' : 'data';
  if (event !== expected) throw new Unsound('event', `of ${name} must be ${expected}, got ${shown(event)}`);
  const body = members(data, 'data');
  if (isRepeated(intake, frame)) return;
  if (name === 'live_trades') return readTrade(intake, book, body);
  readDiff(intake, book, body);
}

function readSnapshot(intake: Bitstamp, book: BitstampBook, message: Members): void {
  book.asked = false;
  const micros = whole(message.microtimestamp, 'microtimestamp');
  const changes = readBoth(message, 'levels');
  const stamp = stampOf(intake, micros);
  const first = book.waiting[0];
  // What changed between the snapshot and the first diff would be in neither.
  if (first !== undefined && first.micros > micros) return ask(intake, book);
  refill(intake, book, changes, stamp);
  book.snapshotMicros = micros;
  book.micros = micros;
  book.fromPx = book.bids.px[0] ?? 0;
  book.toPx = book.asks.px[0] ?? Number.MAX_SAFE_INTEGER;
  for (const diff of book.waiting.splice(0)) if (book.synced) applyDiff(intake, book, diff);
}

function readDiff(intake: Bitstamp, book: BitstampBook, body: Members): void {
  const diff = { micros: whole(body.microtimestamp, 'microtimestamp'), changes: readBoth(body, 'changes') };
  stampOf(intake, diff.micros);
  if (book.synced) return applyDiff(intake, book, diff);
  const newest = book.waiting.at(-1);
  if (newest !== undefined && diff.micros <= newest.micros) {
    lose(intake, book, 'an update is older than the one before it');
    book.waiting.length = 0;
  }
  if (book.waiting.length === MAX_WAITING) book.waiting.length = 0;
  book.waiting.push(diff);
}

function applyDiff(intake: Bitstamp, book: BitstampBook, { micros, changes }: Diff): void {
  if (micros <= book.snapshotMicros) {
    intake.stats.duplicates += 1;
    return;
  }
  if (micros <= book.micros) return lose(intake, book, 'an update is older than the one before it');
  book.micros = micros;
  const unknown = applyChanges(book, changes).some(({ px }) => px >= book.fromPx && px <= book.toPx);
  if (!check(intake, !unknown && !isCrossed(book))) {
    return lose(
      intake,
      book,
      unknown ? 'a level goes that the book does not hold' : 'the best bid is not below the best ask',
    );
  }
  emitLevels(intake, book, changes, stampOf(intake, micros));
}

const stampOf = (intake: Bitstamp, micros: number): Stamp => ({
  seq: micros,
  tsEvent: microsToNs(micros, intake.options.midnight, 'microtimestamp'),
});

/** `type` 0 is a buyer's, 1 a seller's, who took. */
function readTrade(intake: Bitstamp, book: BitstampBook, body: Members): void {
  const side = body.type === 0 ? 'Buy' : body.type === 1 ? 'Sell' : undefined;
  if (side === undefined) throw new Unsound('type', `must be 0 or 1, got ${shown(body.type)}`);
  const trade = {
    px: fixedAboveZero(body.price_str, 'price_str'),
    qty: fixedAboveZero(body.amount_str, 'amount_str'),
    side,
  } as const;
  const { tsEvent } = stampOf(intake, whole(body.microtimestamp, 'microtimestamp'));
  emitTrade(intake, book.symbol, { seq: whole(body.id, 'id'), tsEvent }, trade);
}

function readBoth({ bids, asks }: Members, of: 'levels' | 'changes'): LevelChange[] {
  return [...readLevels(bids, 'bids', 'Buy', of), ...readLevels(asks, 'asks', 'Sell', of)];
}
