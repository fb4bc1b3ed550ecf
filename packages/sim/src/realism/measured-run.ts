/** A scenario run while it is measured: what the CLI's report, the fit and a running market's report are made of. */
import type { RealismFact } from '@fairlead/domain';
import type { Scenario } from '../scenario/scenario.ts';
import { createWorld } from '../world/build.ts';
import { hashText } from '../world/hash.ts';
import { runWorld } from '../world/run.ts';
import { type MarketSample, SECOND_NS } from './collector.ts';
import { bandOf } from './fact.ts';
import type { ParentMove } from './impact.ts';
import { createMarketSampler, parentsOf, runSampled, samplesOf } from './market-sample.ts';
import { STYLISED_FACTS } from './report.ts';

export interface MeasuredRun {
  /** One for each instrument, in the scenario's order. */
  readonly samples: readonly MarketSample[];
  /** Of all instruments. */
  readonly parents: readonly ParentMove[];
  readonly hash: string;
  readonly events: number;
  /** Participants that threw. */
  readonly failures: readonly string[];
}

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };
const STEP_NS = 10 * SECOND_NS;

/**
 * From the open, or the scenario's start where that is later; what comes before, an auction, is run but not measured.
 * @param minutes at most so many; absent: to the close
 * @param onStep after every ten seconds of market time
 */
export function runMeasured(
  scenario: Scenario,
  { seed, minutes }: { readonly seed: number; readonly minutes?: number | undefined },
  onStep: (events: number, doneShare: number) => void,
): MeasuredRun {
  const { startNs, openNs, closeNs } = scenario.session;
  const fromNs = Math.max(openNs, startNs);
  const untilNs = minutes === undefined ? closeNs : Math.min(closeNs, fromNs + minutes * 60 * SECOND_NS);
  const world = createWorld(scenario, seed);
  runWorld(world, fromNs, SILENT);
  const sampler = createMarketSampler(world, untilNs);
  while (world.now < untilNs) {
    runSampled(sampler, Math.min(untilNs, world.now + STEP_NS), SILENT);
    onStep(world.events, (world.now - fromNs) / (untilNs - fromNs));
  }
  return {
    samples: samplesOf(sampler),
    parents: parentsOf(sampler),
    hash: hashText(world.hash),
    events: world.events,
    failures: world.failures.map(
      ({ participant, event, error }) =>
        `${participant}, in event ${event} of seed ${seed}: ${String(error)}`,
    ),
  };
}

/** Every stylised fact, told by this sample or not. */
export const realismFacts = (sample: MarketSample, parents: readonly ParentMove[]): readonly RealismFact[] =>
  STYLISED_FACTS.map((fact) => {
    const { name, about, source, recorded, needs } = fact;
    const value = fact.measure(sample, parents);
    const error = value === undefined ? undefined : fact.error?.(parents);
    return {
      name,
      about,
      source,
      ...bandOf(fact),
      recorded,
      needs,
      ...(value === undefined ? {} : { value }),
      ...(error === undefined ? {} : { error }),
    };
  });
