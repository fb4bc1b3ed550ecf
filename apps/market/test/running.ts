/**
 * The market as tests run it, as a process or in their own: on a state folder of its own, talked to over real
 * sockets, ended after each test.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ExecutionReport, MarketEvent, OrderCancelReject, Simulation, VenueId } from '@fairlead/domain';
import {
  connectMarket,
  createLineDecoder,
  type FromMarket,
  type MarketLink,
  parseFromMarket,
  type Welcome,
} from '@fairlead/gateway';
import { afterAll, afterEach, expect, vi } from 'vitest';
import { startMarket } from '../src/index.ts';
import type { MarketOptions } from '../src/options.ts';

export const MAIN = resolve(import.meta.dirname, '../src/main.ts');
const compiled = mkdtempSync(join(tmpdir(), 'market-compiled-'));
afterAll(() => rmSync(compiled, { recursive: true, force: true }));
vi.setConfig({ testTimeout: 240_000 });

/** Done after each test, last first. */
export const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Generous, for a busy machine: a test that passes never waits so long. */
export const until = (holds: () => void): Promise<void> =>
  vi.waitFor(holds, { timeout: 60_000, interval: 10 });

export function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'market-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A day at the shipped venues with few others, so that its minutes pass in seconds. @returns the path of its file */
export function writeQuietDay(folder: string): string {
  const path = join(folder, 'quiet.yaml');
  writeFileSync(
    path,
    `extends: day.yaml
name: quiet
about: Few others, so that minutes pass in seconds.
session: { start: "09:30", auctions: { closing: 1s } }
crowd: [{ venues: [LIT-A, LIT-C], size: 0.4 }]
participants: { noise: { count: 20 }, value: { count: 5 }, meta: { count: 0 }, predator: { count: 0 } }
`,
  );
  return path;
}

/** A recorded day of one instrument whose book never changes: best ask, bid, and the next of both. */
export function writeDay(
  folder: string,
  messages: readonly string[],
  book = '1000200,100,1000000,100,1000300,100,999900,100',
): string {
  const path = join(folder, 'KITE_2024-03-01_34200000_34210000_message_2.csv');
  writeFileSync(path, messages.map((row) => `${row}\n`).join(''));
  writeFileSync(path.replace('message', 'orderbook'), `${book}\n`.repeat(messages.length));
  return path;
}

export interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  readonly stderr: () => string;
}

function launch(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
} {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled, ...env },
  });
  ends.push(() => child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return { child, stdout: () => stdout, stderr: () => stderr };
}

export async function started(
  state: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const { child, stdout, stderr } = launch(['--state', state, ...args], env);
  await until(() => {
    if (child.exitCode !== null) throw new Error(stderr());
    expect(stdout()).toContain('\n');
  });
  const ready = JSON.parse(stdout()) as { ready: boolean; port: number };
  expect(ready.ready).toBe(true);
  return { child, port: ready.port, stderr };
}

/** A market in this process; the seed, ports and folder of a test where nothing else is said. */
export async function opened(
  options: Partial<MarketOptions> = {},
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const market = await startMarket({
    market: 'simulated',
    instrument: 'BTC-USD',
    seed: 7,
    port: 0,
    state: stateFolder(),
    ...options,
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= market.close();
    return closing;
  };
  ends.push(close);
  return { port: market.port, close };
}

export async function killed({ child }: Started): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

export async function failed(args: readonly string[]): Promise<{ code: number | null; stderr: string }> {
  const { child, stderr } = launch(args);
  await once(child, 'close');
  return { code: child.exitCode, stderr: stderr() };
}

/** What a person reads: stderr without the log's JSON lines. */
export const plain = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => !line.startsWith('{"level"'))
    .join('\n');

export interface Client {
  readonly link: MarketLink;
  readonly welcomes: Welcome[];
  readonly simulations: Simulation[];
  readonly events: MarketEvent[];
  readonly reports: ExecutionReport[];
  readonly rejects: OrderCancelReject[];
  readonly safe: Map<VenueId, number>;
  readonly up: Set<string>;
  readonly allUp: () => Promise<void>;
  readonly last: (venue: VenueId, id: string) => ExecutionReport | undefined;
  readonly closed: (venue: VenueId, id: string) => Promise<void>;
}

/** A client that keeps everything; `safe` is what one before it had received. */
export async function connected(
  port: number,
  safe: ReadonlyMap<VenueId, number> = new Map(),
): Promise<Client> {
  const kept = new Map(safe);
  const told = {
    welcomes: [] as Welcome[],
    simulations: [] as Simulation[],
    events: [] as MarketEvent[],
    reports: [] as ExecutionReport[],
    rejects: [] as OrderCancelReject[],
    up: new Set<string>(),
  };
  const last = (venue: VenueId, id: string): ExecutionReport | undefined =>
    told.reports.filter((each) => each.venue === venue && each.clOrdId === id).at(-1);
  const link = connectMarket({
    host: '127.0.0.1',
    port,
    backoff: { firstMs: 10, maxMs: 50 },
    lastVenueSeq: (venue) => kept.get(venue) ?? 0,
    onWelcome: (welcome) => told.welcomes.push(welcome),
    onSimulation: (simulation) => told.simulations.push(simulation),
    onEvent: (event) => told.events.push(event),
    onReport: (report) => {
      kept.set(report.venue, report.venueSeq);
      told.reports.push(report);
    },
    onCancelReject: (reject) => {
      kept.set(reject.venue, reject.venueSeq);
      told.rejects.push(reject);
    },
    onSession: (change) => {
      const name = change.session === 'market' ? 'market' : change.venue;
      if (change.up) told.up.add(name);
      else told.up.delete(name);
    },
    onRefused: ({ reason }) => {
      throw new Error(`refused: ${reason}`);
    },
  });
  ends.push(() => link.close());
  return {
    link,
    ...told,
    safe: kept,
    last,
    allUp: () =>
      until(() =>
        expect(told.up.size).toBe(1 + (told.welcomes.at(-1)?.reference.venues.length ?? Number.NaN)),
      ),
    closed: (venue, id) => until(() => expect(['Filled', 'Canceled']).toContain(last(venue, id)?.ordStatus)),
  };
}

export const lastTs = ({ events }: Client): number => events.at(-1)?.tsEvent ?? 0;

/** A session of which the test writes and reads each line itself. */
export async function rawSession(
  port: number,
): Promise<{ say: (line: string) => void; messages: FromMarket[]; close: () => void }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  ends.push(() => socket.destroy());
  const messages: FromMarket[] = [];
  const onLine = (line: string): void => {
    const parsed = parseFromMarket(line);
    if (!parsed.ok) throw new Error(`${parsed.error.field}: ${parsed.error.reason}`);
    messages.push(parsed.value);
  };
  const onTooLong = (): void => {
    throw new Error('too long');
  };
  socket.on('data', createLineDecoder({ onLine, onTooLong }));
  return {
    say: (line) => socket.write(`${line}\n`),
    messages,
    close: () => socket.destroy(),
  };
}
