/**
 * The part of a row that every tactic at one venue shares, for one side and instant: computed once per decision,
 * copied into each candidate's row. `version` counts what was folded into the state since it was made, so that a
 * template is never read after its time.
 */
import { FEATURE_COUNT } from './schema.ts';

export interface Templates {
  /** Two rows per venue: buy, sell. */
  readonly rows: Float32Array;
  readonly madeAt: Float64Array;
  readonly madeOf: Float64Array;
  version: number;
}

export const createTemplates = (venues: number): Templates => ({
  rows: new Float32Array(venues * 2 * FEATURE_COUNT),
  madeAt: new Float64Array(venues * 2),
  madeOf: new Float64Array(venues * 2),
  version: 1,
});
