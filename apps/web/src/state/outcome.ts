/** What the engine answered, in words. */
import type { CommandOutcome } from '../data/api-types.ts';
import { refusalWords } from './refusal-words.ts';

type Refused = Extract<CommandOutcome, { accepted: false }>;

export const refusalText = (outcome: Refused): string =>
  outcome.refusals.length > 0 ? outcome.refusals.map(refusalWords).join('; ') : outcome.cause;
