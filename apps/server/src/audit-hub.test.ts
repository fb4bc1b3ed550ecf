import type { AuditRecord } from '@fairlead/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAuditHub, cursorOf, parseCursor } from './audit-hub.ts';

const record = (seq: number, nth = 0): AuditRecord =>
  ({ seq, nth, ts: 0, actor: 'system', body: { type: 'CommandRefused', command: 'x', cause: 'y' } }) as never;

/** A store that holds records up to `upTo` and answers a page at a time, slowly. */
const stored =
  (all: readonly AuditRecord[], upTo: number) =>
  async (after: { seq: number; nth: number }, limit: number) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return all
      .filter((r) => r.seq <= upTo && (r.seq > after.seq || (r.seq === after.seq && r.nth > after.nth)))
      .slice(0, limit);
  };

async function take(stream: AsyncGenerator<AuditRecord>, n: number): Promise<string[]> {
  const got: string[] = [];
  for await (const r of stream) {
    got.push(cursorOf(r));
    if (got.length === n) break;
  }
  return got;
}

test('a reader from a cursor gets every later record once, wherever store, memory and live meet', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
      async (total, cursorAt, storedTo, publishedBefore) => {
        const all = Array.from({ length: total }, (_, i) => record(1 + Math.floor(i / 2), i % 2));
        const before = Math.min(publishedBefore, total);
        // What was published earlier is in the store or in memory; the store may lag behind.
        const held = Math.min(Math.max(storedTo, 0), all[before - 1]?.seq ?? 0);
        const hub = createAuditHub(stored(all, held));
        const firstInMemory = all.findIndex((r) => r.seq > held);
        hub.publish(all.slice(firstInMemory < 0 ? before : Math.min(firstInMemory, before), before));
        const cursor = all[Math.min(cursorAt, total - 1)] as AuditRecord;
        const expected = all.slice(all.indexOf(cursor) + 1).map(cursorOf);
        const reading = take(hub.read(cursor, new AbortController().signal), expected.length);
        for (const r of all.slice(before)) {
          hub.publish([r]);
          await Promise.resolve();
        }
        if (expected.length > 0) expect(await reading).toEqual(expected);
      },
    ),
    { seed: 42, numRuns: 150 },
  );
});

test('a reader without a cursor gets what comes from now on', async () => {
  const hub = createAuditHub(stored([], 0));
  hub.publish([record(1), record(2)]);
  const abort = new AbortController();
  const stream = hub.read(undefined, abort.signal);
  const next = stream.next();
  hub.publish([record(3)]);
  expect(cursorOf((await next).value as AuditRecord)).toBe('3.0');
});

test('a reader that hangs up ends, and is forgotten', async () => {
  const hub = createAuditHub(stored([], 0));
  const abort = new AbortController();
  const stream = hub.read(undefined, abort.signal);
  const next = stream.next();
  abort.abort();
  expect((await next).done).toBe(true);
});

test('a cursor is written and read again', () => {
  expect(parseCursor(cursorOf({ seq: 12, nth: 3 }))).toEqual({ seq: 12, nth: 3 });
});
