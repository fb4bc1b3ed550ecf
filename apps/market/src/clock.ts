/**
 * Market time: so many market nanoseconds per wall nanosecond from an anchor on. Kept in the state folder, so
 * that a restart goes on where the session stood.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, MarketError } from './failure.ts';

export interface MarketClock {
  readonly speed: number;
  anchorNs: number;
  anchorMs: number;
}

/** `wallMs` is of a monotonic clock. */
export const startClock = (nowNs: number, speed: number, wallMs: number): MarketClock => ({
  speed,
  anchorNs: nowNs,
  anchorMs: wallMs,
});

export const marketTime = (clock: MarketClock, wallMs: number): number =>
  Math.floor(clock.anchorNs + Math.max(0, wallMs - clock.anchorMs) * 1e6 * clock.speed);

/** The market could not keep up: time goes on from `nowNs`. */
export function slipClock(clock: MarketClock, nowNs: number, wallMs: number): void {
  clock.anchorNs = nowNs;
  clock.anchorMs = wallMs;
}

const savedSession = z.object({
  /** Which market: another one starts its own session. */
  session: z.string(),
  nowNs: z.int().min(0),
  /** The midnight that it counts from; a recorded or simulated day has its own. */
  sessionDate: z.iso.date().exactOptional(),
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
