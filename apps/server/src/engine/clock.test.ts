/** Our clock, and what is to be called by it, under a market that is paused, stepped, hurried and turned to another session. */
import { type Nanos, nanos } from '@fairlead/domain';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMarketTime } from './clock.ts';

const SECOND = 1_000_000_000;
const OPEN = nanos(34_200 * SECOND);
const after = (seconds: number): Nanos => nanos(OPEN + seconds * SECOND);

function clockAt(speed: number) {
  let wall = 0;
  const time = createMarketTime(OPEN, () => wall);
  time.begin({ now: OPEN, speed });
  return {
    time,
    pass: (ms: number): Nanos => {
      wall += ms;
      return time.now();
    },
  };
}

describe('market time', () => {
  test('stands still before the market has said anything', () => {
    let wall = 0;
    const time = createMarketTime(OPEN, () => wall);
    wall = 3_600_000;
    expect(time.now()).toBe(OPEN);
  });

  test('is frozen by a pause, whatever comes late, and goes on from there', () => {
    const { time, pass } = clockAt(2);
    expect(pass(500)).toBe(after(1));
    time.follow({ now: after(1), speed: 2, until: after(1) });
    for (let n = 0; n < 100; n += 1) {
      expect(pass(60_000)).toBe(after(1));
      time.heard(nanos(OPEN + SECOND / 2));
    }
    time.follow({ now: after(1), speed: 2 });
    expect(pass(250)).toBe(after(1.5));
  });

  test('goes on by exactly a step at the present speed, and stops', () => {
    const { time, pass } = clockAt(10);
    time.follow({ now: after(1), speed: 10, until: after(3) });
    expect(pass(100)).toBe(after(2));
    expect(pass(10_000)).toBe(after(3));
    time.follow({ now: after(3), speed: 10, until: after(3) });
    expect(pass(10_000)).toBe(after(3));
  });

  test('carries over to another speed, never backwards, and begins anew with another session', () => {
    const { time, pass } = clockAt(1000);
    expect(pass(1_000)).toBe(after(1_000));
    // the market was a little behind what we took its time for
    time.follow({ now: after(999), speed: 0.5 });
    expect(pass(0)).toBe(after(1_000));
    expect(pass(4_000)).toBe(after(1_001));
    time.begin({ now: OPEN, speed: 1 });
    expect(pass(1_000)).toBe(after(1));
  });

  test('never goes back within a session, whatever the market says', () => {
    const said = fc.record({
      afterMs: fc.integer({ min: 0, max: 2_000 }),
      now: fc.integer({ min: 0, max: 10 * SECOND }),
      speed: fc.constantFrom(0.1, 1, 20, 1000),
      standsAfter: fc.option(fc.integer({ min: 0, max: SECOND }), { nil: undefined }),
      hears: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(said, { maxLength: 40 }), (all) => {
        const { time, pass } = clockAt(1);
        let before = OPEN;
        for (const { afterMs, now, speed, standsAfter, hears } of all) {
          const reading = pass(afterMs);
          expect(reading).toBeGreaterThanOrEqual(before);
          before = reading;
          const at = nanos(OPEN + now);
          if (hears) time.heard(at);
          else
            time.follow({
              now: at,
              speed,
              ...(standsAfter === undefined ? {} : { until: nanos(at + standsAfter) }),
            });
        }
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});

describe('a call at a market time', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  function timersAt(speed: number) {
    const time = createMarketTime(OPEN);
    time.begin({ now: OPEN, speed });
    const fired: (readonly [string, number])[] = [];
    const set = (name: string, at: Nanos): (() => void) =>
      time.at(at, () => fired.push([name, (time.now() - OPEN) / SECOND]));
    return { time, fired, set };
  }

  test('waits out a pause of any length, and fires when market time has come to it', () => {
    const { time, fired, set } = timersAt(1);
    set('a', after(2));
    vi.advanceTimersByTime(1_000);
    time.follow({ now: after(1), speed: 1, until: after(1) });
    vi.advanceTimersByTime(600_000);
    expect(fired).toEqual([]);
    time.follow({ now: after(1), speed: 1 });
    vi.advanceTimersByTime(999);
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(2);
    expect(fired.map(([name]) => name)).toEqual(['a']);
  });

  test('within a step fires in it, and one beyond it does not', () => {
    const { time, fired, set } = timersAt(1);
    time.follow({ now: OPEN, speed: 1, until: OPEN });
    set('within', after(0.4));
    set('at its end', after(1));
    set('beyond', nanos(after(1) + 1));
    time.follow({ now: OPEN, speed: 1, until: after(1) });
    vi.advanceTimersByTime(500);
    expect(fired.map(([name]) => name)).toEqual(['within']);
    vi.advanceTimersByTime(600_000);
    expect(fired.map(([name]) => name)).toEqual(['within', 'at its end']);
    expect(fired[1]?.[1]).toBe(1);
  });

  test('that was taken back does not fire, whatever the market does', () => {
    const { time, fired, set } = timersAt(1);
    const takeBack = set('a', after(1));
    time.follow({ now: OPEN, speed: 1, until: OPEN });
    takeBack();
    time.follow({ now: OPEN, speed: 1000 });
    vi.advanceTimersByTime(10_000);
    expect(fired).toEqual([]);
  });

  test('that was armed at a slow speed is on time at a fast one', () => {
    const { time, fired, set } = timersAt(0.1);
    set('a', after(100));
    time.follow({ now: OPEN, speed: 1000 });
    vi.advanceTimersByTime(110);
    expect(fired).toHaveLength(1);
    expect(fired[0]?.[1]).toBeLessThan(110);
  });
});
