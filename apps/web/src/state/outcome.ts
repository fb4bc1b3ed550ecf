/** What the engine answered, in words. */
import { formatRefusal } from '@fairlead/domain';
import type { CommandOutcome } from '../data/api-types.ts';

type Refused = Extract<CommandOutcome, { accepted: false }>;

export const refusalText = (outcome: Refused): string =>
  outcome.refusals.length > 0 ? outcome.refusals.map(formatRefusal).join('; ') : outcome.cause;
