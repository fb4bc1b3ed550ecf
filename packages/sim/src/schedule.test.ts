import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrive, createFlight, dispatch, nextArrival } from './schedule.ts';

test('messages arrive by time, and in the order of sending at one instant', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), (times) => {
      const flight = createFlight<number>();
      for (const [i, at] of times.entries()) dispatch(flight, i, at);
      const sorted = times.map((at, i) => ({ at, i })).sort((a, b) => a.at - b.at || a.i - b.i);
      for (const { at, i } of sorted) {
        expect(nextArrival(flight)).toBe(at);
        expect(arrive(flight)?.message).toBe(i);
      }
      expect(arrive(flight)).toBeUndefined();
    }),
    { seed: 42, numRuns: 200 },
  );
});
