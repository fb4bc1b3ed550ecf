/** A page of a venue's HTTP interface, as text, or why not. Never throws. */
import { err, ok, type Result } from '@fairlead/domain';

export interface PageFailure {
  readonly reason: string;
  /** What the venue asks us to wait (HTTP 429 and 418). 0 where it does not say. */
  readonly retryAfterMs: number;
}

const MAX_PAGE_BYTES = 1 << 25;
const MAX_RETRY_AFTER_S = 600;

export async function fetchText(
  url: string,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Result<string, PageFailure>> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      redirect: 'error',
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      const seconds = Number(response.headers.get('retry-after') ?? 0);
      const retryAfterMs = seconds > 0 ? Math.min(seconds, MAX_RETRY_AFTER_S) * 1000 : 0;
      return err({ reason: `HTTP ${response.status}`, retryAfterMs });
    }
    const parts: Uint8Array[] = [];
    let held = 0;
    for await (const part of response.body ?? []) {
      parts.push(part);
      held += part.length;
      if (held > MAX_PAGE_BYTES)
        return err({ reason: `longer than ${MAX_PAGE_BYTES} bytes`, retryAfterMs: 0 });
    }
    return ok(Buffer.concat(parts).toString('utf8'));
  } catch (cause) {
    return err({ reason: cause instanceof Error ? cause.message : String(cause), retryAfterMs: 0 });
  }
}
