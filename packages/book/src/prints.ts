/**
 * Prints held against what was quoted. Each is taken as it came; these only say what is odd about it.
 *
 * - `PriceJump`: at least half away from the venue's last print. The price after it is compared with the last one
 *   believed, until a second print at the new price makes that the last.
 * - `TradeThrough`: outside a quote that had stood at another venue for a second, while the other venues were not
 *   themselves locked or crossed. After Regulation NMS, Rule 611: (b)(8) excuses prints against quotes of the last
 *   second, (b)(4) those in a crossed market, (b)(3) auctions. What a venue prints late looks like one.
 * - `OutlierPrint`: beyond the consolidated touch by 5% and as far from the last print anywhere: what filters of
 *   tick data look for (Brownlees and Gallo, 2006), flagged here and kept.
 *
 * Prices in Px; 0 = none yet.
 */
import { isFar } from './jump-hold.ts';

/** A quote counts against a print once it has stood for this long, ns. */
export const STOOD_NS = 1_000_000_000;
/** An outlier is at least one part of this many away. */
const OUTLIER_PARTS = 20;

export interface Prints {
  /** Per venue: the last print believed, and one at half or more of it that waits for a second. */
  readonly last: Float64Array;
  readonly doubted: Float64Array;
  /** The last one anywhere that was no outlier. */
  lastAnywhere: number;
}

export const createPrints = (venues: number): Prints => ({
  last: new Float64Array(venues),
  doubted: new Float64Array(venues),
  lastAnywhere: 0,
});

/** @returns true where the print jumped from the venue's last */
export function printJumped(prints: Prints, venue: number, price: number): boolean {
  const last = prints.last[venue]!;
  const doubted = prints.doubted[venue]!;
  const seconded = doubted > 0 && !isFar(price, doubted);
  if (last > 0 && isFar(price, last) && !seconded) {
    prints.doubted[venue] = price;
    return true;
  }
  prints.last[venue] = price;
  prints.doubted[venue] = 0;
  return false;
}

/** @param bidPx the consolidated touch; 0 where a side is not shown */
export function isOutlier(prints: Prints, price: number, bidPx: number, askPx: number): boolean {
  const outside = bidPx > 0 && askPx > 0 && (isBeyond(price, askPx, 1) || isBeyond(price, bidPx, -1));
  const last = prints.lastAnywhere;
  if (outside && last > 0 && Math.abs(price - last) * OUTLIER_PARTS >= last) return true;
  prints.lastAnywhere = price;
  return false;
}

const isBeyond = (price: number, quote: number, sign: 1 | -1): boolean =>
  sign * (price - quote) * OUTLIER_PARTS >= quote;
