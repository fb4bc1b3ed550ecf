/** Loads the files that were just written through the production port and compares: a file that differs is no export. */
import { FILL_GRID, venueId } from '@fairlead/domain';
import { FEATURE_COUNT } from '@fairlead/features';
import { createPredictor } from '@fairlead/inference';

interface Said {
  /** Raw rows, row-major. */
  readonly rows: Float32Array;
  readonly values: Float32Array;
}

const TOLERANCE = 1e-5;
const BATCH_ROWS = 32;

/**
 * @returns the largest difference between what the files say and what the trainer said
 * @throws Error where the files can't be used or differ by more than 1e-5 (of 1, or of the value where larger)
 */
export async function checkAgainstRuntime(
  paths: { readonly fill: string; readonly impact: string },
  said: { readonly fill: Said; readonly impact: Said },
): Promise<number> {
  const made = await createPredictor({ fillPath: paths.fill, impactPath: paths.impact, deadlineMs: 60_000 });
  if (!made.ok) throw new Error(`The models just trained can't be used. ${made.error.message}`);
  const predictor = made.value;
  let worst = 0;
  const compare = (theirs: number, ours: number): void => {
    worst = Math.max(worst, Math.abs(theirs - ours) / Math.max(1, Math.abs(ours)));
  };
  try {
    for (const name of ['fill', 'impact'] as const) {
      const { rows, values } = said[name];
      const count = rows.length / FEATURE_COUNT;
      for (let at = 0; at < count; at += BATCH_ROWS) {
        const here = Math.min(BATCH_ROWS, count - at);
        const asks = Array.from({ length: here }, () => ({
          venue: venueId('CHECK'),
          tactic: 'TakeNow' as const,
        }));
        const answer = await predictor.predict(
          rows.slice(at * FEATURE_COUNT, (at + here) * FEATURE_COUNT),
          asks,
        );
        if (!answer.ok) throw new Error(`The models just trained refuse a test row: ${answer.error}.`);
        answer.value.predictions.forEach(({ tailProb, impactBps }, i) => {
          if (name === 'impact') {
            compare(impactBps, values[at + i]!);
            return;
          }
          let reached = 1;
          tailProb.forEach((tail, k) => {
            reached *= values[(at + i) * FILL_GRID.length + k]!;
            compare(tail, reached);
          });
        });
      }
    }
  } finally {
    await predictor.close();
  }
  if (!(worst <= TOLERANCE)) {
    throw new Error(`onnxruntime and the trainer differ by ${worst}, more than ${TOLERANCE}.`);
  }
  return worst;
}
