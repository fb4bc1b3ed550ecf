/** `simulate --report`: a scenario's day is run and judged by the stylised facts, beside a recorded day where given. */
import { onThreads } from '@fairlead/episodes';
import {
  type Distances,
  distancesOf,
  type MarketSample,
  type MeasuredFact,
  measureFacts,
  type ParentMove,
  runMeasured,
  type Scenario,
  STYLISED_FACTS,
} from '@fairlead/sim';
import { factsInWords, type ReportedFact } from '../facts-in-words.ts';
import { CliError } from '../failure.ts';
import { createOutput } from '../output.ts';
import { createProgress, createProgressLine, type Progress } from '../progress.ts';
import { recordedSample } from '../replay/recorded-sample.ts';
import { distancesInWords } from './distances-in-words.ts';
import { reportPage } from './page.ts';

export interface ReportOptions {
  readonly seed: number;
  /**
   * Days of this seed and those after it: their meta-orders are taken together, and of every other fact, which is the
   * first day's, it is told how it stands on all of them.
   */
  readonly days: number;
  /** Absent: the scenario's first. */
  readonly instrument: string | undefined;
  /** A LOBSTER day. */
  readonly against: string | undefined;
  readonly html: string | undefined;
}

interface Day {
  /** Of all instruments. */
  readonly parents: readonly ParentMove[];
  /** Participants that threw. */
  readonly failures: readonly string[];
}

/** A day after the first. */
export interface LaterDay extends Day {
  /** Of the instrument, meta-orders aside. */
  readonly facts: readonly MeasuredFact[];
}

/** What a thread that runs later days is told at its start. */
export interface LaterDays {
  readonly scenario: Scenario;
  readonly nth: number;
}

interface SimulatedDay extends Day {
  readonly instrument: string;
  /** Its place in the scenario. */
  readonly nth: number;
  readonly sample: MarketSample;
  readonly hash: string;
  readonly events: number;
}

export interface Report {
  readonly scenario: string;
  readonly seed: number;
  readonly days: number;
  /** Meta-orders of all days. */
  readonly parents: number;
  readonly instrument: string;
  readonly facts: readonly ReportedFact[];
  /** What this market could not tell, and what that would have needed. */
  readonly untold: readonly { readonly name: string; readonly needs: string }[];
  readonly hash: string;
  readonly events: number;
  readonly failures: readonly string[];
  readonly distances?: Distances;
}

/** @throws CliError where there is no such instrument, FeedError where the recorded day is not sound */
export async function report(scenario: Scenario, options: ReportOptions): Promise<Report> {
  const progress = createProgress('events');
  try {
    const day = simulateDay(scenario, options, progress);
    const real =
      options.against === undefined ? undefined : await recordedSample(options.against, progress.at);
    const { instrument, nth, sample, hash, events } = day;
    const later = await laterDays({ scenario, nth }, options);
    const parents = [day, ...later].flatMap((of) => of.parents);
    const failures = [day, ...later].flatMap((of) => of.failures);
    const facts = overDays(measureFacts(sample, real === undefined ? { parents } : { parents, real }), later);
    const measured = new Set(facts.map(({ name }) => name));
    const untold = STYLISED_FACTS.flatMap(({ name, needs }) => (measured.has(name) ? [] : { name, needs }));
    const distances = real && distancesOf(sample, real);
    if (options.html !== undefined) {
      writePage(options.html, {
        title: `${scenario.name}: ${instrument}, seed ${options.seed}`,
        lines: [scenario.about, `${events} events, hash ${hash}`],
        facts,
        ...(distances && { distances }),
        samples: [{ name: 'simulated', sample }, ...(real ? [{ name: 'recorded', sample: real }] : [])],
        parents,
      });
    }
    const { name } = scenario;
    return {
      scenario: name,
      seed: options.seed,
      days: options.days,
      parents: parents.length,
      instrument,
      facts,
      untold,
      hash,
      events,
      failures,
      ...(distances && { distances }),
    };
  } finally {
    progress.end();
  }
}

/** From the open to the close. */
export function simulateDay(
  scenario: Scenario,
  { seed, instrument }: Pick<ReportOptions, 'seed' | 'instrument'>,
  progress: Progress,
): SimulatedDay {
  const ids = scenario.instruments.map((of) => of.instrument.id as string);
  const nth = instrument === undefined ? 0 : ids.indexOf(instrument);
  if (nth < 0) {
    throw new CliError(`--instrument: ${scenario.name} has no ${instrument}: ${ids.join(', ')}`, {
      exitCode: 2,
    });
  }
  const { samples, ...run } = runMeasured(scenario, { seed }, progress.at);
  return { instrument: ids[nth]!, nth, sample: samples[nth]!, ...run };
}

/** As many at a time as there are cores. */
async function laterDays(of: LaterDays, { seed, days }: ReportOptions): Promise<readonly LaterDay[]> {
  const progress = createProgressLine();
  let done = 1;
  try {
    return await onThreads<number, LaterDay>({
      script: new URL('./day-worker.ts', import.meta.url),
      workerData: of,
      tasks: Array.from({ length: days - 1 }, (_, n) => seed + 1 + n),
      onResult: () => {
        done += 1;
        progress.say(() => `${done} of ${days} days`);
      },
    });
  } finally {
    progress.end();
  }
}

/** Each fact that the later days tell by themselves, with how it stands on all of them and the first. */
function overDays(facts: readonly MeasuredFact[], later: readonly LaterDay[]): readonly ReportedFact[] {
  return facts.map((fact) => {
    const others = later.flatMap((day) => day.facts.find(({ name }) => name === fact.name) ?? []);
    if (others.length === 0) return fact;
    const all = [fact, ...others];
    const inBand = all.filter(({ pass }) => pass).length;
    const mean = all.reduce((sum, { value }) => sum + value, 0) / all.length;
    return { ...fact, overDays: { days: all.length, inBand, mean } };
  });
}

function writePage(path: string, page: Parameters<typeof reportPage>[0]): void {
  const output = createOutput(path);
  try {
    output.line(reportPage(page).trimEnd());
    output.finish();
  } finally {
    output.discard();
  }
}

export function reportInWords({
  scenario,
  seed,
  instrument,
  facts,
  untold,
  hash,
  events,
  failures,
  distances,
}: Report): string {
  return [
    `${scenario}: ${instrument}, seed ${seed}, ${events.toLocaleString('en-US')} events, hash ${hash}`,
    factsInWords(facts),
    ...untold.map(({ name, needs }) => `not told: ${name} (it needs ${needs})`),
    ...(distances ? [distancesInWords(distances)] : []),
    ...failures.map((failure) => `out of the market: ${failure}`),
  ].join('\n');
}
