/** `fairlead simulate --record`, killed as a person's machine kills it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDigest, openTape } from '@fairlead/tape';
import { afterAll, expect, test, vi } from 'vitest';
import { ROOT } from '../env.ts';

const root = mkdtempSync(join(tmpdir(), 'fairlead-record-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Generous, for a busy machine. */
vi.setConfig({ testTimeout: 240_000 });

const start = (dir: string): ChildProcess =>
  spawn(
    process.execPath,
    [
      join(ROOT, 'apps/cli/src/main.ts'),
      ...['simulate', '--record', join(root, dir), '--episodes', '3', '--minutes', '0.1', '--seed', '200000'],
      ...['--workers', '1', '--rules', '--json'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
const whole = (dir: string): string[] =>
  readdirSync(join(root, dir)).filter((name) => name.startsWith('episode-'));

async function finished(child: ChildProcess): Promise<Record<string, unknown>> {
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  return JSON.parse(text);
}

test('a recording that is killed leaves whole episodes only, and the next run goes on from there', async () => {
  const killed = start('killed');
  await expect.poll(() => readOr(() => whole('killed').length), { timeout: 120_000, interval: 5 }).toBe(1);
  killed.kill('SIGKILL');
  await once(killed, 'close');
  const there = whole('killed').length;
  expect(there).toBeLessThan(3);
  expect(await finished(start('killed'))).toMatchObject({ set: 'test', skipped: there, episodes: 3 - there });
  const names = whole('killed');
  expect(readdirSync(join(root, 'killed')).sort()).toEqual([...names.sort(), 'history.json']);
  for (const name of names) {
    const { tape } = JSON.parse(readFileSync(join(root, 'killed', name, 'episode.json'), 'utf8'));
    const digest = createDigest();
    for (const record of openTape(join(root, 'killed', name, 'tape')).read({})) digest.add(record);
    expect(digest.hex()).toBe(tape.digest);
  }
});

const readOr = (count: () => number): number => {
  try {
    return count();
  } catch {
    return 0;
  }
};
