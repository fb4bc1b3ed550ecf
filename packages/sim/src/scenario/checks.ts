/**
 * What no field can say alone: references, sums, times inside the session, prices on their ticks. Each check reads
 * the sections that are sound by themselves and is silent about the others, so that all problems come at once.
 */
import { formatPx } from '@fairlead/domain';
import { choleskyOf } from '../fundamental/correlation.ts';
import { nearest, type Path } from './problem.ts';
import type {
  CrowdSection,
  EventSection,
  FundamentalSection,
  InstrumentSection,
  NewsSection,
  RegimesSection,
  SessionSection,
} from './sections.ts';
import { startOf } from './setup.ts';
import type { VenueSection } from './venue.ts';

/** Sections as far as they are sound; `undefined` in a list is an item that isn't. */
export interface Sound {
  readonly session: SessionSection | undefined;
  readonly instruments: readonly (InstrumentSection | undefined)[];
  readonly fundamental: FundamentalSection | undefined;
  readonly regimes: RegimesSection | undefined;
  readonly venues: readonly (VenueSection | undefined)[];
  readonly crowd: CrowdSection | undefined;
  readonly news: NewsSection | undefined;
  readonly events: readonly (EventSection | undefined)[];
  /** Names as written, sound or not: what references may name. Absent where an item has none. */
  readonly instrumentIds: readonly (string | undefined)[];
  readonly venueIds: readonly (string | undefined)[];
  readonly regimeNames: readonly string[];
}

export type Refuse = (path: Path, reason: string, suggestion?: string) => void;

const SUM_TOLERANCE = 1e-9;
const MINUTE = 60_000_000_000;

export function check(sound: Sound, refuse: Refuse): void {
  checkIds(sound.instrumentIds, 'instruments', refuse);
  checkIds(sound.venueIds, 'venues', refuse);
  if (sound.session !== undefined) checkSession(sound.session, refuse);
  sound.instruments.forEach((of, n) => {
    if (of !== undefined) checkInstrument(of, ['instruments', n], refuse);
  });
  if (sound.fundamental !== undefined) checkFundamental(sound.fundamental, sound, refuse);
  if (sound.regimes !== undefined) checkRegimes(sound.regimes, sound, refuse);
  checkVenues(sound, refuse);
  if (sound.crowd !== undefined) checkCrowd(sound.crowd, sound, refuse);
  sound.news?.stories.forEach(({ at, instrument }, n) => {
    const path = ['news', 'stories', n];
    known(
      instrument,
      { of: sound.instrumentIds, what: 'an instrument', path: [...path, 'instrument'] },
      refuse,
    );
    within(at, { session: sound.session, path: [...path, 'at'] }, refuse);
  });
  sound.events.forEach((event, n) => {
    if (event !== undefined) checkEvent(event, { sound, path: ['events', n] }, refuse);
  });
}

function checkIds(ids: readonly (string | undefined)[], section: string, refuse: Refuse): void {
  ids.forEach((id, n) => {
    const first = id === undefined ? n : ids.indexOf(id);
    if (first < n) refuse([section, n, 'id'], `${id} is the id of ${section}[${first}] too`);
  });
}

interface Reference {
  readonly of: readonly (string | undefined)[];
  readonly what: string;
  readonly path: Path;
}

function known(name: string, { of, what, path }: Reference, refuse: Refuse): void {
  if (of.includes(name)) return;
  const names = [...new Set(of)].filter((one) => one !== undefined);
  const near = nearest(name, names);
  const advice = near === undefined ? `there is ${names.join(', ') || 'none'}` : `did you mean ${near}?`;
  refuse(path, `${name} is not ${what} of this scenario`, advice);
}

interface InSession {
  readonly session: SessionSection | undefined;
  readonly path: Path;
}

function within(atNs: number, { session, path }: InSession, refuse: Refuse): void {
  if (session === undefined || session.open >= session.close) return;
  const begins = startOf(session);
  if (atNs >= begins && atNs < session.close) return;
  refuse(path, `${clock(atNs)} is outside the run, ${clock(begins)} to ${clock(session.close)}`);
}

function checkSession(session: SessionSection, refuse: Refuse): void {
  const { open, close, start, auctions } = session;
  if (open >= close) {
    refuse(['session', 'close'], `${clock(close)} must be after the open, ${clock(open)}`);
    return;
  }
  const { opening = 0, closing = 0 } = auctions;
  if (open - opening < 0) {
    refuse(['session', 'auctions', 'opening'], `begins before midnight: ${clock(open)} is the open`);
  }
  if (closing >= close - open) {
    refuse(['session', 'auctions', 'closing'], 'leaves no time for continuous trading');
  }
  if (start !== undefined && (start < open - opening || start >= close)) {
    const first = clock(Math.max(0, open - opening));
    refuse(['session', 'start'], `${clock(start)} is outside the session, ${first} to ${clock(close)}`);
  }
}

function checkInstrument(of: InstrumentSection, path: Path, refuse: Refuse): void {
  const { tick, price, lot, averageTrade, adv, halts } = of;
  if (price % tick !== 0) {
    const below = Math.max(tick, price - (price % tick));
    refuse(
      [...path, 'price'],
      `${formatPx(price)} is not on a tick of ${formatPx(tick)}`,
      `write ${formatPx(below)} or ${formatPx(below + tick)}`,
    );
  }
  if (averageTrade < lot) refuse([...path, 'averageTrade'], `${averageTrade} is less than a lot, ${lot}`);
  if (adv < averageTrade) refuse([...path, 'adv'], `${adv} is less than an average trade, ${averageTrade}`);
  if (halts !== undefined && halts.staticBps === undefined && halts.dynamicBps === undefined) {
    refuse([...path, 'halts'], 'halts at no distance', 'give staticBps, dynamicBps or both');
  }
}

function checkFundamental(
  { loadings, correlation }: FundamentalSection,
  { instrumentIds }: Sound,
  refuse: Refuse,
): void {
  const path = ['fundamental', 'correlation'];
  if (loadings !== undefined && correlation !== undefined) {
    refuse(path, 'is given beside loadings', 'give one of them');
  }
  for (const id of Object.keys(loadings ?? {})) {
    known(id, { of: instrumentIds, what: 'an instrument', path: ['fundamental', 'loadings', id] }, refuse);
  }
  if (correlation === undefined) return;
  const n = instrumentIds.length;
  if (correlation.length !== n) {
    refuse(path, `must hold a row for each of the ${n} instruments, holds ${correlation.length}`);
    return;
  }
  const wrong = correlation.findIndex((row) => row.length !== n);
  if (wrong >= 0) {
    refuse([...path, wrong], `must hold ${n} figures, holds ${correlation[wrong]!.length}`);
    return;
  }
  let sound = true;
  const at = (i: number, j: number): number => correlation[i]![j]!;
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      if (i === j && at(i, i) !== 1) refuse([...path, i, i], `must be 1 on the diagonal, got ${at(i, i)}`);
      else if (at(i, j) !== at(j, i)) {
        refuse([...path, i, j], `must equal ${pathOf(j, i)}, which is ${at(j, i)}, got ${at(i, j)}`);
      } else continue;
      sound = false;
    }
  }
  if (sound && choleskyOf(correlation) === undefined) {
    refuse(path, 'is not positive semidefinite: no moves are correlated so', 'make its figures smaller');
  }
}

const pathOf = (i: number, j: number): string => `correlation[${i}][${j}]`;

function checkRegimes({ start, states, timetable }: RegimesSection, sound: Sound, refuse: Refuse): void {
  const regime = (name: string, path: Path): void =>
    known(name, { of: sound.regimeNames, what: 'a regime', path }, refuse);
  regime(start, ['regimes', 'start']);
  for (const [name, { stay, next }] of Object.entries(states)) {
    const path = ['regimes', 'states', name];
    if (stay !== undefined && timetable.length > 0) {
      refuse([...path, 'stay'], 'is given beside a timetable', 'give one of them');
    }
    if (next === undefined) continue;
    if (stay === undefined) refuse([...path, 'next'], 'follows a stay, and none is given', 'give stay');
    for (const after of Object.keys(next)) regime(after, [...path, 'next', after]);
    const sum = Object.values(next).reduce((a, b) => a + b, 0);
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      refuse([...path, 'next'], `chances must sum to 1, they sum to ${Number(sum.toFixed(6))}`);
    }
  }
  timetable.forEach((row, n) => {
    const path = ['regimes', 'timetable', n];
    regime(row.regime, [...path, 'regime']);
    within(row.at, { session: sound.session, path: [...path, 'at'] }, refuse);
    const before = timetable[n - 1];
    if (before !== undefined && before.at >= row.at) {
      refuse([...path, 'at'], `${clock(row.at)} must be after the row before, ${clock(before.at)}`);
    }
  });
}

function checkVenues({ venues, regimes, regimeNames }: Sound, refuse: Refuse): void {
  if (venues.length > 0 && venues.every((venue) => venue !== undefined && venue.type !== 'lit')) {
    refuse(['venues'], 'holds no lit venue: nothing makes a price');
  }
  const shares = new Map<string, number>();
  venues.forEach((venue, n) => {
    if (venue === undefined) return;
    const path = ['venues', n];
    if (venue.type !== 'dark' || regimes === undefined) return;
    for (const [name, { volumeShare }] of Object.entries(venue.hidden)) {
      known(name, { of: regimeNames, what: 'a regime', path: [...path, 'hidden', name] }, refuse);
      const sum = (shares.get(name) ?? 0) + volumeShare;
      if (sum > 1 + SUM_TOLERANCE && sum - volumeShare <= 1 + SUM_TOLERANCE) {
        refuse(
          [...path, 'hidden', name, 'volumeShare'],
          `with the pools before it makes ${Number(sum.toFixed(6))} of the volume in ${name}, at most 1`,
        );
      }
      shares.set(name, sum);
    }
    for (const name of regimeNames) {
      if (!(name in venue.hidden)) refuse([...path, 'hidden'], `says nothing of the regime ${name}`);
    }
  });
}

function checkCrowd(section: CrowdSection, sound: Sound, refuse: Refuse): void {
  section.forEach(({ venues = [], instruments = [], intensities }, n) => {
    const path = ['crowd', n];
    venues.forEach((id, at) => {
      const place = [...path, 'venues', at];
      known(id, { of: sound.venueIds, what: 'a venue', path: place }, refuse);
      const venue = sound.venues[sound.venueIds.indexOf(id)];
      if (venue !== undefined && venue.type !== 'lit') {
        refuse(place, `${id} is ${venue.type}: the crowd trades at lit venues`);
      }
    });
    instruments.forEach((id, at) => {
      known(
        id,
        { of: sound.instrumentIds, what: 'an instrument', path: [...path, 'instruments', at] },
        refuse,
      );
    });
    intensities?.cancel.forEach((row, level) => {
      if (row[0] === 0) return;
      const place = [...path, 'intensities', 'cancel', level, 0];
      refuse(place, `must be 0: an empty queue has nothing to cancel, got ${row[0]}`);
    });
  });
}

interface OfEvent {
  readonly sound: Sound;
  readonly path: Path;
}

function checkEvent(event: EventSection, { sound, path }: OfEvent, refuse: Refuse): void {
  if (event.venue !== undefined) {
    known(event.venue, { of: sound.venueIds, what: 'a venue', path: [...path, 'venue'] }, refuse);
    const venue = sound.venues[sound.venueIds.indexOf(event.venue)];
    if (event.type === 'auction' && venue !== undefined && venue.type !== 'lit') {
      refuse([...path, 'venue'], `${event.venue} is ${venue.type}: auctions are held at lit venues`);
    }
  }
  if ('instrument' in event) {
    known(
      event.instrument,
      { of: sound.instrumentIds, what: 'an instrument', path: [...path, 'instrument'] },
      refuse,
    );
  }
  within(event.at, { session: sound.session, path: [...path, 'at'] }, refuse);
  const close = sound.session?.close ?? Number.POSITIVE_INFINITY;
  if (event.at < close && event.at + event.lasts > close) {
    refuse([...path, 'lasts'], `goes on past the close, ${clock(close)}`);
  }
}

/** `09:30`, or with the seconds where there are any. */
function clock(ns: number): string {
  const two = (of: number): string => String(of).padStart(2, '0');
  const minutes = Math.floor(ns / MINUTE);
  const rest = (ns % MINUTE) / 1_000_000_000;
  const seconds = rest === 0 ? '' : `:${rest < 10 ? '0' : ''}${rest}`;
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}${seconds}`;
}
