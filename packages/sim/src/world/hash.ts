/** A running 64-bit hash of integers in two 32-bit lanes (FNV-1a's and a second multiplier): equal runs, equal hash. */
const LOW = 0x0100_0193;
const HIGH = 0x85eb_ca6b;

export const createHash = (): Int32Array => Int32Array.of(0x811c_9dc5 | 0, 0x9747_b28c | 0);

/** Any safe integer. */
export function fold(hash: Int32Array, value: number): void {
  const low = value | 0;
  // Most are small: no division for them.
  const high = low === value && low >= 0 ? 0 : Math.floor(value / 0x1_0000_0000) | 0;
  const a = Math.imul((hash[0] as number) ^ low, LOW);
  hash[0] = Math.imul(a ^ high, LOW) ^ (a >>> 15);
  const b = Math.imul((hash[1] as number) ^ low, HIGH);
  hash[1] = Math.imul(b ^ high, HIGH) ^ (b >>> 13);
}

export const hashText = (hash: Int32Array): string =>
  [...hash].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
