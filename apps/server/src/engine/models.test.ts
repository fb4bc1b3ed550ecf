/** The registry over the shipped models themselves; their cards say what each test is about. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { digestBytes, type Hash } from '@fairlead/domain';
import { HOUSE } from '@fairlead/driver';
import { createEngine, modelsOf, step } from '@fairlead/engine';
import { cardPathOf, SHIPPED_MODELS } from '@fairlead/inference';
import pino from 'pino';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createModelRegistry, type ModelRegistry } from './models.ts';

const root = mkdtempSync(join(tmpdir(), 'fairlead-models-'));
afterAll(() => rmSync(root, { recursive: true }));
const open: ModelRegistry[] = [];
afterEach(async () => {
  for (const registry of open.splice(0)) {
    const serving = registry.serving();
    if (serving.ok) await serving.value.close();
  }
});

/** A house that came with the shipped models, the card of the impact model edited. */
async function houseWith(edit: (card: string) => string = (card) => card) {
  const home = mkdtempSync(join(root, 'house-'));
  const shipped = join(home, 'shipped');
  const trained = join(home, 'trained');
  cpSync(dirname(SHIPPED_MODELS.fillPath), shipped, { recursive: true });
  mkdirSync(trained);
  const card = cardPathOf(join(shipped, 'impact.onnx'));
  writeFileSync(card, edit(readFileSync(card, 'utf8')));
  const registry = await createModelRegistry({ shipped, trained }, pino({ level: 'silent' }));
  open.push(registry);
  return { registry, trained };
}

/** What nobody could call better than the baseline: its gain may as well be a loss. */
const unproven = (text: string): string => {
  const card = JSON.parse(text);
  Object.assign(card.scores[1], { gainLow: -0.0123, gainHigh: 0.0456, better: false });
  return JSON.stringify(card);
};
const statesOf = async (registry: ModelRegistry) =>
  (await registry.rows()).map(({ card, state }) => `${card.name} ${state}`);
const reasonOf = (registry: ModelRegistry) => {
  const serving = registry.serving();
  return serving.ok ? 'serving' : serving.error;
};

describe('models that beat their baselines', () => {
  test('are offered at the first start without objection, and serve', async () => {
    const { registry } = await houseWith();
    const { models, objection } = registry.shipped()!;
    expect(objection).toBeUndefined();
    expect(reasonOf(registry)).toBe('ModelMissing');
    await registry.serve(models);
    expect(reasonOf(registry)).toBe('serving');
    expect(await statesOf(registry)).toEqual(['fill Serving', 'impact Serving']);
  });
});

describe('pairs promoted at once', () => {
  test('are served in their order: the last one advises, or nothing does', async () => {
    const { registry } = await houseWith();
    const good = registry.shipped()!.models;
    const gone = { ...good, fill: 'b'.repeat(64) as Hash };
    await Promise.all([registry.serve(good), registry.serve(gone)]);
    expect(reasonOf(registry)).toBe('ModelMissing');
    await Promise.all([registry.serve(gone), registry.serve(good)]);
    expect(reasonOf(registry)).toBe('serving');
  });
});

describe('a model that is not shown to beat its baseline', () => {
  test('is offered with the objection, so that the journal has its refusal and nothing is promoted', async () => {
    const { registry } = await houseWith(unproven);
    const offered = registry.shipped()!;
    expect(offered.objection).toContain('of the square-root law, a gain of -0.0123 to 0.0456');
    const engine = createEngine();
    const promote = { type: 'PromoteModel', actor: HOUSE, reason: 'shipped', ...offered } as const;
    const { audit } = step(engine, { seq: 1, ts: 1, ...promote } as never);
    expect(audit.map(({ body }) => body)).toEqual([
      { type: 'CommandRefused', command: 'PromoteModel', cause: offered.objection },
    ]);
    expect(modelsOf(engine)).toBeUndefined();
  });

  test('leaves the rules in charge, and every decision says why', async () => {
    const { registry } = await houseWith(unproven);
    expect(reasonOf(registry)).toBe('ModelNotBetter');
  });

  test('is shown as refused with its figures, beside one that beat its own', async () => {
    const { registry } = await houseWith(unproven);
    expect(await registry.rows()).toMatchObject([
      { card: { name: 'fill' }, state: 'Registered' },
      { card: { name: 'impact' }, state: 'Refused', problem: registry.shipped()!.objection },
    ]);
  });

  test('does not serve where a journal of before says that it was promoted', async () => {
    const { registry } = await houseWith(unproven);
    await registry.serve(registry.shipped()!.models);
    expect(reasonOf(registry)).toBe('ModelNotBetter');
    expect(await statesOf(registry)).toEqual(['fill Refused', 'impact Refused']);
  });

  test('does not end the service of a pair that did: a person who asks for it is refused', async () => {
    const { registry, trained } = await houseWith();
    const good = registry.shipped()!.models;
    await registry.serve(good);
    // Another file, hence another model.
    const bytes = Buffer.concat([readFileSync(SHIPPED_MODELS.impactPath), Buffer.of(0)]);
    const card = JSON.parse(unproven(readFileSync(cardPathOf(SHIPPED_MODELS.impactPath), 'utf8')));
    const hash = digestBytes(bytes);
    writeFileSync(join(trained, 'impact-2.onnx'), bytes);
    writeFileSync(join(trained, 'impact-2.card.json'), JSON.stringify({ ...card, hash }));
    expect(await registry.objection({ ...good, impact: hash })).toContain('is not shown to beat');
    expect(await registry.objection(good)).toBeUndefined();
    expect(await statesOf(registry)).toEqual(['fill Serving', 'impact Serving', 'impact Refused']);
  });
});

describe('a model that nobody can judge', () => {
  const cut = (card: string): string => card.slice(0, -20);
  const ofAnotherFile = (text: string): string =>
    JSON.stringify({ ...JSON.parse(text), hash: 'a'.repeat(64) });
  const boasting = (text: string): string => unproven(text).replace('"better":false', '"better":true');

  test.each([
    ['cut short', cut],
    ['of another file', ofAnotherFile],
    ['that calls better what its interval does not', boasting],
  ])('a card %s: the model is left out, and the rules are in charge', async (_, damage) => {
    const { registry } = await houseWith(damage);
    expect(registry.shipped()).toBeUndefined();
    expect(reasonOf(registry)).toBe('ModelMissing');
    expect(await statesOf(registry)).toEqual(['fill Registered']);
  });

  test('one that the registry does not hold, or the wrong one of the two, is refused before it is promoted', async () => {
    const { registry } = await houseWith();
    const { fill, impact, schema } = registry.shipped()!.models;
    for (const pair of [
      { fill: 'b'.repeat(64) as Hash, impact, schema },
      { fill: impact, impact: fill, schema },
    ])
      expect(await registry.objection(pair)).toBe('The pair is not in the registry.');
  });
});
