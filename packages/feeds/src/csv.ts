/** A CSV of rows that stand alone, as a decoder: bytes in, cut anywhere; rows that are not sound by the policy. */
import { FeedError } from './failure.ts';
import { createFaultLog, passOver, summaryOf } from './faults.ts';
import type { DecodeOptions, FeedDecoder } from './record.ts';
import { addBytes, beginRow, createRowReader, endRows, hasRow, leaveRow, type RowReader } from './rows.ts';

export interface CsvReading {
  /** The first line, to the letter; absent where the format has none. */
  readonly heading?: string;
  /** A last row without its newline is whole if it reads as a row: its last column is of one letter. */
  readonly mayEndOpen?: boolean;
  /** Reads the row under the cursor to its end, and hands out nothing. */
  readonly parse: (r: RowReader) => void;
  /** Hands out what the row said. */
  readonly give: () => void;
  /** Under `Resync`, at a row that is not sound: hands out what can't be vouched for any more. */
  readonly lose: () => void;
  /** How many were handed out. */
  readonly records: () => number;
}

const NEWLINE = 0x0a;

export function csvDecoder(file: string, options: DecodeOptions, reading: CsvReading): FeedDecoder {
  const r = createRowReader(file);
  const faults = createFaultLog(options);

  const readRows = (): void => {
    while (hasRow(r)) {
      const start = r.at;
      beginRow(r);
      if (r.row === 1 && reading.heading !== undefined) {
        readHeading(r, reading.heading);
        continue;
      }
      try {
        reading.parse(r);
      } catch (fault) {
        passOver(faults, fault);
        leaveRow(r, start);
        if (faults.policy === 'Resync') reading.lose();
        continue;
      }
      reading.give();
    }
  };
  return {
    push: (bytes) => {
      addBytes(r, bytes);
      readRows();
      // What is left of a row must outlive the caller's chunk.
      r.buffer = Buffer.from(r.buffer.subarray(r.at));
      r.at = 0;
      r.whole = 0;
    },
    end: () => {
      if (reading.mayEndOpen === true && r.buffer.length > 0) {
        addBytes(r, Uint8Array.of(NEWLINE));
        readRows();
      }
      endRows(r);
      if (r.row === 0) throw new FeedError({ file, row: 1, reason: 'is missing: the file is empty' });
      return summaryOf(faults, reading.records());
    },
  };
}

function readHeading(r: RowReader, heading: string): void {
  const end = r.buffer.indexOf(NEWLINE, r.at);
  const line = r.buffer.toString('latin1', r.at, end).replace(/\r$/, '');
  if (line !== heading) {
    throw new FeedError({ file: r.file, row: 1, field: 'heading', reason: `must be "${heading}"` });
  }
  r.at = end + 1;
}
