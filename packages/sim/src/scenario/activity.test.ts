import { nanos } from '@fairlead/domain';
import { expect, test } from 'vitest';
import { activityAt } from './activity.ts';
import type { SessionSetup } from './scenario.ts';

const day: SessionSetup = {
  date: '2026-01-05',
  startNs: nanos(34_080e9),
  openNs: nanos(34_200e9),
  closeNs: nanos(57_600e9),
  activity: { open: 1.8, midday: 0.7, close: 2 },
};

test('the rhythm goes through the open, half-way and the close, and is level beyond', () => {
  const at = (seconds: number): number => activityAt(day, seconds * 1e9);
  for (const [seconds, multiple] of [
    [34_080, 1.8],
    [34_200, 1.8],
    [45_900, 0.7],
    [57_600, 2],
    [60_000, 2],
  ] as const) {
    expect(at(seconds)).toBeCloseTo(multiple, 12);
  }
  expect(at(40_000)).toBeGreaterThan(0.7);
  expect(at(40_000)).toBeLessThan(1.8);
});

test('without one a day is even', () => {
  const { activity: _, ...even } = day;
  expect(activityAt(even, 45_900e9)).toBe(1);
});
