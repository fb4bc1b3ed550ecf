/** The scenarios that the simulator is shipped with, for tests that want its real market. */
import { readFileSync } from 'node:fs';
import { parseScenario, type Scenario } from '@fairlead/sim';

const FOLDER = new URL('../../sim/scenarios/', import.meta.url);
const textOf = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');

/** The day from its open on, in continuous trading. */
export function dayInTrading(): Scenario {
  const parsed = parseScenario(textOf('day.yaml'), 'day.yaml', textOf);
  if (!parsed.ok) throw new Error('the shipped day is not sound');
  const { session } = parsed.value;
  return { ...parsed.value, session: { ...session, startNs: session.openNs } };
}
