/**
 * A news feed at an address, asked politely: conditionally (RFC 9110, 13.1), by name, with a time limit and a size
 * limit, and as patiently as `Retry-After` wants.
 */
import { FeedError } from '../failure.ts';
import { createNewsDecoder, sniffNews } from './decode.ts';
import type { NewsReader, TakeRecord } from './reader.ts';
import type { NewsDecoder } from './record.ts';
import { MAX_DOCUMENT_BYTES } from './xml.ts';

const TIMEOUT_MS = 10_000;
const MOST_PATIENCE_MS = 86_400_000;

export function createUrlReader(address: string, take: TakeRecord): NewsReader {
  const url = new URL(address);
  // What follows the question mark may be a key: it is shown to nobody.
  const name = `${url.protocol}//${url.host}${url.pathname}${url.search === '' ? '' : '?…'}`;
  let decoder: NewsDecoder | undefined;
  let patienceMs = 0;
  /** Of the last answer that was read to its end. */
  let validators: Record<string, string> = {};

  return {
    name,
    patienceMs: () => patienceMs,
    decoder: () => decoder,
    read: async (signal) => {
      patienceMs = 0;
      const response = await ask(url, name, validators, signal);
      if (response.status === 304) return;
      if (!response.ok) {
        await response.body?.cancel();
        patienceMs = retryAfterMs(response.headers.get('retry-after'));
        throw new FeedError({ file: name, reason: `answered ${response.status} ${response.statusText}` });
      }
      const body = await bodyOf(response, name);
      decoder = createNewsDecoder(sniffNews(body) ?? 'Lines', name, { onFault: 'Skip', take });
      decoder.push(body);
      decoder.end();
      const etag = response.headers.get('etag');
      const modified = response.headers.get('last-modified');
      validators = {
        ...(etag === null ? {} : { 'if-none-match': etag }),
        ...(modified === null ? {} : { 'if-modified-since': modified }),
      };
    },
  };
}

async function ask(
  url: URL,
  name: string,
  validators: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(url, {
      headers: {
        accept:
          'application/rss+xml, application/atom+xml, application/x-ndjson, application/xml;q=0.9, */*;q=0.5',
        'user-agent': 'Fairlead/0.1',
        ...validators,
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
  } catch (cause) {
    throw new FeedError({ file: name, reason: `can't be reached (${whyOf(cause)})` }, cause);
  }
}

async function bodyOf(response: Response, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let held = 0;
  try {
    for await (const part of response.body ?? []) {
      held += part.length;
      if (held > MAX_DOCUMENT_BYTES) {
        throw new FeedError({ file: name, reason: `is larger than ${MAX_DOCUMENT_BYTES} bytes` });
      }
      parts.push(part);
    }
  } catch (cause) {
    if (cause instanceof FeedError) throw cause;
    throw new FeedError({ file: name, reason: `broke off (${whyOf(cause)})` }, cause);
  }
  return Buffer.concat(parts);
}

/** `fetch` says only that it failed; what it met is the cause. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1_000} s`;
  const { cause } = error;
  const code = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : undefined;
  return code ?? error.message;
}

/** Seconds or a date (RFC 9110, 10.2.3); at most a day. */
function retryAfterMs(header: string | null): number {
  if (header === null) return 0;
  const waitMs = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(waitMs) ? 0 : Math.max(0, Math.min(waitMs, MOST_PATIENCE_MS));
}
