export type { FillSeen, ScoreInput } from './input.ts';
export { type ParentCost, scoreParent } from './score-parent.ts';
export type { VenueCost } from './venue-split.ts';
