/** The trained models of a run on the virtual clock: a slow machine must not change what they say. */
import { askPredictor, type SimulatedModels } from '@fairlead/driver';
import { createPredictor } from '@fairlead/inference';

export interface ModelFiles {
  readonly fillPath: string;
  readonly impactPath: string;
}

/** Market time from question to answer: about what a decision takes in production. */
const DELAY_NS = 200_000;
/** Of wall time. Market time stands still meanwhile. */
const PATIENCE_MS = 600_000;

/** @throws Error where the files are refused */
export async function openModels(
  files: ModelFiles,
): Promise<SimulatedModels & { readonly close: () => Promise<void> }> {
  const made = await createPredictor({ ...files, deadlineMs: PATIENCE_MS, loadLimitMs: PATIENCE_MS });
  if (!made.ok) throw new Error(made.error.message);
  const predictor = made.value;
  return {
    ask: askPredictor(
      () => made,
      (error) => {
        throw error;
      },
    ),
    used: predictor.models,
    delayNs: DELAY_NS,
    close: predictor.close,
  };
}
