/**
 * Queue-reactive intensities (Huang, Lehalle, Rosenbaum 2015): rates per second of limit, cancel and market
 * orders by the size of the queue they concern, in average limit orders; METHODS' appendix gives the figures at
 * twelve sizes, between which they are linear. One change, ours: at an empty or nearly empty first level limit
 * orders come faster than published (1.2 and 0.9 for 0.25 and 0.63), because here the reference moves by itself
 * and makers re-quote after it.
 */
const SIZES = [0, 1, 2, 3, 5, 8, 10, 15, 20, 30, 40, 50] as const;
/** Queues beyond it count as this long. */
const LONGEST = 50;

function tabulate(figures: readonly number[]): Float64Array {
  const table = new Float64Array(LONGEST + 1);
  for (let n = 0; n <= LONGEST; n += 1) {
    const right = Math.max(
      1,
      SIZES.findIndex((size) => size >= n),
    );
    const [x0 = 0, x1 = 1] = [SIZES[right - 1], SIZES[right]];
    const [y0 = 0, y1 = 0] = [figures[right - 1], figures[right]];
    table[n] = y0 + ((y1 - y0) * (n - x0)) / (x1 - x0);
  }
  return table;
}

/** Deeper than the third level, flow is this much of the third's. */
const DEEP_SHARE = 0.4;
const SIZES_STORED = LONGEST + 1;

/** Rows for slots 0, 1, 2 and deeper, one after the other: one lookup for a slot and a queue. */
function stack(levels: readonly (readonly number[])[]): Float64Array {
  const table = new Float64Array(4 * SIZES_STORED);
  for (let row = 0; row < 4; row += 1) {
    const rates = tabulate(levels[Math.min(row, 2)] ?? []);
    table.set(row === 3 ? rates.map((rate) => DEEP_SHARE * rate) : rates, row * SIZES_STORED);
  }
  return table;
}

const LIMIT = stack([
  [1.2, 0.9, 0.55, 0.55, 0.575, 0.613, 0.638, 0.7, 0.75, 0.733, 0.717, 0.7],
  [2.8, 1.3, 0.9, 0.8, 0.725, 0.62, 0.593, 0.525, 0.47, 0.487, 0.503, 0.52],
  [3.1, 0.96, 0.61, 0.52, 0.4, 0.4, 0.4, 0.4, 0.4, 0.45, 0.5, 0.55],
]);
const CANCEL = stack([
  [0, 0.23, 0.4, 0.46, 0.525, 0.599, 0.648, 0.771, 0.87, 0.823, 0.777, 0.73],
  [0, 0.42, 0.51, 0.56, 0.59, 0.597, 0.591, 0.576, 0.562, 0.56, 0.58, 0.6],
  [0, 0.5, 0.28, 0.288, 0.304, 0.328, 0.344, 0.384, 0.424, 0.504, 0.584, 0.6],
]);
const MARKET = tabulate([0, 0.25, 0.2, 0.15, 0.105, 0.09, 0.081, 0.073, 0.073, 0.074, 0.083, 0.092]);
/** Typical value of the market table where queues live: trade rates are set against it. */
export const TYPICAL_MARKET_RATE = 0.13;

const cell = (slot: number, queue: number): number =>
  (slot < 0 ? 0 : slot > 3 ? 3 : slot) * SIZES_STORED + (queue < LONGEST ? queue : LONGEST);

/** `slot` 0 is the fair touch; `queue` in average limit orders. */
export const limitRate = (slot: number, queue: number): number =>
  LIMIT[cell(slot, Math.floor(queue))] as number;
/** Of what rests at or inside a slot. */
export const cancelRate = (slot: number, queue: number): number =>
  CANCEL[cell(slot, Math.ceil(queue))] as number;
/** Takers of a touch of `queue` orders; never less than for one order while anything rests. */
export const marketRate = (queue: number): number =>
  MARKET[queue < 1 ? 1 : queue < LONGEST ? Math.floor(queue) : LONGEST] as number;
