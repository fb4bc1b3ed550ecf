/**
 * The house that the journeys run in: `fairlead up` on the production build, a fresh state, a free port, a named
 * seed. Stopped by the interrupt that a person would give it; its journal must be whole afterwards.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '..');
const CLI = join(ROOT, 'apps/cli/src/main.ts');
const SEED = '7';
/** Market seconds per wall second: a five-minute parent takes half a minute. */
const SPEED = '10';
const READY_WITHIN_MS = 120_000;

interface SignIn {
  readonly role: string;
  readonly email: string;
  readonly password: string;
}

export default async function startHouse(): Promise<() => Promise<void>> {
  const state = mkdtempSync(join(tmpdir(), 'fairlead-e2e-'));
  const newsFeed = join(state, 'wire.jsonl');
  writeFileSync(newsFeed, '');
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      CLI,
      'up',
      '--port',
      '0',
      '--state',
      state,
      '--seed',
      SEED,
      '--speed',
      SPEED,
      '--news',
      newsFeed,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const address = await new Promise<string>((found, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`not ready within ${READY_WITHIN_MS / 1000} s`)),
      READY_WITHIN_MS,
    );
    void ended.then((code) => reject(new Error(`fairlead up ended with ${code} before it was ready`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const ready = /Fairlead is ready: (\S+)/.exec(line)?.[1];
      if (!ready) return;
      clearTimeout(timer);
      found(ready);
    });
  });
  process.env.FAIRLEAD_E2E = JSON.stringify({
    address,
    newsFeed,
    modelsDir: join(state, 'models'),
    signIns: JSON.parse(readFileSync(join(state, 'sign-ins.json'), 'utf8')) as SignIn[],
  });

  return async () => {
    child.kill('SIGINT');
    const code = await ended;
    const journal = JSON.parse(
      execFileSync(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', CLI, 'journal', '--state', state, '--json'],
        {
          encoding: 'utf8',
        },
      ),
    ) as { intact: boolean; inputs: number; stateHash: string };
    rmSync(state, { recursive: true, force: true });
    if (code !== 0) throw new Error(`fairlead up ended with ${code} on an interrupt`);
    if (!journal.intact || journal.inputs === 0)
      throw new Error(`the journal is not whole: ${JSON.stringify(journal)}`);
    process.stdout.write(
      `journal whole: ${journal.inputs} inputs, state ${journal.stateHash.slice(0, 12)}\n`,
    );
  };
}

export interface TheHouse {
  readonly address: string;
  /** A file of JSON Lines that the house follows, empty at first. */
  readonly newsFeed: string;
  /** Where what is trained here goes. */
  readonly modelsDir: string;
  readonly signInOf: (role: string) => SignIn;
}

export function theHouse(): TheHouse {
  const { address, newsFeed, modelsDir, signIns } = JSON.parse(process.env.FAIRLEAD_E2E ?? '{}') as {
    address: string;
    newsFeed: string;
    modelsDir: string;
    signIns: readonly SignIn[];
  };
  return {
    address,
    newsFeed,
    modelsDir,
    signInOf: (role) => {
      const found = signIns.find((s) => s.role === role);
      if (!found) throw new Error(`no sign-in for a ${role}`);
      return found;
    },
  };
}
