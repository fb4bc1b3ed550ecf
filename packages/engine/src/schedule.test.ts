/** The schedule by itself: how much is due when, and what the end does. */
import { nanos, qty } from '@fairlead/domain';
import { parentOrder } from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { intervalOf, planWave, sweepStart, targetQty } from './schedule.ts';

const SECOND = 1_000_000_000;
const START = 36_000 * SECOND;
const order = (seconds: number, over: Parameters<typeof parentOrder>[0] = {}) =>
  parentOrder({ startTime: nanos(START), endTime: nanos(START + seconds * SECOND), ...over });
const at = (seconds: number) => ({ ts: nanos(START + Math.round(seconds * SECOND)), lot: 1 });
const idle = { orderQty: 10_000, cumQty: 0, workingQty: 0 };

describe('the interval between waves', () => {
  test.each([
    [5, 1],
    [40, 1],
    [120, 3],
    [300, 7.5],
    [600, 15],
    [28_800, 15],
  ])('an order of %i s has a wave every %f s', (seconds, interval) => {
    expect(intervalOf(order(seconds))).toBe(interval * SECOND);
  });
});

describe('TWAP', () => {
  test('starts with one wave of the line and reaches the whole order in the middle of its sweep', () => {
    const o = order(400);
    expect(sweepStart(o)).toBe(START + 360 * SECOND);
    expect(targetQty(o, START - 1)).toBe(0);
    expect(targetQty(o, START)).toBe(Math.ceil((10_000 * 10) / 380));
    expect(targetQty(o, START + 185 * SECOND)).toBe(Math.ceil((10_000 * 195) / 380));
    expect(targetQty(o, START + 370 * SECOND)).toBe(10_000);
  });

  test('catches up what it fell short of, and counts what works', () => {
    const o = order(400);
    const target = targetQty(o, START + 100 * SECOND);
    expect(planWave(o, idle, at(100)).sliceQty).toBe(target);
    expect(planWave(o, { ...idle, cumQty: 500, workingQty: 700 }, at(100)).sliceQty).toBe(target - 1_200);
    expect(planWave(o, { ...idle, cumQty: 9_000 }, at(100)).sliceQty).toBe(0);
  });

  test('grows urgent as it falls behind, and must trade at its end', () => {
    const o = order(400);
    const behind = planWave(o, idle, at(200)).urgency;
    const ahead = planWave(o, { ...idle, cumQty: 5_000 }, at(200)).urgency;
    expect(behind).toBeGreaterThan(ahead);
    expect(planWave(o, { ...idle, cumQty: 9_000 }, at(361)).urgency).toBeGreaterThanOrEqual(0.6);
    expect(planWave(o, { ...idle, cumQty: 9_000 }, at(390)).urgency).toBe(1);
  });
});

test('SEEK offers all that is left at every wave', () => {
  const o = order(400, { strategy: 'SEEK' });
  expect(planWave(o, idle, at(0)).sliceQty).toBe(10_000);
  expect(planWave(o, { ...idle, cumQty: 2_000, workingQty: 3_000 }, at(10)).sliceQty).toBe(5_000);
});

test('before its start nothing is due, and the next wave is the start', () => {
  const o = order(400);
  const plan = planWave(o, idle, at(-5));
  expect(plan).toMatchObject({ sliceQty: 0, next: START });
});

test('waves are in whole lots, until less than a lot is left', () => {
  const o = order(400, { orderQty: qty(1_050) });
  const lots = { ...at(400), lot: 100 };
  expect(planWave(o, { orderQty: 1_050, cumQty: 0, workingQty: 0 }, lots).sliceQty).toBe(1_000);
  expect(planWave(o, { orderQty: 1_050, cumQty: 1_000, workingQty: 0 }, lots).sliceQty).toBe(50);
});

test('a wave never sends more than is left, the line never falls, and time always goes on', () => {
  const cases = fc.record({
    seconds: fc.integer({ min: 1, max: 30_000 }),
    orderQty: fc.integer({ min: 1, max: 1_000_000 }),
    cumShare: fc.double({ min: 0, max: 1.2, noNaN: true }),
    workingShare: fc.double({ min: 0, max: 1, noNaN: true }),
    when: fc.double({ min: -0.1, max: 1.1, noNaN: true }),
    strategy: fc.constantFrom('TWAP' as const, 'SEEK' as const),
    lot: fc.constantFrom(1, 10, 100),
  });
  fc.assert(
    fc.property(cases, (c) => {
      const o = order(c.seconds, { orderQty: qty(c.orderQty), strategy: c.strategy });
      const cumQty = Math.floor(c.orderQty * c.cumShare);
      const workingQty = Math.floor(Math.max(0, c.orderQty - cumQty) * c.workingShare);
      const ts = nanos(Math.round(START + c.seconds * SECOND * c.when));
      const plan = planWave(o, { orderQty: c.orderQty, cumQty, workingQty }, { ts, lot: c.lot });
      expect(Number.isSafeInteger(plan.sliceQty)).toBe(true);
      expect(plan.sliceQty).toBeGreaterThanOrEqual(0);
      expect(plan.sliceQty).toBeLessThanOrEqual(Math.max(0, c.orderQty - cumQty - workingQty));
      expect(plan.urgency).toBeGreaterThanOrEqual(0);
      expect(plan.urgency).toBeLessThanOrEqual(1);
      expect(plan.next).toBeGreaterThan(ts);
      expect(plan.horizonNs).toBeGreaterThan(0);
      expect(Number.isSafeInteger(plan.horizonNs)).toBe(true);
      expect(targetQty(o, ts + SECOND)).toBeGreaterThanOrEqual(targetQty(o, ts));
      expect(targetQty(o, o.endTime)).toBe(c.orderQty);
    }),
    { seed: 42, numRuns: 2_000 },
  );
});
