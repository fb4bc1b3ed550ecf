/** `fairlead simulate`: a scenario is read, and checked or run. One file for each thing that can be done with it. */
import { FeedError } from '@fairlead/feeds';
import { problemInWords, type Scenario } from '@fairlead/sim';
import { fromCwd } from '../env.ts';
import { CliError } from '../failure.ts';
import { summaryOf } from './check.ts';
import { readScenario } from './file.ts';
import { report, reportInWords } from './report.ts';

export interface SimulateFlags {
  readonly scenario?: string;
  readonly check?: boolean;
  readonly report?: boolean;
  readonly seed?: string;
  readonly instrument?: string;
  readonly against?: string;
  readonly html?: string;
  readonly json?: boolean;
}

/** From here on seeds are kept for others' judgement (METHODS, section 7). */
const RESERVED_SEEDS = 900_000;

export async function simulate(flags: SimulateFlags): Promise<void> {
  const scenario = soundScenario(flags);
  const say = <T extends object>(result: T, words: (of: T) => string): void => {
    process.stdout.write(`${flags.json ? JSON.stringify(result) : words(result)}\n`);
  };
  if (!flags.report) {
    const { inWords, ...summary } = summaryOf(scenario);
    say({ ok: true, ...summary }, () => inWords);
    return;
  }
  try {
    say(
      await report(scenario, {
        seed: parseSeed(flags.seed ?? '1'),
        instrument: flags.instrument,
        against: flags.against && fromCwd(flags.against),
        html: flags.html && fromCwd(flags.html),
      }),
      reportInWords,
    );
  } catch (error) {
    if (error instanceof FeedError) throw new CliError(error.message);
    throw error;
  }
}

function soundScenario({ scenario = 'day', json }: SimulateFlags): Scenario {
  const parsed = readScenario(scenario);
  if (parsed.ok) return parsed.value;
  if (json) process.stdout.write(`${JSON.stringify({ ok: false, problems: parsed.problems })}\n`);
  throw new CliError(parsed.problems.map(problemInWords).join('\nfairlead: '));
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (!(/^\d+$/.test(text) && seed < RESERVED_SEEDS)) {
    throw new CliError(`--seed must be a whole number from 0 to ${RESERVED_SEEDS - 1}, got "${text}"`, {
      exitCode: 2,
    });
  }
  return seed;
}
