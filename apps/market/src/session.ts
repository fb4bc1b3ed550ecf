/**
 * One session of the market: opened on the records that the state folder holds, named in `session.json` so that a
 * restart goes on with it, and ended with a report for every order that is open.
 */
import { type InstrumentId, midPx, nanos, px, type Simulation, type VenueId } from '@fairlead/domain';
import { bookSnapshot, reference, type Scenario, type SimMarket } from '@fairlead/sim';
import type { Logger } from 'pino';
import type { Chosen } from './choice.ts';
import { type SavedSession, saveSession } from './clock.ts';
import { closeOf, dayAfter, isOver, type Place } from './day.ts';
import { lineCount } from './line-log.ts';
import {
  cancelOpenOrders,
  openVenueRecord,
  recordedVenues,
  repairRecords,
  type VenueRecord,
} from './venue-record.ts';

/** Of all sessions of the folder: a venue that a later session lacks keeps its record. */
export type Records = Map<VenueId, VenueRecord>;

export interface Session {
  /** Counts the folder's sessions, from 1. */
  readonly number: number;
  /** Absent where the market has none. */
  readonly scenario: string | undefined;
  readonly seed: number;
  readonly market: SimMarket;
  /** Last mid of each instrument, as of when it was last kept. */
  readonly midPx: Record<InstrumentId, number>;
  /** When its day closes and the one after opens by itself; absent: it has no day after. */
  readonly close: Simulation['close'];
}

interface Opening {
  readonly folder: string;
  readonly chosen: Chosen;
  readonly records: Records;
  readonly log: Logger;
}

/** All that the folder holds, repaired where a kill tore it. */
export function openRecords(folder: string, log: Logger): Records {
  for (const file of repairRecords(folder))
    log.warn({ file }, 'a line torn by a kill in mid-write was cut off the end of a log');
  return new Map(recordedVenues(folder).map((venue) => [venue, openVenueRecord(folder, venue)]));
}

/**
 * The session that the folder stands in, where it is of this market and scenario; the day after it, where its own is
 * over; else another one.
 */
export function firstSession(opening: Opening, last: SavedSession | undefined, seed: number): Session {
  const { chosen, log } = opening;
  const { scenario, place } = chosen;
  if (last === undefined) return open(opening, { number: 1, scenario, seed, place });
  if (last.session !== chosen.session || last.scenario !== scenario) {
    const before = [last.session, last.scenario];
    log.warn(
      { before, now: [chosen.session, scenario] },
      'not the market of last time: another session begins',
    );
    return open(opening, { number: last.number + 1, scenario, seed, place });
  }
  const of = scenarioOf(opening, scenario);
  const over = of !== undefined && isOver(of, last.nowNs);
  return open(opening, {
    number: over ? last.number + 1 : last.number,
    scenario,
    seed: resumeSeed(seed, last),
    place: over ? dayAfter(last) : last,
  });
}

/** Another session at its scenario's start, after `before` has ended. */
export const nextSession = (
  opening: Opening,
  before: Session,
  asked: { readonly scenario: string; readonly seed: number },
): Session => open(opening, { number: before.number + 1, ...asked, place: {} });

/** The day after `before`, at the prices where that closed. */
export function nextDay(opening: Opening, before: Session): Session {
  const { number, scenario, seed, market } = before;
  const { sessionDate } = reference(market);
  const place = dayAfter({ sessionDate, midPx: midsOf(before) });
  return open(opening, { number: number + 1, scenario, seed: (seed + 1) % SEEDS, place });
}

const scenarioOf = ({ chosen }: Opening, scenario: string | undefined): Scenario | undefined =>
  chosen.scenarios.find(({ name }) => name === scenario)?.scenario;

function open(
  opening: Opening,
  of: {
    readonly number: number;
    readonly scenario: string | undefined;
    readonly seed: number;
    readonly place: Place;
  },
): Session {
  const { folder, chosen, records, log } = opening;
  const { number, scenario, seed, place } = of;
  // Ids must never repeat over the life of the folder: a session whose ids were seen has left reports behind.
  const reports = [...records.values()].reduce((sum, record) => sum + lineCount(record.reports), 0);
  const idPrefix = `E${reports.toString(36)}`;
  const market = chosen.create({ scenario, place, idPrefix, seed });
  for (const { id } of reference(market).venues) {
    if (!records.has(id)) records.set(id, openVenueRecord(folder, id));
  }
  const canceled = endOrders(records, market.now, 'venue restarted');
  if (canceled > 0) log.warn({ canceled }, 'orders open at the last end were canceled');
  const day = scenarioOf(opening, scenario);
  return {
    number,
    scenario,
    seed,
    market,
    midPx: { ...place.midPx },
    close: day && closeOf(day),
  };
}

/** What is open at any venue is canceled. @returns how many orders */
export function endOrders(records: Records, nowNs: number, text: string): number {
  let canceled = 0;
  for (const record of records.values())
    canceled += cancelOpenOrders(record, { tsEvent: nanos(nowNs), text });
  return canceled;
}

/** Seeds from here on are kept for tests of what was learned. */
const SEEDS = 900_000;

/** The same seed would repeat the session's opening. */
const resumeSeed = (seed: number, { nowNs }: SavedSession): number =>
  (seed + Math.floor(nowNs / 1e6)) % SEEDS;

interface Kept {
  readonly chosen: Chosen;
  readonly session: Session;
  /** Where a restart goes on. */
  readonly nowNs: number;
  readonly speed: number;
  readonly paused: boolean;
}

export function keepSession(folder: string, { chosen, session, ...running }: Kept): void {
  const { number, scenario, market } = session;
  const scenarioFile = chosen.scenarios.find(({ name }) => name === scenario)?.file;
  saveSession(folder, {
    session: chosen.session,
    number,
    ...(scenario === undefined ? {} : { scenario }),
    ...(scenarioFile === undefined ? {} : { scenarioFile }),
    ...running,
    sessionDate: reference(market).sessionDate,
    midPx: midsOf(session),
  });
}

/** Mean of the best bid and offer over the venues that show any; the last one, where none is or they cross. */
function midsOf({ market, midPx: mids }: Session): Session['midPx'] {
  const { instruments, venues } = reference(market);
  for (const { id } of instruments) {
    const books = venues.map((venue) => bookSnapshot(market, venue.id, id));
    const bids = books.flatMap((book) => book.bids[0]?.px ?? []);
    const asks = books.flatMap((book) => book.asks[0]?.px ?? []);
    if (bids.length === 0 || asks.length === 0) continue;
    const touch = { bidPx: px(Math.max(...bids)), askPx: px(Math.min(...asks)) };
    const mid = touch.bidPx < touch.askPx ? midPx(touch) : undefined;
    if (mid !== undefined) mids[id] = mid;
  }
  return mids;
}
