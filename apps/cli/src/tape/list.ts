/** `fairlead tape ls`: what tapes there are in a folder, and what each holds. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isTape, openTape, TapeError } from '@fairlead/tape';
import { fromCwd, ROOT } from '../env.ts';
import { CliError } from '../failure.ts';
import { formatTime } from './time.ts';

/** How far below the folder named it looks: `.fairlead/runs/MARKET/tape/DATE`. */
const DEPTH = 5;

interface TapeFacts {
  readonly path: string;
  readonly date: string;
  readonly zone: string;
  readonly segments: number;
  /** Its last segment has no index: it is being written, or a crash left it. */
  readonly open: boolean;
  readonly records: number;
  readonly bytes: number;
  readonly bytesPerRecord: number;
  /** First and latest receipt: ns since the session's midnight, and in words. */
  readonly fromTs: number;
  readonly toTs: number;
  readonly from: string;
  readonly to: string;
  readonly venues: readonly string[];
  readonly instruments: readonly string[];
}
/** A folder that can't be read as a tape, and why. */
interface BrokenTape {
  readonly path: string;
  readonly problem: string;
}

export function listTapes(where: string | undefined, flags: { readonly json?: boolean }): void {
  const dir = where === undefined ? resolve(ROOT, '.fairlead') : fromCwd(where);
  if (!existsSync(dir)) throw new CliError(`there is no folder at ${dir}`);
  const tapes = tapesIn(dir, DEPTH).map(describe);
  const text = tapes.length === 0 ? `no tape in ${dir}` : tapes.map(inWords).join('\n');
  process.stdout.write(`${flags.json ? JSON.stringify({ tapes }) : text}\n`);
  const problems = tapes.flatMap((tape) => ('problem' in tape ? [tape.problem] : []));
  if (problems.length > 0) throw new CliError(problems.join('; '));
}

function tapesIn(dir: string, depth: number): readonly string[] {
  if (isTape(dir)) return [dir];
  if (depth === 0) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => tapesIn(join(dir, name), depth - 1))
    .sort();
}

function describe(path: string): TapeFacts | BrokenTape {
  try {
    const { session, segments, streams, records, firstRecv = 0, lastRecv = 0 } = openTape(path);
    const bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
    return {
      path,
      date: session.date,
      zone: session.zone,
      segments: segments.length,
      open: segments.at(-1)?.closed === false,
      records,
      bytes,
      bytesPerRecord: records === 0 ? 0 : Math.round((bytes / records) * 100) / 100,
      fromTs: firstRecv,
      toTs: lastRecv,
      from: formatTime(firstRecv),
      to: formatTime(lastRecv),
      venues: [...new Set(streams.map(({ venue }) => venue))].sort(),
      instruments: [...new Set(streams.map(({ instrument }) => instrument))].sort(),
    };
  } catch (error) {
    if (error instanceof TapeError) return { path, problem: error.message };
    throw error;
  }
}

function inWords(tape: TapeFacts | BrokenTape): string {
  if ('problem' in tape) return `${tape.path}\n  ${tape.problem}`;
  const count = (n: number): string => n.toLocaleString('en-US');
  return [
    tape.path,
    `  ${tape.date} ${tape.from} to ${tape.to} (${tape.zone})${tape.open ? ', open' : ''}`,
    `  ${count(tape.records)} records in ${tape.segments} segments, ${count(tape.bytes)} bytes (${tape.bytesPerRecord} a record)`,
    `  venues ${tape.venues.join(', ')}; instruments ${tape.instruments.join(', ')}`,
  ].join('\n');
}
