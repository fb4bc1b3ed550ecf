/**
 * Market time: so many market nanoseconds per wall nanosecond from an anchor on, up to where it is to stand still.
 * Kept in the state folder, so that a restart goes on where the session stood.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, MarketError } from './failure.ts';

export interface MarketClock {
  speed: number;
  anchorNs: number;
  anchorMs: number;
  /** Market time stands still once it is there; infinite: it runs on. */
  untilNs: number;
}

/** `wallMs` is of a monotonic clock. */
export const startClock = (nowNs: number, speed: number, wallMs: number): MarketClock => ({
  speed,
  anchorNs: nowNs,
  anchorMs: wallMs,
  untilNs: Number.POSITIVE_INFINITY,
});

export const marketTime = (clock: MarketClock, wallMs: number): number =>
  Math.min(
    clock.untilNs,
    Math.floor(clock.anchorNs + Math.max(0, wallMs - clock.anchorMs) * 1e6 * clock.speed),
  );

/** Time goes on from `nowNs`: the market could not keep up, or was put there. */
export function slipClock(clock: MarketClock, nowNs: number, wallMs: number): void {
  clock.anchorNs = nowNs;
  clock.anchorMs = wallMs;
}

/** What has passed has passed at the speed before. */
export function changeSpeed(clock: MarketClock, speed: number, wallMs: number): void {
  slipClock(clock, marketTime(clock, wallMs), wallMs);
  clock.speed = speed;
}

/** Runs on by `byNs` and stands still there: 0 pauses, infinity resumes. */
export function runFor(clock: MarketClock, byNs: number, wallMs: number): void {
  const nowNs = marketTime(clock, wallMs);
  slipClock(clock, nowNs, wallMs);
  clock.untilNs = nowNs + byNs;
}

const savedSession = z.object({
  /** Which market: another one starts its own session. */
  session: z.string(),
  /** Counts the sessions of the folder. */
  number: z.int().min(1).default(1),
  /** Of a simulated market. */
  scenario: z.string().exactOptional(),
  /** Where it is not one of those shipped. */
  scenarioFile: z.string().exactOptional(),
  nowNs: z.int().min(0),
  /** The midnight that it counts from; a recorded or simulated day has its own. */
  sessionDate: z.iso.date().exactOptional(),
  /** Market seconds per wall second. */
  speed: z.number().positive().exactOptional(),
  /** Market time stands still. */
  paused: z.boolean().default(false),
  /** Last mid of each instrument, so that a simulated price goes on where it stood. */
  midPx: z.record(z.string(), z.number().positive()),
});
export type SavedSession = z.infer<typeof savedSession>;

const pathIn = (folder: string): string => join(folder, 'session.json');

/** @returns undefined where none was saved */
export function readSession(folder: string): SavedSession | undefined {
  let text: string;
  try {
    text = readFileSync(pathIn(folder), 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new MarketError(`The file ${pathIn(folder)} can't be read (${codeOf(cause)}).`, { cause });
  }
  try {
    return savedSession.parse(JSON.parse(text));
  } catch (cause) {
    throw new MarketError(
      `The file ${pathIn(folder)} is damaged: delete it to let the session start at its opening.`,
      { cause },
    );
  }
}

export function saveSession(folder: string, session: SavedSession): void {
  const path = pathIn(folder);
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(session)}\n`);
    renameSync(`${path}.new`, path);
  } catch (cause) {
    throw new MarketError(`The file ${path} can't be written (${codeOf(cause)}).`, { cause });
  }
}
