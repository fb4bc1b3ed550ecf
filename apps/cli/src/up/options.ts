/** What `fairlead up` may be told, checked before anything starts. */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { isNewsUrl } from '@fairlead/feeds';
import { paperReference, problemInWords } from '@fairlead/sim';
import { env, fromCwd, ROOT } from '../env.ts';
import { CliError } from '../failure.ts';
import { readScenario } from '../simulate/file.ts';

export interface UpFlags {
  readonly port?: string;
  readonly state?: string;
  readonly market?: string;
  readonly scenario?: string;
  readonly instrument?: string;
  readonly speed?: string;
  readonly seed?: string;
  readonly news?: readonly string[];
  /** `--no-tape` makes it false. */
  readonly tape?: boolean;
  readonly smoke?: boolean;
  readonly json?: boolean;
}

export interface UpOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly stateDir: string;
  /** `simulated`, `replay:/full/path` or `live:kraken,coinbase`. */
  readonly market: string;
  /** Of a simulated market; absent: the one that it ran last. */
  readonly scenario: string | undefined;
  /** What a live market trades. */
  readonly instrument: string;
  /** Names what a run's journal, market and database belong to: another market, another run. */
  readonly marketKey: string;
  /** Absent: the one at which it ran last, at first 1. */
  readonly speed: number | undefined;
  readonly seed: number;
  /** Full paths and addresses. */
  readonly news: readonly string[];
  /** False: the market data is not taped. */
  readonly tape: boolean;
  readonly databaseUrl: string | undefined;
}

const DEFAULT_PORT = 4400;

function wholeNumber(flag: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text.trim()) || value < low || value > high) {
    throw new CliError(`--${flag} must be a whole number from ${low} to ${high}, got "${text}"`, {
      exitCode: 2,
    });
  }
  return value;
}

function parseMarket(text: string, instrument: string): { market: string; marketKey: string } {
  if (text === 'simulated') return { market: text, marketKey: 'simulated' };
  if (text.startsWith('live:')) return parseLive(text, instrument);
  const path = /^replay:(.+)$/.exec(text)?.[1];
  if (!path) {
    const kinds = '"simulated", "replay:PATH" or "live:VENUE,VENUE"';
    throw new CliError(`--market must be ${kinds}, got "${text}"`, { exitCode: 2 });
  }
  const full = fromCwd(path);
  const found = existsSync(full) ? full : resolve(ROOT, path);
  if (!existsSync(found)) throw new CliError(`--market: there is no file at ${full}`);
  const key = basename(found)
    .toLowerCase()
    .replace(/\.(zip|csv)$/, '')
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 48);
  return { market: `replay:${found}`, marketKey: `replay_${key}` };
}

/** A name stays one; a file is named in full. It must be sound before anything starts. */
function parseScenario(which: string, market: string): string {
  if (market !== 'simulated') {
    throw new CliError('--scenario goes with the simulated market', { exitCode: 2 });
  }
  const read = readScenario(which);
  if (read.ok) return which.endsWith('.yaml') ? fromCwd(which) : which;
  const [first] = read.problems;
  throw new CliError(`--scenario: ${first === undefined ? which : problemInWords(first)}`, { exitCode: 2 });
}

/** The same venues in another order are the same market. */
function parseLive(text: string, instrument: string): { market: string; marketKey: string } {
  const venues = text.slice('live:'.length).split(',').sort();
  const reference = paperReference(venues, instrument);
  if (!reference.ok) throw new CliError(reference.error, { exitCode: 2 });
  return {
    market: `live:${venues.join(',')}`,
    marketKey: `live_${venues.join('_')}_${instrument.toLowerCase().replace('-', '_')}`,
  };
}

/** A file must be there to be followed: a wrong path should not look like a quiet feed. */
function parseNews(where: string): string {
  if (isNewsUrl(where)) {
    if (URL.canParse(where)) return where;
    throw new CliError(`--news: "${where}" is not an address`, { exitCode: 2 });
  }
  const full = fromCwd(where);
  if (!existsSync(full)) throw new CliError(`--news: there is no file at ${full}`);
  return full;
}

/** @throws CliError naming the flag and what is wrong with it */
export function parseUpFlags(flags: UpFlags): UpOptions {
  const instrument = flags.instrument ?? 'BTC-USD';
  const market = parseMarket(flags.market ?? 'simulated', instrument);
  const live = market.market.startsWith('live:');
  if (flags.instrument !== undefined && !live) {
    throw new CliError('--instrument goes with --market live:VENUE,VENUE', { exitCode: 2 });
  }
  const speed = flags.speed === undefined ? undefined : Number(flags.speed);
  if (speed !== undefined && !(speed >= 0.1 && speed <= 1000)) {
    throw new CliError(`--speed must be a number from 0.1 to 1000, got "${flags.speed}"`, { exitCode: 2 });
  }
  if (live && (speed ?? 1) !== 1) throw new CliError('--speed must be 1 with a live market', { exitCode: 2 });
  return {
    port: wholeNumber('port', flags.port ?? String(DEFAULT_PORT), 0, 65_535),
    stateDir: flags.state === undefined ? resolve(ROOT, '.fairlead') : fromCwd(flags.state),
    ...market,
    scenario: flags.scenario === undefined ? undefined : parseScenario(flags.scenario, market.market),
    instrument,
    speed,
    // Test seeds from 900,000 are reserved (METHODS 7).
    seed: wholeNumber('seed', flags.seed ?? '42', 0, 899_999),
    news: (flags.news ?? []).map(parseNews),
    tape: flags.tape !== false,
    databaseUrl: env.databaseUrl,
  };
}
