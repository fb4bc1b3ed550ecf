/**
 * Bybit's public websocket (BYBIT.md): version 5 (`orderbook.N`, `publicTrade`), which is what is asked for
 * today, and version 2 (`orderBookL2_25`, `trade`), which is what was recorded. A version 5 book carries `u`,
 * which counts its messages; a version 2 book names for each level whether it is new, changed or gone, which a
 * missing message contradicts.
 * Source: bybit-exchange.github.io/docs/v5/websocket/public, and the version 2 pages as archived.
 */
import { microsToNs, msToNs } from './clock.ts';
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
  receiveText,
  refill,
  refusePages,
  type Stamp,
  type VenueBook,
} from './intake.ts';
import { type Ladder, type LevelChange, needRoom, setLevel } from './ladder.ts';
import { readLevels } from './levels.ts';
import {
  fixedAboveZero,
  list,
  type Members,
  members,
  shown,
  sideOf,
  Unsound,
  whole,
  word,
} from './message.ts';
import type { CryptoVenue, VenueOptions } from './venue.ts';

interface BybitBook extends VenueBook {
  /** Version 5's `u`, version 2's `cross_seq`, of the newest message. */
  updateId: number;
}
type Bybit = Intake<BybitBook>;

const SIDES = ['Buy', 'Sell'] as const;
const DEPTH = 50;

export function createBybit(options: VenueOptions): CryptoVenue {
  const intake: Bybit = createIntake<BybitBook>('bybit', options, {
    createBook: (symbol) => ({ ...createBook(symbol), updateId: 0 }),
    ask: ({ symbol }) => {
      send(intake, 'unsubscribe', [`orderbook.${DEPTH}.${symbol}`]);
      send(intake, 'subscribe', [`orderbook.${DEPTH}.${symbol}`]);
    },
  });
  return {
    ...commonOf(intake),
    ping: JSON.stringify({ op: 'ping' }),
    subscribe: (symbols) => {
      for (const symbol of symbols) bookOf(intake, symbol).asked = true;
      const topics = symbols.flatMap((symbol) => [`orderbook.${DEPTH}.${symbol}`, `publicTrade.${symbol}`]);
      send(intake, 'subscribe', topics);
    },
    feed: (text, tsRecv) =>
      receiveText(intake, text, tsRecv, (message) => read(intake, members(message), text)),
    snapshot: refusePages(intake),
  };
}

function send(intake: Bybit, op: string, args: readonly string[]): void {
  intake.wants.push({ type: 'Send', text: JSON.stringify({ op, args }) });
}

function read(intake: Bybit, message: Members, frame: string): void {
  if (message.topic === undefined) return readReply(intake, message);
  const topic = word(message.topic, 'topic');
  const [, name = '', symbol = ''] =
    /^(orderbook\.\d+|publicTrade|orderBookL2_25|trade)\.(\w+)$/.exec(topic) ?? [];
  if (name === '') throw new Unsound('topic', `is no topic that we read: ${shown(topic)}`);
  const book = bookOf(intake, symbol);
  if (isRepeated(intake, frame)) return;
  if (name === 'orderBookL2_25') return readBookV2(intake, book, message);
  if (name.startsWith('orderbook')) return readBook(intake, book, message);
  readTrades(intake, book, message, name === 'trade' ? TRADE_V2 : TRADE_V5);
}

function readReply(intake: Bybit, { op, success, ret_msg: reason }: Members): void {
  if (op === 'pong' || reason === 'pong') return emitHeartbeats(intake);
  if (success !== true) throw new Unsound('success', `the venue refuses: ${shown(reason)}`);
}

function readBook(intake: Bybit, book: BybitBook, message: Members): void {
  const data = members(message.data, 'data');
  const updateId = whole(data.u, 'u');
  const stamp = { seq: updateId, tsEvent: msToNs(whole(message.ts, 'ts'), intake.options.midnight, 'ts') };
  // Whatever its type says, 1 is the snapshot after the venue's restart.
  const of = message.type === 'snapshot' || updateId === 1 ? 'levels' : 'changes';
  if (of === 'changes' && message.type !== 'delta') {
    throw new Unsound('type', `must be snapshot or delta, got ${shown(message.type)}`);
  }
  const changes = [...readLevels(data.b, 'b', 'Buy', of), ...readLevels(data.a, 'a', 'Sell', of)];
  if (of === 'levels') return takeSnapshot(intake, book, changes, stamp);
  if (!isNewer(intake, book, updateId)) return;
  if (!check(intake, updateId === book.updateId + 1)) {
    return lose(intake, book, `update ${updateId} follows ${book.updateId}`);
  }
  book.updateId = updateId;
  applyChanges(book, changes);
  if (isCrossed(book)) return lose(intake, book, 'the best bid is not below the best ask');
  emitLevels(intake, book, changes, stamp);
}

function takeSnapshot(intake: Bybit, book: BybitBook, changes: readonly LevelChange[], stamp: Stamp): void {
  refill(intake, book, changes, stamp);
  book.updateId = stamp.seq;
}

/** False where the message is for a book that is not known, or comes too late. */
function isNewer(intake: Bybit, book: BybitBook, updateId: number): boolean {
  if (!book.synced) return false;
  if (updateId > book.updateId) return true;
  lose(intake, book, `update ${updateId} comes after ${book.updateId}`);
  return false;
}

/** A snapshot is a list of levels (of a linear contract, inside `order_book`); a delta has three lists of them. */
function readBookV2(intake: Bybit, book: BybitBook, message: Members): void {
  const updateId = whole(message.cross_seq, 'cross_seq');
  const micros = whole(message.timestamp_e6, 'timestamp_e6');
  const stamp = { seq: updateId, tsEvent: microsToNs(micros, intake.options.midnight, 'timestamp_e6') };
  if (message.type === 'snapshot') {
    const levels = Array.isArray(message.data) ? message.data : members(message.data, 'data').order_book;
    return takeSnapshot(intake, book, readRows(levels, 'order_book'), stamp);
  }
  if (message.type !== 'delta') {
    throw new Unsound('type', `must be snapshot or delta, got ${shown(message.type)}`);
  }
  const data = members(message.data, 'data');
  const gone = readRows(data.delete, 'delete');
  const changed = readRows(data.update, 'update');
  const fresh = readRows(data.insert, 'insert');
  if (!isNewer(intake, book, updateId)) return;
  book.updateId = updateId;
  needRoom(book, fresh.length);
  const told = [
    ...gone.map((change) => setLevel(sideIn(book, change), change)),
    ...changed.map((change) => setLevel(sideIn(book, change), change)),
    ...fresh.map((change) => !setLevel(sideIn(book, change), change)),
  ];
  if (!check(intake, told.every((holds) => holds) && !isCrossed(book))) {
    return lose(intake, book, 'a level is new that is held, or changes or goes that is not');
  }
  emitLevels(intake, book, [...gone, ...changed, ...fresh], stamp);
}

const sideIn = ({ bids, asks }: BybitBook, { side }: LevelChange): Ladder => (side === 'Buy' ? bids : asks);

/** `{price, side, size}`; of `delete`, without a size. */
function readRows(value: unknown, field: string): LevelChange[] {
  return list(value, field).map((one, i) => {
    const row = members(one, `${field}[${i}]`);
    return {
      side: sideOf(row.side, `${field}[${i}].side`, SIDES),
      px: fixedAboveZero(row.price, `${field}[${i}].price`),
      qty: field === 'delete' ? 0 : fixedAboveZero(row.size, `${field}[${i}].size`),
      digits: '',
    };
  });
}

const TRADE_V2 = { px: 'price', qty: 'size', side: 'side', ms: 'trade_time_ms' } as const;
const TRADE_V5 = { px: 'p', qty: 'v', side: 'S', ms: 'T' } as const;

/** The side is the order's that took. */
function readTrades(
  intake: Bybit,
  book: BybitBook,
  message: Members,
  names: typeof TRADE_V2 | typeof TRADE_V5,
): void {
  const trades = list(message.data, 'data').map((one, i) => {
    const row = members(one, `data[${i}]`);
    return {
      px: fixedAboveZero(row[names.px], `data[${i}].${names.px}`),
      qty: fixedAboveZero(row[names.qty], `data[${i}].${names.qty}`),
      side: sideOf(row[names.side], `data[${i}].${names.side}`, SIDES),
      tsEvent: msToNs(
        whole(row[names.ms], `data[${i}].${names.ms}`),
        intake.options.midnight,
        `data[${i}].${names.ms}`,
      ),
    };
  });
  for (const trade of trades) emitTrade(intake, book.symbol, { seq: 0, tsEvent: trade.tsEvent }, trade);
}
