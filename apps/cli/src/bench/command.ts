/** `fairlead bench`: what the hot paths take on this machine. Figures are printed, never asserted. */
import { CliError } from '../failure.ts';

/** Of these keys, the ones that apply. */
export interface BenchResult {
  readonly bench: string;
  readonly p50Us?: number;
  readonly p99Us?: number;
  readonly perSecond?: number;
  readonly perCpuSecond?: number;
  readonly quietPerSecond?: number;
  readonly crowdPerSecond?: number;
  readonly crowdPerCpuSecond?: number;
  /** Market seconds per wall second. */
  readonly marketPerWall?: number;
  readonly messages?: number;
  readonly heapBytes?: number;
  readonly heapGrowthBytes?: number;
  readonly readPerSecond?: number;
  readonly readPerCpuSecond?: number;
  readonly bytesPerRecord?: number;
  readonly oneWorkerPerSecond?: number;
  readonly oneWorkerPerCpuSecond?: number;
  /** All workers against one. */
  readonly speedUp?: number;
  /** Its 95% interval. */
  readonly speedUpFrom?: number;
  readonly speedUpTo?: number;
  /** The same of a plain loop: what the machine has for more threads. */
  readonly machineSpeedUp?: number;
  readonly startSeconds?: number;
  /** What was measured, in words. */
  readonly what: string;
}

const BENCHES: Readonly<Record<string, (path?: string) => Promise<BenchResult>>> = {
  book: async () => (await import('./book.ts')).benchBook(),
  decision: async () => (await import('./decision.ts')).benchDecision(),
  decode: async (path) => (await import('./decode.ts')).benchDecode(path),
  episodes: async () => (await import('./episodes.ts')).benchEpisodes(),
  feed: async () => (await import('./feed.ts')).benchFeed(),
  itch: async () => (await import('./itch.ts')).benchItch(),
  match: async () => (await import('./match.ts')).benchMatch(),
  simulator: async () => (await import('./simulator.ts')).benchSimulator(),
  step: async () => (await import('./step.ts')).benchStep(),
  tape: async () => (await import('./tape.ts')).benchTape(),
};

export async function bench(
  name: string,
  path: string | undefined,
  flags: { readonly json?: boolean },
): Promise<void> {
  const run = BENCHES[name];
  if (!run) {
    throw new CliError(`there is no bench "${name}": ${Object.keys(BENCHES).join(', ')}`, { exitCode: 2 });
  }
  const result = await run(path);
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(result)}\n`
      : `${Object.entries(result)
          .map(
            ([key, value]) =>
              `${key.padEnd(15)} ${typeof value === 'number' ? value.toLocaleString('en-US') : value}`,
          )
          .join('\n')}\n`,
  );
}
