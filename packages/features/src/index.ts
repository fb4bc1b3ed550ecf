export { type IndicatorName, type PredationView, predationOf } from './indicators.ts';
export { createOfiStudy, type OfiResult, observeSignedTrade, observeTouch, ofiResult } from './ofi-study.ts';
export type { OwnEvent } from './own.ts';
export { marketStamp, type VenueViewFacts, venueViewFacts, volatilityBps } from './readers.ts';
export { type CandidateRow, writeRow } from './row.ts';
export { FEATURE_COUNT, FEATURE_SCHEMA, FEATURES } from './schema.ts';
export {
  createFeatureState,
  type FeatureState,
  observe,
  observeNews,
  observeOwn,
  venueIndex,
} from './state.ts';
