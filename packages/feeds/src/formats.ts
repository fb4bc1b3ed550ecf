/** The formats that files are read in, and the one way of reading them. */
import { BITSTAMP_L3 } from './bitstamp-l3/decode.ts';
import { CRYPTO_FORMATS } from './crypto/recording.ts';
import { DBN } from './dbn/decode.ts';
import { FeedError } from './failure.ts';
import { ITCH } from './itch/format.ts';
import { LOBSTER } from './lobster-records.ts';
import { MBO_CSV } from './mbo/csv.ts';
import type { AnyFormat, DecodeOptions, ReadSummary } from './record.ts';
import { type ByteSource, chunksOf, findSources } from './source.ts';
import { TRADE_QUOTE } from './trade-quote/decode.ts';

/** The first that matches reads the file: those that know themselves by their first bytes come first. */
export const FORMATS: readonly AnyFormat[] = [
  DBN,
  MBO_CSV,
  BITSTAMP_L3,
  ...CRYPTO_FORMATS,
  ITCH,
  TRADE_QUOTE,
  LOBSTER,
];

export interface FoundFormat {
  readonly path: string;
  readonly format: AnyFormat;
  readonly source: ByteSource;
}

const HEAD_BYTES = 4096;

/**
 * Of a zip, the one entry that is of a known format; a text beside it does not matter.
 * @throws FeedError where the file is missing, can't be unpacked, is of no known format, or holds several recordings
 */
export async function findFormat(path: string): Promise<FoundFormat> {
  const found: FoundFormat[] = [];
  for (const source of await findSources(path)) {
    const head = await headOf(source);
    const format = FORMATS.find(({ matches }) => matches(source.inner, head));
    if (format !== undefined) found.push({ path, format, source });
  }
  const [first] = found;
  if (first === undefined) {
    const known = FORMATS.map(({ title }) => title).join(', ');
    throw new FeedError({ file: path, reason: `is of no format known here: ${known}` });
  }
  if (found.length > 1 && !('read' in first.format && found.every(({ format }) => format === first.format))) {
    const held = found.map(({ source }) => source.inner).join(', ');
    throw new FeedError({ file: path, reason: `holds more than one recording (${held}): one at a time` });
  }
  return first;
}

/**
 * Reads a file from its first byte to its last.
 * @throws FeedError as the format's decoder does
 */
export async function readFeed(
  { path, format, source }: FoundFormat,
  options: DecodeOptions,
): Promise<ReadSummary> {
  if ('read' in format) return format.read(path, options);
  const decoder = format.decode(source.name, options);
  for await (const chunk of chunksOf(source)) decoder.push(chunk);
  return decoder.end();
}

async function headOf(source: ByteSource): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of chunksOf(source)) {
    parts.push(chunk);
    held += chunk.length;
    if (held >= HEAD_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES);
}
