import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { choosing } from './choosing.ts';

test('an instrument is drawn as often as its weight says', () => {
  const weights = [4, 1, 4];
  const draw = choosing(
    createRandom(1, 'choosing'),
    weights.map((weight, index) => ({ weight, index })),
  );
  const counts = weights.map(() => 0);
  for (let i = 0; i < 10_000; i += 1) counts[draw().index]! += 1;
  for (const [i, count] of counts.entries()) {
    const share = weights[i]! / 9;
    // Five standard deviations.
    expect(Math.abs(count - 10_000 * share)).toBeLessThan(5 * Math.sqrt(10_000 * share * (1 - share)));
  }
});
