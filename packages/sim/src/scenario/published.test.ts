/** What is generated from the schema: the published schema, and the page for authors. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type JsonSchema, scenarioJsonSchema, wholeSchema } from './json-schema.ts';
import { exampleScenario, scenariosPage } from './page.ts';
import { parseScenario } from './parse.ts';

const folder = `${import.meta.dirname}/../../scenarios`;
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

// `vitest run packages/sim/src/scenario -u` writes both anew.
test('SCENARIOS.md is what the source says', async () => {
  const shipped = files.map((file) => parse(readFileSync(`${folder}/${file}`, 'utf8')));
  await expect(scenariosPage(shipped)).toMatchFileSnapshot('../../SCENARIOS.md');
});

test('scenario.schema.json is what the source says', async () => {
  const text = `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot(`${folder}/scenario.schema.json`);
});

test('the examples of the page are together a sound scenario', () => {
  expect(parseScenario(exampleScenario(), 'example.yaml')).toMatchObject({ ok: true });
});

test('every field says what it is', () => {
  const silent: string[] = [];
  const visit = (of: JsonSchema, path: string): void => {
    if (path !== '' && of.description === undefined && of.oneOf === undefined) silent.push(path);
    for (const [name, inner] of Object.entries(of.properties ?? {}))
      visit(inner as JsonSchema, `${path}.${name}`);
    // An item is described by its list, unless it has fields of its own.
    const item = (of.items ?? of.additionalProperties) as JsonSchema | undefined | boolean;
    if (typeof item === 'object' && (item.properties ?? item.oneOf) !== undefined) visit(item, `${path}[]`);
    for (const one of of.oneOf ?? [])
      for (const [name, inner] of Object.entries((one as JsonSchema).properties ?? {}))
        visit(inner as JsonSchema, `${path}.${name}`);
  };
  visit(wholeSchema(), '');
  // The kinds of participants are described where they are made.
  expect(silent.filter((path) => !/^\.participants\.\w+$/.test(path))).toEqual([]);
});

describe('the published schema', () => {
  const { then: part, else: whole } = scenarioJsonSchema() as { then: JsonSchema; else: JsonSchema };
  const accepts = (file: unknown): boolean => {
    const schema = z.fromJSONSchema((file as { extends?: string }).extends === undefined ? whole : part);
    return schema.safeParse(file).success;
  };

  test.each(files)('accepts %s, which names it', (file) => {
    const text = readFileSync(`${folder}/${file}`, 'utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=scenario.schema.json');
    expect(accepts(parse(text))).toBe(true);
  });

  test('refuses what the reader refuses in a field', () => {
    const example = (): Record<string, never> => parse(exampleScenario());
    expect(accepts(example())).toBe(true);
    expect(accepts({ ...example(), colour: 'red' })).toBe(false);
    expect(accepts({ ...example(), session: {} })).toBe(false);
    expect(accepts({ ...example(), events: [{ type: 'strike' }] })).toBe(false);
    expect(accepts({ ...example(), venues: [{ id: 'LIT-A', type: 'lit', name: 'A' }] })).toBe(false);
    expect(
      accepts({ extends: 'day.yaml', name: 'x', about: 'y', venues: [{ id: 'LIT-A', minQty: -1 }] }),
    ).toBe(false);
    expect(
      accepts({ extends: 'day.yaml', name: 'x', about: 'y', venues: [{ id: 'LIT-A', collarBps: 9 }] }),
    ).toBe(true);
  });
});
