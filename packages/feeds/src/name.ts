/**
 * What a LOBSTER file's name says: ticker, date, times and depth. `TICKER_YYYY-MM-DD_START_END_message_LEVELS.csv`,
 * or of the excerpts of the vendor's public sample that go round, `TICKER_first1000_message_LEVELS.csv`.
 */
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
  /** Cut out of a day by its bytes: its last line, which is not whole, is no row of it. */
  readonly isExcerpt: boolean;
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
const EXCERPT = /^([A-Z0-9.-]{1,16})_first1000_(message|orderbook)_(\d{1,3})\.csv$/;
/** The one day of the vendor's public sample, by its read-me. */
const SAMPLE_DATE = '2012-06-21';
const DAY_MS = 86_400_000;
export const MAX_LEVELS = 200;

/** @returns undefined where `base` is not of the form at all; throws FeedError where it is but makes no sense */
export function parseLobsterName(base: string, file: string): LobsterName | undefined {
  const parts = partsOf(base);
  if (parts === undefined) return undefined;
  const { ticker, date, startMs, endMs, part, levels, isExcerpt } = parts;
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
    meta: { ticker, date, start: nanos(startMs * 1e6), end: nanos(endMs * 1e6), levels, isExcerpt },
    part,
    pair: base.replace(/_(message|orderbook)_/, '_*_'),
  };
}

/** The base name is of one of the forms, whatever else is wrong with it. */
export const isLobsterName = (base: string): boolean => NAME.test(base) || EXCERPT.test(base);

function partsOf(base: string) {
  const [, ticker = '', date = '', start, end, part, levels] = NAME.exec(base) ?? [];
  if (part !== undefined) {
    return {
      ticker,
      date,
      startMs: Number(start),
      endMs: Number(end),
      ...whole(part, levels),
      isExcerpt: false,
    };
  }
  const [, name, cutPart, cutLevels] = EXCERPT.exec(base) ?? [];
  if (name === undefined) return undefined;
  return {
    ticker: name,
    date: SAMPLE_DATE,
    startMs: 0,
    endMs: DAY_MS,
    ...whole(cutPart, cutLevels),
    isExcerpt: true,
  };
}

const whole = (part: string | undefined, levels: string | undefined) => ({
  part: part === 'message' ? ('message' as const) : ('orderbook' as const),
  levels: Number(levels),
});
