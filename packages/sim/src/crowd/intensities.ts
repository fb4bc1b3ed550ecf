/**
 * Queue-reactive intensities as one table: rates per second of limit, cancel and market orders at a level, by the
 * size of its queue in average event sizes, and the law that they tend to.
 */
import type { CrowdSetup, Intensities } from './setup.ts';

/** Queues beyond it count as this long. */
export const LONGEST = 50;
const SIZES = [0, 1, 2, 3, 5, 8, 10, 15, 20, 30, 40, 50] as const;

/**
 * A public calibration of the model (METHODS, appendix), at twelve queue sizes; in between it is linear. Market orders
 * for the second level (0.001 to 0.024 a second there) are left out: a market order takes what is nearest.
 */
export const PUBLISHED: Intensities = {
  limit: [
    [0.25, 0.63, 0.55, 0.55, 0.575, 0.613, 0.638, 0.7, 0.75, 0.733, 0.717, 0.7],
    [2.8, 1.3, 0.9, 0.8, 0.725, 0.62, 0.593, 0.525, 0.47, 0.487, 0.503, 0.52],
    [3.1, 0.96, 0.61, 0.52, 0.4, 0.4, 0.4, 0.4, 0.4, 0.45, 0.5, 0.55],
  ].map(everySize),
  cancel: [
    [0, 0.23, 0.4, 0.46, 0.525, 0.599, 0.648, 0.771, 0.87, 0.823, 0.777, 0.73],
    [0, 0.42, 0.51, 0.56, 0.59, 0.597, 0.591, 0.576, 0.562, 0.56, 0.58, 0.6],
    [0, 0.5, 0.28, 0.288, 0.304, 0.328, 0.344, 0.384, 0.424, 0.504, 0.584, 0.6],
  ].map(everySize),
  market: [[0, 0.25, 0.2, 0.15, 0.105, 0.09, 0.081, 0.073, 0.073, 0.074, 0.083, 0.092], [0], [0]].map(
    everySize,
  ),
};

function everySize(figures: readonly number[]): readonly number[] {
  return Array.from({ length: LONGEST + 1 }, (_, n) => {
    const right = Math.max(
      1,
      SIZES.findIndex((size) => size >= n),
    );
    const [x0 = 0, x1 = 1] = [SIZES[right - 1], SIZES[right]];
    const [y0 = 0, y1 = 0] = [figures[right - 1], figures[right]];
    return y0 + ((y1 - y0) * (n - x0)) / (x1 - x0);
  });
}

export interface RateTable {
  readonly levels: number;
  /** Row after row, one for each level; `cell` finds a rate. */
  readonly limit: Float64Array;
  readonly cancel: Float64Array;
  readonly market: Float64Array;
  readonly sum: Float64Array;
}

export const cell = (level: number, queue: number): number =>
  level * (LONGEST + 1) + (queue < LONGEST ? queue : LONGEST);

/**
 * Levels beyond the last that is given have its law, each at half the pace of the one before: what is far from the
 * price is quiet.
 */
export function rateTable(
  setup: Pick<CrowdSetup, 'levels' | 'activity' | 'limitMultiple' | 'intensities'>,
): RateTable {
  const { levels, activity, limitMultiple, intensities = PUBLISHED } = setup;
  const stack = (rows: readonly (readonly number[])[]): Float64Array => {
    const table = new Float64Array(levels * (LONGEST + 1));
    for (let level = 0; level < levels; level += 1) {
      const row = rows[Math.min(level, rows.length - 1)] ?? [];
      const pace = activity / 2 ** Math.max(0, level - rows.length + 1);
      for (let n = 0; n <= LONGEST; n += 1) {
        table[cell(level, n)] = pace * (row[Math.min(n, row.length - 1)] ?? 0);
      }
    }
    return table;
  };
  const limit = stack(intensities.limit).map((rate) => limitMultiple * rate);
  const cancel = stack(intensities.cancel);
  const market = stack(intensities.market);
  const sum = limit.map((rate, at) => rate + (cancel[at] as number) + (market[at] as number));
  return { levels, limit, cancel, market, sum };
}

/**
 * The invariant law of a level's queue while its rates hold: pi(n) = pi(0) prod limit(j-1) / (cancel(j) + market(j))
 * (Huang, Lehalle, Rosenbaum 2015, section 2.3.2), cumulative over 0..LONGEST.
 */
export function invariantLaw(table: RateTable, level: number): Float64Array {
  const law = new Float64Array(LONGEST + 1);
  let weight = 1;
  let sum = 0;
  for (let n = 0; n <= LONGEST; n += 1) {
    if (n > 0) {
      const out = (table.cancel[cell(level, n)] as number) + (table.market[cell(level, n)] as number);
      weight *= out > 0 ? (table.limit[cell(level, n - 1)] as number) / out : 0;
    }
    sum += weight;
    law[n] = sum;
  }
  for (let n = 0; n <= LONGEST; n += 1) law[n] = (law[n] as number) / sum;
  return law;
}
