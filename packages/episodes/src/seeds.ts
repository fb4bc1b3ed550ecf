/** Which seeds are for what (METHODS 7): whoever fits on one set must never have seen another. */
export type SeedSet = 'train' | 'validation' | 'test' | 'free';

const SETS: readonly (readonly [below: number, set: SeedSet])[] = [
  [100_000, 'train'],
  [200_000, 'validation'],
  [300_000, 'test'],
  [900_000, 'free'],
];

/** @throws RangeError for what is no seed, and from 900,000 on: those are kept for judging what others trained */
export function seedSetOf(seed: number): SeedSet {
  const [, set] = SETS.find(([below]) => seed < below) ?? [];
  if (set !== undefined && Number.isSafeInteger(seed) && seed >= 0) return set;
  throw new RangeError(`seed ${seed} is not one of 0 to 899,999`);
}
