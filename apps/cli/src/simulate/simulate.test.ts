import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from '@fairlead/sim';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../env.ts';
import { checked } from './check.ts';
import { readScenario } from './file.ts';
import { failuresInWords, runInWords, runScenario } from './run.ts';

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

function sound(which: string): Scenario {
  const parsed = readScenario(which);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

describe('a scenario to be run', () => {
  test('is a shipped one by its name, or a file that may extend one of those', () => {
    const mine = write(
      'mine.yaml',
      'extends: day.yaml\nname: mine\nabout: The day without news.\nnews: {}\n',
    );
    expect(checked(sound('day')).inWords).toMatch(
      /^day: .*\n2026-01-05, from 09:28:00.000 to 16:00:00.000\ninstruments: KESTREL/,
    );
    expect(sound(mine)).toMatchObject({ name: 'mine', instruments: sound('day').instruments });
  });

  test('extends the file beside it before a shipped one', () => {
    write('thin.yaml', 'name: thin\nabout: Another.\n');
    const path = write('over.yaml', 'extends: thin.yaml\nname: over\nabout: x\n');
    expect(readScenario(path)).toMatchObject({ ok: false, problems: [{ path: 'session' }, {}, {}, {}, {}] });
  });

  test('that is nowhere is refused with the names that there are', () => {
    expect(() => readScenario('nowhere')).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /^--scenario: there is no nowhere: give a file, or one of calm, dark-rich, day, /,
        ),
        exitCode: 2,
      }),
    );
  });
});

describe('a run', () => {
  const of = { seed: 7, forNs: 12e9, untilEvent: undefined };

  test('is the same twice, but for its speed', () => {
    const [one, two] = [runScenario(sound('calm'), of), runScenario(sound('calm'), of)];
    const { seconds: _a, eventsPerSecond: _b, timesRealTime: _c, ...same } = one;
    expect(two).toMatchObject(same);
    expect(one).toMatchObject({ scenario: 'calm', seed: 7, reached: '10:00:12.000', failures: [] });
    expect(one.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(runScenario(sound('calm'), { ...of, seed: 8 }).hash).not.toBe(one.hash);
  });

  test('stops with the event that it is told, on the way that it would have gone', () => {
    expect(runScenario(sound('calm'), { ...of, untilEvent: 1234 }).events).toBe(1234);
  });

  test('in words is a line of hash and speed, a row a venue, a row a kind', () => {
    const words = runInWords(runScenario(sound('calm'), { ...of, forNs: 1e9 })).split('\n');
    expect(words[0]).toMatch(/^calm, seed 7: hash [0-9a-f]{16} at 10:00:01.000$/);
    expect(words[2]).toMatch(/^venue +volume +trades +rejects +fees$/);
    expect(words[3]).toMatch(/^LIT-A +[\d,]+ /);
    expect(words.slice(11, 14)).toEqual([
      expect.stringMatching(/^participants +number +profit$/),
      expect.stringMatching(/^client +1 +0$/),
      expect.stringMatching(/^crowd +1 +/),
    ]);
  });

  test('in which a participant failed says how to get there again', () => {
    const failures = [{ participant: 'noise-4', event: 812, at: '10:00:03.250', error: 'a bug of its own' }];
    const result = { ...runScenario(sound('calm'), { ...of, forNs: 1e6 }), failures };
    expect(failuresInWords(result, 'mine.yaml')).toBe(
      'noise-4 failed at 10:00:03.250 in event 812 and was taken out: a bug of its own\n' +
        '  again: fairlead simulate --scenario mine.yaml --seed 7 --until-event 812',
    );
  });
});

test('a file that is not sound ends the command with all its problems, a line each', () => {
  const path = write('bad.yaml', 'extends: day.yaml\nname: bad\nabuot: x\nsession: { open: 9am }\n');
  const main = ['--disable-warning=ExperimentalWarning', join(ROOT, 'apps/cli/src/main.ts')];
  const args = [...main, 'simulate', '--scenario', path, '--json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toBe(
    'fairlead: bad.yaml:3:1 abuot: is not a key of a scenario (did you mean about?)\n' +
      'bad.yaml:4:18 session.open: must be a time of day, got "9am" (write "09:30", "09:30:15" or "15:59:59.25")\n',
  );
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    problems: [{ path: 'abuot', line: 3 }, { line: 4 }],
  });
});
