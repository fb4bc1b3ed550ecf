/** News as JSON Lines (NEWS.md): one object to a line, taken as the lines come. Holds one incomplete line at most. */
import { FeedError } from '../failure.ts';
import {
  decodeText,
  type Fail,
  faultKeeper,
  type NewsDecodeOptions,
  type NewsDecoder,
  type NewsRecord,
  newsRecord,
} from './record.ts';
import { parseIsoTime } from './time.ts';

const NEWLINE = 0x0a;
/** A headline with a long body is a few kilobytes. */
const MAX_LINE_BYTES = 65_536;
const NAMES = { id: 'id', source: 'source', headline: 'headline', url: 'url', symbols: 'symbols' } as const;

/** @param file what errors call it */
export function createNewsLines(file: string, { onFault, take }: NewsDecodeOptions): NewsDecoder {
  const faults = faultKeeper(onFault);
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  /** The rest of a line that was refused for its length is passed over. */
  let overlong = false;
  let row = 1;

  const line = (rest: Uint8Array): void => {
    const bytes = held.length === 0 ? rest : Buffer.concat([...held, rest]);
    const skip = overlong;
    forget();
    if (!skip) faults.guard(() => readLine(file, row, bytes, take));
    row += 1;
  };
  const forget = (): void => {
    held = [];
    heldBytes = 0;
    overlong = false;
  };
  const hold = (rest: Uint8Array): void => {
    if (overlong || rest.length === 0) return;
    held.push(new Uint8Array(rest));
    heldBytes += rest.length;
    if (heldBytes <= MAX_LINE_BYTES) return;
    forget();
    overlong = true;
    faults.guard(() => {
      throw new FeedError({ file, row, reason: `is longer than ${MAX_LINE_BYTES} bytes` });
    });
  };

  return {
    push: (bytes) => {
      let at = 0;
      for (;;) {
        const end = bytes.indexOf(NEWLINE, at);
        if (end < 0) return hold(bytes.subarray(at));
        line(bytes.subarray(at, end));
        at = end + 1;
      }
    },
    end: () => {
      if (heldBytes > 0) line(new Uint8Array());
    },
    refused: faults.refused,
    lastFault: faults.lastFault,
  };
}

/** A line of white space is nothing, and no fault. */
function readLine(file: string, row: number, bytes: Uint8Array, take: NewsDecodeOptions['take']): void {
  const fail: Fail = (field, reason) =>
    new FeedError({ file, row, ...(field === undefined ? {} : { field }), reason });
  if (bytes.length > MAX_LINE_BYTES) throw fail(undefined, `is longer than ${MAX_LINE_BYTES} bytes`);
  const text = decodeText(bytes, { file, row });
  if (text.trim() === '') return;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw fail(undefined, 'is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw fail(undefined, 'is not a JSON object');
  }
  take(recordOf(parsed as Readonly<Record<string, unknown>>, fail));
}

function recordOf(members: Readonly<Record<string, unknown>>, fail: Fail): NewsRecord {
  const optional = (field: string): string | undefined => {
    const value = Object.hasOwn(members, field) ? members[field] : undefined;
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw fail(field, `must be text, got ${kindOf(value)}`);
    return value;
  };
  const text = (field: string): string => {
    const value = optional(field);
    if (value === undefined) throw fail(field, 'is missing');
    return value;
  };
  const published = text('publishedAt');
  const publishedMs = parseIsoTime(published);
  if (publishedMs === undefined) {
    throw fail('publishedAt', `"${published.slice(0, 40)}" is not an ISO 8601 time with its zone`);
  }
  const symbols = Object.hasOwn(members, 'symbols') ? (members.symbols ?? []) : [];
  if (!Array.isArray(symbols) || symbols.some((symbol) => typeof symbol !== 'string')) {
    throw fail('symbols', 'must be a list of texts');
  }
  const fields = {
    id: text('id'),
    source: text('source'),
    headline: text('headline'),
    body: optional('body'),
    url: optional('url'),
    symbols: symbols as readonly string[],
    publishedMs,
  };
  return newsRecord(fields, NAMES, fail);
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'a list' : `a ${typeof value}`);
