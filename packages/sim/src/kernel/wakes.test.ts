import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWakes, firstActor, firstWakeNs, setWake } from './wakes.ts';

test('the first is the earliest, the lower actor among equals, whatever was set and moved before', () => {
  const settings = fc.array(fc.tuple(fc.nat(30), fc.oneof(fc.nat(20), fc.constant(Infinity))), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(settings, (moves) => {
      const wakes = createWakes(31);
      const twin = new Array<number>(31).fill(Infinity);
      for (const [actor, atNs] of moves) {
        setWake(wakes, actor, atNs);
        twin[actor] = atNs;
        const least = Math.min(...twin);
        expect(firstWakeNs(wakes)).toBe(least);
        expect(firstActor(wakes)).toBe(twin.indexOf(least));
      }
    }),
  );
});
