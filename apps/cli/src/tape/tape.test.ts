/** `fairlead tape` as a person types it. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRecord } from '@fairlead/feeds';
import { writeTape } from '@fairlead/tape';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../env.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-tape-cli-'));
const dir = join(folder, 'runs', 'simulated', 'tape', '2026-01-05');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const START = 34_200_000_000_000;
const SECOND = 1_000_000_000;

beforeAll(() => {
  const session = { date: '2026-01-05', zone: 'America/New_York', pxDecimals: 4, qtyDecimals: 0 } as const;
  const tape = writeTape(dir, session);
  for (let i = 0; i < 10; i++) {
    tape.append({
      ...createRecord(i % 2 === 0 ? 'LIT-A' : 'LIT-B', 'KESTREL'),
      type: 'Trade',
      side: 'Buy',
      tsEvent: START + i * SECOND,
      tsRecv: START + i * SECOND + 500,
      px: 1_000_000 + i,
      qty: 100,
    });
  }
  tape.close();
});

function tape(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'apps/cli/src/main.ts', 'tape', ...args],
    { cwd: ROOT, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

describe('tape ls', () => {
  test('finds the tapes below a folder and says what each holds', () => {
    const { status, stdout } = tape('ls', folder, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      tapes: [
        expect.objectContaining({
          path: dir,
          date: '2026-01-05',
          segments: 1,
          open: false,
          records: 10,
          from: '09:30:00.000',
          to: '09:30:09.000',
          venues: ['LIT-A', 'LIT-B'],
          instruments: ['KESTREL'],
        }),
      ],
    });
  });

  test('a tape that is not as it was written is named, the others are listed, and the exit code says so', () => {
    const broken = join(folder, 'broken');
    mkdirSync(broken);
    writeFileSync(join(broken, 'tape-000000000000001.tape'), 'no tape');
    const { status, stdout, stderr } = tape('ls', folder);
    rmSync(broken, { recursive: true });
    expect(status).toBe(1);
    expect(stdout).toContain('10 records in 1 segments');
    expect(stderr).toBe(`fairlead: ${broken}/tape-000000000000001.tape: is no segment of a tape\n`);
  });
});

describe('tape export', () => {
  test('writes a range of one venue as JSON lines', () => {
    const args = ['--from', '09:30:02', '--to', '9:30:06', '--venue', 'LIT-A'];
    const { status, stdout } = tape('export', dir, ...args);
    expect(status).toBe(0);
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map(({ tapeSeq }) => tapeSeq)).toEqual([3, 5]);
    expect(records[0]).toMatchObject({ type: 'Trade', px: 1_000_002, tsRecv: START + 2 * SECOND + 500 });
  });

  test('writes CSV into a file that is there whole or not at all', () => {
    const out = join(folder, 'out.csv');
    expect(tape('export', dir, '--out', out)).toMatchObject({ status: 0, stdout: '' });
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe(
      'tapeSeq,tsRecv,tsEvent,venue,instrument,seq,type,side,px,qty,orderId,newOrderId,status',
    );
    expect(lines[1]).toBe(`1,${START + 500},${START},LIT-A,KESTREL,0,Trade,Buy,1000000,100,0,0,Open`);
    expect(readdirSync(folder)).not.toContain('out.csv.partial');
    expect(tape('export', dir, '--out', join(folder, 'none', 'x.csv'))).toMatchObject({ status: 1 });
    expect(tape('export', dir, '--from', 'noon')).toMatchObject({
      status: 2,
      stderr: 'fairlead: --from must be a time such as 09:30 or 15:59:59.25, got "noon"\n',
    });
  });
});

describe('tape import', () => {
  test('a file of no known format makes no tape', () => {
    const file = join(folder, 'notes.txt');
    const out = join(folder, 'imported');
    writeFileSync(file, 'dear diary\n');
    const { status, stderr } = tape('import', file, '--out', out);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^fairlead: .*notes\.txt: is of no format known here/);
    expect(existsSync(out)).toBe(false);
    expect(existsSync(`${out}.importing`)).toBe(false);
    expect(tape('import', file, '--out', folder).stderr).toBe(
      `fairlead: ${folder} exists: give another folder with --out\n`,
    );
  });
});
