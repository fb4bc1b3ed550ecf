/** `fairlead tape import`: a recorded file of any known format becomes a tape. Whole, or not at all. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { FeedError, type FeedSession, findFormat, readFeed } from '@fairlead/feeds';
import { TapeError, type TapeWriter, writeTape } from '@fairlead/tape';
import { fromCwd, ROOT } from '../env.ts';
import { CliError } from '../failure.ts';
import { createProgress } from '../progress.ts';
import { interruption } from '../up/interruption.ts';

export interface ImportFlags {
  readonly out?: string;
  readonly json?: boolean;
}

export async function importTape(path: string, flags: ImportFlags): Promise<void> {
  const file = fromCwd(path);
  const dir = flags.out === undefined ? resolve(ROOT, '.fairlead', 'tapes', stem(file)) : fromCwd(flags.out);
  if (existsSync(dir)) throw new CliError(`${dir} exists: give another folder with --out`);
  const draft = `${dir}.importing`;
  const progress = createProgress('records');
  let interrupted = false;
  void interruption().then(() => {
    interrupted = true;
  });
  try {
    const found = await findFormat(file);
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(dirname(dir), { recursive: true });
    let tape: TapeWriter | undefined;
    const { records } = await readFeed(found, {
      begin: ({ date, zone }: FeedSession) => {
        tape = writeTape(draft, { date, zone, ...found.format.scale });
      },
      take: (record) => {
        const at = tape!.append(record);
        if (at % 4_096 !== 0) return;
        progress.at(at);
        if (interrupted) throw new CliError('interrupted', { exitCode: 130 });
      },
    });
    if (tape === undefined || records === 0) throw new CliError(`${file} holds no record`);
    tape.close();
    renameSync(draft, dir);
    const result = { tape: dir, format: found.format.name, records, bytes: tape.bytes() };
    const words = Object.entries(result).map(([key, value]) => `${key}: ${value.toLocaleString('en-US')}`);
    process.stdout.write(`${flags.json ? JSON.stringify(result) : words.join('\n')}\n`);
  } catch (error) {
    if (error instanceof FeedError || error instanceof TapeError) throw new CliError(error.message);
    throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
    progress.end();
  }
}

/** The file's name up to its first dot. */
const stem = (path: string): string => basename(path).replace(/\..*$/, '') || 'tape';
