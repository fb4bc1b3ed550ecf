/** The scenarios that the simulator is shipped with, read from their files. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { invariant } from '@fairlead/domain';
import { parseScenario, type Scenario } from '@fairlead/sim';

const FOLDER = new URL('../../sim/scenarios/', import.meta.url);
const textOf = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');

/** All of them by name, in the order of their names. */
export const SHIPPED_SCENARIOS: ReadonlyMap<string, Scenario> = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const parsed = parseScenario(textOf(file), file, textOf);
      invariant(parsed.ok, `the shipped scenario ${file} is sound`);
      return [basename(file, '.yaml'), parsed.value];
    }),
);
