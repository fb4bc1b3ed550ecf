/** The formats that files are read in, and the one way of reading them. */
import { FeedError } from './failure.ts';
import type { DecodeOptions, FeedFormat, ReadSummary } from './record.ts';
import { type ByteSource, chunksOf, findSource } from './source.ts';

/** The first that matches reads the file: those that know themselves by their first bytes come first. */
export const FORMATS: readonly FeedFormat[] = [];

export interface FoundFormat {
  readonly format: FeedFormat;
  readonly source: ByteSource;
}

const HEAD_BYTES = 4096;

/** @throws FeedError where the file is missing, can't be unpacked, or is of no known format */
export async function findFormat(path: string): Promise<FoundFormat> {
  const source = await findSource(path);
  const head = await headOf(source);
  const format = FORMATS.find(({ matches }) => matches(source.inner, head));
  if (format !== undefined) return { format, source };
  const known = FORMATS.map(({ title }) => title).join(', ');
  throw new FeedError({ file: path, reason: `is of no format known here: ${known}` });
}

/**
 * Reads a file from its first byte to its last.
 * @throws FeedError as the format's decoder does
 */
export async function readFeed(
  { format, source }: FoundFormat,
  options: DecodeOptions,
): Promise<ReadSummary> {
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
