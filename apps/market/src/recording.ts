/**
 * A recorded day for the replayed venue. The whole day is read and checked before the market opens, so that a
 * corrupt row is refused at the start and not in mid-session; it is kept as columns of numbers, 72 bytes a row.
 */
import { basename } from 'node:path';
import type { Level, Px, Qty } from '@fairlead/domain';
import { midPx, nanos } from '@fairlead/domain';
import {
  FeedError,
  type LobsterFile,
  openLobster,
  type RecordedBook,
  type RecordedMessage,
} from '@fairlead/feeds';
import {
  createSeenDay,
  dayCrowd,
  daySeen,
  type RecordedDay,
  type RecordedRow,
  type Recording,
} from '@fairlead/sim';

export interface LoadedDay {
  readonly name: string;
  readonly recording: Recording;
  readonly day: Omit<RecordedDay, 'idPrefix'>;
  readonly rows: number;
}

const TYPES = [
  'Add',
  'Reduce',
  'Delete',
  'Execute',
  'ExecuteHidden',
  'Cross',
  'Halt',
  'QuoteResume',
  'TradeResume',
] as const;
/** ts, type, orderId, qty, px signed by side, deepest bid px and qty, deepest ask px and qty. 0: absent. */
const STRIDE = 9;
/** One cent. */
const TICK = 100;
const VOLATILITY_STEP_NS = 300e9;
/** Of a day too short to measure. */
const DEFAULT_VOLATILITY_BPS = 200;

/** @throws FeedError naming the row and the reason; the venues around a day need its mid from the first row on */
export async function loadDay(path: string): Promise<LoadedDay> {
  const file = await openLobster(path);
  if (midOf(file.firstBook) === undefined)
    throw new FeedError({ file: path, row: 1, reason: 'the book must have both sides' });
  const columns = createColumns();
  const facts = { volume: 0, trades: 0, sumSquares: 0, lastMid: undefined as number | undefined, nextNs: 0 };
  const seen = createSeenDay(TICK);
  for await (const batch of file.batches({ books: true })) {
    for (const [i, message] of batch.messages.entries()) {
      const book = batch.books?.[i] ?? { bids: [], asks: [] };
      pushRow(columns, message, book);
      observe(facts, message, book);
      daySeen(seen, message, book);
    }
  }
  const crowd = dayCrowd(seen, { startNs: file.meta.start, closeNs: file.meta.end });
  return {
    name: basename(path),
    rows: columns.rows,
    recording: { initial: file.firstBook, rows: rowsFrom(columns, 1) },
    day: { ...dayOf(file, facts), ...(crowd && { crowd }) },
  };
}

interface DayFacts {
  volume: number;
  trades: number;
  sumSquares: number;
  lastMid: number | undefined;
  nextNs: number;
}

/** Volume and trades from executions; realised volatility from the mid every five minutes. */
function observe(facts: DayFacts, message: RecordedMessage, book: RecordedBook): void {
  if (message.type === 'Execute' || message.type === 'ExecuteHidden' || message.type === 'Cross') {
    facts.volume += message.qty;
    facts.trades += 1;
  }
  if (message.ts < facts.nextNs) return;
  const mid = midOf(book);
  if (mid === undefined) return;
  if (facts.lastMid !== undefined) facts.sumSquares += Math.log(mid / facts.lastMid) ** 2;
  facts.lastMid = mid;
  facts.nextNs = message.ts + VOLATILITY_STEP_NS;
}

function midOf(book: RecordedBook): number | undefined {
  const bid = book.bids[0];
  const ask = book.asks[0];
  return bid === undefined || ask === undefined ? undefined : midPx({ bidPx: bid.px, askPx: ask.px });
}

function dayOf({ meta }: LobsterFile, facts: DayFacts): Omit<RecordedDay, 'idPrefix'> {
  const volatility = Math.sqrt(facts.sumSquares) * 1e4;
  return {
    symbol: meta.ticker,
    sessionDate: meta.date,
    startNs: meta.start,
    closeNs: meta.end,
    adv: Math.max(1, facts.volume),
    avgTradeQty: facts.trades === 0 ? 100 : Math.max(1, Math.round(facts.volume / facts.trades)),
    dailyVolatilityBps: volatility > 0 ? volatility : DEFAULT_VOLATILITY_BPS,
  };
}

interface Columns {
  values: Float64Array;
  rows: number;
}

const createColumns = (): Columns => ({ values: new Float64Array(STRIDE * 65_536), rows: 0 });

function pushRow(columns: Columns, message: RecordedMessage, book: RecordedBook): void {
  let at = columns.rows * STRIDE;
  if (at === columns.values.length) {
    const grown = new Float64Array(columns.values.length * 2);
    grown.set(columns.values);
    columns.values = grown;
  }
  const put = (value: number): void => {
    columns.values[at] = value;
    at += 1;
  };
  put(message.ts);
  put(TYPES.indexOf(message.type));
  put('qty' in message ? message.orderId : 0);
  put('qty' in message ? message.qty : 0);
  put('qty' in message ? (message.side === 'Buy' ? message.px : -message.px) : 0);
  for (const level of [book.bids.at(-1), book.asks.at(-1)]) {
    put(level?.px ?? 0);
    put(level?.qty ?? 0);
  }
  columns.rows += 1;
}

const rowsFrom = (columns: Columns, first: number): Iterable<RecordedRow> => ({
  *[Symbol.iterator]() {
    for (let row = first; row < columns.rows; row += 1) yield rowAt(columns, row);
  },
});

function rowAt({ values }: Columns, row: number): RecordedRow {
  const at = row * STRIDE;
  const value = (i: number): number => values[at + i] ?? 0;
  const deepestBid = levelAt(value(5), value(6));
  const deepestAsk = levelAt(value(7), value(8));
  return {
    message: messageAt(value),
    ...(deepestBid === undefined ? {} : { deepestBid }),
    ...(deepestAsk === undefined ? {} : { deepestAsk }),
  };
}

function messageAt(value: (i: number) => number): RecordedMessage {
  const ts = nanos(value(0));
  const type = TYPES[value(1)] ?? 'Halt';
  if (type === 'Halt' || type === 'QuoteResume' || type === 'TradeResume') return { type, ts };
  const signed = value(4);
  return {
    type,
    ts,
    orderId: value(2),
    qty: value(3) as Qty,
    px: Math.abs(signed) as Px,
    side: signed > 0 ? 'Buy' : 'Sell',
  };
}

const levelAt = (px: number, qty: number): Level | undefined =>
  qty === 0 ? undefined : { px: px as Px, qty: qty as Qty };
