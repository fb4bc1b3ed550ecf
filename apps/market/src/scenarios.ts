/**
 * The scenarios that a simulated market can be switched to: the default market, those that the simulator is shipped
 * with, and a file that was asked for. A scenario's day opens at its start each time; only the default market goes on
 * over a restart at the time and prices where it stood.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { nanos, px } from '@fairlead/domain';
import {
  createMarket,
  DEFAULT_MARKET,
  openMarket,
  parseScenario,
  problemInWords,
  type SimMarket,
} from '@fairlead/sim';
import type { SavedSession } from './clock.ts';
import { codeOf, MarketError } from './failure.ts';

export interface MarketScenario {
  readonly name: string;
  readonly about: string;
  /** Of a file that is not shipped: where it is. */
  readonly file?: string;
  /** Can it go on where an earlier process left it? */
  readonly resumes: boolean;
  readonly open: (at: {
    readonly saved: SavedSession | undefined;
    readonly idPrefix: string;
    readonly seed: number;
  }) => SimMarket;
}

const SHIPPED = resolve(import.meta.dirname, '../../../packages/sim/scenarios');

const DEFAULT: MarketScenario = {
  name: 'default',
  about: 'calm with volatile minutes: what the models were trained in',
  resumes: true,
  open: ({ saved, idPrefix, seed }) => {
    const startNs = nanos(Math.max(saved?.nowNs ?? 0, DEFAULT_MARKET.startNs));
    const instruments = DEFAULT_MARKET.instruments.map((each) => {
      const { id, tick } = each.instrument;
      const mid = saved?.midPx[id];
      return mid === undefined ? each : { ...each, openPx: px(Math.round(mid / tick) * tick) };
    });
    return createMarket({ ...DEFAULT_MARKET, startNs, instruments, idPrefix }, seed);
  },
};

/**
 * @param files that are not shipped; one takes the place of a shipped one of its name
 * @throws MarketError with the first problem of a file
 */
export function allScenarios(files: readonly string[]): readonly MarketScenario[] {
  const shipped = readdirSync(SHIPPED)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(SHIPPED, name));
  const byName = new Map<string, MarketScenario>([[DEFAULT.name, DEFAULT]]);
  for (const path of [...shipped, ...files]) {
    const scenario = readScenario(path);
    byName.set(scenario.name, scenario);
  }
  return [...byName.values()];
}

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
    resumes: false,
    open: ({ idPrefix, seed }) => openMarket(parsed.value, { seed, idPrefix }),
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
