/** The whole loop on a simulated market: engine, router and gate as in production. Minutes pass in seconds. */
import { err, NANOS_PER_SECOND, nanos, type ParentOrder, qty, runId } from '@fairlead/domain';
import {
  type AuditRecord,
  boardSnapshot,
  childViews,
  createEngine,
  type Input,
  parentViews,
  riskOf,
  stateHash,
  step,
} from '@fairlead/engine';
import { FEATURES } from '@fairlead/features';
import { openMarket, sampleScenario } from '@fairlead/sim';
import { actorNamed, dayInTrading, parentOrder } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { CLOSED_FORM } from '../test/closed-form.ts';
import { clientOf } from './client-market.ts';
import { askPredictor } from './models.ts';
import { createSimulatedDriver, type SimulatedOptions } from './simulated.ts';

const SECOND = NANOS_PER_SECOND;

const DAY = dayInTrading();

/** Works one parent in the shipped day until it is closed. */
async function trade(
  order: Partial<ParentOrder>,
  seed: number,
  { lastsS = 120, ...over }: Partial<SimulatedOptions> & { readonly lastsS?: number } = {},
) {
  const journal: Input[] = [];
  const audit: AuditRecord[] = [];
  const driver = createSimulatedDriver({
    market: clientOf(openMarket(DAY, { seed, idPrefix: 'L' })),
    runId: runId('loop'),
    models: CLOSED_FORM,
    onInput: (input) => void journal.push(input),
    onAudit: (records) => void audit.push(...records),
    ...over,
  });
  await driver.run(driver.now() + 2 * SECOND);
  const startTime = driver.now();
  const endTime = nanos(startTime + lastsS * SECOND);
  const parent = parentOrder({ orderQty: qty(50_000), startTime, endTime, ...order });
  driver.order({ type: 'SubmitParent', actor: actorNamed('tara'), parent });
  await driver.run(endTime + 10 * SECOND);
  const state = driver.state();
  const [worked] = parentViews(state);
  return { state, journal, audit, parent: worked!, children: childViews(state) };
}

const filledAt = (audit: readonly AuditRecord[]): Map<string, number> => {
  const by = new Map<string, number>();
  for (const { body } of audit) {
    if (body.type === 'Filled') by.set(body.fill.venue, (by.get(body.fill.venue) ?? 0) + body.fill.lastQty);
  }
  return by;
};

test('a buy of 50,000 KESTREL over two minutes completes, over at least three venues', async () => {
  const { state, audit, parent, children, journal } = await trade({}, 42);
  expect(parent).toMatchObject({ ordStatus: 'Filled', cumQty: 50_000, workingQty: 0, fallbackDecisions: 0 });
  expect(parent.attention).toBeUndefined();
  expect(filledAt(audit).size).toBeGreaterThanOrEqual(3);
  expect(parent.decisions).toBeGreaterThan(20);
  expect(children.reduce((sum, c) => sum + c.cumQty, 0)).toBe(50_000);
  for (const { used, bound } of riskOf(state).utilisation) expect(used).toBeLessThanOrEqual(bound);

  const fresh = createEngine();
  const replayed = journal.flatMap((input) => step(fresh, input).audit);
  expect(stateHash(fresh)).toBe(stateHash(state));
  expect(replayed).toEqual(audit);
});

test('a sell that seeks liquidity completes too', async () => {
  const { parent, audit } = await trade({ side: 'Sell', strategy: 'SEEK', orderQty: qty(20_000) }, 7);
  expect(parent).toMatchObject({ ordStatus: 'Filled', cumQty: 20_000 });
  expect(filledAt(audit).size).toBeGreaterThanOrEqual(3);
});

test('a model that computes for a while is answered the stated delay later, however long it really took', async () => {
  const delayNs = 350_000;
  const asked: number[] = [];
  const slowly = (waitMs: number): Parameters<typeof trade>[2] => ({
    lastsS: 30,
    models: {
      ...CLOSED_FORM,
      delayNs,
      ask: (question, answered) => {
        asked.push(question.snapshot.ts);
        setTimeout(() => CLOSED_FORM.ask(question, answered), waitMs);
      },
    },
  });
  const first = await trade({ orderQty: qty(5_000) }, 3, slowly(0));
  const answers = first.journal.filter((input) => input.type === 'PredictionReceived');
  expect(answers.length).toBeGreaterThan(5);
  expect(answers.map(({ ts }) => ts)).toEqual(asked.map((ts) => ts + delayNs));
  for (const { elapsedNs } of answers) expect(elapsedNs).toBe(delayNs);
  const second = await trade({ orderQty: qty(5_000) }, 3, slowly(3));
  expect(second.journal).toEqual(first.journal);
});

test('a timer fires at its time, not when the market next says something', async () => {
  const { journal, audit } = await trade({ orderQty: qty(5_000) }, 11, { lastsS: 40 });
  const fired = journal.filter((input) => input.type === 'TimerFired').map(({ ts }) => ts);
  expect(fired.length).toBeGreaterThan(20);
  // Waves are a second apart, from the order's start on; the sweep's are 250 ms.
  for (let i = 1; i < fired.length; i++) expect((fired[i]! - fired[0]!) % (SECOND / 4)).toBe(0);
  expect(audit.some(({ body }) => body.type === 'Filled')).toBe(true);
});

test('without models the rules decide and say that none is there, or that it is no better than they are', async () => {
  const failed = (error: unknown): void => {
    throw error;
  };
  const unproven = { ...CLOSED_FORM, ask: askPredictor(() => err('ModelNotBetter'), failed) };
  for (const [models, why] of [
    [undefined, 'ModelMissing'],
    [unproven, 'ModelNotBetter'],
  ] as const) {
    const { parent, audit } = await trade({ orderQty: qty(2_000) }, 5, { models, lastsS: 30 } as never);
    expect(parent).toMatchObject({ ordStatus: 'Filled', fallbackDecisions: parent.decisions });
    const made = audit.flatMap(({ body }) => (body.type === 'DecisionMade' ? [body.record.outcome] : []));
    expect(made.length).toBeGreaterThan(0);
    for (const outcome of made)
      expect(outcome).toMatchObject({ fallback: why, why: expect.stringContaining(`rules (${why})`) });
  }
});

test('a story of the market reaches the features of whom it is about, at its time', async () => {
  const scenario = sampleScenario({ instruments: 2, noise: 5 });
  const atNs = nanos(scenario.session.startNs + 25 * SECOND);
  const story = { atNs, instrument: 0, headline: 'KESTREL wins', sentimentScore: 0.8, shockBps: 0 };
  const market = openMarket(
    { ...scenario, news: { ...scenario.news, stories: [story] } },
    { seed: 1, idPrefix: 'N' },
  );
  const told: number[] = [];
  const driver = createSimulatedDriver({
    market: clientOf(market),
    runId: runId('news'),
    onStory: (_, ts) => void told.push(ts),
  });
  const sentimentOf = (nth: number): number => {
    const instrument = scenario.instruments[nth]!.instrument.id;
    const ask = { instrument, side: 'Buy', qty: 100, horizonNs: SECOND, ts: driver.now() } as const;
    return boardSnapshot(driver.state(), ask)!.rows[
      FEATURES.findIndex(({ name }) => name === 'newsSentiment')
    ]!;
  };
  await driver.run(atNs - 1);
  expect([told, sentimentOf(0)]).toEqual([[], 0]);
  await driver.run(atNs);
  expect(told).toEqual([atNs]);
  expect(sentimentOf(0)).toBeGreaterThan(0);
  expect(sentimentOf(1)).toBe(0);
});
