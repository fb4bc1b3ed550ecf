/** `bench decode`: a recording read from its file again and again, unpacked, decoded, its records handed out. */
import { FeedError, findFormat, readFeed } from '@fairlead/feeds';
import { fromCwd } from '../env.ts';
import { CliError } from '../failure.ts';
import type { BenchResult } from './command.ts';

const LEAST_MS = 3_000;

/** @throws CliError without a path, or where the file is not a sound recording */
export async function benchDecode(path: string | undefined): Promise<BenchResult> {
  if (path === undefined) {
    throw new CliError('bench decode takes the path of a recording', { exitCode: 2 });
  }
  try {
    return await decodeAgain(fromCwd(path));
  } catch (error) {
    if (error instanceof FeedError) throw new CliError(error.message);
    throw error;
  }
}

async function decodeAgain(path: string): Promise<BenchResult> {
  const found = await findFormat(path);
  let taken = 0;
  const round = async (): Promise<number> => {
    const before = taken;
    await readFeed(found, { take: () => taken++ });
    return taken - before;
  };
  const records = await round();
  let messages = 0;
  let best = 0;
  const cpuBegan = process.cpuUsage();
  for (const began = performance.now(); performance.now() - began < LEAST_MS; ) {
    const roundBegan = performance.now();
    messages += await round();
    best = Math.max(best, (records * 1_000) / (performance.now() - roundBegan));
  }
  const { user, system } = process.cpuUsage(cpuBegan);
  return {
    bench: 'decode',
    perSecond: Math.round(best),
    perCpuSecond: Math.round((messages * 1e6) / (user + system)),
    messages,
    what: `${found.format.title}: ${records.toLocaleString('en-US')} records a round, read and unpacked each time`,
  };
}
