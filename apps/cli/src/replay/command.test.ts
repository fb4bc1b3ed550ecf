/** `fairlead replay` as a person types it. */
import { spawnSync } from 'node:child_process';
import { recorded } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../env.ts';

function fairlead(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'apps/cli/src/main.ts', ...args],
    { cwd: ROOT, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

describe('replay', () => {
  test.each([
    ['AMZN', 5, 0.525, 0.357],
    ['AAPL', 1, 0.509, 0.341],
  ])(
    '%s: order-flow imbalance explains the mid as an independent count has it',
    (ticker, levels, ofi, trade) => {
      const path = recorded(`lobster/LOBSTER_SampleFile_${ticker}_2012-06-21_${levels}.zip`);
      if (path === undefined) return;
      const { status, stdout } = fairlead('replay', path, '--study', 'ofi', '--json');
      expect(status).toBe(0);
      const result = JSON.parse(stdout) as { r2Ofi: number; r2TradeImbalance: number; windows: number };
      expect(Math.abs(result.r2Ofi - ofi)).toBeLessThan(0.02);
      expect(Math.abs(result.r2TradeImbalance - trade)).toBeLessThan(0.02);
      expect(result.windows).toBe(13);
    },
  );

  test('--verify prints one line of rows and mismatches', () => {
    const path = recorded('lobster/LOBSTER_SampleFile_GOOG_2012-06-21_1.zip');
    if (path === undefined) return;
    const { status, stdout } = fairlead('replay', path, '--verify', '--json');
    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ rows: 49_482, mismatches: 0 });
  });

  test('--verify of a recording without a book is no proof', () => {
    const path = recorded('crypto-raw/KRAKEN.ws.49.0');
    if (path === undefined) return;
    expect(fairlead('replay', path, '--verify', '--json')).toMatchObject({
      status: 1,
      stderr: `fairlead: ${path}: holds nothing to compare a book with\n`,
    });
  });

  test('a file that is not there, a study that is not, and a recording that proves nothing are one sentence each', () => {
    expect(fairlead('replay', '/no/such.zip', '--verify')).toMatchObject({
      status: 1,
      stderr: 'fairlead: /no/such.zip: the file does not exist\n',
    });
    expect(fairlead('replay', 'x.zip', '--study', 'tarot')).toMatchObject({
      status: 2,
      stderr: 'fairlead: --study: there is no study "tarot": ofi | facts\n',
    });
    expect(fairlead('replay', '/no/such.zip')).toMatchObject({ status: 1, stdout: '' });
  });
});
