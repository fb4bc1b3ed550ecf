/**
 * Starts the house and stops it: database, market, server with the cockpit, in this order and back. A market or
 * server that dies is started again on the same state; one that keeps dying ends the house.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { ensureDatabase, lockFolder, migrate, StoreError, startEmbeddedPostgres } from '@fairlead/store';
import { ROOT } from '../env.ts';
import { CliError } from '../failure.ts';
import { type ChildSpec, type RunningChild, startChild } from './child.ts';
import type { UpOptions } from './options.ts';
import { loadSecrets, type SignIn } from './sign-ins.ts';

export interface House {
  readonly address: string;
  readonly signIns: readonly SignIn[];
  readonly serverPid: () => number;
  /** Resolves with the sentence of why, when it can't go on by itself. */
  readonly failed: Promise<string>;
  readonly stop: () => Promise<void>;
}

const READY_WITHIN_MS = 60_000;
/** A process that dies this often within the window is not started again. */
const MOST_DEATHS = 3;
const DEATHS_WINDOW_MS = 60_000;

/** @throws CliError with one sentence; what was started by then is stopped again */
export async function startHouse(options: UpOptions, say: (text: string) => void): Promise<House> {
  const undo: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await build(options, say, undo, stop);
  } catch (error) {
    await stop();
    throw error instanceof StoreError ? new CliError(error.message, { cause: error }) : error;
  }
}

async function build(
  options: UpOptions,
  say: (text: string) => void,
  undo: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<House> {
  const { stateDir } = options;
  const runDir = join(stateDir, 'runs', options.marketKey);
  const logsDir = join(stateDir, 'logs');
  const modelsDir = join(stateDir, 'models');
  makeFolders([stateDir, runDir, logsDir, modelsDir]);
  const lock = lockFolder(stateDir);
  undo.push(async () => lock.release());
  if (options.port !== 0) await assertPortFree(options.port);

  say('database ...');
  const databaseUrl = await startDatabase(options, undo);
  await migrate(databaseUrl);

  const secrets = loadSecrets(join(stateDir, 'secrets.json'));
  const signInsFile = join(stateDir, 'sign-ins.json');
  writeFileSync(signInsFile, JSON.stringify(secrets.signIns), { mode: 0o600 });

  let failWith: (sentence: string) => void = () => {};
  const failed = new Promise<string>((done) => {
    failWith = done;
  });

  say('market ...');
  let marketPort = 0;
  const market = await keepRunning(
    () => ({
      name: 'market',
      script: resolve(ROOT, 'apps/market/src/main.ts'),
      args: [
        ...['--market', options.market],
        // A market that comes back goes on as a person has set it since.
        ...(options.scenario === undefined || marketPort !== 0 ? [] : ['--scenario', options.scenario]),
        ...(options.speed === undefined || marketPort !== 0 ? [] : ['--speed', String(options.speed)]),
        ...['--instrument', options.instrument],
        ...['--seed', String(options.seed)],
        // A market that comes back must be where the server looks for it.
        ...['--port', String(marketPort)],
        ...['--state', runDir],
      ],
      env: {},
      logFile: join(logsDir, 'market.log'),
      readyWithinMs: READY_WITHIN_MS,
    }),
    { say, failWith },
  );
  undo.push(market.stop);
  marketPort = Number(market.current().ready.port);

  say('server and cockpit ...');
  // Known before the server is: sign-in cookies belong to its origin, and a restart must be found there.
  const port = options.port === 0 ? await freePort() : options.port;
  const server = await keepRunning(
    () => ({
      name: 'server',
      script: resolve(ROOT, 'apps/server/src/main.ts'),
      args: [],
      env: {
        DATABASE_URL: databaseUrl,
        FAIRLEAD_RUN_DIR: runDir,
        FAIRLEAD_MODELS_DIR: modelsDir,
        FAIRLEAD_MARKET_PORT: String(marketPort),
        FAIRLEAD_PORT: String(port),
        FAIRLEAD_AUTH_SECRET: secrets.authSecret,
        FAIRLEAD_SIGN_INS: signInsFile,
        FAIRLEAD_NEWS: JSON.stringify(options.news),
        ...(options.tape ? {} : { FAIRLEAD_TAPE: 'off' }),
        NODE_ENV: 'production',
      },
      logFile: join(logsDir, 'server.log'),
      readyWithinMs: READY_WITHIN_MS,
    }),
    { say, failWith },
  );
  undo.push(server.stop);

  return {
    address: `http://127.0.0.1:${port}`,
    signIns: secrets.signIns,
    serverPid: () => server.current().pid,
    failed,
    stop,
  };
}

function makeFolders(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw new CliError(`the state folder ${folder} can't be made: ${(cause as Error).message}`, { cause });
    }
  }
}

async function startDatabase(options: UpOptions, undo: (() => Promise<void>)[]): Promise<string> {
  if (options.databaseUrl !== undefined) return options.databaseUrl;
  const postgres = await startEmbeddedPostgres({ dir: join(options.stateDir, 'postgres') });
  undo.push(postgres.stop);
  return ensureDatabase(postgres.url, `fairlead_${options.marketKey}`);
}

async function keepRunning(
  spec: () => ChildSpec,
  house: { readonly say: (text: string) => void; readonly failWith: (sentence: string) => void },
): Promise<{ readonly current: () => RunningChild; readonly stop: () => Promise<void> }> {
  let child = await startChild(spec());
  let stopping = false;
  const deaths: number[] = [];
  const watch = async (): Promise<void> => {
    for (;;) {
      const how = await child.ended;
      if (stopping) return;
      const { name, logFile } = spec();
      const now = Date.now();
      deaths.push(now);
      if (deaths.filter((at) => now - at < DEATHS_WINDOW_MS).length >= MOST_DEATHS) {
        return house.failWith(
          `the ${name} ended ${MOST_DEATHS} times within a minute (${how}); its log is ${logFile}`,
        );
      }
      house.say(`the ${name} ended (${how}): starting it again on the same state`);
      try {
        child = await startChild(spec());
        house.say(`the ${name} is back`);
      } catch (error) {
        return house.failWith((error as Error).message);
      }
      if (stopping) await child.stop();
    }
  };
  void watch();
  return {
    current: () => child,
    stop: async () => {
      stopping = true;
      await child.stop();
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((done, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });
}

function assertPortFree(port: number): Promise<void> {
  return new Promise((done, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is in use' : `can't be opened (${cause.code})`;
      reject(new CliError(`port ${port} ${why}: choose another with --port`, { cause }));
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => done()));
  });
}
