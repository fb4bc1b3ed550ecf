/** One record of a news feed as its format gives it, the shape of a decoder, and the checks that all formats share. */
import { TextDecoder } from 'node:util';
import type { UnixMs } from '@fairlead/domain';
import { FeedError, type FeedFault } from '../failure.ts';
import { clipped, plainText } from './text.ts';

/** `headline`, `body` and `source` are plain text; `headline` is not empty. */
export interface NewsRecord {
  readonly id: string;
  readonly source: string;
  readonly headline: string;
  /** The headline was longer than `HEADLINE_LIMIT`. */
  readonly clipped: boolean;
  readonly body?: string;
  readonly url?: string;
  /** As the source writes them. */
  readonly symbols: readonly string[];
  readonly publishedMs: UnixMs;
}

export interface NewsDecodeOptions {
  /** `Stop` ends with `FeedError`, `Skip` counts the record and goes on at the next. */
  readonly onFault: 'Stop' | 'Skip';
  /** Called for every sound record, in time's order where the format has no order of its own. */
  readonly take: (record: NewsRecord) => void;
}

/** One stream or document being decoded. Synchronous. */
export interface NewsDecoder {
  /**
   * Bytes as they come, cut anywhere.
   * @throws FeedError under `Stop`, and under either where the document as a whole is too large
   */
  readonly push: (bytes: Uint8Array) => void;
  /** Nothing more comes. @throws FeedError under `Stop`, and under either where the document as a whole is not sound */
  readonly end: () => void;
  readonly refused: () => number;
  /** The latest reason, in a sentence with its place. */
  readonly lastFault: () => string | undefined;
}

/** Characters of a headline and of a body that are kept. */
const HEADLINE_LIMIT = 300;
const BODY_LIMIT = 2_000;
/** Beyond these a member is no id, name or address but something else in its place. */
const ID_LIMIT = 512;
const SOURCE_LIMIT = 80;
const URL_LIMIT = 2_048;
export const SYMBOL_LIMIT = 32;
export const SYMBOLS_LIMIT = 50;

/** Makes the error of one record: `fail(field, reason)`. */
export type Fail = (field: string | undefined, reason: string) => FeedError;

/** Members under the names that the format's page gives them. */
export interface NewsFields {
  readonly id: string;
  readonly source: string;
  readonly headline: string;
  readonly body: string | undefined;
  readonly url: string | undefined;
  readonly symbols: readonly string[];
  readonly publishedMs: UnixMs;
}

/** @param names what the format calls the members, for errors @throws FeedError naming the first that is not sound */
export function newsRecord(
  fields: NewsFields,
  names: Readonly<Record<'id' | 'source' | 'headline' | 'url' | 'symbols', string>>,
  fail: Fail,
): NewsRecord {
  const id = fields.id.trim();
  if (id === '') throw fail(names.id, 'is empty');
  if (id.length > ID_LIMIT) throw fail(names.id, `is longer than ${ID_LIMIT} characters`);
  const source = plainText(fields.source);
  if (source === '') throw fail(names.source, 'is empty');
  const headline = plainText(fields.headline);
  if (headline === '') throw fail(names.headline, 'has no text');
  const kept = clipped(headline, HEADLINE_LIMIT);
  if (fields.symbols.length > SYMBOLS_LIMIT) throw fail(names.symbols, `has more than ${SYMBOLS_LIMIT}`);
  if (fields.symbols.some((symbol) => symbol.length > SYMBOL_LIMIT)) {
    throw fail(names.symbols, `has one that is longer than ${SYMBOL_LIMIT} characters`);
  }
  const body = fields.body === undefined ? '' : clipped(plainText(fields.body), BODY_LIMIT);
  const url = fields.url?.trim() || undefined;
  if (url !== undefined && !isWebAddress(url)) {
    throw fail(names.url, 'is not an http or https address');
  }
  return {
    id,
    source: clipped(source, SOURCE_LIMIT),
    headline: kept,
    clipped: kept !== headline,
    ...(body === '' ? {} : { body }),
    ...(url === undefined ? {} : { url }),
    symbols: fields.symbols.map((symbol) => symbol.trim()).filter((symbol) => symbol !== ''),
    publishedMs: fields.publishedMs,
  };
}

const isWebAddress = (text: string): boolean =>
  text.length <= URL_LIMIT && /^https?:$/.test(URL.parse(text)?.protocol ?? '');

/** Counts faults under `Skip`, throws them under `Stop`. What is no FeedError is a fault of ours and goes on up. */
export function faultKeeper(onFault: NewsDecodeOptions['onFault']) {
  let refused = 0;
  let last: string | undefined;
  return {
    refused: () => refused,
    lastFault: () => last,
    /** Runs what reads one record. */
    guard: (read: () => void): void => {
      try {
        read();
      } catch (error) {
        if (!(error instanceof FeedError) || onFault === 'Stop') throw error;
        refused += 1;
        last = error.message;
      }
    },
  };
}

/** UTF-8, or the encoding that a document declares. @throws FeedError where the bytes are not of it */
export function decodeText(bytes: Uint8Array, at: Omit<FeedFault, 'reason'>, encoding = 'utf-8'): string {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch (cause) {
    throw new FeedError({ ...at, reason: `is in an encoding that is not known here, "${encoding}"` }, cause);
  }
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new FeedError({ ...at, reason: `is not ${encoding.toUpperCase()} text` }, cause);
  }
}
