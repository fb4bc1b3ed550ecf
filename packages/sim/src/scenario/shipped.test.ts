import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseScenario } from './parse.ts';

const folder = `${import.meta.dirname}/../../scenarios`;
const text = (file: string): string => readFileSync(`${folder}/${file}`, 'utf8');
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

test.each(files)('%s is sound, and called as its file is', (file) => {
  const parsed = parseScenario(text(file), file, text);
  expect(parsed).toMatchObject({ ok: true, value: { name: file.replace('.yaml', '') } });
});
