/**
 * Binance's public websockets (BINANCE.md), spot, USD-margined and coin-margined: `@depth` upon a snapshot by
 * HTTP, `@trade`, and `@bookTicker`, which is no second book here but what proves the first: at every update id
 * that both name, the best bid and ask with their sizes must be equal.
 * Source: developers.binance.com, "How to manage a local order book correctly" (spot, USDS-M, COIN-M).
 */
import { msToNs } from './clock.ts';
import {
  applyChanges,
  ask,
  bookOf,
  check,
  commonOf,
  createBook,
  createIntake,
  emitLevels,
  emitTrade,
  type Intake,
  isCrossed,
  lose,
  loseTrades,
  receiveText,
  refill,
  type VenueBook,
} from './intake.ts';
import { bestPx, bestQty, type LevelChange } from './ladder.ts';
import { readLevels } from './levels.ts';
import { fixed, fixedAboveZero, type Members, members, shown, Unsound, whole, word } from './message.ts';
import type { CryptoVenue, VenueOptions } from './venue.ts';

export type BinanceMarket = 'spot' | 'usdm' | 'coinm';

interface Market {
  readonly name: 'binance' | 'binance-usdm' | 'binance-coinm';
  readonly depthPath: string;
  readonly depthStream: string;
}
const MARKETS: Readonly<Record<BinanceMarket, Market>> = {
  spot: { name: 'binance', depthPath: '/api/v3/depth', depthStream: 'depth@100ms' },
  usdm: { name: 'binance-usdm', depthPath: '/fapi/v1/depth', depthStream: 'depth@100ms' },
  coinm: { name: 'binance-coinm', depthPath: '/dapi/v1/depth', depthStream: 'depth@100ms' },
};

interface Diff {
  /** The update ids `U` to `u` that it holds, and the `u` before it (of spot: `U - 1`). */
  readonly before: number;
  readonly last: number;
  readonly tsEvent: number;
  readonly changes: readonly LevelChange[];
}

/** Best bid and ask with sizes; 0 where there is none. */
type Best = readonly [bidPx: number, bidQty: number, askPx: number, askQty: number];

interface BinanceBook extends VenueBook {
  /** Update id that the book stands at. */
  updateId: number;
  /** What came since the snapshot was asked for, without a hole. */
  waiting: Diff[];
  tradeId: number;
  /** The venue's best prices by update ids that the book has not reached, and ours by those that it stood at. */
  readonly told: Map<number, Best>;
  readonly stood: Map<number, Best>;
}
interface Binance extends Intake<BinanceBook> {
  readonly market: BinanceMarket;
}

const MAX_WAITING = 10_000;
const MAX_TOLD = 4096;
const MAX_STOOD = 64;
const SNAPSHOT_LEVELS = 1000;

export function createBinance(market: BinanceMarket, options: VenueOptions): CryptoVenue {
  const { name, depthPath, depthStream } = MARKETS[market];
  const intake: Binance = {
    ...createIntake<BinanceBook>(name, options, {
      createBook: (symbol) => ({
        ...createBook(symbol),
        updateId: 0,
        waiting: [],
        tradeId: 0,
        told: new Map(),
        stood: new Map(),
      }),
      ask: ({ symbol }) =>
        intake.wants.push({
          type: 'Fetch',
          symbol,
          path: `${depthPath}?symbol=${symbol}&limit=${SNAPSHOT_LEVELS}`,
        }),
    }),
    market,
  };
  const common = commonOf(intake);
  return {
    ...common,
    ping: undefined,
    subscribe: (symbols) => {
      const params = symbols.flatMap((symbol) => {
        bookOf(intake, symbol);
        return [depthStream, 'trade', 'bookTicker'].map((stream) => `${symbol.toLowerCase()}@${stream}`);
      });
      intake.wants.push({ type: 'Send', text: JSON.stringify({ method: 'SUBSCRIBE', params, id: 1 }) });
    },
    resync: () => {
      common.resync();
      for (const book of intake.books.values()) {
        book.waiting.length = 0;
        book.tradeId = 0;
        book.told.clear();
      }
    },
    feed: (text, tsRecv) => receiveText(intake, text, tsRecv, (message) => read(intake, members(message))),
    snapshot: (symbol, text, tsRecv) =>
      receiveText(intake, text, tsRecv, (message) =>
        readSnapshot(intake, bookOf(intake, symbol), members(message)),
      ),
  };
}

function read(intake: Binance, message: Members): void {
  if (message.lastUpdateId !== undefined) return readSnapshot(intake, onlyBook(intake, message), message);
  if (message.stream === undefined) return readReply(intake, message);
  const kind = /@(depth|trade|bookTicker)(@\d+ms)?$/.exec(word(message.stream, 'stream'))?.[1];
  if (kind === undefined) throw new Unsound('stream', `is no stream that we read: ${shown(message.stream)}`);
  const data = members(message.data, 'data');
  const book = bookOf(intake, word(data.s, 's'));
  if (kind === 'depth') return readDepth(intake, book, data);
  if (kind === 'trade') return readTrade(intake, book, data);
  readTicker(intake, book, data);
}

/** The streams have begun: now a snapshot can't be older than the first diff, or hardly. */
function readReply(intake: Binance, { result, error }: Members): void {
  if (error !== undefined) {
    throw new Unsound('error', `the venue refuses: ${shown(members(error, 'error').msg)}`);
  }
  if (result !== null) throw new Unsound(undefined, 'is neither a stream, a snapshot nor a reply');
  for (const book of intake.books.values()) if (!book.synced) ask(intake, book);
}

/** A recording holds its snapshot among the stream's messages; spot's does not say whose it is. */
function onlyBook(intake: Binance, { symbol }: Members): BinanceBook {
  if (symbol !== undefined) return bookOf(intake, word(symbol, 'symbol'));
  const [only, ...others] = intake.books.keys();
  if (only === undefined || others.length > 0) {
    throw new Unsound('symbol', 'is missing, and the stream is not of one instrument');
  }
  return bookOf(intake, only);
}

function readDepth(intake: Binance, book: BinanceBook, data: Members): void {
  const first = whole(data.U, 'U');
  const last = whole(data.u, 'u');
  if (first > last) throw new Unsound('U', `must not be above u, got ${first} and ${last}`);
  const diff = {
    before: intake.market === 'spot' ? first - 1 : whole(data.pu, 'pu'),
    last,
    tsEvent: msToNs(whole(data.E, 'E'), intake.options.midnight, 'E'),
    changes: [...readLevels(data.b, 'b', 'Buy', 'changes'), ...readLevels(data.a, 'a', 'Sell', 'changes')],
  };
  if (book.synced) return applyNext(intake, book, diff);
  keep(intake, book, diff);
  ask(intake, book);
}

/** Keeps what comes while the snapshot is on its way. */
function keep(intake: Binance, book: BinanceBook, diff: Diff): void {
  const { waiting } = book;
  const newest = waiting.at(-1);
  if (newest !== undefined && diff.last <= newest.last) {
    intake.stats.duplicates += 1;
    return;
  }
  if (newest !== undefined && diff.before !== newest.last) {
    waiting.length = 0;
    lose(intake, book, `updates ${newest.last} to ${diff.before} are missing`);
  }
  if (waiting.length === MAX_WAITING) waiting.length = 0;
  waiting.push(diff);
}

/**
 * The snapshot stands at one update id; the diffs that end before it are in it, and the next must begin at or
 * before it. The venue's rule for futures asks `U <= lastUpdateId` of that one; `pu <= lastUpdateId` is the same
 * without the ids between two diffs, which no diff of the stream names.
 */
function readSnapshot(intake: Binance, book: BinanceBook, message: Members): void {
  book.asked = false;
  const updateId = whole(message.lastUpdateId, 'lastUpdateId');
  const changes = [
    ...readLevels(message.bids, 'bids', 'Buy', 'levels'),
    ...readLevels(message.asks, 'asks', 'Sell', 'levels'),
  ];
  const first = book.waiting[0];
  if (first !== undefined && first.before > updateId) return ask(intake, book);
  const { E: ms } = message;
  const tsEvent = ms === undefined ? intake.tsRecv : msToNs(whole(ms, 'E'), intake.options.midnight, 'E');
  refill(intake, book, changes, { seq: updateId, tsEvent });
  book.updateId = updateId;
  book.stood.clear();
  for (const diff of book.waiting.splice(0)) if (book.synced) applyNext(intake, book, diff);
}

function applyNext(intake: Binance, book: BinanceBook, diff: Diff): void {
  if (diff.last <= book.updateId) {
    intake.stats.duplicates += 1;
    return;
  }
  if (diff.before > book.updateId) {
    const missing = `updates ${book.updateId} to ${diff.before} are missing`;
    book.waiting.length = 0;
    book.waiting.push(diff);
    return lose(intake, book, missing);
  }
  book.updateId = diff.last;
  applyChanges(book, diff.changes);
  if (isCrossed(book)) return lose(intake, book, 'the best bid is not below the best ask');
  if (!agreesAt(intake, book, diff.last)) return;
  emitLevels(intake, book, diff.changes, { seq: diff.last, tsEvent: diff.tsEvent });
}

/** The book has come to `updateId`: compares it where the venue's best prices there are known already. */
function agreesAt(intake: Binance, book: BinanceBook, updateId: number): boolean {
  const { told, stood } = book;
  const ours = bestOf(book);
  stood.set(updateId, ours);
  if (stood.size > MAX_STOOD) dropOldest(stood);
  const theirs = told.get(updateId);
  for (const id of told.keys()) {
    if (id > updateId) break;
    told.delete(id);
  }
  return theirs === undefined || agree(intake, book, updateId, [ours, theirs]);
}

function readTicker(intake: Binance, book: BinanceBook, data: Members): void {
  const updateId = whole(data.u, 'u');
  const theirs: Best = [fixed(data.b, 'b'), fixed(data.B, 'B'), fixed(data.a, 'a'), fixed(data.A, 'A')];
  if (updateId > book.updateId || !book.synced) {
    book.told.set(updateId, theirs);
    if (book.told.size > MAX_TOLD) dropOldest(book.told);
    return;
  }
  const ours = book.stood.get(updateId);
  if (ours !== undefined) agree(intake, book, updateId, [ours, theirs]);
}

function agree(
  intake: Binance,
  book: BinanceBook,
  updateId: number,
  [ours, theirs]: readonly [Best, Best],
): boolean {
  if (
    check(
      intake,
      ours.every((value, i) => value === theirs[i]),
    )
  )
    return true;
  lose(
    intake,
    book,
    `at update ${updateId} the best are ${theirs.join(' ')}, the book makes ${ours.join(' ')}`,
  );
  return false;
}

const bestOf = ({ bids, asks }: BinanceBook): Best => [
  bestPx(bids) ?? 0,
  bestQty(bids) ?? 0,
  bestPx(asks) ?? 0,
  bestQty(asks) ?? 0,
];

function dropOldest(map: Map<number, Best>): void {
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

/** `m`: the buyer's order rested. `X`, where given, is MARKET for what traded in the book. */
function readTrade(intake: Binance, book: BinanceBook, data: Members): void {
  if (typeof data.m !== 'boolean') throw new Unsound('m', `must be true or false, got ${shown(data.m)}`);
  const tradeId = whole(data.t, 't');
  const side = data.m ? 'Sell' : 'Buy';
  const tsEvent = msToNs(whole(data.T, 'T'), intake.options.midnight, 'T');
  const inBook = data.X === undefined || data.X === 'MARKET';
  const [px, qty] = inBook ? [fixedAboveZero(data.p, 'p'), fixedAboveZero(data.q, 'q')] : [0, 0];
  if (tradeId <= book.tradeId) {
    intake.stats.duplicates += 1;
    return;
  }
  if (book.tradeId > 0 && tradeId > book.tradeId + 1) {
    loseTrades(intake, book, `trades ${book.tradeId + 1} to ${tradeId - 1} are missing`);
  }
  book.tradeId = tradeId;
  if (inBook) emitTrade(intake, book.symbol, { seq: tradeId, tsEvent }, { px, qty, side });
}
