import { expect, test } from 'vitest';
import { createLatest } from './latest.ts';

test('a slow reader sees the newest value, not the ones it missed', async () => {
  const latest = createLatest<number>();
  const stream = latest.read(new AbortController().signal);
  latest.put(1);
  expect((await stream.next()).value).toBe(1);
  latest.put(2);
  latest.put(3);
  expect((await stream.next()).value).toBe(3);
});

test('a reader that hangs up while it waits ends', async () => {
  const abort = new AbortController();
  const next = createLatest<number>().read(abort.signal).next();
  abort.abort();
  expect((await next).done).toBe(true);
});
