/**
 * News as an RSS 2.0 or Atom 1.0 document (NEWS.md). A document is read whole, up to `MAX_DOCUMENT_BYTES`, and its
 * records are handed out oldest first: feeds list the newest first, and their order means nothing.
 *
 * A document type is refused as such, so that no entity can be defined: nothing expands, nothing is fetched.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { FeedError } from '../failure.ts';
import {
  decodeText,
  type Fail,
  faultKeeper,
  type NewsDecodeOptions,
  type NewsDecoder,
  type NewsRecord,
  newsRecord,
  SYMBOL_LIMIT,
  SYMBOLS_LIMIT,
} from './record.ts';
import { parseIsoTime, parseRfc822Time } from './time.ts';

export const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024;
const MAX_DEPTH = 32;
/** Feeds list some hundreds at most. */
const MAX_RECORDS = 5_000;
const REASON_LIMIT = 160;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignorePiTags: true,
  ignoreDeclaration: true,
  // Numeric references are read with these only; names beyond XML's five that it lacks are left to `plainText`.
  htmlEntities: true,
  maxNestedTags: MAX_DEPTH,
});

/** As the parser gives it: one member named after the element, its content in order, and `:@` with attributes. */
type Node = Readonly<Record<string, unknown>>;

/** @param file what errors call it */
export function createNewsDocument(file: string, { onFault, take }: NewsDecodeOptions): NewsDecoder {
  const faults = faultKeeper(onFault);
  let parts: Uint8Array[] = [];
  let held = 0;
  return {
    push: (bytes) => {
      held += bytes.length;
      if (held > MAX_DOCUMENT_BYTES) {
        parts = [];
        throw new FeedError({ file, reason: `is larger than ${MAX_DOCUMENT_BYTES} bytes` });
      }
      parts.push(new Uint8Array(bytes));
    },
    end: () => {
      const records: NewsRecord[] = [];
      const document = parse(file, Buffer.concat(parts));
      parts = [];
      const entries = entriesOf(file, document);
      if (entries.length > MAX_RECORDS) {
        throw new FeedError({ file, reason: `has more than ${MAX_RECORDS} records` });
      }
      entries.forEach(({ read }, i) => {
        const fail: Fail = (field, reason) =>
          new FeedError({ file, record: i + 1, ...(field === undefined ? {} : { field }), reason });
        faults.guard(() => records.push(read(fail)));
      });
      for (const record of records.sort((a, b) => a.publishedMs - b.publishedMs)) take(record);
    },
    refused: faults.refused,
    lastFault: faults.lastFault,
  };
}

/** @throws FeedError with the line where it is not well-formed XML */
function parse(file: string, bytes: Uint8Array): readonly Node[] {
  const declared = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(
    Buffer.from(bytes.subarray(0, 256))
      .toString('latin1')
      .replace(/^\u00ef\u00bb\u00bf/, ''),
  )?.[1];
  const text = decodeText(bytes, { file }, declared);
  if (/<!DOCTYPE/i.test(text)) {
    throw new FeedError({ file, reason: 'has a document type: entities are not taken from outside' });
  }
  const refuse = (reason: string, row?: number): FeedError =>
    new FeedError({
      file,
      ...(row === undefined ? {} : { row }),
      reason: `is not well-formed XML: ${reason.slice(0, REASON_LIMIT)}`,
    });
  try {
    const valid = XMLValidator.validate(text);
    if (valid !== true) throw refuse(valid.err.msg, valid.err.line);
    return parser.parse(text) as readonly Node[];
  } catch (cause) {
    // The parser's errors are plain ones, with the text at fault in their message.
    throw cause instanceof FeedError ? cause : refuse(cause instanceof Error ? cause.message : String(cause));
  }
}

interface Entry {
  readonly read: (fail: Fail) => NewsRecord;
}

/** @throws FeedError where the document is neither */
function entriesOf(file: string, document: readonly Node[]): readonly Entry[] {
  const rss = document.find((node) => nameOf(node) === 'rss');
  const channel = rss && child(rss, 'channel');
  if (channel !== undefined) {
    const title = textAt(channel, 'title') ?? file;
    return children(channel, 'item').map((item) => ({ read: (fail) => rssRecord(item, title, fail) }));
  }
  const feed = document.find((node) => nameOf(node) === 'feed');
  if (feed !== undefined) {
    const title = textAt(feed, 'title') ?? file;
    return children(feed, 'entry').map((entry) => ({ read: (fail) => atomRecord(entry, title, fail) }));
  }
  throw new FeedError({ file, reason: 'is neither an RSS 2.0 nor an Atom document' });
}

const RSS_NAMES = { id: 'guid', source: 'source', headline: 'title', url: 'link', symbols: 'category' };
const ATOM_NAMES = { id: 'id', source: 'source', headline: 'title', url: 'link', symbols: 'category' };

function rssRecord(item: Node, channel: string, fail: Fail): NewsRecord {
  const url = textAt(item, 'link');
  const id = textAt(item, 'guid') ?? url;
  if (id === undefined) throw fail('guid', 'is missing, and so is a link in its place');
  const published = textAt(item, 'pubDate');
  if (published === undefined) throw fail('pubDate', 'is missing: news without its time has no age');
  const publishedMs = parseRfc822Time(published);
  if (publishedMs === undefined) {
    throw fail('pubDate', `"${published.slice(0, 40)}" is not an RFC 822 time with its zone`);
  }
  const fields = {
    id,
    source: textAt(item, 'source') ?? channel,
    headline: textAt(item, 'title') ?? missing(fail, 'title'),
    body: textAt(item, 'description'),
    url,
    symbols: candidates(children(item, 'category').map(textOf)),
    publishedMs,
  };
  return newsRecord(fields, RSS_NAMES, fail);
}

function atomRecord(entry: Node, feed: string, fail: Fail): NewsRecord {
  const field = textAt(entry, 'published') === undefined ? 'updated' : 'published';
  const published = textAt(entry, field);
  if (published === undefined) throw fail('updated', 'is missing: news without its time has no age');
  const publishedMs = parseIsoTime(published);
  if (publishedMs === undefined) {
    throw fail(field, `"${published.slice(0, 40)}" is not an ISO 8601 time with its zone`);
  }
  const origin = child(entry, 'source');
  const fields = {
    id: textAt(entry, 'id') ?? missing(fail, 'id'),
    source: (origin && textAt(origin, 'title')) ?? feed,
    headline: textAt(entry, 'title') ?? missing(fail, 'title'),
    body: textAt(entry, 'summary') ?? textAt(entry, 'content'),
    url: linkOf(entry),
    symbols: candidates(children(entry, 'category').map((each) => attributes(each).term ?? '')),
    publishedMs,
  };
  return newsRecord(fields, ATOM_NAMES, fail);
}

/** Categories may be anything; those that could be a symbol are left to be matched with what trades here. */
const candidates = (categories: readonly string[]): readonly string[] =>
  categories.filter((category) => category.length <= SYMBOL_LIMIT).slice(0, SYMBOLS_LIMIT);

const missing = (fail: Fail, field: string): never => {
  throw fail(field, 'is missing');
};

/** The page that the entry is about: its `alternate` link, which is what a link without `rel` is. */
function linkOf(entry: Node): string | undefined {
  const links = children(entry, 'link').map(attributes);
  return links.find((link) => (link.rel ?? 'alternate') === 'alternate')?.href;
}

const nameOf = (node: Node): string => Object.keys(node).find((name) => name !== ':@') ?? '';

const content = (node: Node): readonly Node[] => {
  const held = node[nameOf(node)];
  return Array.isArray(held) ? (held as readonly Node[]) : [];
};

const attributes = (node: Node): Readonly<Record<string, string>> =>
  (node[':@'] ?? {}) as Readonly<Record<string, string>>;

const children = (node: Node, name: string): readonly Node[] =>
  content(node).filter((each) => nameOf(each) === name);

const child = (node: Node, name: string): Node | undefined => children(node, name)[0];

/** The text under an element, markup inside it included as tags' text; undefined where it is absent or blank. */
function textAt(node: Node, name: string): string | undefined {
  const element = child(node, name);
  const text = element === undefined ? '' : textOf(element);
  return text.trim() === '' ? undefined : text;
}

function textOf(node: Node): string {
  const own = node['#text'];
  if (own !== undefined) return String(own);
  return content(node).map(textOf).join('');
}
