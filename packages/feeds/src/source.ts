/**
 * A file's bytes, unpacked: gzip, Zstandard, xz and zip are known by their first bytes, whatever the name says.
 * Several gzip members, Zstandard frames or xz streams in one file are one after another, as the packers' own
 * tools read them. Streaming: memory is a chunk. Bytes out of a zip pass a CRC-32 check at the end of their
 * entry; the other packings carry checks of their own (Zstandard's is optional: a file without one can be
 * damaged unseen, not cut short unseen).
 */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline, Readable, Transform } from 'node:stream';
import { crc32, createGunzip, createZstdDecompress } from 'node:zlib';
import xz from 'xz-decompress';
import yauzl from 'yauzl';
import { FeedError } from './failure.ts';
import { isZstd, zstdFrames } from './zstd-frames.ts';

/** Ready to be opened any number of times. */
export interface ByteSource {
  /** What errors call it. */
  readonly name: string;
  /** Base name of what is inside the packing: `orders.csv` of `orders.csv.xz`. */
  readonly inner: string;
  readonly open: () => Promise<Opened>;
}
export interface Opened {
  readonly bytes: Readable;
  readonly close: () => void;
}

const CHUNK_BYTES = 1 << 18;
const MAX_ENTRIES = 1000;
const HEAD_BYTES = 64;

const startsWith =
  (...magic: readonly number[]) =>
  (head: Uint8Array): boolean =>
    magic.every((byte, i) => head[i] === byte);

const ZIPS = [startsWith(0x50, 0x4b, 0x03, 0x04), startsWith(0x50, 0x4b, 0x05, 0x06)];
const PACKINGS = [
  { begins: startsWith(0x1f, 0x8b), unpack: unpackGzip },
  { begins: isZstd, unpack: unpackZstd },
  { begins: startsWith(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00), unpack: unpackXz },
] as const;

/** A packed file's base name without its packing's: `orders.csv` of `orders.csv.xz`. */
export const innerName = (path: string): string => basename(path).replace(/\.(gz|zst|xz)$/i, '');

/**
 * @param path a plain or packed file: of a zip, each of its entries
 * @throws FeedError where it is missing, is not a regular file, or its zip holds none
 */
export async function findSources(path: string): Promise<readonly ByteSource[]> {
  await needFile(path);
  const head = await firstBytes(path);
  if (ZIPS.some((begins) => begins(head))) {
    const entries = (await zipEntries(path)).filter(({ fileName }) => !fileName.endsWith('/'));
    if (entries.length === 0) throw new FeedError({ file: path, reason: 'is a zip that holds nothing' });
    return entries.map((entry) => zipped(path, entry));
  }
  const packing = PACKINGS.find(({ begins }) => begins(head));
  if (packing === undefined) return [plainFile(path)];
  const inner = innerName(path);
  const open = async (): Promise<Opened> => {
    const bytes = packing.unpack(createReadStream(path, { highWaterMark: CHUNK_BYTES }));
    return { bytes, close: () => bytes.destroy() };
  };
  return [{ name: path, inner, open }];
}

/**
 * @param path a plain or packed file; a zip must hold exactly one
 * @throws FeedError as `findSources`, and where a zip holds several
 */
export async function findSource(path: string): Promise<ByteSource> {
  const [source, ...others] = await findSources(path);
  if (source !== undefined && others.length === 0) return source;
  const held = [source, ...others].slice(0, 5).map((each) => each?.inner);
  throw new FeedError({ file: path, reason: `must hold one file; it holds ${held.join(', ')}` });
}

/**
 * Chunks of a source, to its end.
 * @throws FeedError where the file can't be read or unpacked from some place on
 */
export async function* chunksOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  const opened = await source.open();
  try {
    for await (const chunk of opened.bytes) yield chunk as Uint8Array;
  } catch (cause) {
    if (cause instanceof FeedError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FeedError(
      { file: source.name, reason: `can't be read to its end (${why}): truncated or damaged` },
      cause,
    );
  } finally {
    opened.close();
  }
}

const plainFile = (path: string): ByteSource => ({
  name: path,
  inner: basename(path),
  open: async () => {
    const bytes = createReadStream(path, { highWaterMark: CHUNK_BYTES });
    return { bytes, close: () => bytes.destroy() };
  },
});

export const zipped = (path: string, entry: yauzl.Entry): ByteSource => ({
  name: `${path}:${entry.fileName}`,
  inner: basename(entry.fileName),
  open: async () => {
    const zip = await openZip(path);
    try {
      const raw = await zip.openReadStreamPromise(entry);
      // The callback is what keeps a failing stream from being an unhandled error; readers meet it as a throw.
      const bytes = pipeline(raw, checkedCrc(entry.crc32), () => zip.close());
      return { bytes, close: () => bytes.destroy() };
    } catch (cause) {
      zip.close();
      throw zipFault(path, cause);
    }
  },
});

/** @throws FeedError where it is no readable zip */
export async function zipEntries(path: string): Promise<yauzl.Entry[]> {
  const zip = await openZip(path);
  const entries: yauzl.Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      entries.push(entry);
      if (entries.length > MAX_ENTRIES) throw new Error(`more than ${MAX_ENTRIES} entries`);
    }
  } catch (cause) {
    throw zipFault(path, cause);
  } finally {
    zip.close();
  }
  return entries;
}

/** @throws FeedError saying what about the path is wrong */
export async function needFile(path: string, what = 'the file'): Promise<void> {
  try {
    const facts = await stat(path);
    if (facts.isFile()) return;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason =
      code === 'ENOENT' || code === 'ENOTDIR' ? `${what} does not exist` : `${what} can't be read (${code})`;
    throw new FeedError({ file: path, reason }, cause);
  }
  throw new FeedError({ file: path, reason: `${what} is not a regular file` });
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function unpackGzip(raw: Readable): Readable {
  return pipeline(raw, createGunzip(), () => {});
}

function unpackZstd(raw: Readable): Readable {
  return pipeline(raw, zstdFrames, createZstdDecompress(), () => {});
}

function unpackXz(raw: Readable): Readable {
  const packed = Readable.toWeb(raw) as ConstructorParameters<typeof xz.XzReadableStream>[0];
  return Readable.fromWeb(new xz.XzReadableStream(packed) as Parameters<typeof Readable.fromWeb>[0]);
}

function checkedCrc(expected: number): Transform {
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      done(undefined, chunk);
    },
    flush(done) {
      done(sum === expected ? undefined : new Error('the checksum of the zip entry does not match'));
    },
  });
}

async function openZip(path: string): Promise<yauzl.ZipFile> {
  try {
    return await yauzl.openPromise(path, { lazyEntries: true, autoClose: false });
  } catch (cause) {
    throw zipFault(path, cause);
  }
}

const zipFault = (path: string, cause: unknown): FeedError => {
  const why = cause instanceof Error ? cause.message.replace(/\.?\s*$/, '') : String(cause);
  return new FeedError({ file: path, reason: `is not a readable zip: ${why}` }, cause);
};
