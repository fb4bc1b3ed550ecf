/** What `fairlead simulate` may be told, checked before anything is read. */
import { fromCwd } from '../env.ts';
import { CliError } from '../failure.ts';

export interface SimulateFlags {
  readonly scenario?: string;
  readonly seed?: string;
  readonly minutes?: string;
  readonly untilEvent?: string;
  readonly check?: boolean;
  readonly report?: boolean;
  readonly days?: string;
  readonly instrument?: string;
  readonly against?: string;
  readonly html?: string;
  readonly fit?: string;
  readonly out?: string;
  readonly record?: string;
  readonly episodes?: string;
  readonly workers?: string;
  readonly rules?: boolean;
  readonly study?: string;
  readonly pairs?: string;
  readonly json?: boolean;
}

export type SimulateOptions =
  | { readonly type: 'Check'; readonly scenario: string }
  | {
      readonly type: 'Run';
      readonly scenario: string;
      readonly seed: number;
      /** Market time to run for, ns. Absent: to the close. */
      readonly forNs: number | undefined;
      /** Stop after this event. Absent: none. */
      readonly untilEvent: number | undefined;
    }
  | {
      readonly type: 'Report';
      readonly scenario: string;
      readonly seed: number;
      /** Whose meta-orders are taken together: this seed and those after it. */
      readonly days: number;
      /** Absent: the scenario's first. */
      readonly instrument: string | undefined;
      /** Files: a LOBSTER day to compare with, and a page to be written. */
      readonly against: string | undefined;
      readonly html: string | undefined;
    }
  | { readonly type: 'Predator'; readonly scenario: string; readonly seed: number; readonly pairs: number }
  | {
      readonly type: 'Fit';
      /** A LOBSTER day, and the scenario file to be written. */
      readonly recording: string;
      readonly out: string;
      readonly seed: number;
    }
  | {
      readonly type: 'Record';
      readonly scenario: string;
      readonly dir: string;
      readonly firstSeed: number;
      readonly episodes: number;
      /** Market time of an episode after its warm-up. */
      readonly seconds: number;
      /** Absent: one per core. */
      readonly workers: number | undefined;
      /** No models: the rules route every parent. */
      readonly rules: boolean;
    };

/** Seeds from here on judge what was learned on the others: nobody may look at their markets before. */
const RESERVED_SEED = 900_000;
/** A fit looks at so many days. */
export const FIT_SEEDS = 3;
const NS_PER_SECOND = 1_000_000_000;
const NS_PER_MINUTE = 60 * NS_PER_SECOND;
const MOST_MINUTES = 1_440;

/** @throws CliError naming the flag and what is wrong with it */
export function parseSimulateFlags(flags: SimulateFlags): SimulateOptions {
  const { scenario = 'day', seed: seedText = '1', minutes, untilEvent, instrument, against, html } = flags;
  const given = (...of: readonly (string | undefined)[]): boolean => of.some((flag) => flag !== undefined);
  const ofReport = given(instrument, against, html, flags.days);
  if (flags.study !== undefined) return studyOptions(flags, flags.study);
  if (flags.check === true) {
    if (
      ofReport ||
      flags.report === true ||
      given(flags.seed, minutes, untilEvent, flags.fit, flags.out, flags.record)
    ) {
      throw refusal('--check runs nothing: it goes with --scenario alone');
    }
    return { type: 'Check', scenario };
  }
  const seed = parseSeed(seedText);
  if (flags.fit !== undefined) {
    if (ofReport || flags.report === true || given(flags.scenario, minutes, untilEvent, flags.record)) {
      throw refusal('--fit makes a scenario: it goes with --out and --seed alone');
    }
    if (seed + FIT_SEEDS > RESERVED_SEED)
      throw refusal(`--fit takes --seed and ${FIT_SEEDS - 1} after it, all below ${RESERVED_SEED}`);
    return { type: 'Fit', recording: fromCwd(flags.fit), out: fromCwd(flags.out ?? 'fitted.yaml'), seed };
  }
  if (flags.out !== undefined) throw refusal('--out goes with --fit');
  if (flags.record !== undefined) {
    if (ofReport || flags.report === true || given(untilEvent)) {
      throw refusal('--record goes with --scenario, --seed, --episodes, --minutes, --workers and --rules');
    }
    return recordOptions(flags, flags.record, { scenario, firstSeed: seed });
  }
  if (given(flags.episodes, flags.workers) || flags.rules) {
    throw refusal('--episodes, --workers and --rules go with --record');
  }
  if (flags.pairs !== undefined) throw refusal('--pairs goes with --study');
  if (flags.report === true) {
    if (given(minutes, untilEvent)) throw refusal('--report judges a whole day: it takes no end');
    const days = parseCount('--days', flags.days ?? '1');
    if (seed + days > RESERVED_SEED)
      throw refusal(`--days takes seeds from --seed on, all below ${RESERVED_SEED}`);
    return {
      type: 'Report',
      scenario,
      seed,
      days,
      instrument,
      against: against && fromCwd(against),
      html: html && fromCwd(html),
    };
  }
  if (ofReport) throw refusal('--instrument, --days, --against and --html go with --report');
  return {
    type: 'Run',
    scenario,
    seed,
    forNs: minutes === undefined ? undefined : parseMinutes(minutes),
    untilEvent: untilEvent === undefined ? undefined : parseEvent(untilEvent),
  };
}

/** Seeds of validation, unless told otherwise: nothing is tuned on them. */
function studyOptions(flags: SimulateFlags, study: string): SimulateOptions {
  const { scenario = 'predatory', seed = '100001', pairs = '200', json, study: _, ...others } = flags;
  if (study !== 'predator') throw refusal(`--study knows predator, got "${study}"`);
  if (Object.keys(others).length > 0) throw refusal('--study goes with --scenario, --seed and --pairs alone');
  const count = parseCount('--pairs', pairs);
  if (count < 2) throw refusal('--pairs must be 2 or more: one pair has no interval');
  return { type: 'Predator', scenario, seed: parseSeed(seed), pairs: count };
}

const recordOptions = (
  { episodes = '10', minutes = '10', workers, rules = false }: SimulateFlags,
  dir: string,
  of: { readonly scenario: string; readonly firstSeed: number },
): SimulateOptions => ({
  type: 'Record',
  ...of,
  dir: fromCwd(dir),
  episodes: parseCount('--episodes', episodes),
  seconds: parseMinutes(minutes) / NS_PER_SECOND,
  workers: workers === undefined ? undefined : parseCount('--workers', workers),
  rules,
});

function parseSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw refusal(`--seed must be a whole number, got "${text}"`);
  const seed = Number(text);
  if (seed >= RESERVED_SEED) {
    throw refusal(`--seed must be below ${RESERVED_SEED}: those above are kept for judging, got "${text}"`);
  }
  return seed;
}

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (!/^\d/.test(text) || !(minutes > 0 && minutes <= MOST_MINUTES)) {
    throw refusal(`--minutes must be a number above 0, up to ${MOST_MINUTES}, got "${text}"`);
  }
  return Math.round(minutes * NS_PER_MINUTE);
}

function parseCount(flag: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw refusal(`${flag} must be a whole number, 1 or more, got "${text}"`);
  return Number(text);
}

function parseEvent(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw refusal(`--until-event must be the number of an event, 1 or more, got "${text}"`);
  }
  return Number(text);
}

const refusal = (sentence: string): CliError => new CliError(sentence, { exitCode: 2 });
