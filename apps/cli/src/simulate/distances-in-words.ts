/** Distances of a simulated market's laws from a recorded one's, for a person. */
import type { Distances } from '@fairlead/sim';

const UNITS = { spread: 'ticks', depth: 'shares', lifetime: 'powers of ten' } as const;

export function distancesInWords(distances: Distances): string {
  const lines = (['spread', 'depth', 'lifetime'] as const).flatMap((name) => {
    const of = distances[name];
    if (of === undefined) return [];
    const { kolmogorovSmirnov, wasserstein } = of;
    return `${name.padEnd(9)} Kolmogorov-Smirnov ${kolmogorovSmirnov.toFixed(3)}, Wasserstein ${wasserstein.toPrecision(3)} ${UNITS[name]}`;
  });
  return ['distance from the recorded day', ...lines].join('\n');
}
