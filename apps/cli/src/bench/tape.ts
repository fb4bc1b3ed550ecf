/** `bench tape`: simulated market data written to a tape and read back, one core: speed and bytes a record. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeedRecord } from '@fairlead/feeds';
import { createEventRecords, openTape, writeTape } from '@fairlead/tape';
import type { BenchResult } from './command.ts';
import { eightVenues, recordEvents } from './market.ts';
import { repeat } from './rounds.ts';

const SECONDS = 300;
const SESSION = { date: '2026-01-05', zone: 'America/New_York', pxDecimals: 4, qtyDecimals: 0 } as const;
/** The same market time goes onto the tape this often. */
const TIMES = 8;
const LEAST = 12_000_000;

export async function benchTape(): Promise<BenchResult> {
  const records: FeedRecord[] = [];
  const recordsOf = createEventRecords();
  for (const event of recordEvents(eightVenues(), SECONDS)) {
    recordsOf(event, event.tsEvent, (record) => records.push({ ...record }));
  }
  const dir = mkdtempSync(join(tmpdir(), 'fairlead-bench-tape-'));
  try {
    let bytesPerRecord = 0;
    const write = repeat(LEAST, () => {
      rmSync(dir, { recursive: true });
      const tape = writeTape(dir, SESSION);
      for (let time = 0; time < TIMES; time++) for (const record of records) tape.append(record);
      tape.close();
      bytesPerRecord = Math.round((tape.bytes() / tape.lastSeq()) * 100) / 100;
      return tape.lastSeq();
    });
    let seen = 0;
    const read = repeat(LEAST, () => {
      let count = 0;
      for (const { tapeSeq, qty } of openTape(dir).read()) {
        count = tapeSeq;
        seen += qty;
      }
      return count;
    });
    return {
      bench: 'tape',
      perSecond: write.perSecond,
      perCpuSecond: write.perCpuSecond,
      readPerSecond: read.perSecond,
      readPerCpuSecond: read.perCpuSecond,
      bytesPerRecord,
      messages: write.messages,
      what: `${records.length * TIMES} records of simulated market data written, and read (their sum: ${seen})`,
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
