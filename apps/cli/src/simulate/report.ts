/** `simulate --report`: a scenario's day is run and judged by the stylised facts, beside a recorded day where given. */
import {
  type Distances,
  distancesOf,
  type MarketSample,
  type MeasuredFact,
  measureFacts,
  type ParentMove,
  runMeasured,
  type Scenario,
} from '@fairlead/sim';
import { factsInWords } from '../facts-in-words.ts';
import { CliError } from '../failure.ts';
import { createOutput } from '../output.ts';
import { createProgress, type Progress } from '../progress.ts';
import { recordedSample } from '../replay/recorded-sample.ts';
import { distancesInWords } from './distances-in-words.ts';
import { reportPage } from './page.ts';

export interface ReportOptions {
  readonly seed: number;
  /** Days whose meta-orders are taken together, of this seed and those after it; all else is of the first. */
  readonly days: number;
  /** Absent: the scenario's first. */
  readonly instrument: string | undefined;
  /** A LOBSTER day. */
  readonly against: string | undefined;
  readonly html: string | undefined;
}

interface SimulatedDay {
  readonly instrument: string;
  readonly sample: MarketSample;
  /** Of all instruments. */
  readonly parents: readonly ParentMove[];
  readonly hash: string;
  readonly events: number;
  /** Participants that threw. */
  readonly failures: readonly string[];
}

export interface Report {
  readonly scenario: string;
  readonly seed: number;
  readonly days: number;
  /** Meta-orders of all days. */
  readonly parents: number;
  readonly instrument: string;
  readonly facts: readonly MeasuredFact[];
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
    const { instrument, sample, hash, events, failures } = day;
    const parents = [...day.parents];
    for (let more = 1; more < options.days; more += 1) {
      const { seed, ...rest } = options;
      parents.push(...simulateDay(scenario, { ...rest, seed: seed + more }, progress).parents);
    }
    const facts = measureFacts(sample, real === undefined ? { parents } : { parents, real });
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
  return { instrument: ids[nth]!, sample: samples[nth]!, ...run };
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
  hash,
  events,
  failures,
  distances,
}: Report): string {
  return [
    `${scenario}: ${instrument}, seed ${seed}, ${events.toLocaleString('en-US')} events, hash ${hash}`,
    factsInWords(facts),
    ...(distances ? [distancesInWords(distances)] : []),
    ...failures.map((failure) => `out of the market: ${failure}`),
  ].join('\n');
}
