/** Where a function of one number is least: a coarse look everywhere, then golden sections around the best place. */
const LOOKS = 80;
const SECTIONS = 40;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

export function leastOf(
  { low, high }: { readonly low: number; readonly high: number },
  of: (x: number) => number,
): number {
  const step = (high - low) / LOOKS;
  let best = low;
  let least = of(low);
  for (let i = 1; i <= LOOKS; i += 1) {
    const value = of(low + i * step);
    if (value < least) {
      least = value;
      best = low + i * step;
    }
  }
  let from = Math.max(low, best - step);
  let to = Math.min(high, best + step);
  for (let i = 0; i < SECTIONS; i += 1) {
    const left = to - GOLDEN * (to - from);
    const right = from + GOLDEN * (to - from);
    if (of(left) < of(right)) to = right;
    else from = left;
  }
  return (from + to) / 2;
}
