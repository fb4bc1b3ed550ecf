/** `fairlead tape`: once as a person types it, else by the functions behind it. */
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
import { createDigest, openTape, writeTape } from '@fairlead/tape';
import { recorded } from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ROOT } from '../env.ts';
import { CliError } from '../failure.ts';
import { openRecording } from '../replay/recording.ts';
import { exportTape } from './export.ts';
import { importTape } from './import.ts';
import { listTapes } from './list.ts';

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

/** What a command says on stdout. */
async function said(command: () => unknown): Promise<string> {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await command();
    return written.mock.calls.map(([text]) => text).join('');
  } finally {
    written.mockRestore();
  }
}

describe('tape ls', () => {
  test('finds the tapes below a folder and says what each holds', () => {
    const args = [
      '--disable-warning=ExperimentalWarning',
      'apps/cli/src/main.ts',
      'tape',
      'ls',
      folder,
      '--json',
    ];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
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

  test('a tape that is not as it was written is named, the others are listed, and the command fails', async () => {
    const broken = join(folder, 'broken');
    mkdirSync(broken);
    writeFileSync(join(broken, 'tape-000000000000001.tape'), 'no tape');
    const text = await said(() => {
      const reason = `${broken}/tape-000000000000001.tape: is no segment of a tape`;
      expect(() => listTapes(folder, {})).toThrow(new CliError(reason));
    });
    rmSync(broken, { recursive: true });
    expect(text).toContain('10 records in 1 segments');
    expect(() => listTapes(join(folder, 'none'), {})).toThrow('there is no folder at');
  });
});

describe('tape export', () => {
  const out = join(folder, 'out');
  const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');

  test('writes a range of one venue as JSON lines', async () => {
    await exportTape(dir, { from: '09:30:02', to: '9:30:06', venue: 'LIT-A', out });
    const records = linesOf(out).map((line) => JSON.parse(line));
    expect(records.map(({ tapeSeq }) => tapeSeq)).toEqual([3, 5]);
    expect(records[0]).toMatchObject({ type: 'Trade', px: 1_000_002, tsRecv: START + 2 * SECOND + 500 });
  });

  test('writes CSV into a file that is there whole or not at all', async () => {
    const csv = `${out}.csv`;
    await exportTape(dir, { out: csv });
    const lines = linesOf(csv);
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe(
      'tapeSeq,tsRecv,tsEvent,venue,instrument,seq,type,side,px,qty,orderId,newOrderId,status',
    );
    expect(lines[1]).toBe(`1,${START + 500},${START},LIT-A,KESTREL,0,Trade,Buy,1000000,100,0,0,Open`);
    expect(readdirSync(folder)).not.toContain('out.csv.partial');

    const segment = join(dir, 'tape-000000000000001.tape');
    const whole = readFileSync(segment);
    const damaged = Buffer.from(whole);
    damaged[openTape(dir).segments[0]!.blocks[0]!.offset + 60]! ^= 1;
    writeFileSync(segment, damaged);
    const none = join(folder, 'none.csv');
    await expect(exportTape(dir, { out: none })).rejects.toThrow('block 1: its checksum does not match');
    writeFileSync(segment, whole);
    expect(existsSync(none) || existsSync(`${none}.partial`)).toBe(false);
  });

  test('a place that can not be written and a time that is none are one sentence each', async () => {
    await expect(exportTape(dir, { out: join(folder, 'no', 'x.csv') })).rejects.toThrow("can't be written");
    await expect(exportTape(dir, { from: 'noon' })).rejects.toThrow(
      '--from must be a time such as 09:30 or 15:59:59.25, got "noon"',
    );
    await expect(exportTape(folder, {})).rejects.toThrow('holds no tape');
  });
});

describe('tape import', () => {
  test('makes a tape that says what the file says, once', async () => {
    const file = recorded('xnas-mbo/mbo.csv');
    if (file === undefined) return;
    const out = join(folder, 'arl');
    const { records, format } = JSON.parse(await said(() => importTape(file, { out, json: true })));
    expect({ records, format }).toEqual({ records: 5_875, format: 'mbo-csv' });
    const digests = [createDigest(), createDigest()] as const;
    const { read } = await openRecording(file);
    await read({ begin: () => {}, take: digests[0].add });
    for (const record of openTape(out).read()) digests[1].add(record);
    expect(digests[1].hex()).toBe(digests[0].hex());
    await expect(importTape(file, { out })).rejects.toThrow(`${out} exists: give another folder with --out`);
  });

  test('that is interrupted leaves nothing', async () => {
    const file = recorded('xnas-mbo/mbo.csv');
    if (file === undefined) return;
    const out = join(folder, 'interrupted');
    const importing = importTape(file, { out });
    process.emit('SIGHUP');
    await expect(importing).rejects.toMatchObject({ message: 'interrupted', exitCode: 130 });
    expect(existsSync(out) || existsSync(`${out}.importing`)).toBe(false);
  });

  test('a file of no known format, or one that is broken further on, makes no tape', async () => {
    const file = join(folder, 'notes.txt');
    const out = join(folder, 'imported');
    writeFileSync(file, 'dear diary\n');
    await expect(importTape(file, { out })).rejects.toThrow(/notes\.txt: is of no format known here/);
    const mbo = recorded('xnas-mbo/mbo.csv');
    if (mbo !== undefined) {
      writeFileSync(file, `${readFileSync(mbo, 'utf8').slice(0, 400_000)}\nnonsense`);
      await expect(importTape(file, { out })).rejects.toThrow(CliError);
    }
    expect(existsSync(out)).toBe(false);
    expect(existsSync(`${out}.importing`)).toBe(false);
  });
});
