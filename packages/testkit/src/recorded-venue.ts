/**
 * A crypto venue made of a recorded session: it says what the venue said, frame by frame, and can be asked for
 * the book at any moment, in the venue's own words, so that whoever comes late or lost its way can join. Naive on
 * purpose: a Map of the rows as they were written. It lives on as long as its frames last.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export type RecordedVenueName = 'binance' | 'bitstamp' | 'bybit' | 'coinbase' | 'kraken';

export interface RecordedVenue {
  readonly name: RecordedVenueName;
  readonly symbol: string;
  /** Frames not yet said. */
  readonly left: () => number;
  /** Says the next frame. Absent at the end. */
  readonly next: () => string | undefined;
  /** The book as it stands, as the venue writes it: over the socket, or (Binance, Bitstamp) by HTTP. */
  readonly snapshot: () => string;
  /** The best `n` levels of a side, best first: `[price, size]` in 1/100,000,000. */
  readonly levels: (side: Side, n: number) => [number, number][];
}

type Side = 'Buy' | 'Sell';
// biome-ignore lint/suspicious/noExplicitAny: recorded JSON of five venues, read by a test
type Json = any;
type Book = Record<Side, Map<number, Json>>;

interface Dialect {
  /** The book at the start, out of the recorded frames and, of some venues, pages. */
  readonly begin: (
    frames: readonly Json[],
    pages: readonly Json[],
    symbol: string,
  ) => { rows: Rows; from: Json };
  /** Whether the frame is about the symbol and later than the start. */
  readonly follows: (frame: Json, symbol: string, from: Json) => boolean;
  /** Changed rows; none of a frame that is not about the book. */
  readonly changes: (frame: Json) => Rows;
  readonly row: (row: Json) => readonly [price: string, size: string];
  readonly snapshot: (bids: Json[], asks: Json[], symbol: string, last: Json) => object;
  readonly depth?: number;
}
type Rows = readonly (readonly [Side, Json])[];

const both = (bids: Json[] = [], asks: Json[] = []): Rows => [
  ...bids.map((row) => ['Buy', row] as const),
  ...asks.map((row) => ['Sell', row] as const),
];
const pair = (row: Json): readonly [string, string] => [row[0], row[1]];
const NOTHING: Rows = [];

const DIALECTS: Readonly<Record<RecordedVenueName, Dialect>> = {
  kraken: {
    begin: (frames, _pages, symbol) => {
      const from = frames.find((frame) => frame.at?.(-1) === symbol && frame[1].as !== undefined);
      return { from, rows: both(from[1].bs, from[1].as) };
    },
    follows: (frame, symbol) => frame.at?.(-1) === symbol && frame[1].as === undefined,
    changes: (frame) => frame.slice(1, -2).flatMap((part: Json) => both(part.b, part.a)),
    row: pair,
    snapshot: (bs, as, symbol) => [0, { as, bs }, 'book-1000', symbol],
    depth: 1000,
  },
  coinbase: {
    begin: (frames, _pages, symbol) => {
      const from = frames.find(({ type, product_id }) => type === 'snapshot' && product_id === symbol);
      return { from, rows: both(from.bids, from.asks) };
    },
    follows: ({ type, product_id }, symbol) =>
      product_id === symbol && /^(l2update|match|ticker)$/.test(type),
    changes: ({ changes = [] }) =>
      changes.map(([side, ...row]: Json) => [side === 'buy' ? 'Buy' : 'Sell', row] as const),
    row: pair,
    snapshot: (bids, asks, product_id) => ({ type: 'snapshot', product_id, bids, asks }),
  },
  bitstamp: {
    begin: (_frames, pages, symbol) => {
      const from = pages.find(({ url }) => url.endsWith(`/${symbol}`)).page;
      return { from, rows: both(from.bids, from.asks) };
    },
    follows: ({ event, channel, data }, symbol, from) =>
      /^(data|trade)$/.test(event) &&
      channel.endsWith(`_${symbol}`) &&
      Number(data.microtimestamp) > Number(from.microtimestamp),
    changes: ({ event, data }) => (event === 'data' ? both(data.bids, data.asks) : NOTHING),
    row: pair,
    snapshot: (bids, asks, _symbol, { data, microtimestamp }) => ({
      microtimestamp: data?.microtimestamp ?? microtimestamp,
      bids,
      asks,
    }),
  },
  bybit: {
    begin: (frames, _pages, symbol) => {
      const from = frames.find(({ topic, type }) => topic?.endsWith(`.${symbol}`) && type === 'snapshot');
      return { from, rows: (from.data.order_book ?? from.data).map((row: Json) => [row.side, row] as const) };
    },
    follows: ({ topic, type }, symbol) => topic?.endsWith(`.${symbol}`) && type !== 'snapshot',
    changes: ({ type, data }) =>
      type === 'delta'
        ? [...data.delete, ...data.update, ...data.insert].map((row: Json) => [row.side, row] as const)
        : NOTHING,
    row: ({ price, size = 0 }) => [String(price), String(size)],
    snapshot: (bids, asks, symbol, { cross_seq, timestamp_e6 }) => ({
      topic: `orderBookL2_25.${symbol}`,
      type: 'snapshot',
      data: [...bids, ...asks],
      cross_seq,
      timestamp_e6,
    }),
  },
  binance: {
    begin: (frames) => {
      const from = frames.find(({ lastUpdateId }) => lastUpdateId !== undefined);
      return { from, rows: both(from.bids, from.asks) };
    },
    follows: ({ stream, data }, _symbol, { lastUpdateId }) =>
      stream !== undefined && (data.u === undefined || data.u > lastUpdateId),
    changes: ({ data }) => (data.e === 'depthUpdate' ? both(data.b, data.a) : NOTHING),
    row: pair,
    snapshot: (bids, asks, _symbol, { data, lastUpdateId }) => ({
      lastUpdateId: data?.u ?? lastUpdateId,
      bids: bids.slice(0, 1000),
      asks: asks.slice(0, 1000),
    }),
  },
};

/** A recorded session of one instrument: read once, begun as often as wanted. */
export interface RecordedSession {
  /** What follows the book at the start. */
  readonly frames: readonly string[];
  readonly begin: () => RecordedVenue;
}

/**
 * @param path the recording; pages that were fetched for it lie beside it
 * @param limit frames at most
 */
export function openRecordedSession(
  name: RecordedVenueName,
  path: string,
  symbol: string,
  limit = Number.POSITIVE_INFINITY,
): RecordedSession {
  const dialect = DIALECTS[name];
  const texts = framesOf(path);
  const parsed: readonly Json[] = texts.map((text) => JSON.parse(text));
  const start = dialect.begin(parsed, pagesBeside(path), symbol);
  const frames = texts.filter((_, i) => dialect.follows(parsed[i], symbol, start.from)).slice(0, limit);
  return { frames, begin: () => beginVenue(name, symbol, frames, start) };
}

function beginVenue(
  name: RecordedVenueName,
  symbol: string,
  frames: readonly string[],
  { rows, from }: { rows: Rows; from: Json },
): RecordedVenue {
  const dialect = DIALECTS[name];
  const book: Book = { Buy: new Map(), Sell: new Map() };
  let at = 0;
  let last = from;

  const best = (side: Side): [number, Json][] => {
    const sign = side === 'Buy' ? -1 : 1;
    return [...book[side]].sort(([a], [b]) => sign * (a - b));
  };
  const apply = (changes: Rows): void => {
    for (const [side, row] of changes) {
      const [price, size] = dialect.row(row);
      if (scaled(size) === 0) book[side].delete(scaled(price));
      else book[side].set(scaled(price), row);
    }
    if (dialect.depth === undefined) return;
    for (const side of ['Buy', 'Sell'] as const) {
      for (const [price] of best(side).slice(dialect.depth)) book[side].delete(price);
    }
  };
  apply(rows);

  return {
    name,
    symbol,
    left: () => frames.length - at,
    next: () => {
      const frame = frames[at];
      if (frame === undefined) return undefined;
      at += 1;
      const parsed = JSON.parse(frame);
      const changes = dialect.changes(parsed);
      apply(changes);
      if (changes.length > 0) last = parsed;
      return frame;
    },
    snapshot: () => {
      const [bids, asks] = (['Buy', 'Sell'] as const).map((side) => best(side).map(([, row]) => row));
      return JSON.stringify(dialect.snapshot(bids ?? [], asks ?? [], symbol, last));
    },
    levels: (side, n) =>
      best(side)
        .slice(0, n)
        .map(([price, row]) => [price, scaled(dialect.row(row)[1])]),
  };
}

/** Through whole digits, so that it is exact as long as a double is. */
function scaled(text: string): number {
  const [units = '', places = ''] = text.split('.');
  return Number(units + places.padEnd(8, '0').slice(0, 8));
}

/** What arrived: `<time>: <json>`, or Binance's `<time> <json>`. */
function framesOf(path: string): string[] {
  const bytes = readFileSync(path);
  const lines = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n');
  return lines.filter((line) => /^\d/.test(line)).map((line) => line.slice(line.indexOf(' ') + 1));
}

function pagesBeside(path: string): { url: string; page: Json }[] {
  const [stem] = basename(path).split('.ws.');
  const names = readdirSync(dirname(path)).filter((name) => name.startsWith(`${stem}.http.`));
  return names.flatMap((name) =>
    readFileSync(join(dirname(path), name), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [url = '', , , ...rest] = line.split(' ');
        return { url, page: JSON.parse(rest.join(' ')) };
      }),
  );
}
