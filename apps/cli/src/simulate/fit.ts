/**
 * `simulate --fit`: a recorded LOBSTER day becomes a scenario. Two readings (what the sizes are, then what the queues
 * did), a search for how readily the reference follows the mid, and a day of the scenario to say how near it comes.
 */
import { openLobster } from '@fairlead/feeds';
import {
  averageEventSize,
  createRecordedQueues,
  type Distances,
  distancesOf,
  fitDay,
  fittedScenario,
  type MarketSample,
  MOST_LEVELS,
  parseScenario,
  problemInWords,
  type RecordedQueues,
  rowSeen,
  type Scenario,
  tenMinuteVolatilityBps,
} from '@fairlead/sim';
import { CliError } from '../failure.ts';
import { createOutput } from '../output.ts';
import { createProgress, type Progress } from '../progress.ts';
import { recordedSample } from '../replay/recorded-sample.ts';
import { formatTime } from '../tape/time.ts';
import { distancesInWords } from './distances-in-words.ts';
import { FIT_SEEDS } from './options.ts';
import { simulateDay } from './report.ts';

export interface FitOptions {
  readonly recording: string;
  readonly out: string;
  readonly seed: number;
}

export interface Fit {
  readonly out: string;
  readonly levels: number;
  /** Shares. */
  readonly averageEventSize: number;
  readonly thetaProb: number;
  /** Of ten-minute returns, bps: recorded, and of the simulated day. */
  readonly volatilityBps: { readonly recorded: number; readonly simulated: number };
  readonly volume: { readonly recorded: number; readonly simulated: number };
  readonly distances: Distances;
  readonly hash: string;
  readonly events: number;
}

/** Of one level, nothing is known but the touch: the flow behind it can't be told. */
const FEWEST_LEVELS = 3;

/** @throws FeedError where the recording is not sound, CliError where it can't be fitted or written */
export async function fit({ recording, out, seed }: FitOptions): Promise<Fit> {
  const progress = createProgress('events');
  try {
    const { meta } = await openLobster(recording);
    if (meta.levels < FEWEST_LEVELS) {
      throw new CliError(
        `${recording}: has ${meta.levels} level a side; a fit needs ${FEWEST_LEVELS} or more`,
      );
    }
    const real = await recordedSample(recording, progress.at);
    const queues = await recordedQueues(recording, real, progress);
    const of = fitDay(real, queues.rates);
    const text = (thetaProb: number): string => fittedScenario(of, { ...nameOf(meta, recording), thetaProb });
    const thetaProb = follows(real, { seed, progress, text });
    const day = simulateDay(scenarioOf(text(thetaProb)), { seed, instrument: undefined }, progress);
    const distances = distancesOf(day.sample, real);
    if (distances === undefined) throw new CliError(`${recording}: never shows both sides`);
    write(out, text(thetaProb));
    return {
      out,
      levels: of.intensities.limit.length,
      averageEventSize: of.size,
      thetaProb,
      volatilityBps: {
        recorded: tenMinuteVolatilityBps(real),
        simulated: tenMinuteVolatilityBps(day.sample),
      },
      volume: { recorded: of.volume, simulated: total(day.sample.trades.qty) },
      distances,
      hash: day.hash,
      events: day.events,
    };
  } finally {
    progress.end();
  }
}

const total = (xs: Float64Array): number => xs.reduce((sum, x) => sum + x, 0);

function nameOf(
  meta: { readonly ticker: string; readonly date: string; readonly start: number; readonly end: number },
  recording: string,
) {
  return {
    name: `fit-${meta.ticker.toLowerCase()}`,
    ticker: meta.ticker,
    date: meta.date,
    open: formatTime(meta.start),
    close: formatTime(meta.end),
    source: recording.slice(recording.lastIndexOf('/') + 1),
  };
}

async function recordedQueues(
  path: string,
  sample: MarketSample,
  progress: Progress,
): Promise<RecordedQueues> {
  const day = await openLobster(path);
  const size = averageEventSize(sample);
  const queues = createRecordedQueues({ levels: MOST_LEVELS, tick: sample.tick, size });
  for await (const { firstRow, messages, books = [] } of day.batches({ books: true })) {
    for (const [i, message] of messages.entries()) rowSeen(queues, message, books[i]!);
    progress.at(firstRow);
  }
  return queues;
}

/** Halvings of the search: a thousandth of the whole range is below what a day's volatility tells. */
const HALVINGS = 7;
/**
 * The chance with which the reference must follow the mid for the simulated volatility to be the recorded one; over
 * some days, for one alone tells its own to a ninth of it.
 */
function follows(
  real: MarketSample,
  {
    seed,
    progress,
    text,
  }: { readonly seed: number; readonly progress: Progress; readonly text: (thetaProb: number) => string },
): number {
  const wanted = tenMinuteVolatilityBps(real);
  let low = 0;
  let high = 1;
  for (let i = 0; i < HALVINGS; i += 1) {
    const thetaProb = (low + high) / 2;
    const scenario = scenarioOf(text(thetaProb));
    let square = 0;
    for (let day = 0; day < FIT_SEEDS; day += 1) {
      const { sample } = simulateDay(scenario, { seed: seed + day, instrument: undefined }, progress);
      square += tenMinuteVolatilityBps(sample) ** 2 / FIT_SEEDS;
    }
    if (Math.sqrt(square) < wanted) low = thetaProb;
    else high = thetaProb;
  }
  return (low + high) / 2;
}

/** What is simulated is the file itself, as anybody would read it. */
function scenarioOf(text: string): Scenario {
  const parsed = parseScenario(text, 'the fitted scenario');
  if (!parsed.ok) throw new CliError(parsed.problems.map(problemInWords).join('\nfairlead: '));
  return parsed.value;
}

function write(path: string, text: string): void {
  const output = createOutput(path);
  try {
    output.line(text.trimEnd());
    output.finish();
  } finally {
    output.discard();
  }
}

export function fitInWords(of: Fit): string {
  const { out, levels, thetaProb, volatilityBps, volume, distances } = of;
  const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
  return [
    `${out}: ${levels} levels a side, ${of.averageEventSize} shares an order, thetaProb ${thetaProb.toFixed(3)}`,
    `volatility of ten minutes: ${volatilityBps.recorded.toFixed(1)} bps recorded, ${volatilityBps.simulated.toFixed(1)} simulated`,
    `volume: ${whole(volume.recorded)} shares recorded, ${whole(volume.simulated)} simulated`,
    distancesInWords(distances),
  ].join('\n');
}
