/** Where a price stands in one side of a book: a column of typed numbers, worst first and best last. */

/** Looked at one by one from the touch, where most of the life is, before halving. */
const NEAR = 32;

/**
 * @param column ascending once each is taken `sign` times
 * @param depth how many of it count
 * @param key a price, taken `sign` times
 * @returns the place of `key`, or where it would go: the first that is not worse
 */
export function rankOf(column: Float64Array, depth: number, key: number, sign: 1 | -1 = 1): number {
  let high = depth;
  const near = depth > NEAR ? depth - NEAR : 0;
  while (high > near && sign * column[high - 1]! >= key) high -= 1;
  if (high > near || high === 0) return high;
  let low = 0;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sign * column[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
