/** A news item as the engine is told of it: who it is about, and how good or bad it reads. */
import type { FieldProblem } from './failure.ts';
import type { InstrumentId } from './ids.ts';
import type { Nanos } from './numbers.ts';

export interface NewsItem {
  /** The source's own id. */
  readonly id: string;
  readonly source: string;
  readonly headline: string;
  /** Whom it is about. Names that a session does not trade are passed over. */
  readonly instruments: readonly InstrumentId[];
  /** -1 as bad as can be .. 1 as good; 0 says nothing either way. An opinion of whoever read the text. */
  readonly sentimentScore: number;
  /** The source's clock, in the session's time; may be before the session. */
  readonly tsPublished: Nanos;
}

/** What keeps the item from being believed; absent where nothing does. */
export function newsProblem(item: NewsItem): FieldProblem | undefined {
  const { id, instruments, sentimentScore, tsPublished } = item;
  if (id === '') return { field: 'id', reason: 'a news item has an id' };
  if (instruments.length === 0) return { field: 'instruments', reason: 'it is about nobody' };
  if (!(sentimentScore >= -1 && sentimentScore <= 1)) {
    return { field: 'sentimentScore', reason: `${sentimentScore} is not between -1 and 1` };
  }
  if (!Number.isSafeInteger(tsPublished)) {
    return { field: 'tsPublished', reason: `${tsPublished} is not a time in whole nanoseconds` };
  }
  return undefined;
}
