import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createWorld } from '../world/build.ts';
import { runWorld } from '../world/run.ts';
import { parseScenario } from './parse.ts';
import type { Scenario } from './scenario.ts';

const folder = `${import.meta.dirname}/../../scenarios`;
const text = (file: string): string => readFileSync(`${folder}/${file}`, 'utf8');
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };

function shipped(file: string): Scenario {
  const parsed = parseScenario(text(file), file, text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

test('the shipped scenarios are those that are spoken of', () => {
  expect(files).toEqual([
    'calm.yaml',
    'dark-rich.yaml',
    'day.yaml',
    'news-shock.yaml',
    'predatory.yaml',
    'thin.yaml',
    'trending.yaml',
    'venue-outage.yaml',
    'volatile.yaml',
  ]);
});

describe.each(files)('%s', (file) => {
  test('is called as its file is, and has venues of every kind for three correlated shares', () => {
    const { name, venues, instruments, fundamental } = shipped(file);
    expect(`${name}.yaml`).toBe(file);
    const kinds = venues.map(({ type, venue }) => (venue.kind === 'Inverted' ? 'Inverted' : type));
    expect(kinds.filter((kind) => kind === 'Lit')).toHaveLength(4);
    expect(new Set(kinds)).toEqual(new Set(['Lit', 'Inverted', 'Dark', 'Block']));
    expect(instruments.map(({ instrument }) => instrument.id)).toEqual(['KESTREL', 'MERLIN', 'OSPREY']);
    expect(fundamental.correlation[0]?.[1]).toBeCloseTo(0.56, 12);
  });

  test('runs, and nobody fails in it', () => {
    const world = createWorld(shipped(file), 1);
    runWorld(world, world.now + 3e9, SILENT);
    expect(world.events).toBeGreaterThan(100);
    expect(world.failures).toEqual([]);
  });
});
