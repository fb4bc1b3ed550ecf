/** The command as a person meets it: a process, its streams and its exit code. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../env.ts';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const fairlead = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const main = ['--disable-warning=ExperimentalWarning', join(ROOT, 'apps/cli/src/main.ts')];
    execFile(process.execPath, [...main, 'simulate', ...args], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });

let folder = '';
const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairlead-simulate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('fairlead simulate', () => {
  test('runs the same market twice: equal hash, events and accounts', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => fairlead('--minutes', '0.2', '--json')));
    const result = (of: Ended | undefined) => JSON.parse(of?.out ?? '');
    expect(one).toMatchObject({ code: 0, err: '' });
    const { seconds: _a, eventsPerSecond: _b, timesRealTime: _c, ...first } = result(one);
    expect(result(two)).toMatchObject(first);
    expect(first).toMatchObject({
      scenario: 'day',
      seed: 1,
      hash: expect.stringMatching(/^[0-9a-f]{16}$/),
      failures: [],
    });
    expect(first.venues).toHaveLength(8);
  });

  test('stops after the event that it is told', async () => {
    const { out } = await fairlead('--until-event', '1234', '--json');
    expect(JSON.parse(out)).toMatchObject({ events: 1234 });
  });

  test('says what a sound file holds, shipped by its name or written by hand', async () => {
    const mine = write(
      'mine.yaml',
      'extends: day.yaml\nname: mine\nabout: The day without news.\nnews: {}\n',
    );
    const [shipped, own] = await Promise.all([fairlead('--check'), fairlead('--check', '--scenario', mine)]);
    expect(shipped.code).toBe(0);
    expect(shipped.out).toMatch(
      /^day: .*\n2026-01-05, from 09:28:00.000 to 16:00:00.000\ninstruments: KESTREL/,
    );
    expect(own.out).toMatch(/^mine: The day without news\.\n/);
  });

  test('tells all problems of a file, a line each, and fails', async () => {
    const path = write('bad.yaml', 'extends: day.yaml\nname: bad\nabuot: x\nsession: { open: 9am }\n');
    const { code, out, err } = await fairlead('--scenario', path);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    const lines = [
      'bad.yaml:3:1 abuot: is not a key of a scenario (did you mean about?)',
      'bad.yaml:4:18 session.open: must be a time of day, got "9am" (write "09:30", "09:30:15" or "15:59:59.25")',
    ];
    expect(err).toBe(`fairlead: ${lines.join('\n')}\n`);
    const { out: json } = await fairlead('--scenario', path, '--check', '--json');
    expect(JSON.parse(json)).toMatchObject({
      ok: false,
      problems: [{ path: 'abuot', line: 3 }, { line: 4 }],
    });
  });

  test('says which scenarios there are where it knows none of that name', async () => {
    const { code, err } = await fairlead('--scenario', 'nowhere');
    expect(code).toBe(2);
    expect(err).toMatch(/^fairlead: --scenario: there is no nowhere: give a file, or one of .*day/);
  });
});
