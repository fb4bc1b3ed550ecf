import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseUpFlags } from './options.ts';

const folder = mkdtempSync(join(tmpdir(), 'options-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('--news', () => {
  test('takes files that are there and addresses, as many as are given', () => {
    const file = join(folder, 'wire.jsonl');
    writeFileSync(file, '');
    expect(parseUpFlags({ news: [file, 'https://news.test/rss?key=1'] }).news).toEqual([
      file,
      'https://news.test/rss?key=1',
    ]);
    expect(parseUpFlags({}).news).toEqual([]);
  });

  test('a path that leads nowhere is refused before anything starts: it would look like a quiet feed', () => {
    const missing = join(folder, 'missing.jsonl');
    expect(() => parseUpFlags({ news: [missing] })).toThrow(`--news: there is no file at ${missing}`);
    expect(() => parseUpFlags({ news: ['https://'] })).toThrow('--news: "https://" is not an address');
  });
});
