/**
 * The two CSVs as byte streams, from a zip or from a folder. Bytes out of a zip pass a CRC-32 check, so that
 * damage which still inflates and still parses is found at the end of its entry.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline, type Readable, Transform } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { FeedError } from './failure.ts';
import { type LobsterMeta, type LobsterPart, NAME_FORM, parseLobsterName } from './name.ts';

/** One of the two files, ready to be opened any number of times. */
export interface LobsterSource {
  readonly meta: LobsterMeta;
  readonly messages: ByteSource;
  readonly books: ByteSource;
}

export interface ByteSource {
  readonly name: string;
  readonly open: () => Promise<Opened>;
}
export interface Opened {
  readonly bytes: Readable;
  readonly close: () => void;
}

const MAX_ENTRIES = 1000;

/**
 * @param path a zip, or the message CSV with its order book beside it
 * @throws FeedError where the path is not one of these
 */
export async function findLobster(path: string): Promise<LobsterSource> {
  await needFile(path);
  const name = parseLobsterName(basename(path), path);
  if (name === undefined && path.toLowerCase().endsWith('.csv')) {
    throw new FeedError({ file: path, field: 'name', reason: `must be of the form ${NAME_FORM}` });
  }
  return name === undefined ? findInZip(path) : findInFolder(path);
}

async function findInFolder(path: string): Promise<LobsterSource> {
  const name = parseLobsterName(basename(path), path);
  if (name?.part !== 'message') {
    throw new FeedError({
      file: path,
      field: 'name',
      reason: 'is the order book: give the message file, which is read with it',
    });
  }
  const bookPath = join(dirname(path), basename(path).replace('_message_', '_orderbook_'));
  await needFile(bookPath, 'the order book that belongs beside the message file');
  return { meta: name.meta, messages: plainFile(path), books: plainFile(bookPath) };
}

const plainFile = (path: string): ByteSource => ({
  name: path,
  open: async () => {
    const bytes = createReadStream(path, { highWaterMark: 1 << 18 });
    return { bytes, close: () => bytes.destroy() };
  },
});

async function findInZip(path: string): Promise<LobsterSource> {
  const zip = await openZip(path);
  const found = new Map<LobsterPart, { entry: yauzl.Entry; meta: LobsterMeta; pair: string }>();
  const names: string[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      names.push(entry.fileName);
      if (names.length > MAX_ENTRIES) throw new Error(`more than ${MAX_ENTRIES} entries`);
      const name = parseLobsterName(basename(entry.fileName), `${path}:${entry.fileName}`);
      if (name === undefined) continue;
      if (found.has(name.part)) {
        throw new FeedError({
          file: path,
          reason: `holds more than one ${name.part} file: one day at a time`,
        });
      }
      found.set(name.part, { entry, ...name });
    }
  } catch (cause) {
    if (cause instanceof FeedError) throw cause;
    throw zipFault(path, cause);
  } finally {
    zip.close();
  }
  const messages = found.get('message');
  const books = found.get('orderbook');
  if (messages === undefined || books === undefined) {
    const missing = messages === undefined ? 'message' : 'orderbook';
    const held = names.length === 0 ? 'nothing' : names.slice(0, 5).join(', ');
    throw new FeedError({
      file: path,
      reason: `holds no entry named ${NAME_FORM.replace('message', missing)}; it holds ${held}`,
    });
  }
  if (messages.pair !== books.pair) {
    throw new FeedError({
      file: path,
      reason: `${messages.entry.fileName} and ${books.entry.fileName} are not of the same ticker, day and depth`,
    });
  }
  return { meta: messages.meta, messages: zipped(path, messages.entry), books: zipped(path, books.entry) };
}

const zipped = (path: string, entry: yauzl.Entry): ByteSource => ({
  name: `${path}:${entry.fileName}`,
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

async function needFile(path: string, what = 'the file'): Promise<void> {
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
