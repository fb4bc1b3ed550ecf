/**
 * Stoikov's microprice (2018): the limit of the expected mid given the spread and the imbalance I of the touch,
 * M + g(I, S). His g is the value of a Markov chain over those states whose reward is the move of the mid; here the
 * same value is learned from the stream itself by temporal differences, one step per change of a touch,
 *
 *     g(x) += a (dM + g(x') - g(x)),
 *
 * symmetrised as in the paper (what a heavy bid does to the mid, a heavy ask does to its mirror image), which also
 * pins the constant that the chain leaves open. States: five buckets of |I|, six of the spread (1, 2, 3-4, 5-8, 9-16,
 * 17 and more ticks); g in spreads, so that wide buckets hold. It starts from the size-weighted mid's lean where the
 * spread is one tick, and from half as much for each doubling; all venues of an instrument teach one table.
 */
import { imbalanceOf, QUOTE, type Quotes } from './quote.ts';

const IMBALANCES = 5;
const SPREADS = 6;
const FIRST_STEP = 0.01;
/** Steps shrink as visits grow, down to this: the market may change its manners. */
const LEAST_STEP = 0.0005;
/** Visits after which steps shrink. */
const SETTLING = 500;
/** A move of more spreads than this teaches as this one. */
const MOST_SPREADS = 4;

export interface Microprice {
  /** g by state, in spreads towards the heavier side. */
  readonly lean: Float64Array;
  readonly visits: Float64Array;
  /** Per venue, the state it is in: its cell (below 0: none), the heavier side (+1 bid, -1 ask, 0), mid and spread. */
  readonly cell: Int16Array;
  readonly heavier: Int8Array;
  readonly mid: Float64Array;
  readonly spread: Float64Array;
}

const NONE = -1;

export function createMicroprice(venues: number): Microprice {
  const lean = Float64Array.from(
    { length: SPREADS * IMBALANCES },
    (_, cell) => ((cell % IMBALANCES) + 0.5) / IMBALANCES / 2 ** (1 + Math.floor(cell / IMBALANCES)),
  );
  return {
    lean,
    visits: new Float64Array(lean.length),
    cell: new Int16Array(venues).fill(NONE),
    heavier: new Int8Array(venues),
    mid: new Float64Array(venues),
    spread: new Float64Array(venues),
  };
}

/** Forgets where the venue was: what came between was not seen. */
export function breakMicroprice(microprice: Microprice, venue: number): void {
  microprice.cell[venue] = NONE;
}

/** The venue's touch has changed to what `quotes` says, both sides shown and apart. @param tick price step */
export function learnMicroprice(microprice: Microprice, venue: number, quotes: Quotes, tick: number): void {
  const { lean, visits } = microprice;
  const at = venue * QUOTE.width;
  const mid = (quotes[at + QUOTE.bidPx]! + quotes[at + QUOTE.askPx]!) / 2;
  const spread = quotes[at + QUOTE.askPx]! - quotes[at + QUOTE.bidPx]!;
  const imbalance = imbalanceOf(quotes, venue);
  const cell = cellOf(imbalance, spread / tick);
  const heavier = Math.sign(imbalance);
  const from = microprice.cell[venue]!;
  const side = microprice.heavier[venue]!;
  if (from >= 0 && side !== 0) {
    const moved = mid - microprice.mid[venue]! + heavier * lean[cell]! * spread;
    const spreads = (side * moved) / microprice.spread[venue]!;
    const told = Math.min(Math.max(spreads, -MOST_SPREADS), MOST_SPREADS);
    const seen = ++visits[from]!;
    const step = seen > SETTLING ? Math.max((FIRST_STEP * SETTLING) / seen, LEAST_STEP) : FIRST_STEP;
    lean[from]! += step * (told - lean[from]!);
  }
  microprice.cell[venue] = cell;
  microprice.heavier[venue] = heavier;
  microprice.mid[venue] = mid;
  microprice.spread[venue] = spread;
}

/** Microprice less mid, in spreads. @param ticks of the spread, above 0; `imbalance` -1 .. 1 */
export const leanOf = (microprice: Microprice, imbalance: number, ticks: number): number =>
  Math.sign(imbalance) * microprice.lean[cellOf(imbalance, ticks)]!;

function cellOf(imbalance: number, ticks: number): number {
  const wide = Math.min(32 - Math.clz32(Math.ceil(ticks) - 1), SPREADS - 1);
  const heavy = Math.min(Math.floor(Math.abs(imbalance) * IMBALANCES), IMBALANCES - 1);
  return wide * IMBALANCES + heavy;
}
