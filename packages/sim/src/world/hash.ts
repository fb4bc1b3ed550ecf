/** A running 64-bit hash of integers in two 32-bit lanes (FNV-1a's and a second multiplier): equal runs, equal hash. */
const LOW = 0x0100_0193;
const HIGH = 0x85eb_ca6b;

export const createHash = (): Int32Array => Int32Array.of(0x811c_9dc5 | 0, 0x9747_b28c | 0);

/** Any safe integer. */
export function fold(hash: Int32Array, value: number): void {
  const high = highOf(value);
  hash[0] = lowLane(hash[0] as number, value | 0, high);
  hash[1] = highLane(hash[1] as number, value | 0, high);
}

/** Four in their order, as `fold` would one after the other: the lanes are read and written once. */
export function foldFour(hash: Int32Array, a: number, b: number, c: number, d: number): void {
  const [highA, highB, highC, highD] = [highOf(a), highOf(b), highOf(c), highOf(d)];
  let low = lowLane(hash[0] as number, a | 0, highA);
  let high = highLane(hash[1] as number, a | 0, highA);
  low = lowLane(low, b | 0, highB);
  high = highLane(high, b | 0, highB);
  low = lowLane(low, c | 0, highC);
  high = highLane(high, c | 0, highC);
  hash[0] = lowLane(low, d | 0, highD);
  hash[1] = highLane(high, d | 0, highD);
}

/** Most are small: no division for them. */
const highOf = (value: number): number =>
  value === (value | 0) && value >= 0 ? 0 : Math.floor(value / 0x1_0000_0000) | 0;

function lowLane(lane: number, low: number, high: number): number {
  const mixed = Math.imul(lane ^ low, LOW);
  return Math.imul(mixed ^ high, LOW) ^ (mixed >>> 15);
}

function highLane(lane: number, low: number, high: number): number {
  const mixed = Math.imul(lane ^ low, HIGH);
  return Math.imul(mixed ^ high, HIGH) ^ (mixed >>> 13);
}

export const hashText = (hash: Int32Array): string =>
  [...hash].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
