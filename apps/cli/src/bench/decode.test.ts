import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const FAIRLEAD = resolve(import.meta.dirname, '../../bin/fairlead.js');
const fairlead = (...args: string[]) =>
  spawnSync(process.execPath, [FAIRLEAD, ...args], { encoding: 'utf8' });

describe('bench decode', () => {
  test('without a path, or with one where nothing is, it says so in one sentence', () => {
    expect(fairlead('bench', 'decode')).toMatchObject({
      status: 2,
      stderr: 'fairlead: bench decode takes the path of a recording\n',
    });
    expect(fairlead('bench', 'decode', '/no/such.csv')).toMatchObject({
      status: 1,
      stderr: 'fairlead: /no/such.csv: the file does not exist\n',
    });
  });
});
