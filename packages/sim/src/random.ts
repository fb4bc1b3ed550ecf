/**
 * The simulator's randomness: xoshiro128** (Blackman and Vigna 2018), seeded by splitmix32. Every actor has a
 * stream of its own, named by a label, so that what one actor draws never shifts another's draws: two runs that
 * differ in our orders still share the price's path (common random numbers).
 */
export interface Random {
  readonly s: Uint32Array;
}

/** `label` names the stream: equal seeds and labels give equal streams. */
export function createRandom(seed: number, label: string): Random {
  let x = (Math.trunc(seed) ^ Math.imul(Math.floor(Math.abs(seed) / 0x1_0000_0000) | 0, 0x9e37_79b1)) >>> 0;
  for (let i = 0; i < label.length; i += 1) x = Math.imul(x ^ label.charCodeAt(i), 0x0100_0193) >>> 0;
  const s = new Uint32Array(4);
  for (let i = 0; i < 4; i += 1) {
    x = (x + 0x9e37_79b9) >>> 0;
    let z = x;
    z = Math.imul(z ^ (z >>> 16), 0x21f0_aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a_2d97);
    s[i] = (z ^ (z >>> 15)) >>> 0;
  }
  return { s };
}

function nextWord(random: Random): number {
  const s = random.s as unknown as [number, number, number, number];
  const scrambled = Math.imul(s[1], 5);
  const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
  const t = s[1] << 9;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = (s[3] << 11) | (s[3] >>> 21);
  return result;
}

/** Uniform on [0, 1), 32 bits. */
export const uniform = (random: Random): number => nextWord(random) / 0x1_0000_0000;

/** Exponential with mean 1. */
export const exponential = (random: Random): number => -Math.log(1 - uniform(random));

/** Standard normal (Box-Muller, one of the pair). */
export const normal = (random: Random): number =>
  Math.sqrt(2 * exponential(random)) * Math.cos(2 * Math.PI * uniform(random));

/** Log-normal with mean 1 and the given standard deviation of its logarithm. */
export const lognormal = (random: Random, sigma: number): number =>
  Math.exp(sigma * normal(random) - (sigma * sigma) / 2);

/** Cumulative law of P(k) proportional to k^-exponent on 1..most. */
export function powerLaw(exponent: number, most: number): Float64Array {
  const cumulative = new Float64Array(most);
  let sum = 0;
  for (let k = 1; k <= most; k += 1) {
    sum += k ** -exponent;
    cumulative[k - 1] = sum;
  }
  for (let k = 0; k < most; k += 1) cumulative[k] = (cumulative[k] ?? 0) / sum;
  return cumulative;
}

/** Mean of the law that `powerLaw` made. */
export function powerLawMean(cumulative: Float64Array): number {
  let mean = 0;
  let before = 0;
  cumulative.forEach((upTo, i) => {
    mean += (i + 1) * (upTo - before);
    before = upTo;
  });
  return mean;
}

export function drawPowerLaw(random: Random, cumulative: Float64Array): number {
  const u = uniform(random);
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cumulative[middle] ?? 1) > u) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}
