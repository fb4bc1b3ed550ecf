/** `fairlead replay`: reads a recorded day, proves its book, or studies its order flow. LOBSTER days so far. */
import {
  createOfiStudy,
  type OfiResult,
  observeSignedTrade,
  observeTouch,
  ofiResult,
} from '@fairlead/features';
import { FeedError, openLobster, type Verification, verifyLobster } from '@fairlead/feeds';
import { fromCwd } from '../env.ts';
import { CliError } from '../failure.ts';

export interface ReplayFlags {
  readonly verify?: boolean;
  readonly study?: string;
  readonly json?: boolean;
}

const BAR_NS = 10e9;
const BARS_PER_HALF_HOUR = 180;

export async function replay(path: string, flags: ReplayFlags): Promise<void> {
  if ((flags.verify === true) === (flags.study !== undefined)) {
    throw new CliError('replay takes one of --verify and --study ofi', { exitCode: 2 });
  }
  if (flags.study !== undefined && flags.study !== 'ofi') {
    throw new CliError(`--study: there is no study "${flags.study}": ofi`, { exitCode: 2 });
  }
  const file = fromCwd(path);
  try {
    if (flags.study === undefined) sayVerified(await verifyLobster(file, progress()), flags);
    else say(await studyOfi(file), flags);
  } catch (error) {
    if (error instanceof FeedError) throw new CliError(error.message);
    throw error;
  }
}

/** Proven is exit 0; a book that differs is not. */
function sayVerified({ examples, ...result }: Verification, flags: ReplayFlags): void {
  say(result, flags);
  if (result.mismatches === 0) return;
  throw new CliError(`${result.mismatches} of ${result.rows} rows differ: ${examples.join('; ')}`);
}

/** 10 s bars, half-hour windows, from the file's start to its end. */
async function studyOfi(path: string): Promise<OfiResult> {
  const day = await openLobster(path);
  const study = createOfiStudy(day.meta.start, BAR_NS, BARS_PER_HALF_HOUR);
  const told = progress();
  let rows = 0;
  for await (const { messages, books = [] } of day.batches({ books: true })) {
    for (const [i, message] of messages.entries()) {
      const bid = books[i]?.bids[0];
      const ask = books[i]?.asks[0];
      observeTouch(study, message.ts, {
        bidPx: bid?.px ?? 0,
        bidQty: bid?.qty ?? 0,
        askPx: ask?.px ?? 0,
        askQty: ask?.qty ?? 0,
      });
      // A trade against a resting sell is a buyer's.
      if (message.type === 'Execute') {
        observeSignedTrade(study, message.ts, message.side === 'Sell' ? message.qty : -message.qty);
      }
    }
    rows += messages.length;
    told(rows);
  }
  return ofiResult(study, day.meta.end);
}

function say(result: object, flags: ReplayFlags): void {
  const lines = Object.entries(result).map(([key, value]) => `${key}: ${value}`);
  process.stdout.write(`${flags.json ? JSON.stringify(result) : lines.join('\n')}\n`);
}

/** Rows done, on a terminal only. */
function progress(): (rows: number) => void {
  if (!process.stderr.isTTY) return () => {};
  return (rows) => process.stderr.write(`\r  ${rows.toLocaleString('en-US')} rows`);
}
