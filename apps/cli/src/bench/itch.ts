/** `bench itch`: a day of ITCH in memory, in chunks as a file gives them, into feed records; one core. */
import { decodeItch } from '@fairlead/feeds';
import type { BenchResult } from './command.ts';
import { DAY_NAME, dayOfItch } from './flow.ts';
import { repeat } from './rounds.ts';

const MESSAGES = 2_000_000;
const LEAST = 20_000_000;
const CHUNK_BYTES = 1 << 16;

export async function benchItch(): Promise<BenchResult> {
  const day = dayOfItch(MESSAGES);
  let seen = 0;
  let lapped = 0;
  let records = 0;
  const rounds = repeat(LEAST, (_, lap) => {
    const decoder = decodeItch(DAY_NAME, {
      take: ({ qty, px, orderId }) => {
        records += 1;
        seen += qty + px + orderId;
      },
    });
    for (let at = 0; at < day.length; at += CHUNK_BYTES) {
      decoder.push(day.subarray(at, at + CHUNK_BYTES));
      lap(records - lapped);
      lapped = records;
    }
    return decoder.end().records;
  });
  return {
    bench: 'itch',
    ...rounds,
    what: `${(day.length / 1e6).toFixed(0)} MB of ITCH decoded and its records read (their sum: ${seen})`,
  };
}
