/**
 * The audit stream as the API sees it: everything after a cursor, then live, without loss. Recent records are
 * kept in memory; older ones come from the store. A reader's listener is attached before its backfill, so that
 * nothing falls between the two.
 */
import type { AuditRecord } from '@fairlead/engine';

export interface AuditCursor {
  readonly seq: number;
  readonly nth: number;
}

export type ReadAfter = (cursor: AuditCursor, limit: number) => Promise<readonly AuditRecord[]>;

export interface AuditHub {
  /** Records in order; the hub keeps the last `KEPT`. */
  readonly publish: (records: readonly AuditRecord[]) => void;
  /** From after `cursor`, or from now on; ends with the signal. */
  readonly read: (
    cursor: AuditCursor | undefined,
    signal: AbortSignal,
  ) => AsyncGenerator<AuditRecord, void, undefined>;
}

const KEPT = 20_000;
const PAGE = 1_000;

export const cursorOf = (record: { readonly seq: number; readonly nth: number }): string =>
  `${record.seq}.${record.nth}`;

export function parseCursor(text: string): AuditCursor {
  const [seq = '', nth = ''] = text.split('.');
  return { seq: Number(seq), nth: Number(nth) };
}

const isAfter = (a: AuditCursor, b: AuditCursor): boolean =>
  a.seq > b.seq || (a.seq === b.seq && a.nth > b.nth);

export function createAuditHub(readAfter: ReadAfter): AuditHub {
  let recent: AuditRecord[] = [];
  const listeners = new Set<(records: readonly AuditRecord[]) => void>();

  const publish = (records: readonly AuditRecord[]): void => {
    recent.push(...records);
    if (recent.length > 2 * KEPT) recent = recent.slice(-KEPT);
    for (const listener of listeners) listener(records);
  };

  async function* read(
    cursor: AuditCursor | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<AuditRecord, void, undefined> {
    const pending: AuditRecord[] = [];
    let wake: (() => void) | undefined;
    const listener = (records: readonly AuditRecord[]): void => {
      pending.push(...records);
      wake?.();
    };
    const onAbort = (): void => wake?.();
    listeners.add(listener);
    signal.addEventListener('abort', onAbort);
    try {
      let last = cursor ?? recent.at(-1) ?? { seq: 0, nth: -1 };
      if (cursor) {
        for await (const record of backfill(cursor)) {
          last = record;
          yield record;
        }
      }
      while (!signal.aborted) {
        const record = pending.shift();
        if (!record) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = undefined;
        } else if (isAfter(record, last)) {
          last = record;
          yield record;
        }
      }
    } finally {
      listeners.delete(listener);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** The store's pages until memory takes over, then memory. */
  async function* backfill(cursor: AuditCursor): AsyncGenerator<AuditRecord> {
    let last = cursor;
    for (;;) {
      const first = recent[0];
      const heldInMemory = first !== undefined && !isAfter(first, nextOf(last));
      if (heldInMemory) break;
      const page = await readAfter(last, PAGE);
      for (const record of page) {
        last = record;
        yield record;
      }
      if (page.length < PAGE) break;
    }
    for (const record of recent.slice()) {
      if (!isAfter(record, last)) continue;
      last = record;
      yield record;
    }
  }

  return { publish, read };
}

/** The earliest place that a record right after `cursor` could have. */
const nextOf = (cursor: AuditCursor): AuditCursor => ({ seq: cursor.seq, nth: cursor.nth + 1 });
