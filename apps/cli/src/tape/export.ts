/** `fairlead tape export`: a tape's records as text, JSON lines or CSV. Numbers are the tape's integers. */
import { extname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { openTape, TapeError, type TapeRecord } from '@fairlead/tape';
import { fromCwd } from '../env.ts';
import { CliError } from '../failure.ts';
import { createOutput } from '../output.ts';
import { createProgress } from '../progress.ts';
import { interruption } from '../up/interruption.ts';
import { parseTime } from './time.ts';

export interface ExportFlags {
  readonly from?: string;
  readonly to?: string;
  readonly venue?: string;
  readonly instrument?: string;
  readonly out?: string;
  readonly csv?: boolean;
}

/** Between these many records an interrupt is heard. */
const TURN = 32_768;
const COLUMNS = [
  'tapeSeq',
  'tsRecv',
  'tsEvent',
  'venue',
  'instrument',
  'seq',
  'type',
  'side',
  'px',
  'qty',
  'orderId',
  'newOrderId',
  'status',
] as const satisfies readonly (keyof TapeRecord)[];

/** From the first record received at `--from` or later, to before the first received at `--to` or later. */
export async function exportTape(dir: string, flags: ExportFlags): Promise<void> {
  const from = flags.from === undefined ? {} : { fromTs: parseTime('--from', flags.from) };
  const to = flags.to === undefined ? Number.POSITIVE_INFINITY : parseTime('--to', flags.to);
  const path = flags.out === undefined ? undefined : fromCwd(flags.out);
  const csv = flags.csv ?? (path !== undefined && extname(path).toLowerCase() === '.csv');
  const progress = createProgress('records');
  let interrupted = false;
  void interruption().then(() => {
    interrupted = true;
  });
  try {
    const tape = openTape(fromCwd(dir));
    const output = createOutput(path);
    try {
      if (csv) output.line(COLUMNS.join(','));
      let records = 0;
      for (const record of tape.read(from)) {
        if (record.tsRecv >= to) break;
        if (++records % TURN === 0) {
          progress.at(records);
          await setImmediate();
          if (interrupted) throw new CliError('interrupted', { exitCode: 130 });
        }
        if (flags.venue !== undefined && record.venue !== flags.venue) continue;
        if (flags.instrument !== undefined && record.instrument !== flags.instrument) continue;
        output.line(csv ? csvLine(record) : JSON.stringify(record, COLUMNS as unknown as string[]));
      }
      output.finish();
    } finally {
      output.discard();
    }
  } catch (error) {
    if (error instanceof TapeError) throw new CliError(error.message);
    throw error;
  } finally {
    progress.end();
  }
}

const csvLine = (record: TapeRecord): string => COLUMNS.map((name) => cell(record[name])).join(',');

const cell = (value: string | number | undefined): string => {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
