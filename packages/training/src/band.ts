/**
 * The impact's 90% band by split conformal prediction (Vovk et al. 2005; Lei et al. 2018): per bucket of size, the
 * (1 - alpha)(n + 1)-th smallest scaled residual of rows that training did not see. The scale is the market's own
 * expected move over the label's horizon, so that one table serves calm and volatile markets.
 */
import { FEATURE_COUNT } from '@fairlead/features';
import { type BandTable, bandBucket, bandScaleBps } from '@fairlead/inference';
import { columnOf } from './columns.ts';
import { IMPACT_SECONDS } from './displacement.ts';

const COVERAGE = 0.9;
/** ln of sizes in average trades. */
const BAND_EDGES: readonly number[] = [Math.log(2), Math.log(8), Math.log(32)];

/** @param residualBps measured less predicted, one per row of `rows` (row-major) */
export function conformalBand(rows: Float32Array, residualBps: ArrayLike<number>): BandTable {
  const table: BandTable = {
    bucketColumn: columnOf('size'),
    edges: BAND_EDGES,
    halfWidth: BAND_EDGES.map(() => 0).concat(0),
    scaleColumn: columnOf('volatilityLevel'),
    scaleFactor: Math.sqrt(IMPACT_SECONDS),
    floorBps: 0.05,
  };
  const scores = table.halfWidth.map((): number[] => []);
  for (let i = 0; i < residualBps.length; i++) {
    const offset = i * FEATURE_COUNT;
    scores[bandBucket(table, rows, offset)]!.push(
      Math.abs(residualBps[i]!) / bandScaleBps(table, rows, offset),
    );
  }
  const all = scores.flat();
  // A bucket too thin for its own quantile takes that of all rows.
  const halfWidth = scores.map((bucket) => rankQuantile(bucket.length >= 30 ? bucket : all));
  return { ...table, halfWidth };
}

function rankQuantile(scores: readonly number[]): number {
  const sorted = scores.toSorted((a, b) => a - b);
  const rank = Math.min(sorted.length, Math.ceil(COVERAGE * (sorted.length + 1)));
  return sorted[rank - 1] ?? 0;
}
