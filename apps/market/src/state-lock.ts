/**
 * One market per state folder. The lock is a listening socket named after the folder: the kernel drops it with
 * the process, however that ends, so that a lock is never stale for longer than it takes to notice.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, MarketError } from './failure.ts';

/** @param folder its real path */
export async function lockState(folder: string): Promise<{ readonly release: () => void }> {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const path = join(tmpdir(), `fairlead-market-${name}.sock`);
  const held = (await tryListen(path)) ?? (await takeOver(folder, path));
  return { release: () => held.close() };
}

async function takeOver(folder: string, path: string): Promise<Server> {
  if (!(await answers(path))) {
    rmSync(path, { force: true });
    const held = await tryListen(path);
    if (held !== undefined) return held;
  }
  throw new MarketError(`The state folder ${folder} is in use by another market process.`);
}

const tryListen = (path: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (cause) => {
      if (codeOf(cause) === 'EADDRINUSE') resolve(undefined);
      else reject(new MarketError(`The state folder's lock ${path} can't be made (${codeOf(cause)}).`));
    });
    server.listen(path, () => resolve(server));
    server.unref();
  });

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
