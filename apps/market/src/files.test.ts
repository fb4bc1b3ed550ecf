import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recorded } from '@fairlead/testkit';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { changeSpeed, marketTime, readSession, runFor, saveSession, slipClock, startClock } from './clock.ts';
import { appendLine, closeLineLog, lineCount, openLineLog, readLines } from './line-log.ts';
import { parseOptions } from './options.ts';
import { loadDay } from './recording.ts';
import { lockState } from './state-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'market-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a line log', () => {
  test('gives back what was appended, from any line, over restarts', () => {
    const path = join(folder, 'a.jsonl');
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }).filter((s) => !s.includes('\n')))),
        fc.nat(1000),
        (runs, maxBytes) => {
          rmSync(path, { force: true });
          const all: string[] = [];
          for (const lines of runs) {
            const seen: string[] = [];
            const log = openLineLog(path, (line, n) => {
              expect(n).toBe(seen.length);
              seen.push(line);
            });
            expect(seen).toEqual(all);
            for (const line of lines) appendLine(log, `${line}\n`);
            all.push(...lines);
            for (let from = 0; from < all.length; from += 1) {
              const tail: string[] = [];
              while (from + tail.length < all.length) {
                const read = readLines(log, from + tail.length, maxBytes);
                expect(read.lines).toBeGreaterThan(0);
                tail.push(...read.bytes.toString('utf8').split('\n').slice(0, -1));
              }
              expect(tail).toEqual(all.slice(from));
            }
            closeLineLog(log);
          }
        },
      ),
      { seed: 42, numRuns: 60 },
    );
  });

  test('cuts a line that a kill left without its newline, and nothing else', () => {
    const path = join(folder, 'torn.jsonl');
    writeFileSync(path, '{"a":1}\n{"a":2}\n{"a":');
    const log = openLineLog(path, () => undefined);
    expect(log.tornBytes).toBe(5);
    expect(lineCount(log)).toBe(2);
    appendLine(log, '{"a":3}\n');
    closeLineLog(log);
    expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"a":2}\n{"a":3}\n');
  });

  test('is read whole where it is longer than one chunk and lines cross chunks', () => {
    const path = join(folder, 'long.jsonl');
    const line = 'é'.repeat(99_999);
    for (let n = 0; n < 30; n += 1) appendFileSync(path, `${n}${line}\n`);
    const seen: string[] = [];
    closeLineLog(openLineLog(path, (each) => seen.push(each)));
    expect(seen).toEqual(Array.from({ length: 30 }, (_, n) => `${n}${line}`));
  });
});

describe('market time', () => {
  test('runs at its speed from its anchor, and never back', () => {
    const clock = startClock(1000, 20, 500);
    expect(marketTime(clock, 500)).toBe(1000);
    expect(marketTime(clock, 501.5)).toBe(1000 + 30e6);
    expect(marketTime(clock, 400)).toBe(1000);
    slipClock(clock, 5000, 600);
    expect(marketTime(clock, 601)).toBe(5000 + 20e6);
  });

  test('carries over to another speed, stands still, goes on and stops where it is to, to the nanosecond', () => {
    const clock = startClock(1000, 20, 500);
    changeSpeed(clock, 0.5, 501);
    expect(marketTime(clock, 501)).toBe(1000 + 20e6);
    expect(marketTime(clock, 503)).toBe(1000 + 21e6);
    runFor(clock, 0, 503);
    expect(marketTime(clock, 9_999)).toBe(1000 + 21e6);
    runFor(clock, 7, 10_000);
    expect(marketTime(clock, 10_000)).toBe(1000 + 21e6);
    expect(marketTime(clock, 10_001)).toBe(1007 + 21e6);
    changeSpeed(clock, 1000, 10_002);
    expect(marketTime(clock, 20_000)).toBe(1007 + 21e6);
    runFor(clock, Number.POSITIVE_INFINITY, 20_000);
    expect(marketTime(clock, 20_001)).toBe(1007 + 1021e6);
  });

  test('never goes back and never jumps, whatever is asked of it when', () => {
    const asked = fc.record({
      afterMs: fc.double({ min: 0, max: 50, noNaN: true }),
      speed: fc.double({ min: 0.1, max: 1000, noNaN: true }),
      byNs: fc.oneof(fc.constant(0), fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 1e9 })),
      what: fc.constantFrom('speed', 'run'),
    });
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 30 }), (all) => {
        const clock = startClock(34_200e9, 1, 0);
        let wallMs = 0;
        let before = marketTime(clock, wallMs);
        for (const { afterMs, speed, byNs, what } of all) {
          wallMs += afterMs;
          const now = marketTime(clock, wallMs);
          expect(now - before).toBeGreaterThanOrEqual(0);
          expect(now - before).toBeLessThanOrEqual(afterMs * 1e6 * clock.speed + 2);
          if (what === 'speed') changeSpeed(clock, speed, wallMs);
          else runFor(clock, byNs, wallMs);
          expect(marketTime(clock, wallMs)).toBe(now);
          before = now;
        }
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  test('is saved and read, and a damaged file says what to do', () => {
    expect(readSession(folder)).toBeUndefined();
    const session = {
      session: 'simulated',
      number: 3,
      scenario: 'thin',
      nowNs: 34_200e9,
      speed: 20,
      paused: true,
      midPx: { KESTREL: 1_000_050 },
    };
    saveSession(folder, session);
    expect(readSession(folder)).toEqual(session);
    writeFileSync(join(folder, 'session.json'), '{"session"');
    expect(() => readSession(folder)).toThrow(/session\.json is damaged: delete it/);
  });
});

test('a state folder has one market at a time, and a lock whose holder died is taken over', async () => {
  const held = await lockState(folder);
  await expect(lockState(folder)).rejects.toThrow(/is in use by another market process/);
  held.release();
  const next = await lockState(folder);
  next.release();
});

describe('options', () => {
  test('have defaults', () => {
    expect(parseOptions([])).toEqual({
      ok: true,
      value: { market: 'simulated', instrument: 'BTC-USD', seed: 1, port: 0, state: '.fairlead' },
    });
    expect(parseOptions(['--market', 'replay:/a b.zip', '--speed', '0.5', '--seed', '7'])).toMatchObject({
      ok: true,
      value: { market: 'replay:/a b.zip', speed: 0.5, seed: 7 },
    });
  });

  test.each([
    [['--speed', '0'], '--speed must be 0.1 to 1000, got "0".'],
    [['--speed', '1001'], '--speed must be 0.1 to 1000, got "1001".'],
    [['--speed', '20x'], '--speed must be a decimal number, got "20x".'],
    [['--speed', '1e308'], '--speed must be a decimal number, got "1e308".'],
    [['--seed', '1.5'], '--seed must be a whole number, got "1.5".'],
    [['--seed', '4294967296'], '--seed must be 0 to 4294967295, got "4294967296".'],
    [['--port', '65536'], '--port must be 0 to 65535, got "65536".'],
    [
      ['--market', 'nasdaq'],
      '--market must be "simulated", "replay:PATH" or "live:VENUE,VENUE", got "nasdaq".',
    ],
    [
      ['--market', 'replay:'],
      '--market must be "simulated", "replay:PATH" or "live:VENUE,VENUE", got "replay:".',
    ],
    [['--market', 'live:kraken', '--speed', '20'], '--speed must be 1 with a live market, got "20".'],
    [['--instrument', ''], '--instrument must name an instrument, got "".'],
    [['--state', ''], '--state must name a folder, got "".'],
    [['--bogus'], /do not parse: Unknown option '--bogus'/],
    [['--speed'], /do not parse: .*--speed/],
  ])('are refused in one sentence: %j', (args, sentence) => {
    const parsed = parseOptions(args);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.error).toMatch(sentence);
  });
});

test('the recorded AMZN day comes with its facts and every row but the first', async () => {
  const path = recorded('lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip');
  if (path === undefined) return;
  const loaded = await loadDay(path);
  expect(loaded.rows).toBe(155_935);
  expect(loaded.day).toMatchObject({
    symbol: 'AMZN',
    sessionDate: '2012-06-21',
    startNs: 34_200e9,
    closeNs: 57_600e9,
  });
  expect(loaded.day.adv).toBeGreaterThan(500_000);
  expect(loaded.day.avgTradeQty).toBeGreaterThan(20);
  expect(loaded.day.avgTradeQty).toBeLessThan(200);
  expect(loaded.day.dailyVolatilityBps).toBeGreaterThan(50);
  expect(loaded.day.dailyVolatilityBps).toBeLessThan(500);
  const rows = [...loaded.recording.rows];
  expect(rows).toHaveLength(155_934);
  expect(rows[0]).toEqual({
    message: {
      type: 'Add',
      ts: 34_200_189_607_670,
      orderId: 11_885_113,
      qty: 21,
      px: 2_238_100,
      side: 'Buy',
    },
    deepestBid: { px: 2_230_000, qty: 10 },
    deepestAsk: { px: 2_244_000, qty: 547 },
  });
});
