/** One instrument at one venue: what has a book, a feed count and a trading status of its own. */
import type { InstrumentId, VenueId } from '@fairlead/domain';

export interface Pair {
  readonly venue: VenueId;
  readonly instrument: InstrumentId;
}

export const pairKey = (pair: Pair): string => `${pair.venue} ${pair.instrument}`;
