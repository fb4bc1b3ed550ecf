export type * from './audit.ts';
export { deriveOrdStatus, type OrderFacts } from './child.ts';
export { duplicateOf } from './commands.ts';
export type * from './effect.ts';
export * from './input.ts';
export { depthOf, marketHealth, predationBy, type VenueHealth, venueHealth } from './market-views.ts';
export {
  boardSnapshot,
  pendingDecisions,
  reRequest,
  stampFor,
  stampInput,
  type UnstampedInput,
} from './snapshot.ts';
export {
  createEngine,
  type EngineState,
  hasSession,
  type PendingTimer,
  parentByClOrdId,
  pendingTimers,
  type StepResult,
  stateHash,
} from './state.ts';
export { step } from './step.ts';
export { childViews, killsOf, limitsOf, modelsOf, parentViewOf, parentViews, riskOf } from './views.ts';
