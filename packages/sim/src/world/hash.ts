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

/**
 * The time, what happened, and its price and size, as `fold` would one after the other: the lanes are read and
 * written once. The time is taken from its owner, since V8 allocates for each argument that is no small integer.
 */
export function foldMessage(
  { hash, now }: { readonly hash: Int32Array; readonly now: number },
  what: number,
  px: number,
  qty: number,
): void {
  const [highNow, highPx, highQty] = [highOf(now), highOf(px), highOf(qty)];
  let low = lowLane(hash[0] as number, now | 0, highNow);
  let high = highLane(hash[1] as number, now | 0, highNow);
  low = lowLane(low, what, 0);
  high = highLane(high, what, 0);
  low = lowLane(low, px | 0, highPx);
  high = highLane(high, px | 0, highPx);
  hash[0] = lowLane(low, qty | 0, highQty);
  hash[1] = highLane(high, qty | 0, highQty);
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
