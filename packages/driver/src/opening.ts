/** A run's first inputs: what it trades with, the first limits, the models that it came with. */
import {
  type Actor,
  deskId,
  type LimitSet,
  type MarketReference,
  type RunId,
  userId,
} from '@fairlead/domain';
import type { ChangeLimits, PromoteModel, SessionOpened } from '@fairlead/engine';
import { defaultLimits } from '@fairlead/risk';
import { DEFAULT_ROUTER_CONFIG } from '@fairlead/router';

/** Who does what no person asked for: the first acts of a run, and of another session of the market. */
export const HOUSE: Actor = {
  userId: userId('system'),
  name: 'the house',
  role: 'supervisor',
  desk: deskId('EQ-1'),
};

/** @param session the market's number of it; absent: its first */
export const sessionOpened = (runId: RunId, reference: MarketReference, session?: number): SessionOpened => ({
  type: 'SessionOpened',
  runId,
  ...(session === undefined ? {} : { session }),
  reference,
  routerConfig: DEFAULT_ROUTER_CONFIG,
});

/** Models as `PromoteModel` has them: which, and what speaks against them. */
export type OfferedModels = Pick<PromoteModel, 'models' | 'objection'>;

/**
 * @param shipped absent: nothing is promoted, and the rules decide. With an objection they decide too, and the audit
 *   has the refusal
 */
export function firstActs(
  { instruments }: MarketReference,
  shipped: OfferedModels | undefined,
): readonly (ChangeLimits | PromoteModel)[] {
  const actor = HOUSE;
  const rows = defaultLimits(instruments);
  const limits: ChangeLimits = { type: 'ChangeLimits', actor, basedOn: 0, rows, reason: 'first start' };
  if (shipped === undefined) return [limits];
  const reason = 'shipped with this release';
  return [limits, { type: 'PromoteModel', actor, ...shipped, reason }];
}

/** What nobody has set limits for is not traded: a later session's own instruments get the first ones. */
export function limitsOfNew({ version, rows }: LimitSet, { instruments }: MarketReference): ChangeLimits[] {
  const isNew = (id: string): boolean => !rows.some(({ level, key }) => level === 'Instrument' && key === id);
  const added = defaultLimits(instruments.filter(({ id }) => isNew(id))).filter(
    ({ level }) => level === 'Instrument',
  );
  if (added.length === 0) return [];
  const reason = 'first limits of instruments that are new here';
  return [{ type: 'ChangeLimits', actor: HOUSE, basedOn: version, rows: [...rows, ...added], reason }];
}
