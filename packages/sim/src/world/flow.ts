/** How busy the market is: the day's rhythm times its mood. */
import { regimeAt } from '../fundamental/fundamental.ts';
import { activityAt } from '../scenario/activity.ts';
import type { World } from './state.ts';

/** Multiple of the rates of all flow now; those who trade for reasons of their own come so much more often. */
export const flowNow = (world: World): number =>
  activityAt(world.scenario.session, world.now) * regimeAt(world.fundamental, world.now).flow;
