/** `fairlead replay`: a recording or a tape is read again: summed up, proven, studied, or played to files. */
import { createFeedMonitor, monitorReport, observeRecord } from '@fairlead/book';
import type { MarketEvent } from '@fairlead/domain';
import { FeedError, type FeedRecord } from '@fairlead/feeds';
import { TapeError } from '@fairlead/tape';
import { fromCwd } from '../env.ts';
import { factsInWords } from '../facts-in-words.ts';
import { CliError } from '../failure.ts';
import { createProgress, type Progress } from '../progress.ts';
import { createFeaturesFile } from './features.ts';
import { createMarkets } from './markets.ts';
import { parseReplayFlags, type ReplayFlags, type ReplayOptions } from './options.ts';
import { createPace } from './pace.ts';
import { openRecording, type Recording } from './recording.ts';
import { createMeasuring, type Reference } from './reference.ts';
import { studyFacts, studyOfi } from './study.ts';
import { createSummarizer, type Summary } from './summary.ts';
import { createTradesFile } from './trades.ts';
import { type Watched, watchedOf } from './watched.ts';

export async function replay(path: string, flags: ReplayFlags): Promise<void> {
  const options = parseReplayFlags(flags);
  const file = fromCwd(path);
  const progress = createProgress('records');
  const say = <T extends object>(result: T, words: (of: T) => string = inWords): void => {
    progress.end();
    process.stdout.write(`${flags.json ? JSON.stringify(result) : words(result)}\n`);
  };
  try {
    if (options.type === 'Study') {
      if (options.study === 'ofi') return say(await studyOfi(file, progress.at));
      return say(await studyFacts(file, progress.at), ({ facts }) => factsInWords(facts));
    }
    const recording = await openRecording(file);
    if (options.type === 'Play') {
      const live = flags.json ? process.stderr : process.stdout;
      say(await play(recording, options, { progress, line: (text) => live.write(`${text}\n`) }));
      return;
    }
    if (recording.verify === undefined) {
      throw new CliError(`${file}: a ${recording.title} carries nothing to check its book against`);
    }
    const { examples, ...result } = await recording.verify(progress.at);
    say(result);
    // Proven is exit 0. A book that differs is not, nor one that was compared with nothing.
    if (result.rows === 0) throw new CliError(`${file}: holds nothing to compare a book with`);
    if (result.mismatches > 0) {
      throw new CliError(`${result.mismatches} of ${result.rows} rows differ: ${examples.join('; ')}`);
    }
  } catch (error) {
    if (error instanceof FeedError || error instanceof TapeError) throw new CliError(error.message);
    throw error;
  } finally {
    progress.end();
  }
}

interface Played extends Summary, Partial<Watched> {
  readonly skipped: number;
  readonly ignored: number;
  readonly trades?: number;
  readonly featureRows?: number;
}

interface Told {
  readonly progress: Progress;
  readonly line: (text: string) => void;
}

/**
 * One pass. Prints, rows and a live touch need books, which are made from the first record on wherever playing
 * begins; the mere summary of an instant and what follows is read from there. What is odd is told of the whole alone:
 * to books that begin in the middle nearly everything is.
 */
export async function play(
  recording: Recording,
  options: Extract<ReplayOptions, { type: 'Play' }>,
  told: Told,
): Promise<Played> {
  const { fromTs = Number.NEGATIVE_INFINITY, speed, everyNs } = options;
  const needsBooks = speed !== undefined || options.trades !== undefined || options.features !== undefined;
  const monitor = options.fromTs === undefined ? createFeedMonitor() : undefined;
  const references = options.features === undefined ? [] : await measure(recording, told.progress);
  const files: { readonly discard: () => void }[] = [];
  const opened = <T extends { readonly discard: () => void }>(file: T): T => {
    files.push(file);
    return file;
  };
  try {
    const features =
      options.features && opened(createFeaturesFile(options.features, { references, everyNs, fromTs }));
    const trades = options.trades && opened(createTradesFile(options.trades, recording.scale));
    const summary = createSummarizer(recording.format);
    const markets = createMarkets();
    const { scale } = recording;
    const pace = speed && createPace({ speed, scale, touch: markets.touch, say: told.line });
    let started = false;
    let current: FeedRecord | undefined;
    const emit = (event: MarketEvent): void => {
      if (features) features.take(event);
      if (trades && started) trades.take(event, current!);
    };
    const facts = await recording.read({
      fromTs: needsBooks ? undefined : options.fromTs,
      begin: summary.begin,
      take: (record) => {
        started ||= record.tsRecv >= fromTs;
        if (started) {
          if (pace) pace(record);
          else told.progress.at(summary.records());
          summary.take(record);
        }
        if (features) features.advance(record);
        current = record;
        if (needsBooks) markets.take(record, emit);
        if (monitor) observeRecord(monitor, record);
      },
    });
    if (trades && current) {
      const { venue, instrument } = current;
      await recording.inferTrades?.((trade) => {
        if (trade.ts >= fromTs) trades.takeInferred(trade, { venue, instrument });
      });
    }
    return {
      ...summary.end(),
      ...facts,
      ...(monitor ? watchedOf(monitorReport(monitor)) : {}),
      ...(trades ? { trades: trades.finish() } : {}),
      ...(features ? { featureRows: features.finish() } : {}),
    };
  } finally {
    for (const file of files) file.discard();
  }
}

async function measure(recording: Recording, progress: Progress): Promise<readonly Reference[]> {
  const measuring = createMeasuring();
  const markets = createMarkets();
  let records = 0;
  await recording.read({
    begin: () => {},
    take: (record) => {
      progress.at(++records);
      markets.take(record, measuring.take);
    },
  });
  return measuring.references();
}

const SHOWN = 12;

/** A line for each member. */
function inWords(result: object): string {
  const value = (of: unknown): string => {
    if (typeof of === 'number') return of.toLocaleString('en-US', { maximumFractionDigits: 4 });
    if (typeof of !== 'object' || of === null) return String(of);
    const items = Array.isArray(of)
      ? of.map(value)
      : Object.entries(of).map(([key, at]) => `${key} ${value(at)}`);
    const more = items.length > SHOWN ? ` ... (${items.length})` : '';
    return items.length === 0 ? 'none' : `${items.slice(0, SHOWN).join(', ')}${more}`;
  };
  return Object.entries(result)
    .map(([key, of]) => `${key}: ${value(of)}`)
    .join('\n');
}
