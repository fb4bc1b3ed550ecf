import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Nanos, Seq } from '@fairlead/domain';
import type { Input, OrderInput } from '@fairlead/engine';
import { auditStream } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { migrate, openJournal, openStore, startEmbeddedPostgres, verifyJournal } from './index.ts';

test('the example of the README runs', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const body = example.replace(/^import .*$/m, '');
  const state = mkdtempSync(join(tmpdir(), 'fairlead-readme-'));
  const at = { seq: 1 as Seq, ts: 2 as Nanos };
  const inputs = [{ type: 'VenueSessionChanged', venue: 'LIT-A', up: true, ...at }] as Input<OrderInput>[];
  const names = { migrate, openJournal, openStore, startEmbeddedPostgres, state, inputs };
  const given = { ...names, audit: auditStream({ seed: 1, parents: 3 }), fold: () => {} };
  try {
    const result = await new Function(
      ...Object.keys(given),
      `return (async () => {${body}; return { parents, cursor }; })()`,
    )(...Object.values(given));
    expect(result.parents.length).toBeGreaterThan(0);
    expect(result.cursor).toMatch(/^\d+\.\d+$/);
    expect(verifyJournal(join(state, 'journal')).head.inputs).toBe(1);
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
});
