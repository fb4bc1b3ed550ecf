/**
 * A venue's decimal numbers as exact integers of 1/100,000,000, the scale of every crypto venue's prices and
 * quantities: the largest is 90,071,992.54740991. A number that this can't hold exactly is refused, never rounded.
 */
import type { FeedScale } from '../record.ts';

export const CRYPTO_SCALE: FeedScale = { pxDecimals: 8, qtyDecimals: 8 };

const PLACES = 8;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
/** 1, 10, 100 ... 10^8. */
const TENS = Array.from({ length: PLACES + 1 }, (_, i) => 10 ** i);

/**
 * `"61837.63000000"` to 6,183,763,000,000: digits with at most one point between them, no sign, no exponent.
 * @returns undefined where the text is no such number, is finer than the scale, or too large
 */
export function parseFixed(text: string): number | undefined {
  let value = 0;
  let places = -1;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === POINT) {
      if (places >= 0 || i === 0 || i === text.length - 1) return undefined;
      places = 0;
    } else if (code < ZERO || code > NINE) {
      return undefined;
    } else if (places === PLACES) {
      if (code !== ZERO) return undefined;
    } else {
      value = value * 10 + (code - ZERO);
      if (value > Number.MAX_SAFE_INTEGER) return undefined;
      if (places >= 0) places += 1;
    }
  }
  if (text.length === 0) return undefined;
  value *= TENS[PLACES - Math.max(places, 0)]!;
  return Number.isSafeInteger(value) ? value : undefined;
}

/**
 * A number that the venue sends as a JSON number: the shortest decimal that is this double, which is what was
 * written wherever it had at most 15 digits.
 */
export function fixedOfNumber(value: number): number | undefined {
  const text = String(value);
  return parseFixed(text.includes('e-') ? value.toFixed(20) : text);
}
