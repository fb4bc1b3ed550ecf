/** Which instrument a participant turns to next: by the weight that the scenario gives to each. */
import { type Random, uniform } from '../random.ts';

/** @returns the draw of one of them; each takes one number of the stream */
export function choosing<Of extends { readonly weight: number }>(
  random: Random,
  instruments: readonly Of[],
): () => Of {
  const all = instruments.reduce((sum, { weight }) => sum + weight, 0);
  return () => {
    let left = uniform(random) * all;
    const drawn = instruments.find(({ weight }) => {
      left -= weight;
      return left < 0;
    });
    return drawn ?? instruments.at(-1)!;
  };
}
