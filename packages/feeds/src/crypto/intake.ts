/**
 * What the venues' machines are made of: taking a message under the reader's policy, keeping books that are
 * vouched for, handing out records. A machine adds what is its venue's own: what messages say, and what proves
 * the book.
 */
import type { Side, TradingStatus } from '@fairlead/domain';
import { FeedError } from '../failure.ts';
import { createRecord, type FeedRecord, type RecordType } from '../record.ts';
import {
  bestPx,
  clearLadder,
  createLadder,
  type Ladder,
  type LevelChange,
  needRoom,
  setLevel,
} from './ladder.ts';
import { parseJson, Unsound } from './message.ts';
import type { CryptoVenue, VenueName, VenueOptions, VenueStats, Want } from './venue.ts';

export interface VenueBook {
  readonly symbol: string;
  readonly bids: Ladder;
  readonly asks: Ladder;
  /** Vouched for. */
  synced: boolean;
  /** The venue was asked for the book and has not answered. */
  asked: boolean;
}

export const createBook = (symbol: string): VenueBook => ({
  symbol,
  bids: createLadder(1),
  asks: createLadder(-1),
  synced: false,
  asked: false,
});

export interface Intake<B extends VenueBook> {
  readonly name: VenueName;
  readonly options: VenueOptions;
  readonly stats: VenueStats;
  readonly troubles: string[];
  lastTrouble: string | undefined;
  readonly books: Map<string, B>;
  readonly wants: Want[];
  readonly createBook: (symbol: string) => B;
  /** Asks the venue for a book. */
  readonly ask: (book: B) => void;
  readonly record: FeedRecord;
  /** Of the message in hand. */
  tsRecv: number;
  book: B | undefined;
  readonly recent: Set<string>;
}

const MAX_SYMBOLS = 1000;
const MAX_TROUBLES = 5;
const RECENT_FRAMES = 256;
const MAX_RECENT_LENGTH = 4096;

export function createIntake<B extends VenueBook>(
  name: VenueName,
  options: VenueOptions,
  book: Pick<Intake<B>, 'createBook' | 'ask'>,
): Intake<B> {
  return {
    name,
    options,
    ...book,
    stats: {
      messages: 0,
      records: 0,
      snapshots: 0,
      duplicates: 0,
      gaps: 0,
      faults: 0,
      beyond: 0,
      checks: 0,
      mismatches: 0,
    },
    troubles: [],
    lastTrouble: undefined,
    books: new Map(),
    wants: [],
    record: createRecord(name, ''),
    tsRecv: 0,
    book: undefined,
    recent: new Set(),
  };
}

/** The members of `CryptoVenue` that are the same for all. */
export function commonOf<B extends VenueBook>(
  intake: Intake<B>,
): Pick<
  CryptoVenue,
  'name' | 'stats' | 'troubles' | 'lastTrouble' | 'reject' | 'wants' | 'synced' | 'resync'
> {
  return {
    name: intake.name,
    stats: intake.stats,
    troubles: intake.troubles,
    lastTrouble: () => intake.lastTrouble,
    reject: (reason) =>
      receive(intake, intake.tsRecv, () => {
        throw new Unsound(undefined, reason);
      }),
    wants: () => intake.wants.shift(),
    synced: () => [...intake.books.values()].every(({ synced }) => synced),
    resync: () => {
      intake.wants.length = 0;
      intake.recent.clear();
      for (const book of intake.books.values()) {
        forget(intake, book);
        book.asked = false;
      }
    },
  };
}

/** Takes one message by `read`, and does what the policy says where it is not sound. */
function receive<B extends VenueBook>(intake: Intake<B>, tsRecv: number, read: () => void): void {
  intake.stats.messages += 1;
  intake.tsRecv = tsRecv;
  intake.book = undefined;
  try {
    read();
  } catch (cause) {
    if (!(cause instanceof Unsound)) throw cause;
    intake.stats.faults += 1;
    trouble(intake, cause.message, cause.field);
    if (intake.options.onFault !== 'Resync') return;
    // A message that does not say whose it was may have been anybody's.
    for (const book of intake.book === undefined ? intake.books.values() : [intake.book])
      askAnew(intake, book);
  }
}

/** Parsed, with `read` given the value. */
export const receiveText = <B extends VenueBook>(
  intake: Intake<B>,
  text: string,
  tsRecv: number,
  read: (message: unknown) => void,
): void => receive(intake, tsRecv, () => read(parseJson(text)));

/** Of a venue whose books come over the socket. */
export const refusePages =
  <B extends VenueBook>(intake: Intake<B>): CryptoVenue['snapshot'] =>
  (_symbol, _text, tsRecv) =>
    receive(intake, tsRecv, () => {
      throw new Unsound(undefined, 'came by HTTP, which this venue has no use for');
    });

/** The book of a symbol, registered at its first message. */
export function bookOf<B extends VenueBook>(intake: Intake<B>, symbol: string): B {
  let book = intake.books.get(symbol);
  if (book === undefined) {
    if (intake.books.size === MAX_SYMBOLS)
      throw new Unsound(undefined, `is of more than ${MAX_SYMBOLS} symbols`);
    book = intake.createBook(symbol);
    intake.books.set(symbol, book);
  }
  intake.book = book;
  return book;
}

/** Whether this very frame was among the last few: it carries its time, so that two alike are one sent twice. */
export function isRepeated<B extends VenueBook>({ recent, stats }: Intake<B>, frame: string): boolean {
  if (frame.length > MAX_RECENT_LENGTH) return false;
  if (recent.has(frame)) {
    stats.duplicates += 1;
    return true;
  }
  recent.add(frame);
  if (recent.size > RECENT_FRAMES) for (const oldest of recent) return recent.delete(oldest) && false;
  return false;
}

/**
 * The book can't be vouched for: messages are missing, out of order or in conflict with it.
 * @throws FeedError under `Stop`
 */
export function lose<B extends VenueBook>(intake: Intake<B>, book: B, reason: string): void {
  intake.stats.gaps += 1;
  trouble(intake, `${book.symbol}: ${reason}`);
  askAnew(intake, book);
}

/** As `lose`, where trades are missing and the book proves itself otherwise. */
export function loseTrades<B extends VenueBook>(intake: Intake<B>, book: B, reason: string): void {
  intake.stats.gaps += 1;
  trouble(intake, `${book.symbol}: ${reason}`);
}

/** Counts a comparison with what the venue says of its book. */
export function check<B extends VenueBook>({ stats }: Intake<B>, holds: boolean): boolean {
  stats.checks += 1;
  if (!holds) stats.mismatches += 1;
  return holds;
}

export const isCrossed = ({ bids, asks }: VenueBook): boolean => {
  const bid = bestPx(bids);
  const ask = bestPx(asks);
  return bid !== undefined && ask !== undefined && bid >= ask;
};

/** Replaces the book with a snapshot and hands it out. */
export function refill<B extends VenueBook>(
  intake: Intake<B>,
  book: B,
  changes: readonly LevelChange[],
  stamp: Stamp,
): void {
  emit(intake, 'Clear', book.symbol, stamp);
  clearLadder(book.bids);
  clearLadder(book.asks);
  book.asked = false;
  book.synced = false;
  applyChanges(book, changes);
  if (isCrossed(book)) throw new Unsound(undefined, 'is a snapshot whose best bid is not below its best ask');
  book.synced = true;
  intake.stats.snapshots += 1;
  emitLevels(intake, book, changes, stamp);
}

/** @returns the removals that named a level which was not held */
export function applyChanges(book: VenueBook, changes: readonly LevelChange[]): readonly LevelChange[] {
  needRoom(book, changes.length);
  return changes.filter((change) => {
    const held = setLevel(change.side === 'Buy' ? book.bids : book.asks, change);
    return !held && change.qty === 0;
  });
}

/** The venue's number (0 where it has none) and its clock. */
export interface Stamp {
  readonly seq: number;
  readonly tsEvent: number;
}

/** What one message makes of each level. What goes, goes first, so that a book is never crossed on the way. */
export function emitLevels<B extends VenueBook>(
  intake: Intake<B>,
  book: B,
  changes: readonly LevelChange[],
  stamp: Stamp,
): void {
  const last = new Map(changes.map((change) => [change.side === 'Buy' ? change.px : -change.px, change]));
  for (const change of last.values()) if (change.qty === 0) emitLevel(intake, book, change, stamp);
  for (const change of last.values()) if (change.qty > 0) emitLevel(intake, book, change, stamp);
}

function emitLevel<B extends VenueBook>(
  intake: Intake<B>,
  { symbol }: B,
  { side, px, qty }: LevelChange,
  stamp: Stamp,
): void {
  const exact = px <= Number.MAX_SAFE_INTEGER && qty <= Number.MAX_SAFE_INTEGER;
  if (!exact) intake.stats.beyond += 1;
  // Rather a level less than one that is not what the venue says.
  if (px <= Number.MAX_SAFE_INTEGER) emit(intake, 'Level', symbol, stamp, { side, px, qty: exact ? qty : 0 });
}

export interface Priced {
  readonly px: number;
  readonly qty: number;
  readonly side: Side | undefined;
}

export const emitTrade = <B extends VenueBook>(
  intake: Intake<B>,
  symbol: string,
  stamp: Stamp,
  trade: Priced,
): void => emit(intake, 'Trade', symbol, stamp, trade);

export const emitQuote = <B extends VenueBook>(
  intake: Intake<B>,
  symbol: string,
  stamp: Stamp,
  quote: Priced,
): void => emit(intake, 'Quote', symbol, stamp, quote);

/** The connection lives, which says nothing of any price. */
export function emitHeartbeats<B extends VenueBook>(intake: Intake<B>): void {
  for (const symbol of intake.books.keys())
    emit(intake, 'Heartbeat', symbol, { seq: 0, tsEvent: intake.tsRecv });
}

export function emitStatus<B extends VenueBook>(intake: Intake<B>, status: TradingStatus): void {
  for (const symbol of intake.books.keys()) {
    emit(intake, 'Status', symbol, { seq: 0, tsEvent: intake.tsRecv }, undefined, status);
  }
}

const UNPRICED: Priced = { px: 0, qty: 0, side: undefined };

function emit<B extends VenueBook>(
  { record, options, stats, tsRecv }: Intake<B>,
  type: RecordType,
  symbol: string,
  { seq, tsEvent }: Stamp,
  { px, qty, side } = UNPRICED,
  status: TradingStatus = 'Open',
): void {
  record.type = type;
  record.instrument = symbol;
  record.seq = seq;
  record.tsEvent = tsEvent;
  record.tsRecv = tsRecv;
  record.side = side;
  record.px = px;
  record.qty = qty;
  record.status = status;
  stats.records += 1;
  options.take(record);
}

/** Asks the venue for the book, once until it answers. */
export function ask<B extends VenueBook>(intake: Intake<B>, book: B): void {
  if (book.asked) return;
  book.asked = true;
  intake.ask(book);
}

function askAnew<B extends VenueBook>(intake: Intake<B>, book: B): void {
  forget(intake, book);
  ask(intake, book);
}

function forget<B extends VenueBook>(intake: Intake<B>, book: B): void {
  if (book.synced) emit(intake, 'Clear', book.symbol, { seq: 0, tsEvent: intake.tsRecv });
  book.synced = false;
  clearLadder(book.bids);
  clearLadder(book.asks);
}

function trouble<B extends VenueBook>(intake: Intake<B>, reason: string, field?: string): void {
  const { file, at, onFault } = intake.options;
  const place = at?.() ?? { file, record: intake.stats.messages };
  const error = new FeedError({ ...place, ...(field === undefined ? {} : { field }), reason });
  if (onFault === 'Stop') throw error;
  intake.lastTrouble = error.message;
  if (intake.troubles.length < MAX_TROUBLES) intake.troubles.push(error.message);
}
