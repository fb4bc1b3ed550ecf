/** `fairlead simulate --record`: history to learn from, and how far it is. */
import { HistoryError, type HistoryProgress, type HistoryRecorded, recordHistory } from '@fairlead/episodes';
import { SHIPPED_MODELS } from '@fairlead/inference';
import type { Scenario } from '@fairlead/sim';
import { CliError } from '../failure.ts';
import type { SimulateOptions } from './options.ts';

type Recorded = Omit<HistoryRecorded, 'recorded'> & {
  readonly episodes: number;
  readonly records: number;
  readonly inputs: number;
};

const REPORT_EVERY_MS = 1_000;

/** @throws CliError where it can't be recorded as asked */
export async function recorded(
  market: Scenario,
  options: Extract<SimulateOptions, { type: 'Record' }>,
): Promise<Recorded> {
  const { dir, firstSeed, episodes, seconds, workers, rules } = options;
  try {
    const { recorded: made, ...rest } = await recordHistory({
      dir,
      market,
      firstSeed,
      episodes,
      seconds,
      ...(workers !== undefined && { workers }),
      ...(!rules && { models: SHIPPED_MODELS }),
      onProgress: progressLine(),
    });
    return {
      ...rest,
      episodes: made.length,
      records: made.reduce((sum, { tape }) => sum + tape.records, 0),
      inputs: made.reduce((sum, { journal }) => sum + journal.inputs, 0),
    };
  } catch (error) {
    if (error instanceof HistoryError) throw new CliError(error.message, { exitCode: 2, cause: error });
    throw error;
  }
}

export const recordedInWords = ({ dir, set, episodes, skipped, records, elapsedSeconds }: Recorded): string =>
  `${dir}: ${episodes} episodes of the ${set} seeds recorded in ${elapsedSeconds.toFixed(1)} s, ${records.toLocaleString('en-US')} records; ${skipped} were there already`;

/** A line a second on stderr, so that a log stays readable too, and one at the end. */
function progressLine(): (progress: HistoryProgress) => void {
  let shownAt = Number.NEGATIVE_INFINITY;
  return ({ done, skipped, total, episodesPerSecond, etaSeconds }) => {
    const now = performance.now();
    if (now - shownAt < REPORT_EVERY_MS && done + skipped < total) return;
    shownAt = now;
    process.stderr.write(
      `  ${done + skipped} of ${total} episodes, ${episodesPerSecond.toFixed(2)} a second, about ${Math.ceil(etaSeconds)} s left\n`,
    );
  };
}
