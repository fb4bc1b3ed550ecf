/**
 * The scenarios that a simulated market can be switched to: those that the simulator is shipped with, and files that
 * were asked for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseScenario, problemInWords, type Scenario } from '@fairlead/sim';
import { codeOf, MarketError } from './failure.ts';

export interface MarketScenario {
  readonly name: string;
  readonly about: string;
  /** Of a file that is not shipped: where it is. */
  readonly file?: string;
  readonly scenario: Scenario;
}

const SHIPPED = resolve(import.meta.dirname, '../../../packages/sim/scenarios');

/** @throws MarketError with the first problem of a file */
export const shippedScenarios = (): readonly MarketScenario[] =>
  readdirSync(SHIPPED)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readScenario(join(SHIPPED, name)));

/** @throws MarketError where there is no such file, or it is not sound */
export function readScenario(path: string): MarketScenario {
  const text = readText(path);
  if (text === undefined) throw new MarketError(`The scenario ${path} does not exist.`);
  const base = (name: string): string | undefined =>
    readText(join(dirname(path), name)) ?? readText(join(SHIPPED, name));
  const parsed = parseScenario(text, basename(path), base);
  if (!parsed.ok) {
    const [first] = parsed.problems;
    throw new MarketError(first === undefined ? `${path} is no scenario.` : problemInWords(first));
  }
  const { name, about } = parsed.value;
  return {
    name,
    about: about.replace(/\.$/, ''),
    ...(dirname(path) === SHIPPED ? {} : { file: path }),
    scenario: parsed.value,
  };
}

/** @returns undefined where there is none */
function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new MarketError(`The scenario ${path} can't be read (${codeOf(cause)}).`, { cause });
  }
}
