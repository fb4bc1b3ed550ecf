/**
 * Recorded sessions of crypto venues, one line per message (lines.ts), as formats of this package. Each message
 * runs through the venue's machine, the one that live connections use.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FeedError } from '../failure.ts';
import { createFaultLog, passOver, summaryOf } from '../faults.ts';
import type { DecodeOptions, FeedDecoder, FeedFormat, OnRows, Verification } from '../record.ts';
import { chunksOf, findSource } from '../source.ts';
import { type BinanceMarket, createBinance } from './binance.ts';
import { createBitstamp } from './bitstamp.ts';
import { createBybit } from './bybit.ts';
import { dateOf, type Midnight, midnightOf } from './clock.ts';
import { createCoinbase } from './coinbase.ts';
import { CRYPTO_SCALE } from './fixed.ts';
import { createKraken } from './kraken.ts';
import { type Line, parseNsLine, parseSecondsLine } from './lines.ts';
import type { CryptoVenue, VenueOptions } from './venue.ts';

/** A line of a file that lies beside the recording. */
interface Beside {
  readonly file: string;
  readonly row: number;
  readonly text: string;
}

interface Dialect {
  readonly name: string;
  readonly title: string;
  /** Of the file's first bytes. */
  readonly begins: RegExp;
  readonly parse: (line: string) => Line | undefined;
  /** @param first the recording's first message: of Binance's, it tells the market */
  readonly create: (options: VenueOptions, first: string) => CryptoVenue;
  /** Pages that were fetched for this file and recorded beside it. */
  readonly beside?: (file: string) => readonly Beside[];
  readonly checked: string;
}

const BINANCE: Dialect = {
  name: 'binance',
  title: 'Binance websocket recording',
  begins: /^\d{19} \{"(stream|lastUpdateId)":/,
  parse: parseNsLine,
  create: (options, first) => createBinance(marketOf(first), options),
  checked: 'the best bid and ask with their sizes at every update id that depth and bookTicker share',
};
const KRAKEN: Dialect = {
  name: 'kraken',
  title: 'Kraken websocket recording',
  begins: /^wss:\/\/ws\.kraken\.com/,
  parse: parseSecondsLine,
  create: createKraken,
  checked: "the venue's CRC-32 of the ten best levels a side after every update",
};
const COINBASE: Dialect = {
  name: 'coinbase',
  title: 'Coinbase websocket recording',
  begins: /^wss:\/\/ws-feed\.(pro|exchange)\.coinbase\.com/,
  parse: parseSecondsLine,
  create: createCoinbase,
  checked: "the best bid and ask of every ticker against the book's",
};
const BITSTAMP: Dialect = {
  name: 'bitstamp',
  title: 'Bitstamp websocket recording',
  begins: /^(wss:\/\/ws\.bitstamp\.net|https:\/\/www\.bitstamp\.net\/api\/v2\/order_book)/,
  parse: parseSecondsLine,
  create: createBitstamp,
  beside: snapshotsBeside,
  checked: 'that after every diff no level went that was not held, and the best bid is below the best ask',
};
const BYBIT: Dialect = {
  name: 'bybit',
  title: 'Bybit websocket recording',
  begins: /^wss:\/\/stream\.bybit\.com/,
  parse: parseSecondsLine,
  create: createBybit,
  checked:
    'that each delta inserts what is not held, changes and deletes what is, and leaves the book uncrossed',
};

export const CRYPTO_FORMATS: readonly FeedFormat[] = [BINANCE, KRAKEN, COINBASE, BITSTAMP, BYBIT].map(
  (dialect): FeedFormat => ({
    name: dialect.name,
    title: dialect.title,
    scale: CRYPTO_SCALE,
    matches: (_name, head) => dialect.begins.test(Buffer.from(head.subarray(0, 256)).toString('latin1')),
    decode: (file, options) => openRecording(dialect, file, options),
    verify: (path, onRows) => verify(dialect, path, onRows),
  }),
);

interface Recording extends FeedDecoder {
  /** Absent before the first message. */
  readonly venue: () => CryptoVenue | undefined;
  readonly rows: () => number;
}

const NEWLINE = 0x0a;
/** A snapshot of a deep book is a few megabytes. */
const MAX_LINE = 1 << 25;
const DAY_NS = 86_400_000_000_000;
const MAX_FAULTS = 5;

function openRecording(dialect: Dialect, file: string, options: DecodeOptions): Recording {
  const log = createFaultLog(options);
  let parts: Uint8Array[] = [];
  let held = 0;
  let row = 0;
  let midnight: Midnight | undefined;
  let venue: CryptoVenue | undefined;
  /** Of the newest line whose time is believed. */
  let lastNs: number | undefined;

  let beside: Beside | undefined;

  const at = () => (beside === undefined ? { file, row } : { file: beside.file, row: beside.row });
  const fault = (reason: string): void => passOver(log, new FeedError({ ...at(), reason }));

  const open = (first: string, from: Midnight): CryptoVenue => {
    const opened = dialect.create(
      { file, midnight: from, onFault: log.policy, take: options.take, at },
      first,
    );
    for (beside of dialect.beside?.(file) ?? []) takeLine(beside.text, opened);
    beside = undefined;
    return opened;
  };

  const takeLine = (text: string, of?: CryptoVenue): void => {
    const line = dialect.parse(text);
    if (line === undefined) return fault('is not of the form of this recording');
    if (midnight === undefined) {
      midnight = midnightOf(line.unixMs);
      options.begin?.({ date: dateOf(midnight), zone: 'UTC' });
    }
    const told = (line.unixMs - midnight) * 1e6 + line.ns;
    // A page was there when the session began.
    if (beside === undefined) {
      lastNs ??= told;
      if (told < lastNs) fault('time: goes back');
      else if (told - lastNs > DAY_NS) fault('time: is more than a day after the line before');
      else lastNs = told;
    }
    if (line.json === undefined) return;
    const tsRecv = lastNs ?? told;
    const to = of ?? venue ?? open(line.json, midnight);
    if (of === undefined) venue = to;
    if (line.url !== undefined) {
      return to.snapshot(line.url.split('?')[0]!.split('/').filter(Boolean).at(-1) ?? '', line.json, tsRecv);
    }
    to.feed(line.json, tsRecv);
    // Nobody is there to be asked.
    while (to.wants() !== undefined);
  };

  const take = (bytes: Uint8Array): void => {
    row += 1;
    if (bytes.length > 0)
      takeLine(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  };

  return {
    venue: () => venue,
    rows: () => row,
    push: (bytes) => {
      let from = 0;
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
        const rest = bytes.subarray(from, at);
        const whole = held === 0 ? rest : Buffer.concat([...parts, rest]);
        parts = [];
        held = 0;
        from = at + 1;
        take(whole);
      }
      if (from === bytes.length) return;
      parts.push(new Uint8Array(bytes.subarray(from)));
      held += bytes.length - from;
      if (held > MAX_LINE) {
        throw new FeedError({ file, row: row + 1, reason: `is longer than ${MAX_LINE} bytes: no recording` });
      }
    },
    end: () => {
      if (held > 0) throw new FeedError({ file, row: row + 1, reason: 'ends inside a line: truncated' });
      if (venue === undefined) return summaryOf(log, 0);
      const { records, faults, gaps } = venue.stats;
      return {
        records,
        skipped: log.skipped + faults + gaps,
        faults: [...log.reasons, ...venue.troubles].slice(0, MAX_FAULTS),
      };
    },
  };
}

async function verify(dialect: Dialect, path: string, onRows?: OnRows): Promise<Verification> {
  const source = await findSource(path);
  const recording = openRecording(dialect, source.name, { onFault: 'Resync', take: () => {} });
  for await (const chunk of chunksOf(source)) {
    recording.push(chunk);
    onRows?.(recording.rows());
  }
  const { faults, skipped } = recording.end();
  const stats = recording.venue()?.stats;
  return {
    rows: stats?.checks ?? 0,
    // A gap that is no failed comparison, and a message that is not sound, are mismatches too.
    mismatches: Math.max(skipped, stats?.mismatches ?? 0),
    checked: dialect.checked,
    examples: faults,
  };
}

/** Coin-margined messages name the pair; of USD-margined ones, depth has `pu`, trades `X`, tickers `T`. */
function marketOf(first: string): BinanceMarket {
  if (/"(ps|pair)":/.test(first)) return 'coinm';
  if (/"(pu|X)":/.test(first)) return 'usdm';
  return /@bookTicker".*"T":|^\{"lastUpdateId":\d+,"E":/.test(first) ? 'usdm' : 'spot';
}

/** The recorder wrote `NAME.http.0.0` beside `NAME.ws.1.0`. None where the recording is packed or not a file. */
function snapshotsBeside(file: string): readonly Beside[] {
  const stem = /^(.+)\.ws\.\d+\.\d+$/.exec(basename(file))?.[1];
  if (stem === undefined || !existsSync(file)) return [];
  const names = readdirSync(dirname(file)).filter((name) => name.startsWith(`${stem}.http.`));
  return names.flatMap((name) => {
    const path = join(dirname(file), name);
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.map((text, i) => ({ file: path, row: i + 1, text })).filter(({ text }) => text !== '');
  });
}
