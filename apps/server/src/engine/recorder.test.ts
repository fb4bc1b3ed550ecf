/** The live market goes onto the tape as it came, by the real thread, and what can't is said. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instrumentId, type MarketEvent, NANOS_PER_SECOND } from '@fairlead/domain';
import type { FeedRecord } from '@fairlead/feeds';
import { createEventRecords, isTape, openTape, type TapeSession } from '@fairlead/tape';
import { bookSnapshot, KESTREL, levelChanged, tradePrinted } from '@fairlead/testkit';
import pino from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addBarsOfTape, createBars } from './bars.ts';
import { createRecorder, type Recorder, tapeSessionOf } from './recorder.ts';

const SESSION: TapeSession = { date: '2026-01-05', zone: 'America/New_York', pxDecimals: 4, qtyDecimals: 0 };
const log = pino({ level: 'silent' });
const retention = { maxBytes: 2 ** 30, maxAgeMs: 86_400_000 };
const START = 34_200 * NANOS_PER_SECOND;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fairlead-recorder-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const day = (count: number): MarketEvent[] =>
  Array.from({ length: count }, (_, i) => {
    const at = { feedSeq: i + 1, tsEvent: START + i * 1_000_000 };
    if (i % 50 === 0)
      return bookSnapshot(
        at,
        [
          [999_900, 10],
          [999_800, 20],
        ],
        [[1_000_100, 30]],
      );
    return i % 3 === 0 ? tradePrinted(at, 1_000_000 + i, 5, 'Buy') : levelChanged(at, 'Sell', 1_000_200, i);
  });
const recordsOf = (events: readonly MarketEvent[]): FeedRecord[] => {
  const taken: FeedRecord[] = [];
  const records = createEventRecords();
  for (const event of events) records(event, event.tsEvent + 7, (record) => taken.push({ ...record }));
  return taken;
};
const onTape = (): FeedRecord[] => [
  ...(function* () {
    for (const { tapeSeq: _, ...record } of openTape(join(root, SESSION.date)).read()) yield record;
  })(),
];
const SOON = { timeout: 20_000 };
/** Until the tape holds so many records and is closed. */
const closed = (records: number): Promise<void> =>
  vi.waitFor(() => {
    expect(isTape(join(root, SESSION.date))).toBe(true);
    const tape = openTape(join(root, SESSION.date));
    expect(tape.segments.at(-1)?.closed).toBe(true);
    expect(tape.records).toBe(records);
  }, SOON);
const play = (recorder: Recorder, events: readonly MarketEvent[]): void => {
  for (const event of events) recorder.add(event, event.tsEvent + 7);
};

test('every event is on the tape, in order, with our clock at receipt', async () => {
  const events = day(10_000);
  const recorder = createRecorder({ root, retention, log });
  recorder.begin(SESSION, SESSION.date);
  play(recorder, events);
  recorder.stop();
  await closed(recordsOf(events).length);
  expect(onTape()).toEqual(recordsOf(events));
});

test('a slow disk costs whole events, which are counted, and memory stays bounded', async () => {
  const events = day(1_000);
  const recorder = createRecorder({ root, retention, log, batchRecords: 16, maxBatches: 4 });
  recorder.begin(SESSION, SESSION.date);
  // The thread gets no turn to give memory back: five batches are all there is.
  play(recorder, events);
  const { droppedEvents, state } = recorder.report();
  expect(state).toBe('Recording');
  recorder.stop();
  const kept = recordsOf(events.slice(0, events.length - droppedEvents));
  expect(kept.length).toBeGreaterThan(64);
  expect(kept.length).toBeLessThanOrEqual(80);
  await closed(kept.length);
  expect(onTape()).toEqual(kept);
});

test('a disk that refuses stops the tape with its reason, and events go on being taken for nothing', async () => {
  writeFileSync(join(root, 'file'), '');
  const recorder = createRecorder({ root: join(root, 'file'), retention, log });
  recorder.begin(SESSION, SESSION.date);
  await vi.waitFor(() => expect(recorder.report().state).toBe('Stopped'), SOON);
  expect(recorder.report().reason).toMatch(/can't be written: .*\(ENOTDIR\)$/);
  play(recorder, day(100));
  expect(recorder.report()).toMatchObject({ records: 0, droppedEvents: 0 });
  recorder.stop();
});

test('a recorder that starts again goes on, and the candles of before are on the chart', async () => {
  const events = day(4_000);
  for (const half of [events.slice(0, 2_000), events.slice(2_000)]) {
    const recorder = createRecorder({ root, retention, log });
    recorder.begin(SESSION, SESSION.date);
    play(recorder, half);
    recorder.stop();
    await closed(recordsOf(events.slice(0, events.indexOf(half.at(-1)!) + 1)).length);
  }
  const live = createBars();
  for (const event of events) if (event.type === 'TradePrinted') live.add(event);
  const again = createBars();
  const prints = addBarsOfTape(again, join(root, SESSION.date));
  expect(prints).toBe(events.filter(({ type }) => type === 'TradePrinted').length);
  const kestrel = instrumentId('KESTREL');
  expect(again.since(kestrel, 0)).toEqual(live.since(kestrel, 0));
  expect(again.since(kestrel, 0)).toHaveLength(4);
  expect(again.lastPx(kestrel)).toBe(live.lastPx(kestrel));
});

test('a tape says what its numbers count: shares on New York’s clock, coins on UTC', () => {
  const reference = { sessionDate: '2026-01-05', venues: [], instruments: [KESTREL] };
  expect(tapeSessionOf({ environment: 'SIM', reference })).toEqual(SESSION);
  const coins = { ...reference, instruments: [{ ...KESTREL, qtyDecimals: 5 }] };
  expect(tapeSessionOf({ environment: 'LIVE-PAPER', reference: coins })).toEqual({
    ...SESSION,
    zone: 'UTC',
    qtyDecimals: 5,
  });
});

test('without a tape there are no candles; a broken one is a typed error', () => {
  const dir = join(root, 'none');
  expect(addBarsOfTape(createBars(), dir)).toBe(0);
  mkdirSync(dir);
  writeFileSync(join(dir, 'tape-000000000000001.tape'), 'not a tape');
  expect(() => addBarsOfTape(createBars(), dir)).toThrow('is no segment of a tape');
});
