/** What acts in an episode. A policy is a module, so that a thread can load it: `createPolicy(options, seed)`. */
import { createRandom, uniform } from '@fairlead/sim';
import type { Action } from './episode.ts';
import type { Observation } from './observation.ts';

/** Called once a step, in order. */
export type Policy = (observation: Observation) => Action;

/** What a policy's module exports. `seed` is the episode's. */
export type CreatePolicy = (options: unknown, seed: number) => Policy;

export interface PolicySpec {
  /** URL of a module that exports `createPolicy`. */
  readonly module: string;
  /** Plain data. */
  readonly options?: unknown;
}

interface Choice {
  readonly steps: number;
}

/** The policies that come with the package. */
export const EVEN: (steps: number) => PolicySpec = (steps) => ({
  module: import.meta.url,
  options: { steps, even: true },
});
export const RANDOM: (steps: number) => PolicySpec = (steps) => ({
  module: import.meta.url,
  options: { steps, even: false },
});

/** Limits that a random policy chooses from, in ticks from the near touch; absent: none. */
const LIMITS: readonly (number | undefined)[] = [-2, -1, 0, 1, 2, undefined];

/** Even: equal parts without a limit, what TWAP does. Random: any fraction, any limit. */
export const createPolicy: CreatePolicy = (options, seed) => {
  const { steps, even } = options as Choice & { readonly even: boolean };
  if (even) {
    let left = steps;
    return () => ({ fraction: 1 / Math.max(1, left--) });
  }
  const random = createRandom(seed, 'policy');
  return () => {
    const limitTicks = LIMITS[Math.floor(LIMITS.length * uniform(random))];
    return { fraction: uniform(random), ...(limitTicks === undefined ? {} : { limitTicks }) };
  };
};
