export { cardPathOf, notBetter, readModelCard } from './model-card.ts';
export {
  BATCH,
  type BandTable,
  bandBucket,
  bandHalfWidthBps,
  bandScaleBps,
  INPUT_NAME,
  METADATA_KEYS,
  type ModelName,
  SIGNATURES,
} from './model-format.ts';
export type { ModelProblem, ModelProblemType } from './model-problem.ts';
export {
  createPredictor,
  type PredictionAnswer,
  type PredictionCandidate,
  type Predictor,
  type PredictorOptions,
} from './predictor.ts';
export { SHIPPED_MODELS } from './shipped.ts';
