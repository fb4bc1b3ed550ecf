/** What `fairlead replay` reads: a file of any known format, or a tape's folder. Read as often as is needed. */
import {
  type FeedRecord,
  type FeedScale,
  type FeedSession,
  findFormat,
  type InferredTrade,
  readFeed,
  type Verification,
} from '@fairlead/feeds';
import { isTape, openTape } from '@fairlead/tape';

export interface Recording {
  /** The format's name, or `tape`. */
  readonly format: string;
  readonly title: string;
  readonly scale: FeedScale;
  readonly read: (options: ReadOptions) => Promise<ReadFacts>;
  /** Of a recording of orders that tells no trade. */
  readonly inferTrades?: (take: (trade: InferredTrade) => void) => Promise<unknown>;
  /** Absent where the recording carries nothing to check against. */
  readonly verify?: (onRows: (rows: number) => void) => Promise<Verification>;
}

interface ReadOptions {
  /** From the first record received then or later; a tape finds it by its index. */
  readonly fromTs?: number | undefined;
  readonly begin: (session: FeedSession) => void;
  readonly take: (record: FeedRecord) => void;
}

/** What a file's decoder passed over. */
interface ReadFacts {
  readonly skipped: number;
  readonly ignored: number;
}

/** @throws FeedError or TapeError where the path is neither */
export async function openRecording(path: string): Promise<Recording> {
  return isTape(path) ? recordingOfTape(path) : recordingOfFile(path);
}

async function recordingOfFile(path: string): Promise<Recording> {
  const found = await findFormat(path);
  const { name, title, scale, verify, inferTrades } = found.format;
  return {
    format: name,
    title,
    scale,
    read: async ({ fromTs = Number.NEGATIVE_INFINITY, begin, take }) => {
      let started = false;
      const { skipped, ignored = 0 } = await readFeed(found, {
        begin,
        take: (record) => {
          started ||= record.tsRecv >= fromTs;
          if (started) take(record);
        },
      });
      return { skipped, ignored };
    },
    ...(inferTrades === undefined ? {} : { inferTrades: (take) => inferTrades(path, take) }),
    ...(verify === undefined ? {} : { verify: (onRows) => verify(path, onRows) }),
  };
}

function recordingOfTape(path: string): Recording {
  const tape = openTape(path);
  return {
    format: 'tape',
    title: 'tape',
    scale: tape.session,
    read: async ({ fromTs, begin, take }) => {
      begin(tape.session);
      for (const record of tape.read(fromTs === undefined ? {} : { fromTs })) take(record);
      return { skipped: 0, ignored: 0 };
    },
    verify: async (onRows) => {
      let rows = 0;
      for (const _ of tape.read()) if (++rows % 65_536 === 0) onRows(rows);
      return {
        rows,
        mismatches: 0,
        checked: "every block's checksum, length, count and place, and every record's kind and stream",
        examples: [],
      };
    },
  };
}
