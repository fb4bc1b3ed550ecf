import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditStream } from '@fairlead/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EmbeddedPostgres } from './embedded.ts';
import { migrate, openStore, startEmbeddedPostgres } from './index.ts';

let dir: string;
const running: EmbeddedPostgres[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fairlead-embedded-'));
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

const start = async (options: { readonly port?: number } = {}): Promise<EmbeddedPostgres> => {
  const server = await startEmbeddedPostgres({ dir, settings: ['fsync=off'], ...options });
  running.push(server);
  return server;
};

const KEEP = new URL('./embedded.ts', import.meta.url).href;

/** A server in a process of its own; `kill` ends that process without a word. */
const startElsewhere = async (): Promise<{
  url: string;
  kill: () => Promise<void>;
  gone: () => Promise<void>;
}> => {
  const program = `const { startEmbeddedPostgres } = await import(${JSON.stringify(KEEP)});
    const { url } = await startEmbeddedPostgres({ dir: ${JSON.stringify(dir)} });
    console.log(url); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  const url = await new Promise<string>((done) =>
    child.stdout.on('data', (d: Buffer) => done(d.toString().trim())),
  );
  return {
    url,
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
    gone: () =>
      expect.poll(() => existsSync(join(dir, 'data', 'postmaster.pid')), { timeout: 30_000 }).toBe(false),
  };
};

test('what was stored is there after a restart, and the password is nobody else’s to read', async () => {
  const first = await start();
  await migrate(first.url);
  const store = await openStore(first.url);
  const cursor = await store.project(auditStream({ seed: 1, parents: 3 }));
  await store.close();
  await first.stop();
  expect(statSync(join(dir, 'password')).mode & 0o777).toBe(0o600);
  expect(first.url).toContain(readFileSync(join(dir, 'password'), 'utf8').trim());
  expect(new URL(first.url).hostname).toBe('127.0.0.1');

  const again = await openStore((await start()).url);
  expect(await again.cursor()).toEqual(cursor);
  await again.close();
});

test('a store whose server stops says so in a sentence, and goes on when it is back', async () => {
  const server = await start();
  await migrate(server.url);
  const store = await openStore(server.url);
  const records = auditStream({ seed: 1, parents: 3 });
  await store.project(records.slice(0, 5));
  await server.stop();
  for (const ask of [() => store.cursor(), () => store.orders({}), () => store.project(records)]) {
    await expect(ask()).rejects.toMatchObject({
      code: 'DatabaseUnreachable',
      message: expect.stringMatching(/^the database fairlead at 127\.0\.0\.1:\d+ can't be reached \(/),
    });
  }
  await start({ port: Number(new URL(server.url).port) });
  const last = records.at(-1);
  expect(await store.project(records)).toMatchObject({ seq: last?.seq, nth: last?.nth });
  await store.close();
});

test('a keeper that is killed takes the server with it, and the next start finds the data', async () => {
  const other = await startElsewhere();
  await migrate(other.url);
  await other.kill();
  const server = await start();
  expect(await migrate(server.url)).toEqual([]);
});

test('a stale pid file of a crashed server does not matter', async () => {
  const first = await start();
  await first.stop();
  const stale = ['999999', join(dir, 'data'), '1', '5432', '', '127.0.0.1', '0 0', 'ready'];
  writeFileSync(join(dir, 'data', 'postmaster.pid'), `${stale.join('\n')}\n`);
  await start();
  await running.pop()?.stop();
  // The number belongs to another program by now: this one.
  stale[0] = String(process.pid);
  writeFileSync(join(dir, 'data', 'postmaster.pid'), `${stale.join('\n')}\n`);
  await start();
});

test('an interrupted first start leaves nothing in the way', async () => {
  mkdirSync(join(dir, 'data.new'));
  writeFileSync(join(dir, 'data.new', 'PG_VERSION'), '18\n');
  await start();
  expect(existsSync(join(dir, 'data.new'))).toBe(false);
});

test('a folder that another process runs is refused by its number', async () => {
  const other = await startElsewhere();
  try {
    await expect(start()).rejects.toMatchObject({
      code: 'Locked',
      message: expect.stringMatching(/^the folder .* is in use by process \d+: stop it first/),
    });
  } finally {
    await other.kill();
    // Its server ends by itself: only then may the folder be removed.
    await other.gone();
  }
});

test('a port in use is one clear sentence', async () => {
  const taken: Server = createServer();
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
  const { port } = taken.address() as { port: number };
  try {
    await expect(start({ port })).rejects.toMatchObject({
      code: 'PortInUse',
      message: `port ${port} on 127.0.0.1 is in use: the database can't listen there`,
    });
  } finally {
    taken.close();
  }
  expect(new URL((await start({ port })).url).port).toBe(String(port));
});

test('a folder that is no folder is one clear sentence', async () => {
  rmSync(dir, { recursive: true });
  writeFileSync(dir, 'a file');
  chmodSync(dir, 0o600);
  await expect(start()).rejects.toMatchObject({
    code: 'FolderNotWritable',
    message: expect.stringMatching(/^the folder .* can't be written: /),
  });
});

test('a folder with something else in the place of the data is left alone', async () => {
  mkdirSync(join(dir, 'data'));
  writeFileSync(join(dir, 'data', 'thesis.txt'), 'precious');
  await expect(start()).rejects.toMatchObject({ code: 'PostgresFailed' });
  expect(readFileSync(join(dir, 'data', 'thesis.txt'), 'utf8')).toBe('precious');
});
