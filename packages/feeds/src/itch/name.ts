/** What the name of a daily ITCH file says: the day and the market. */
import { basename } from 'node:path';
import { FeedError } from '../failure.ts';
import type { FeedSession } from '../record.ts';

/** `12302019.NASDAQ_ITCH50`, `20190130.BX_ITCH_50`, `S061226-v50.txt` (month, day, year). */
const FORMS = [
  /^(?<month>\d\d)(?<day>\d\d)(?<year>\d{4})\.(?<market>NASDAQ|BX|PSX)_ITCH_?50/i,
  /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)\.(?<market>NASDAQ|BX|PSX)_ITCH_?50/i,
  /^S(?<month>\d\d)(?<day>\d\d)(?<shortYear>\d\d)-v50/i,
];
const VENUES: Readonly<Record<string, string>> = { NASDAQ: 'XNAS', BX: 'XBOS', PSX: 'XPSX' };

const partsOf = (file: string): Readonly<Record<string, string | undefined>> | undefined => {
  // Inside an archive: `days.zip:12302019.NASDAQ_ITCH50`.
  const name = basename(file).split(':').at(-1) ?? '';
  for (const form of FORMS) {
    const parts = form.exec(name)?.groups;
    if (parts !== undefined && isDay(parts)) return parts;
  }
  return undefined;
};

const dateOf = (parts: Readonly<Record<string, string | undefined>>): string =>
  `${parts.year ?? `20${parts.shortYear}`}-${parts.month}-${parts.day}`;

function isDay(parts: Readonly<Record<string, string | undefined>>): boolean {
  const date = new Date(`${dateOf(parts)}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(dateOf(parts));
}

/** The market's MIC; NASDAQ's own where the name does not say. */
export const venueOf = (file: string): string =>
  VENUES[partsOf(file)?.market?.toUpperCase() ?? 'NASDAQ'] ?? 'XNAS';

/** @throws FeedError where the name carries no day */
export function sessionOf(file: string): FeedSession {
  const parts = partsOf(file);
  if (parts === undefined) {
    throw new FeedError({
      file,
      field: 'name',
      reason: 'must say the day, as in 12302019.NASDAQ_ITCH50 or S123019-v50.txt: the file does not',
    });
  }
  return { date: dateOf(parts), zone: 'America/New_York' };
}

export const isItchName = (name: string): boolean => partsOf(name) !== undefined;
