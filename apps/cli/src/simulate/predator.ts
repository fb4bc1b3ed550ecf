/** `fairlead simulate --study predator`: what a predator makes of equal slices and of drawn ones, paired by seeds. */
import { huntPair, type Scenario } from '@fairlead/sim';
import { CliError } from '../failure.ts';
import { createProgressLine } from '../progress.ts';

/** Mean and 95% interval. */
interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface PredatorStudy {
  readonly scenario: string;
  readonly firstSeed: number;
  readonly pairs: number;
  /** In the currency, of one parent. */
  readonly profit: { readonly naive: Interval; readonly randomised: Interval; readonly lost: Interval };
  readonly shortfallBps: {
    readonly naive: Interval;
    readonly randomised: Interval;
    readonly saved: Interval;
  };
}

/** @throws CliError where the scenario has nobody to hunt or nobody who hunts */
export function studyPredator(
  scenario: Scenario,
  { seed, pairs }: { readonly seed: number; readonly pairs: number },
): PredatorStudy {
  for (const kind of ['meta', 'predator']) {
    if (!scenario.participants.some((group) => group.kind === kind && group.count > 0)) {
      throw new CliError(`${scenario.name} has no ${kind}: the study needs one`);
    }
  }
  const progress = createProgressLine();
  const seen: NonNullable<ReturnType<typeof huntPair>>[] = [];
  for (let next = seed; seen.length < pairs; next += 1) {
    const pair = huntPair(scenario, next);
    if (pair !== undefined) seen.push(pair);
    progress.say(
      () =>
        `${seen.length} of ${pairs} pairs, a predator makes ${money(mean(seen.map(({ naive }) => naive.profit)))} of a naive parent`,
    );
  }
  progress.end();
  const bps = seen.flatMap(({ naive, masked }) =>
    naive.shortfallBps === undefined || masked.shortfallBps === undefined
      ? []
      : { naive: naive.shortfallBps, masked: masked.shortfallBps },
  );
  return {
    scenario: scenario.name,
    firstSeed: seed,
    pairs,
    profit: {
      naive: interval(seen.map(({ naive }) => naive.profit)),
      randomised: interval(seen.map(({ masked }) => masked.profit)),
      lost: interval(seen.map(({ naive, masked }) => naive.profit - masked.profit)),
    },
    shortfallBps: {
      naive: interval(bps.map(({ naive }) => naive)),
      randomised: interval(bps.map(({ masked }) => masked)),
      saved: interval(bps.map(({ naive, masked }) => naive - masked)),
    },
  };
}

const mean = (of: readonly number[]): number => of.reduce((sum, x) => sum + x, 0) / of.length;

/** Of the mean, by the normal law. */
function interval(of: readonly number[]): Interval {
  const middle = mean(of);
  const variance = of.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (of.length - 1);
  const half = 1.96 * Math.sqrt(variance / of.length);
  return { mean: middle, low: middle - half, high: middle + half };
}

const money = (of: number): string => of.toFixed(2);

export function predatorInWords({ scenario, firstSeed, pairs, profit, shortfallBps }: PredatorStudy): string {
  const line = (what: string, { mean: middle, low, high }: Interval): string =>
    `${what.padEnd(38)} ${money(middle).padStart(9)}  (95%: ${money(low)} to ${money(high)})`;
  return [
    `${scenario}: ${pairs} pairs of runs, seeds from ${firstSeed}`,
    line('profit of a predator, equal slices', profit.naive),
    line('profit, drawn slices', profit.randomised),
    line('what drawing takes from it', profit.lost),
    line('shortfall, equal slices, bps', shortfallBps.naive),
    line('shortfall, drawn slices, bps', shortfallBps.randomised),
    line('what drawing saves, bps', shortfallBps.saved),
  ].join('\n');
}
