/** `fairlead simulate`: a scenario is read, and checked. One file for each thing that can be done with it. */
import { problemInWords } from '@fairlead/sim';
import { CliError } from '../failure.ts';
import { summaryOf } from './check.ts';
import { readScenario } from './file.ts';

export interface SimulateFlags {
  readonly scenario?: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

export function simulate(flags: SimulateFlags): void {
  const parsed = readScenario(flags.scenario ?? 'day');
  if (!parsed.ok) {
    if (flags.json) process.stdout.write(`${JSON.stringify({ ok: false, problems: parsed.problems })}\n`);
    throw new CliError(parsed.problems.map(problemInWords).join('\nfairlead: '));
  }
  const { inWords, ...summary } = summaryOf(parsed.value);
  process.stdout.write(flags.json ? `${JSON.stringify({ ok: true, ...summary })}\n` : `${inWords}\n`);
}
