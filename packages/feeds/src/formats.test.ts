/** What is read is known by its name and first bytes, and is read whole. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipOf } from '@fairlead/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { FORMATS, findFormat } from './formats.ts';

const folder = mkdtempSync(join(tmpdir(), 'formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DAY = 'KITE_2024-03-01_34200000_57600000';
const message = [`${DAY}_message_1.csv`, Buffer.from('34200.5,1,11,100,1000000,1\n')] as const;
const book = [`${DAY}_orderbook_1.csv`, Buffer.from('9999999999,0,1000000,100\n')] as const;

describe('a file’s format', () => {
  test('is found among the entries of a zip, whatever lies beside them', async () => {
    const path = write('a.zip', zipOf([['ReadMe.txt', Buffer.from('about')], message, book], 8));
    expect(await findFormat(path)).toMatchObject({ path, format: { name: 'lobster' } });
  });

  test('is not guessed where a zip holds two recordings that are not one', async () => {
    const itch = ['12302019.NASDAQ_ITCH50', Buffer.alloc(0)] as const;
    const path = write('b.zip', zipOf([itch, message], 8));
    await expect(findFormat(path)).rejects.toThrow(/b\.zip: holds more than one recording/);
  });

  test.each([
    ['a CSV of something else', 'prices.csv', Buffer.from('a,b\n1,2\n')],
    ['an empty file', 'empty.csv', Buffer.alloc(0)],
    ['a zip of nothing known', 'c.zip', zipOf([['a.csv', Buffer.from('1,2\n')]], 8)],
  ])('of %s is unknown, and the error names those that are known', async (_, name, bytes) => {
    const path = write(name, bytes);
    const titles = FORMATS.map(({ title }) => title).join(', ');
    await expect(findFormat(path)).rejects.toThrow(`${path}: is of no format known here: ${titles}`);
  });

  test('has a name of its own', () => {
    expect(new Set(FORMATS.map(({ name }) => name)).size).toBe(FORMATS.length);
  });
});

function write(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
