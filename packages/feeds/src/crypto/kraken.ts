/**
 * Kraken's public websocket, version 1 (KRAKEN.md): books of `depth` levels proven by the venue's checksum after
 * every update, trades, top of book.
 * Source: docs.kraken.com, "WebSocket v1" and "Book checksum (WebSocket v1)".
 */
import { crc32 } from 'node:zlib';
import { secondsToNs } from './clock.ts';
import {
  applyChanges,
  bookOf,
  check,
  commonOf,
  createBook,
  createIntake,
  emitHeartbeats,
  emitLevels,
  emitQuote,
  emitStatus,
  emitTrade,
  type Intake,
  isRepeated,
  lose,
  receiveText,
  refill,
  refusePages,
  type Stamp,
  type VenueBook,
} from './intake.ts';
import { type Ladder, type LevelChange, truncate } from './ladder.ts';
import { type ListOf, readLevel } from './levels.ts';
import {
  fixed,
  fixedAboveZero,
  list,
  type Members,
  members,
  shown,
  sideOf,
  Unsound,
  word,
} from './message.ts';
import type { CryptoVenue, VenueOptions } from './venue.ts';

type Kraken = Intake<VenueBook>;

/** Levels a side that we ask for: one of 10, 25, 100, 500, 1000. */
const DEPTH = 100;
const CHECKED_LEVELS = 10;
const SIDES = [
  { snapshot: 'as', update: 'a', side: 'Sell' },
  { snapshot: 'bs', update: 'b', side: 'Buy' },
] as const;

export function createKraken(options: VenueOptions): CryptoVenue {
  const intake: Kraken = createIntake('kraken', options, {
    createBook,
    ask: ({ symbol }) => {
      send(intake, 'unsubscribe', [symbol], BOOK);
      send(intake, 'subscribe', [symbol], BOOK);
    },
  });
  return {
    ...commonOf(intake),
    ping: JSON.stringify({ event: 'ping' }),
    subscribe: (symbols) => {
      for (const symbol of symbols) bookOf(intake, symbol).asked = true;
      send(intake, 'subscribe', symbols, BOOK);
      send(intake, 'subscribe', symbols, { name: 'trade' });
    },
    feed: (text, tsRecv) => receiveText(intake, text, tsRecv, (message) => read(intake, message, text)),
    snapshot: refusePages(intake),
  };
}

const BOOK = { name: 'book', depth: DEPTH };

function send(intake: Kraken, event: string, pair: readonly string[], subscription: object): void {
  intake.wants.push({ type: 'Send', text: JSON.stringify({ event, pair, subscription }) });
}

function read(intake: Kraken, message: unknown, frame: string): void {
  if (!Array.isArray(message)) return readEvent(intake, members(message));
  if (message.length < 4) throw new Unsound(undefined, `must have at least 4 members, got ${message.length}`);
  const channel = word(message.at(-2), 'channelName');
  const book = bookOf(intake, word(message.at(-1), 'pair'));
  const payload = message.slice(1, -2);
  if (isRepeated(intake, frame)) return;
  if (channel === 'trade') return readTrades(intake, book, payload[0]);
  if (channel === 'ticker') return readTicker(intake, book, members(payload[0], 'ticker'));
  const depth = /^book-(10|25|100|500|1000)$/.exec(channel)?.[1];
  if (depth === undefined) throw new Unsound('channelName', `is no channel that we read: ${shown(channel)}`);
  const parts = payload.map((part, i) => members(part, `[${i + 1}]`));
  if (parts.some((part) => 'as' in part || 'bs' in part)) return readSnapshot(intake, book, parts);
  readUpdate(intake, book, parts, Number(depth));
}

function readEvent(intake: Kraken, message: Members): void {
  const { event } = message;
  if (event === 'heartbeat' || event === 'pong') return emitHeartbeats(intake);
  if (event === 'systemStatus') {
    return emitStatus(intake, word(message.status, 'status') === 'online' ? 'Open' : 'Halted');
  }
  if (event === 'subscriptionStatus' && message.status !== 'error') return;
  if (event === 'subscriptionStatus' || event === 'error') {
    throw new Unsound('errorMessage', `the venue refuses: ${shown(message.errorMessage)}`);
  }
  throw new Unsound('event', `is no event of this venue: ${shown(event)}`);
}

function readSnapshot(intake: Kraken, book: VenueBook, parts: readonly Members[]): void {
  const update: Update = { changes: [], newest: '0' };
  for (const { snapshot, side } of SIDES) {
    const rows = list(parts.find((part) => snapshot in part)?.[snapshot], snapshot);
    for (const [i, row] of rows.entries()) readRow(row, `${snapshot}[${i}]`, side, update, 'levels');
  }
  refill(intake, book, update.changes, stampOf(intake, update));
}

interface Update {
  readonly changes: LevelChange[];
  /** UNIX seconds of the newest level; a snapshot's oldest may have rested for years. */
  newest: string;
}

/** `[price, volume, time]`, or with a fourth member "r" where the level comes back into the depth. */
function readRow(
  row: unknown,
  field: string,
  side: LevelChange['side'],
  update: Update,
  of: ListOf = 'changes',
): void {
  const { px, qty } = readLevel(row, field, side, of);
  const [price, volume, time] = row as readonly unknown[];
  if (typeof time !== 'string' || !/^\d{1,11}\.\d{1,9}$/.test(time)) {
    throw new Unsound(`${field} time`, `must be UNIX seconds, got ${shown(time)}`);
  }
  update.changes.push({ side, px, qty, digits: digitsOf(price) + digitsOf(volume) });
  if (Number(time) > Number(update.newest)) update.newest = time;
}

function stampOf({ tsRecv, options }: Kraken, { changes, newest }: Update): Stamp {
  return { seq: 0, tsEvent: changes.length === 0 ? tsRecv : secondsToNs(newest, options.midnight, 'time') };
}

function digitsOf(value: unknown): string {
  if (typeof value !== 'string') throw new Unsound(undefined, 'must write its prices and volumes as texts');
  return value.replace('.', '').replace(/^0+/, '');
}

function readUpdate(intake: Kraken, book: VenueBook, parts: readonly Members[], depth: number): void {
  const read: Update = { changes: [], newest: '0' };
  const { changes } = read;
  for (const part of parts) {
    for (const { update, side } of SIDES) {
      if (part[update] === undefined) continue;
      for (const [i, row] of list(part[update], update).entries())
        readRow(row, `${update}[${i}]`, side, read);
    }
  }
  const checksum = word(parts.at(-1)?.c, 'c');
  if (changes.length === 0) throw new Unsound(undefined, 'is an update without levels');
  const stamp = stampOf(intake, read);
  if (!book.synced) return;
  applyChanges(book, changes);
  for (const side of ['Buy', 'Sell'] as const) {
    const gone = truncate(side === 'Buy' ? book.bids : book.asks, depth);
    for (const px of gone) changes.push({ side, px, qty: 0, digits: '' });
  }
  const ours = String(checksumOf(book));
  if (!check(intake, ours === checksum)) {
    return lose(intake, book, `the checksum is ${shown(checksum)}, the book makes ${ours}`);
  }
  emitLevels(intake, book, changes, stamp);
}

/** CRC-32 of the digits of the ten best asks, then of the ten best bids, best first. */
const checksumOf = ({ bids, asks }: VenueBook): number => crc32(topDigits(asks) + topDigits(bids));

const topDigits = ({ digits }: Ladder): string => digits.slice(-CHECKED_LEVELS).reverse().join('');

/** `[price, volume, time, side, orderType, misc]`; the side is the order's that took. */
function readTrades(intake: Kraken, book: VenueBook, value: unknown): void {
  const trades = list(value, 'trades').map((row, i) => {
    const [price, volume, time, side] = list(row, `trades[${i}]`);
    return {
      px: fixedAboveZero(price, `trades[${i}] price`),
      qty: fixedAboveZero(volume, `trades[${i}] volume`),
      side: sideOf(side, `trades[${i}] side`, ['b', 's']),
      tsEvent: secondsToNs(time, intake.options.midnight, `trades[${i}] time`),
    };
  });
  for (const trade of trades) emitTrade(intake, book.symbol, { seq: 0, tsEvent: trade.tsEvent }, trade);
}

/** `a` and `b`: `[price, whole lots, lots]`. Our own connections don't ask for it: the book has it. */
function readTicker(intake: Kraken, book: VenueBook, ticker: Members): void {
  const quotes = (['b', 'a'] as const).map((key) => {
    const [price, , lots] = list(ticker[key], key);
    const side = key === 'b' ? 'Buy' : 'Sell';
    return { side, px: fixedAboveZero(price, `${key} price`), qty: fixed(lots, `${key} lots`) } as const;
  });
  for (const quote of quotes) emitQuote(intake, book.symbol, { seq: 0, tsEvent: intake.tsRecv }, quote);
}
