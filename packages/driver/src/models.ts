/** Asking the models: whoever answers, a question is answered once, with predictions or with why there are none. */
import { err, type FallbackReason, type Result } from '@fairlead/domain';
import type { PredictionRequested } from '@fairlead/engine';
import type { PredictionAnswer, Predictor } from '@fairlead/inference';

export type Answer = Result<PredictionAnswer, FallbackReason>;

/** Calls `answered` once, later or at once. */
export type AskModels = (question: PredictionRequested, answered: (answer: Answer) => void) => void;

/**
 * @param serving the predictor of the moment, or why there is none and the rules decide
 * @param failed told of what a predictor must never do: reject
 */
export const askPredictor =
  (
    serving: () => Result<Pick<Predictor, 'predict'>, FallbackReason>,
    failed: (error: unknown) => void,
  ): AskModels =>
  ({ rows, candidates }, answered) => {
    const found = serving();
    if (!found.ok) return answered(found);
    found.value.predict(rows, candidates).then(answered, (error: unknown) => {
      failed(error);
      answered(err('ModelError'));
    });
  };
