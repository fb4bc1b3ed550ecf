/**
 * `fairlead simulate`: a scenario is read, then checked, run, judged or recorded, or made of a recorded day. One file
 * for each thing done with it.
 */
import { FeedError } from '@fairlead/feeds';
import { problemInWords, type Scenario } from '@fairlead/sim';
import { CliError } from '../failure.ts';
import { checked } from './check.ts';
import { readScenario } from './file.ts';
import { fit, fitInWords } from './fit.ts';
import { parseSimulateFlags, type SimulateFlags } from './options.ts';
import { predatorInWords, studyPredator } from './predator.ts';
import { recorded, recordedInWords } from './record.ts';
import { report, reportInWords } from './report.ts';
import { failuresInWords, runInWords, runScenario } from './run.ts';

export async function simulate(flags: SimulateFlags): Promise<void> {
  const options = parseSimulateFlags(flags);
  const say = <T extends object>(result: T, words: (of: T) => string): void => {
    process.stdout.write(`${flags.json ? JSON.stringify(result) : words(result)}\n`);
  };
  if (options.type === 'Fit') return say(await readingFeed(fit(options)), fitInWords);
  const scenario = soundScenario(options.scenario, flags.json === true);
  switch (options.type) {
    case 'Check': {
      const { inWords, ...summary } = checked(scenario);
      return say({ ok: true, ...summary }, () => inWords);
    }
    case 'Run': {
      const result = runScenario(scenario, options);
      say(result, runInWords);
      if (result.failures.length > 0) throw new CliError(failuresInWords(result, options.scenario));
      return;
    }
    case 'Predator':
      return say(studyPredator(scenario, options), predatorInWords);
    case 'Record':
      return say(await recorded(scenario, options), recordedInWords);
    case 'Report':
      return say(await readingFeed(report(scenario, options)), reportInWords);
  }
}

/** What is wrong with a recording is a sentence, too. */
async function readingFeed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof FeedError) throw new CliError(error.message);
    throw error;
  }
}

/** @throws CliError with all that is wrong with it, a line each; with `--json` they are on stdout too */
function soundScenario(which: string, json: boolean): Scenario {
  const parsed = readScenario(which);
  if (parsed.ok) return parsed.value;
  if (json) process.stdout.write(`${JSON.stringify({ ok: false, problems: parsed.problems })}\n`);
  throw new CliError(parsed.problems.map(problemInWords).join('\n'));
}
