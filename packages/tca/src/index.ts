export {
  type CostFill,
  type CostInput,
  type ParentCost,
  type ShortfallParts,
  scoreParent,
} from './shortfall.ts';
export { splitByVenue, type VenueCost } from './venue-split.ts';
