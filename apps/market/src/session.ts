/**
 * One session of the market: opened on the records that the state folder holds, named in `session.json` so that a
 * restart goes on with it, and ended with a report for every order that is open.
 */
import { midPx, nanos, px, type VenueId } from '@fairlead/domain';
import { bookSnapshot, reference, type SimMarket } from '@fairlead/sim';
import type { Logger } from 'pino';
import type { Chosen } from './choice.ts';
import { type SavedSession, saveSession } from './clock.ts';
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

/** The session that the folder stands in, where it is of this market and scenario and can go on; else its next one. */
export function resumeSession(opening: Opening, last: SavedSession | undefined, seed: number): Session {
  const { chosen, log } = opening;
  const scenario = chosen.asked;
  const same = last?.session === chosen.session && scenario === last.scenario;
  const resumes = chosen.scenarios.find(({ name }) => name === scenario)?.resumes ?? true;
  if (last !== undefined && same && resumes) {
    const { number } = last;
    return open(opening, { number, scenario, seed: resumeSeed(seed, last), saved: last });
  }
  if (last !== undefined) {
    const before = [last.session, last.scenario];
    log.warn(
      { before, now: [chosen.session, scenario] },
      'the session of last time can not go on: another begins',
    );
  }
  return open(opening, { number: (last?.number ?? 0) + 1, scenario, seed, saved: undefined });
}

/** Another session at its scenario's start, after `before` has ended. */
export const nextSession = (
  opening: Opening,
  before: Session,
  asked: { readonly scenario: string; readonly seed: number },
): Session => open(opening, { number: before.number + 1, ...asked, saved: undefined });

function open(
  { folder, chosen, records, log }: Opening,
  of: {
    readonly number: number;
    readonly scenario: string | undefined;
    readonly seed: number;
    readonly saved: SavedSession | undefined;
  },
): Session {
  const { number, scenario, seed } = of;
  // Ids must never repeat over the life of the folder: a session whose ids were seen has left reports behind.
  const reports = [...records.values()].reduce((sum, record) => sum + lineCount(record.reports), 0);
  const idPrefix = `E${reports.toString(36)}`;
  const market = chosen.create({ saved: of.saved, scenario, idPrefix, seed });
  for (const { id } of reference(market).venues) {
    if (!records.has(id)) records.set(id, openVenueRecord(folder, id));
  }
  const canceled = endOrders(records, market.now, 'venue restarted');
  if (canceled > 0) log.warn({ canceled }, 'orders open at the last end were canceled');
  return { number, scenario, seed, market };
}

/** What is open at any venue is canceled. @returns how many orders */
export function endOrders(records: Records, nowNs: number, text: string): number {
  let canceled = 0;
  for (const record of records.values())
    canceled += cancelOpenOrders(record, { tsEvent: nanos(nowNs), text });
  return canceled;
}

/** The same seed would repeat the session's opening. */
const resumeSeed = (seed: number, { nowNs }: SavedSession): number =>
  (seed + Math.floor(nowNs / 1e6)) % 0x1_0000_0000;

/** @param nowNs where a restart goes on */
export function keepSession(folder: string, { chosen, session, nowNs }: Kept): void {
  const { number, scenario, market } = session;
  const scenarioFile = chosen.scenarios.find(({ name }) => name === scenario)?.file;
  saveSession(folder, {
    session: chosen.session,
    number,
    ...(scenario === undefined ? {} : { scenario }),
    ...(scenarioFile === undefined ? {} : { scenarioFile }),
    nowNs,
    sessionDate: reference(market).sessionDate,
    midPx: midsOf(market),
  });
}

interface Kept {
  readonly chosen: Chosen;
  readonly session: Session;
  readonly nowNs: number;
}

/** Mean of the best bid and offer over the venues that show any. */
function midsOf(market: SimMarket): Record<string, number> {
  const { instruments, venues } = reference(market);
  const mids: Record<string, number> = {};
  for (const { id } of instruments) {
    const books = venues.map((venue) => bookSnapshot(market, venue.id, id));
    const bids = books.flatMap((book) => book.bids[0]?.px ?? []);
    const asks = books.flatMap((book) => book.asks[0]?.px ?? []);
    if (bids.length === 0 || asks.length === 0) continue;
    const mid = midPx({ bidPx: px(Math.max(...bids)), askPx: px(Math.min(...asks)) });
    if (mid !== undefined) mids[id] = mid;
  }
  return mids;
}
