/** LOBSTER's two CSVs as byte sources, from a zip or from a folder. */
import { basename, dirname, join } from 'node:path';
import type yauzl from 'yauzl';
import { FeedError } from './failure.ts';
import { type LobsterMeta, type LobsterPart, NAME_FORM, parseLobsterName } from './name.ts';
import { type ByteSource, findSource, innerName, needFile, zipEntries, zipped } from './source.ts';

/** One of the two files, ready to be opened any number of times. */
export interface LobsterSource {
  readonly meta: LobsterMeta;
  readonly messages: ByteSource;
  readonly books: ByteSource;
}

/**
 * @param path a zip, or the message CSV with its order book beside it, both plain or both packed alike
 * @throws FeedError where the path is not one of these
 */
export async function findLobster(path: string): Promise<LobsterSource> {
  await needFile(path);
  const inner = innerName(path);
  const name = parseLobsterName(inner, path);
  if (name === undefined && inner.toLowerCase().endsWith('.csv')) {
    throw new FeedError({ file: path, field: 'name', reason: `must be of the form ${NAME_FORM}` });
  }
  return name === undefined ? findInZip(path) : findInFolder(path);
}

async function findInFolder(path: string): Promise<LobsterSource> {
  const name = parseLobsterName(innerName(path), path);
  if (name?.part !== 'message') {
    throw new FeedError({
      file: path,
      field: 'name',
      reason: 'is the order book: give the message file, which is read with it',
    });
  }
  const bookPath = join(dirname(path), basename(path).replace('_message_', '_orderbook_'));
  await needFile(bookPath, 'the order book that belongs beside the message file');
  return { meta: name.meta, messages: await findSource(path), books: await findSource(bookPath) };
}

async function findInZip(path: string): Promise<LobsterSource> {
  const found = new Map<LobsterPart, { entry: yauzl.Entry; meta: LobsterMeta; pair: string }>();
  const entries = await zipEntries(path);
  for (const entry of entries) {
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
  const messages = found.get('message');
  const books = found.get('orderbook');
  if (messages === undefined || books === undefined) {
    const missing = messages === undefined ? 'message' : 'orderbook';
    const held =
      entries.length === 0
        ? 'nothing'
        : entries
            .slice(0, 5)
            .map(({ fileName }) => fileName)
            .join(', ');
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
