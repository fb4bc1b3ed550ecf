/**
 * What a model file must be. A Fairlead model is an ONNX file whose graph takes `rows` [batch, FEATURE_COUNT]
 * float32 and gives one output: the fill model `continuation` [batch, FILL_GRID.length], probabilities that the
 * execution goes on through grid point k given that it reached the one before; the impact model `impactBps`
 * [batch, 1]. Who it is stands in the file's own metadata, under the keys below, so that a file can't be
 * separated from its schema.
 */
import { FILL_GRID } from '@fairlead/domain';
import { FEATURE_COUNT } from '@fairlead/features';

export type ModelName = 'fill' | 'impact';

export const INPUT_NAME = 'rows';
/** The symbolic first dimension of input and outputs. */
export const BATCH = 'batch';

export interface ModelSignature {
  readonly output: string;
  readonly width: number;
}
export const SIGNATURES: Readonly<Record<ModelName, ModelSignature>> = {
  fill: { output: 'continuation', width: FILL_GRID.length },
  impact: { output: 'impactBps', width: 1 },
};

export const METADATA_KEYS = {
  model: 'fairlead.model',
  version: 'fairlead.version',
  schemaHash: 'fairlead.schemaHash',
  grid: 'fairlead.grid',
  band: 'fairlead.band',
} as const;

/**
 * Half-widths of the 90% split-conformal band. The score is |residual| / scale, with
 * scale = max(floorBps, exp(row[scaleColumn]) * scaleFactor); a row falls in bucket i, the number of `edges` that
 * row[bucketColumn] reaches, and its half-width is halfWidth[i] * scale. Columns are feature indices.
 */
export interface BandTable {
  readonly bucketColumn: number;
  /** Ascending; `halfWidth` has one element more. */
  readonly edges: readonly number[];
  readonly halfWidth: readonly number[];
  readonly scaleColumn: number;
  readonly scaleFactor: number;
  readonly floorBps: number;
}

/** Bucket of the row at `offset`. */
export function bandBucket(table: BandTable, rows: Float32Array, offset: number): number {
  const at = rows[offset + table.bucketColumn]!;
  let bucket = 0;
  while (bucket < table.edges.length && at >= table.edges[bucket]!) bucket++;
  return bucket;
}

/** Residual scale of the row at `offset`, in bps, above zero. */
export const bandScaleBps = (table: BandTable, rows: Float32Array, offset: number): number =>
  Math.max(table.floorBps, Math.exp(rows[offset + table.scaleColumn]!) * table.scaleFactor);

/** Half-width of the 90% band of the row at `offset`, in bps. */
export const bandHalfWidthBps = (table: BandTable, rows: Float32Array, offset: number): number =>
  table.halfWidth[bandBucket(table, rows, offset)]! * bandScaleBps(table, rows, offset);

/** The table as the metadata has it, or what is wrong with it. */
export function parseBandTable(text: string): BandTable | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return 'its band table is not JSON';
  }
  if (typeof parsed !== 'object' || parsed === null) return 'its band table is not an object';
  const raw: Partial<Record<keyof BandTable, unknown>> = parsed;
  const column = (value: unknown): value is number =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) < FEATURE_COUNT;
  const numbers = (value: unknown): value is number[] =>
    Array.isArray(value) && value.every((element) => Number.isFinite(element));
  const { bucketColumn, edges, halfWidth, scaleColumn, scaleFactor, floorBps } = raw;
  if (!column(bucketColumn) || !column(scaleColumn)) return 'its band table names a column that no row has';
  if (!numbers(edges) || !numbers(halfWidth) || halfWidth.length !== edges.length + 1) {
    return 'its band table needs one half-width more than edges';
  }
  if (halfWidth.some((width) => width < 0)) return 'its band table has a negative half-width';
  if (typeof scaleFactor !== 'number' || !(scaleFactor >= 0) || !Number.isFinite(scaleFactor)) {
    return 'its band table has no usable scale';
  }
  if (typeof floorBps !== 'number' || !(floorBps > 0) || !Number.isFinite(floorBps)) {
    return 'its band table has no usable floor';
  }
  return { bucketColumn, edges, halfWidth, scaleColumn, scaleFactor, floorBps };
}
