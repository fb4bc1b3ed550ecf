/**
 * Every decoder against damage: slices of the real recordings with bits, bytes, numbers and records changed, lost,
 * repeated and mixed, and bytes that never were a recording, cut anywhere, under every policy. Whatever comes, a
 * decoder hands out sound records, and ends well or with a `FeedError` that says where. `FAIRLEAD_FUZZ_CASES` is
 * the number of cases per decoder; with 100,000, a decoder takes a minute or two:
 *
 *     FAIRLEAD_FUZZ_CASES=100000 npx vitest run packages/feeds/src/fuzz.test.ts -t dbn
 */
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createRandom, damaged, inPieces, type Random, recorded } from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LobsterSource } from './archive.ts';
import { FeedError } from './failure.ts';
import { FORMATS } from './formats.ts';
import { encodeItch } from './itch/codec.ts';
import { ITCH_LAYOUTS, type ItchMessage } from './itch/messages.ts';
import { openLobster } from './lobster.ts';
import { readLobsterDay } from './lobster-records.ts';
import { parseLobsterName } from './name.ts';
import { createNewsDecoder } from './news/decode.ts';
import { MAX_DOCUMENT_BYTES } from './news/xml.ts';
import {
  createRecord,
  type DecodeOptions,
  type FaultPolicy,
  type FeedFormat,
  type FeedRecord,
  type ReadSummary,
} from './record.ts';
import { type ByteSource, chunksOf, findSource } from './source.ts';

const CASES = Number(process.env.FAIRLEAD_FUZZ_CASES ?? 200);
const SEED = 42;
const POLICIES: readonly FaultPolicy[] = ['Stop', 'Skip', 'Resync'];
/** Of the start of each recording, from which slices are taken. */
const READ_BYTES = 1 << 20;
const SLICES = 40;

/** Whole records of a recording, in order. */
type Slice = readonly Buffer[];

interface Subject {
  /** The format's. */
  readonly name: string;
  /** What errors must begin with; it says the day, where a format needs it to. */
  readonly files: readonly string[];
  /** Absent where there is no recorded data. */
  readonly slices: () => Promise<readonly Slice[] | undefined>;
  readonly read: (pieces: Iterable<Uint8Array>, options: DecodeOptions) => Promise<ReadSummary>;
  /**
   * A record that never ends: how it begins, how it goes on, and what a decoder may hold of it, in bytes. Absent of
   * ITCH, whose records are 65,537 bytes at most, and of LOBSTER, whose own test has it.
   */
  readonly endless?: Endless;
  /** One document: what is wrong with all of it has no place but the file. */
  readonly isDocument?: boolean;
}
interface Endless {
  readonly start: Buffer;
  readonly more: Buffer;
  readonly mayHold: number;
}

const ENDLESS_BYTES = 256 << 20;
const LINE_BYTES = 1 << 16;
const FRAME_BYTES = 1 << 25;
const NEWS_LINE_BYTES = 1 << 16;
const DBN_HEADER_BYTES = 1 << 25;

const subjects: readonly Subject[] = [
  csv('mbo-csv', 'xnas-mbo/mbo.csv', 'mbo.csv', { headings: 1 }),
  csv('bitstamp-l3', 'bitstamp-l3/orders.csv.xz', 'orders.csv', { headings: 1 }),
  csv('trade-quote', 'us-equity-ticks/ibm/20131007_trade.zip', '20131007_ibm_Trade_Tick.csv'),
  csv('trade-quote', 'us-equity-ticks/ibm/20131007_quote.zip', '20131007_ibm_Quote_Tick.csv'),
  {
    name: 'dbn',
    files: ['x.dbn'],
    slices: () => dbnSlices('cme-mbo/esh4-glbx-mdp3-20231224.mbo.dbn.zst'),
    read: reading('dbn', 'x.dbn'),
    endless: {
      start: Buffer.from('DBN\x01\xff\xff\xff\x01', 'latin1'),
      more: Buffer.alloc(LINE_BYTES),
      mayHold: DBN_HEADER_BYTES,
    },
  },
  {
    name: 'itch',
    files: ['12302019.NASDAQ_ITCH50'],
    slices: async () => itchSlices(),
    read: reading('itch', '12302019.NASDAQ_ITCH50'),
  },
  crypto('binance', 'binance-three-books/spot/btcusdt_20240808.gz', /"lastUpdateId"/),
  crypto('binance', 'binance-three-books/usdm/btcusdt_20240808.gz', /"lastUpdateId"/),
  crypto('binance', 'binance-three-books/cm/btcusd_perp_20240808.gz', /"lastUpdateId"/),
  crypto('kraken', 'crypto-raw/KRAKEN.ws.50.0', /"as":/),
  crypto('coinbase', 'crypto-raw/COINBASE.ws.28.0', /"type":"snapshot"/),
  crypto('bitstamp', 'crypto-raw/BITSTAMP.ws.1.0', /^$/, 'crypto-raw/BITSTAMP.http.0.0'),
  crypto('bybit', 'crypto-raw/BYBIT.ws.26.0', /snapshot/),
  crypto('bybit', 'crypto-raw/BYBIT.ws.25.0', /snapshot/),
  {
    name: 'lobster',
    files: ['d/message.csv', 'd/orderbook.csv'],
    slices: lobsterSlices,
    read: readLobster,
  },
  news('Lines', Buffer.from('{"id":"a'), NEWS_LINE_BYTES),
  news('Document', Buffer.from('<rss><channel><item><title>'), MAX_DOCUMENT_BYTES),
];

test('every format is fuzzed', () => {
  const fuzzed = new Set(subjects.map(({ name }) => name));
  for (const { name } of FORMATS) expect(fuzzed).toContain(name);
});

interface Outcomes {
  cases: number;
  /** Read to the end without a fault. */
  sound: number;
  /** Read to the end, with faults passed over. */
  skipped: number;
  /** Ended with a `FeedError`. */
  refused: number;
  records: number;
  slowestMs: number;
}

describe.each(subjects)('$name ($files)', (subject) => {
  const outcomes = (): Outcomes => ({ cases: 0, sound: 0, skipped: 0, refused: 0, records: 0, slowestMs: 0 });

  test('makes of damaged recordings sound records, or says where they are not', async () => {
    const slices = await subject.slices();
    if (slices === undefined) return;
    const others = slices.flat();
    const told = outcomes();
    for (let nth = 0; nth < CASES; nth += 1) {
      const random = createRandom(SEED * 1_000_003 + nth);
      const bytes = damaged(random.pick(slices), random, others);
      await tell(subject, bytes, random, told);
    }
    if (CASES > 1000) console.info(`${subject.name} ${subject.files[0]}: ${JSON.stringify(told)}`);
    // The damage is neither always fatal nor never noticed.
    expect(told.refused).toBeGreaterThan(CASES / 50);
    expect(told.sound + told.skipped).toBeGreaterThan(CASES / 50);
    expect(told.records).toBeGreaterThan(CASES / 50);
  }, 3_600_000);

  test('makes nothing of bytes that never were a recording', async () => {
    const told = outcomes();
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ maxLength: 300 }).map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(`${text}\n`)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.nat(), async (some, seed) => {
        await tell(subject, Buffer.from(some), createRandom(seed), told);
      }),
      { seed: SEED, numRuns: Math.ceil(CASES / 10) },
    );
    if (CASES > 1000) console.info(`${subject.name} ${subject.files[0]}, any bytes: ${JSON.stringify(told)}`);
  }, 3_600_000);

  test('does not hold more of a record that never ends than the longest there is', async () => {
    if (subject.endless === undefined) return;
    const { start, more, mayHold } = subject.endless;
    const before = held();
    let most = 0;
    const pieces = function* (): Generator<Uint8Array> {
      yield start;
      for (let given = 0; given < ENDLESS_BYTES; given += more.length) {
        yield more;
        most = Math.max(most, held() - before);
      }
    };
    const failure = await failureOf(() => subject.read(pieces(), { onFault: 'Skip', take: () => {} }));
    // Some pass over it, the others refuse it.
    if (failure !== undefined) expect(failure).toBeInstanceOf(FeedError);
    // What waits for its collection is counted too, but not all that came.
    expect(most).toBeLessThan(2 * mayHold + (96 << 20));
  });
});

const held = (): number => process.memoryUsage().arrayBuffers;

async function tell(subject: Subject, bytes: Buffer, random: Random, told: Outcomes): Promise<void> {
  const onFault = random.pick(POLICIES);
  const started = performance.now();
  const outcome = await outcomeOf(subject, lent(inPieces(bytes, random)), onFault);
  told.slowestMs = Math.max(told.slowestMs, Math.round(performance.now() - started));
  told.cases += 1;
  told.records += outcome.records;
  told[outcome.end] += 1;
  if (told.cases % 4 !== 0) return;
  const whole = await outcomeOf(subject, [bytes], onFault);
  if (JSON.stringify(whole) === JSON.stringify(outcome)) return;
  throw new Error(`cut: ${JSON.stringify(outcome)}, whole: ${JSON.stringify(whole)}`);
}

/** A chunk is the caller's, who writes the next into it: what a decoder keeps of it must be a copy. */
function* lent(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const piece of pieces) {
    const chunk = Buffer.from(piece);
    yield chunk;
    chunk.fill(0x39);
  }
}

interface Outcome {
  end: 'sound' | 'skipped' | 'refused';
  records: number;
  /** The sum of what was handed out, and what was refused: to compare by. */
  sum: number;
  said: string;
}

async function outcomeOf(
  subject: Subject,
  pieces: Iterable<Uint8Array>,
  onFault: FaultPolicy,
): Promise<Outcome> {
  const outcome: Outcome = { end: 'sound', records: 0, sum: 0, said: '' };
  const take = (record: FeedRecord): void => {
    if (!isSound(record)) throw new Error(`handed out ${JSON.stringify(record)}`);
    outcome.records += 1;
    outcome.sum = (outcome.sum * 31 + record.px + record.qty + record.orderId + record.tsRecv) % 1e9;
  };
  try {
    const { skipped, faults } = await subject.read(pieces, { onFault, take });
    if (skipped > 0) outcome.end = 'skipped';
    outcome.said = faults.join('; ');
    if (onFault === 'Stop' && skipped > 0) throw new Error('went on under Stop');
  } catch (failure) {
    if (!(failure instanceof FeedError)) throw failure;
    needPlace(subject, failure);
    outcome.end = 'refused';
    outcome.said = failure.message;
  }
  return outcome;
}

function needPlace({ files, isDocument = false }: Subject, failure: FeedError): void {
  const { message, file, row, record, byte, reason } = failure;
  const isPlaced = isDocument || (row ?? 0) >= 1 || (record ?? 0) >= 1 || (byte ?? -1) >= 0;
  if (files.includes(file) && message.startsWith(file) && isPlaced && reason.length >= 5) return;
  throw new Error(`says no place: ${message}`, { cause: failure });
}

async function failureOf(act: () => Promise<unknown>): Promise<unknown> {
  try {
    await act();
    return undefined;
  } catch (failure) {
    return failure;
  }
}

/** What record.ts promises of every record. */
function isSound(record: FeedRecord): boolean {
  const { type, seq, tsEvent, tsRecv, orderId, newOrderId, side, px, qty } = record;
  const whole = [seq, tsEvent, tsRecv, orderId, newOrderId, px, qty].every(Number.isSafeInteger);
  if (!whole || seq < 0 || tsRecv < 0) return false;
  const hasPx = px > 0;
  const hasQty = qty > 0;
  switch (type) {
    case 'Add':
    case 'Modify':
      return side !== undefined && hasPx && hasQty;
    case 'Replace':
    case 'Trade':
    case 'Print':
      return hasPx && hasQty;
    case 'Execute':
      return px >= 0 && hasQty;
    case 'Reduce':
      return hasQty;
    case 'Level':
    case 'Quote':
      return side !== undefined && hasPx && qty >= 0;
    default:
      return true;
  }
}

function reading(name: string, file: string): Subject['read'] {
  const format = FORMATS.find((each) => each.name === name) as FeedFormat;
  return async (pieces, options) => {
    const decoder = format.decode(file, options);
    for (const piece of pieces) decoder.push(piece);
    return decoder.end();
  };
}

function csv(name: string, path: string, file: string, { headings = 0 } = {}): Subject {
  return {
    name,
    files: [file],
    slices: async () => {
      const lines = await linesOf(path);
      return lines && windows(lines.slice(headings), 12, lines.slice(0, headings));
    },
    read: reading(name, file),
    endless: { start: Buffer.alloc(0), more: Buffer.alloc(LINE_BYTES, '1'), mayHold: LINE_BYTES },
  };
}

/** @param snapshot lines that later ones build upon, from the same file or from the one beside it */
function crypto(name: string, path: string, snapshot: RegExp, beside?: string): Subject {
  const file = `fuzz-${basename(path)}`;
  return {
    name,
    files: [file],
    slices: async () => {
      const lines = await linesOf(path);
      if (lines === undefined) return undefined;
      const snapshots =
        (beside ? await linesOf(beside) : undefined) ??
        lines.filter((line) => snapshot.test(line.toString()));
      const first = [lines[0]!, ...snapshots.slice(0, 4)].map(shortened);
      return windows(lines.map(shortened), 8, first);
    },
    read: reading(name, file),
    endless: { start: Buffer.alloc(0), more: Buffer.alloc(LINE_BYTES, '1'), mayHold: FRAME_BYTES },
  };
}

/** News are records of another kind: what they must be is checked here, and their number told. */
function news(form: 'Lines' | 'Document', start: Buffer, mayHold: number): Subject {
  const file = `news.${form}`;
  const item = {
    id: 'a1',
    publishedAt: '2026-03-02T14:30:00.250Z',
    source: 'Wire',
    headline: 'Kestrel opens a plant',
  };
  const lines = Array.from({ length: 6 }, (_, nth) =>
    Buffer.from(
      `${JSON.stringify({ ...item, id: `a${nth}`, body: 'Two <b>lines</b> &amp; 1,200 more', symbols: ['KES'] })}\n`,
    ),
  );
  const items = Array.from({ length: 6 }, (_, nth) =>
    Buffer.from(
      `<item><guid>a${nth}</guid><title>Kestrel &amp; co: 1,200</title><link>https://x.test/${nth}</link><pubDate>Mon, 02 Mar 2026 14:30:0${nth} GMT</pubDate><description><![CDATA[<p>It did.</p>]]></description></item>\n`,
    ),
  );
  const rss = [
    Buffer.from('<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>\n'),
    ...items,
    Buffer.from('</channel></rss>\n'),
  ];
  const passed = createRecord('', '');
  return {
    name: `news ${form}`,
    files: [file],
    slices: async () => [form === 'Lines' ? lines : rss],
    read: async (pieces, { onFault, take }) => {
      let records = 0;
      const decoder = createNewsDecoder(form, file, {
        onFault: onFault === 'Stop' ? 'Stop' : 'Skip',
        take: ({ headline, publishedMs, id }) => {
          if (headline === '' || id === '' || !Number.isSafeInteger(publishedMs))
            throw new Error(`handed out "${headline}"`);
          records += 1;
          take(passed);
        },
      });
      for (const piece of pieces) decoder.push(piece);
      decoder.end();
      return { records, skipped: decoder.refused(), faults: [] };
    },
    endless: { start, more: Buffer.alloc(LINE_BYTES, 'a'), mayHold },
    isDocument: form === 'Document',
  };
}

/** A long list of levels by its first ten. */
const shortened = (line: Buffer): Buffer =>
  line.length < 2000
    ? line
    : Buffer.from(
        line
          .toString()
          .replace(/((?:[[{][^[\]{}]*[\]}], ?){10})(?:[[{][^[\]{}]*[\]}],? ?)+/g, (_, ten) =>
            ten.replace(/, ?$/, ''),
          ),
      );

/** Slices of so many records, from all over. */
function windows(records: readonly Buffer[], length: number, before: readonly Buffer[] = []): Slice[] {
  const step = Math.max(1, Math.floor((records.length - length) / SLICES));
  return Array.from({ length: SLICES }, (_, nth) => {
    const from = Math.min(nth * step, Math.max(0, records.length - length));
    return [...before, ...records.slice(from, from + length)];
  });
}

async function startOf(path: string): Promise<Buffer | undefined> {
  const found = recorded(path);
  if (found === undefined) return undefined;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(await findSource(found))) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= READ_BYTES) break;
  }
  return Buffer.concat(parts);
}

async function linesOf(path: string): Promise<Buffer[] | undefined> {
  const bytes = await startOf(path);
  if (bytes === undefined) return undefined;
  const lines: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf('\n'); at >= 0; at = bytes.indexOf('\n', from)) {
    lines.push(bytes.subarray(from, at + 1));
    from = at + 1;
  }
  return lines;
}

async function dbnSlices(path: string): Promise<readonly Slice[] | undefined> {
  const bytes = await startOf(path);
  if (bytes === undefined) return undefined;
  const header = bytes.subarray(0, 8 + bytes.readUInt32LE(4));
  const records: Buffer[] = [];
  for (let at = header.length; at < bytes.length; at += bytes[at]! * 4) {
    records.push(bytes.subarray(at, at + bytes[at]! * 4));
  }
  // The recording is one snapshot: the rest of what a day holds is made of its records.
  const other = records.slice(0, 60).map((record, nth) => {
    const made = Buffer.from(record);
    made[36] = nth % 3 === 0 ? 0 : 128;
    made.write('ACMTFR'[nth % 6]!, 38, 'latin1');
    return made;
  });
  return [...windows(records, 12, [header]), ...windows(other, 12, [header])];
}

/** No day of ITCH is among the recordings: messages of every type, as the specification lays them out. */
function itchSlices(): readonly Slice[] {
  const random = createRandom(SEED);
  const directory = itchMessage('R', 1, 'KITE', random);
  return Array.from({ length: SLICES }, () => {
    const bodies = Array.from({ length: 14 }, (_, nth) =>
      itchMessage(
        random.pick(
          nth % 2 === 0 ? ['A', 'F', 'E', 'X', 'D', 'U', 'P'] : ITCH_LAYOUTS.map(({ type }) => type),
        ),
        nth + 2,
        'KITE',
        random,
      ),
    );
    return [directory, ...bodies];
  });
}

function itchMessage(type: string, timestamp: number, stock: string, random: Random): Buffer {
  const { fields } = ITCH_LAYOUTS.find((layout) => layout.type === type)!;
  const known: Readonly<Record<string, string | number>> = {
    stockLocate: 7,
    timestamp,
    stock,
    side: random.pick(['B', 'S']),
    orderId: 1 + random.below(5),
    newOrderId: 10 + random.below(5),
    originalOrderId: 1 + random.below(5),
    printable: 'Y',
    tradingState: 'T',
    eventCode: 'O',
  };
  const values = fields.map(({ name, kind }) => [
    name,
    known[name] ?? (kind.startsWith('text') ? 'N' : 100 + random.below(900)),
  ]);
  return Buffer.from(encodeItch([{ type, ...Object.fromEntries(values) } as unknown as ItchMessage]));
}

const LOBSTER_NAME = 'AMZN_2012-06-21_34200000_57600000_message_5.csv';
/** Between the message file and its order book, which are one recording here so that both are damaged. */
const PAIRED = Buffer.from('\n=\n');

async function lobsterSlices(): Promise<readonly Slice[] | undefined> {
  const path = recorded('lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip');
  if (path === undefined) return undefined;
  const day = await openLobster(path);
  for await (const { messages, books = [] } of day.batches({ books: true })) {
    const rows = messages.slice(0, 2000).map((message, at) => {
      const { bids, asks } = books[at]!;
      const direction = 'side' in message && message.side === 'Buy' ? 1 : -1;
      const type = ['Add', 'Reduce', 'Delete', 'Execute', 'ExecuteHidden', 'Cross'].indexOf(message.type) + 1;
      const text =
        'side' in message
          ? `${message.ts / 1e9},${type},${message.orderId},${message.qty},${message.px},${direction}\n`
          : `${message.ts / 1e9},7,0,0,-1,-1\n`;
      const book = asks
        .map((ask, nth) => `${ask.px},${ask.qty},${bids[nth]!.px},${bids[nth]!.qty}`)
        .join(',');
      return [Buffer.from(text), Buffer.from(`${book}\n`)] as const;
    });
    return Array.from({ length: SLICES }, (_, nth) => {
      const slice = rows.slice(nth * 40, nth * 40 + 8);
      return [...slice.map(([message]) => message), PAIRED, ...slice.map(([, book]) => book)];
    });
  }
  return undefined;
}

async function readLobster(pieces: Iterable<Uint8Array>, options: DecodeOptions): Promise<ReadSummary> {
  const both = Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece)));
  const at = both.indexOf(PAIRED);
  const [messages, books] =
    at < 0 ? [both, Buffer.alloc(0)] : [both.subarray(0, at + 1), both.subarray(at + PAIRED.length)];
  const source = (name: string, bytes: Buffer): ByteSource => ({
    name,
    inner: name,
    open: async () => ({
      bytes: Readable.from(inPieces(bytes, createRandom(bytes.length))),
      close: () => {},
    }),
  });
  const { meta } = parseLobsterName(LOBSTER_NAME, LOBSTER_NAME)!;
  const day: LobsterSource = {
    meta,
    messages: source('d/message.csv', messages),
    books: source('d/orderbook.csv', books),
  };
  return readLobsterDay(day, options);
}
