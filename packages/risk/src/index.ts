export { defaultLimits } from './default-limits.ts';
export { type ChildContext, checkChild, checkParent, type ParentVerdict } from './gate.ts';
export { onBust, onClosed, onFill } from './lifecycle.ts';
export { validateLimitRows } from './limit-table.ts';
export {
  createRisk,
  type RiskState,
  rearm,
  setInstruments,
  setLimits,
  triggerCounts,
  trip,
  type Utilisation,
  utilisation,
} from './state.ts';
