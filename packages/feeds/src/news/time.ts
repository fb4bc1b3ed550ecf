/** The two ways in which feeds write an instant. A time without its zone is none and is refused. */
import type { UnixMs } from '@fairlead/domain';

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d{2}):?(\d{2}))$/i;
const RFC_822 =
  /^(?:[A-Z][a-z]{2}, *)?(\d{1,2}) ([A-Z][a-z]{2}) (\d{2}|\d{4}) (\d{2}):(\d{2})(?::(\d{2}))? (?:([A-Z]{1,3})|([+-])(\d{2})(\d{2}))$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Hours ahead of UTC, as RFC 822 section 5.1 names them. */
const ZONES: Readonly<Record<string, number>> = {
  Z: 0,
  UT: 0,
  UTC: 0,
  GMT: 0,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};

/** ISO 8601 to the minute at least, with its zone; below a millisecond is cut. @returns undefined where it is no instant */
export function parseIsoTime(text: string): UnixMs | undefined {
  const match = ISO.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '', sign, zoneHours, zoneMinutes] = match;
  return instant(
    [year, month, day, hour, minute, second].map(Number),
    Number(fraction.padEnd(3, '0').slice(0, 3)),
    offset(sign, zoneHours, zoneMinutes),
  );
}

/** RFC 822 with two or four digits of year, as RSS 2.0 asks. @returns undefined where it is no instant */
export function parseRfc822Time(text: string): UnixMs | undefined {
  const match = RFC_822.exec(text.trim().replace(/\s+/g, ' '));
  if (match === null) return undefined;
  const [, day, month = '', year = '', hour, minute, second = '0', zone, sign, zoneHours, zoneMinutes] =
    match;
  const hours = zone === undefined ? 0 : ZONES[zone];
  if (hours === undefined) return undefined;
  // RFC 2822, 4.3: two digits up to 49 are of this century.
  const century = year.length === 4 ? 0 : Number(year) < 50 ? 2000 : 1900;
  return instant(
    [century + Number(year), MONTHS.indexOf(month) + 1, ...[day, hour, minute, second].map(Number)],
    0,
    hours * 60 + offset(sign, zoneHours, zoneMinutes),
  );
}

/** Minutes ahead of UTC; NaN beyond what a zone can be. */
function offset(sign: string | undefined, hours = '0', minutes = '0'): number {
  const ahead = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || ahead > 15 * 60) return Number.NaN;
  return sign === '-' ? -ahead : ahead;
}

/** Undefined where a part is beyond the calendar or the clock: 30 February is no day. A leap second is its minute's last. */
function instant(parts: readonly number[], ms: number, aheadMinutes: number): UnixMs | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (hour > 23 || minute > 59 || second > 60 || Number.isNaN(aheadMinutes)) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    return undefined;
  }
  const clock = ((hour * 60 + minute - aheadMinutes) * 60 + Math.min(second, 59)) * 1_000 + ms;
  return (date.getTime() + clock) as UnixMs;
}
