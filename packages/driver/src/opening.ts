/** A run's first inputs: what it trades with, the first limits, the models that it came with. */
import {
  type Actor,
  deskId,
  type MarketReference,
  type ModelsUsed,
  type RunId,
  userId,
} from '@fairlead/domain';
import type { ChangeLimits, PromoteModel, SessionOpened } from '@fairlead/engine';
import { defaultLimits } from '@fairlead/risk';
import { DEFAULT_ROUTER_CONFIG } from '@fairlead/router';

/** The house's own first acts: a person's name is on each later one. */
const FIRST_START: Actor = {
  userId: userId('system'),
  name: 'first start',
  role: 'supervisor',
  desk: deskId('EQ-1'),
};

export const sessionOpened = (runId: RunId, reference: MarketReference): SessionOpened => ({
  type: 'SessionOpened',
  runId,
  reference,
  routerConfig: DEFAULT_ROUTER_CONFIG,
});

/** @param shipped absent: nothing is promoted, and the rules decide */
export function firstActs(
  { instruments }: MarketReference,
  shipped: ModelsUsed | undefined,
): readonly (ChangeLimits | PromoteModel)[] {
  const actor = FIRST_START;
  const rows = defaultLimits(instruments);
  const limits: ChangeLimits = { type: 'ChangeLimits', actor, basedOn: 0, rows, reason: 'first start' };
  if (shipped === undefined) return [limits];
  const reason = 'shipped with this release';
  return [limits, { type: 'PromoteModel', actor, models: shipped, reason }];
}
