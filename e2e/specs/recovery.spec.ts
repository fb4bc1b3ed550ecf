/** The house as a process: smoke runs, a killed server, a taken port. Each has a state of its own. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { createApiClient } from '../../apps/cli/src/up/api-client.ts';
import { startHouse } from '../../apps/cli/src/up/house.ts';
import { parseUpFlags } from '../../apps/cli/src/up/options.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const CLI = ['--disable-warning=ExperimentalWarning', join(ROOT, 'apps/cli/src/main.ts')];
const AMZN = resolve(
  process.env.FAIRLEAD_DATA ?? join(ROOT, '../shared/data'),
  'lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip',
);
const run = promisify(execFile);

async function smoke(args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await run(process.execPath, [...CLI, 'up', '--smoke', '--json', ...args], {
    timeout: 180_000,
  });
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] as string) as Record<string, unknown>;
}

test('a smoke run works 50,000 through the public API on at least three venues with learned decisions', async () => {
  test.setTimeout(240_000);
  const result = await smoke([]);
  expect(result).toMatchObject({ orderQty: 50_000, cumQty: 50_000 });
  expect((result.venues as string[]).length).toBeGreaterThanOrEqual(3);
  expect(result.fallbackDecisions as number).toBeLessThan(result.decisions as number);
});

test('a smoke run on the recorded AMZN day fills 5,000 over five market minutes', async () => {
  test.setTimeout(240_000);
  if (!existsSync(AMZN)) {
    if (process.env.CI === 'true') throw new Error(`recorded data is missing: ${AMZN}`);
    console.warn(`skipped: no recorded data at ${AMZN}`);
    return;
  }
  const result = await smoke(['--market', `replay:${AMZN}`]);
  expect(result).toMatchObject({ orderQty: 5_000, cumQty: 5_000 });
  expect(result.venues).toContain('REC-Q');
});

test('a server killed in mid-parent comes back: no child sent twice, no fill lost, the parent goes on', async () => {
  test.setTimeout(240_000);
  const state = mkdtempSync(join(tmpdir(), 'fairlead-crash-'));
  const house = await startHouse(parseUpFlags({ port: '0', state, speed: '10', seed: '3' }), () => {});
  try {
    const trader = house.signIns.find((s) => s.role === 'trader');
    if (!trader) throw new Error('no trader');
    const api = await createApiClient(house.address, trader);
    await expect
      .poll(
        async () => (await api.system.health.query()).venues.every((v) => v.session && v.health === 'LIVE'),
        { timeout: 30_000 },
      )
      .toBe(true);
    const { now } = await api.system.clock.query();
    const submitted = await api.orders.submit.mutate({
      clOrdId: 'crash-1',
      instrument: 'KESTREL',
      side: 'Buy',
      orderQty: 20_000,
      strategy: 'TWAP',
      endTime: now + 240e9,
    });
    if (!submitted.accepted || !submitted.parentId) throw new Error('not accepted');
    const { parentId } = submitted;
    for (const share of [0.2, 0.5]) {
      await expect
        .poll(async () => (await api.orders.get.query({ parentId })).parent.cumQty, { timeout: 60_000 })
        .toBeGreaterThan(20_000 * share);
      const killed = house.serverPid();
      process.kill(killed, 'SIGKILL');
      await expect.poll(() => house.serverPid() !== killed, { timeout: 60_000 }).toBe(true);
    }
    // Not doubled by a client that did not hear the answer either.
    const again = await api.orders.submit.mutate({
      clOrdId: 'crash-1',
      instrument: 'KESTREL',
      side: 'Buy',
      orderQty: 20_000,
      strategy: 'TWAP',
      endTime: now + 240e9,
    });
    expect(again).toMatchObject({ accepted: true, parentId });
    await expect
      .poll(async () => (await api.orders.get.query({ parentId })).parent.closedAt, { timeout: 120_000 })
      .toBeDefined();
    const detail = await api.orders.get.query({ parentId });
    expect(detail.parent).toMatchObject({ ordStatus: 'Filled', cumQty: 20_000 });

    const venue = venueSide(join(state, 'runs/simulated/market'));
    expect(venue.doubled, 'no clOrdId was accepted twice').toEqual([]);
    expect(venue.filled, 'the venues filled what we booked, no more and no less').toBe(20_000);
    expect(detail.fills.reduce((sum, f) => sum + f.fill.lastQty, 0)).toBe(20_000);
  } finally {
    await house.stop();
    rmSync(state, { recursive: true, force: true });
  }
});

/** What the venues' own logs say, independent of anything that we stored. */
function venueSide(dir: string): { readonly filled: number; readonly doubled: readonly string[] } {
  const accepted = new Map<string, number>();
  let filled = 0;
  for (const file of readdirSync(dir).filter((f) => f.endsWith('.reports.jsonl'))) {
    for (const line of readFileSync(join(dir, file), 'utf8').trim().split('\n').filter(Boolean)) {
      const { report } = JSON.parse(line) as {
        report?: { execType: string; clOrdId: string; lastQty?: number; orderId: string };
      };
      if (report?.execType === 'New') accepted.set(report.clOrdId, (accepted.get(report.clOrdId) ?? 0) + 1);
      if (report?.execType === 'Trade') filled += report.lastQty ?? 0;
    }
  }
  return { filled, doubled: [...accepted].filter(([, n]) => n > 1).map(([id]) => id) };
}

test('a port that is in use, a state that is locked and a file that is missing are one sentence and a non-zero exit', async () => {
  test.setTimeout(120_000);
  const blocker = createServer();
  await new Promise<void>((done) => blocker.listen(0, '127.0.0.1', done));
  const { port } = blocker.address() as { port: number };
  const refusal = async (args: readonly string[]): Promise<{ code: number; stderr: string }> =>
    run(process.execPath, [...CLI, 'up', ...args], { timeout: 60_000 }).then(
      () => ({ code: 0, stderr: '' }),
      (error: { code: number; stderr: string }) => ({ code: error.code, stderr: error.stderr.trim() }),
    );
  const state = mkdtempSync(join(tmpdir(), 'fairlead-refused-'));
  try {
    const taken = await refusal(['--port', String(port), '--state', state]);
    expect(taken).toEqual({
      code: 1,
      stderr: `fairlead: port ${port} is in use: choose another with --port`,
    });

    const missing = await refusal(['--market', 'replay:/no/such/file.zip', '--state', state]);
    expect(missing).toEqual({ code: 1, stderr: 'fairlead: --market: there is no file at /no/such/file.zip' });

    const holder = spawn(process.execPath, [...CLI, 'up', '--port', '0', '--state', state], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise<void>((ready) =>
      holder.stdout.on('data', (chunk: Buffer) => chunk.includes('database') && ready()),
    );
    const locked = await refusal(['--port', '0', '--state', state]);
    expect(locked.code).toBe(1);
    expect(locked.stderr).toMatch(/^fairlead: the folder .* is in use by process \d+/);
    holder.kill('SIGINT');
    await new Promise((ended) => holder.once('close', ended));
  } finally {
    blocker.close();
    rmSync(state, { recursive: true, force: true });
  }
});
