/** What a LOBSTER file's name says: ticker, date, times and depth. `TICKER_YYYY-MM-DD_START_END_message_LEVELS.csv`. */
import { type Nanos, nanos } from '@fairlead/domain';
import { FeedError } from './failure.ts';

export interface LobsterMeta {
  readonly ticker: string;
  /** `YYYY-MM-DD` in New York: the midnight that times count from. */
  readonly date: string;
  /** The theoretical window of the file; every row lies in it. */
  readonly start: Nanos;
  readonly end: Nanos;
  /** Price levels a side in the order book file. */
  readonly levels: number;
}

export type LobsterPart = 'message' | 'orderbook';

export interface LobsterName {
  readonly meta: LobsterMeta;
  readonly part: LobsterPart;
  /** Alike for a message file and its order book. */
  readonly pair: string;
}

export const NAME_FORM = 'TICKER_YYYY-MM-DD_START_END_message_LEVELS.csv';

const NAME =
  /^([A-Z0-9.-]{1,16})_(\d{4}-\d{2}-\d{2})_(\d{1,8})_(\d{1,8})_(message|orderbook)_(\d{1,3})\.csv$/;
const DAY_MS = 86_400_000;
export const MAX_LEVELS = 200;

/** @returns undefined where `base` is not of the form at all; throws FeedError where it is but makes no sense */
export function parseLobsterName(base: string, file: string): LobsterName | undefined {
  const match = NAME.exec(base);
  if (match === null) return undefined;
  const [, ticker = '', date = '', startText = '', endText = '', part, levelsText = ''] = match;
  const [startMs, endMs, levels] = [Number(startText), Number(endText), Number(levelsText)];
  const refuse = (field: string, reason: string): FeedError => new FeedError({ file, field, reason });
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== date) {
    throw refuse('name', `${date} is not a day of the calendar`);
  }
  if (startMs >= endMs || endMs > DAY_MS) {
    throw refuse('name', `${startMs} to ${endMs} is not a window of one day in milliseconds`);
  }
  if (levels < 1 || levels > MAX_LEVELS) throw refuse('name', `${levels} is not 1 to ${MAX_LEVELS} levels`);
  return {
    meta: { ticker, date, start: nanos(startMs * 1e6), end: nanos(endMs * 1e6), levels },
    part: part === 'message' ? 'message' : 'orderbook',
    pair: base.replace(/_(message|orderbook)_/, '_*_'),
  };
}
