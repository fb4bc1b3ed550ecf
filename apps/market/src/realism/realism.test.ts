/** Realism measured by a running market: over the real wire, on the real thread, kept in a real folder. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RealismAsk, RealismReport, RealismState, Result } from '@fairlead/domain';
import { type ControlLink, connectControl } from '@fairlead/gateway';
import { runMeasured, sampleScenario } from '@fairlead/sim';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { ends, opened, stateFolder, until, writeDay } from '../../test/running.ts';
import type { MarketOptions } from '../options.ts';
import { shippedScenarios } from '../scenarios.ts';
import { createRealismDesk, type RealismDesk } from './desk.ts';

const THIN: RealismAsk = { scenario: 'thin', span: 'TenMinutes', seed: 3 };
const LONG: RealismAsk = { scenario: 'thin', span: 'Day', seed: 3 };

interface House {
  readonly link: ControlLink;
  readonly told: RealismState[];
  readonly last: () => RealismState;
  readonly close: () => Promise<void>;
}

async function open(options: Partial<MarketOptions> = {}): Promise<House> {
  const { port, close } = await opened({ scenario: 'thin', ...options });
  const told: RealismState[] = [];
  const link = connectControl({ host: '127.0.0.1', port }, { onRealism: (realism) => told.push(realism) });
  ends.push(() => link.close());
  await until(() => expect(told.length).toBeGreaterThan(0));
  return { link, told, last: () => told.at(-1) as RealismState, close };
}

const measure = (house: House, ask: RealismAsk) => house.link.realism({ type: 'MeasureRealism', ...ask });
const cancel = (house: House) => house.link.realism({ type: 'CancelRealism' });
const whyNot = (answer: Result<unknown, string>): string => (answer.ok ? 'it was done' : answer.error);

test('a scenario is measured beside the running market, and the report is that of its run', async () => {
  const house = await open();
  expect(house.last()).toEqual({ kept: [] });
  const begun = await measure(house, THIN);
  expect(begun).toMatchObject({ ok: true, value: { running: { ...THIN, doneShare: 0 } } });
  await until(() => expect(house.last().kept).toHaveLength(1));
  expect(house.last()).toEqual({
    kept: [{ ...THIN, measuredMs: expect.any(Number), older: false }],
  });
  const read = await house.link.realismReport({ scenario: 'thin', span: 'TenMinutes' });
  if (!read.ok) throw new Error(read.error);
  const { hash, events, instruments, failures } = read.value;
  const { scenario } = shippedScenarios().find(({ name }) => name === 'thin')!;
  const run = runMeasured(scenario, { seed: THIN.seed, minutes: 10 }, () => undefined);
  expect({ hash, events, failures }).toEqual({ hash: run.hash, events: run.events, failures: [] });
  expect(instruments.map(({ instrument }) => instrument as string)).toEqual(
    scenario.instruments.map(({ instrument }) => instrument.id),
  );
  for (const { facts, plots } of instruments) {
    const told = facts.filter(({ value }) => value !== undefined).map(({ name }) => name);
    expect(told).toContain('spreadBps');
    expect(facts.find(({ name }) => name === 'volatilityU')).toMatchObject({ needs: 'six hours' });
    expect(told).not.toContain('volatilityU');
    expect(plots.map(({ title }) => title)).toContain('Spread');
  }
});

test('one at a time: a second ask is refused, a cancel ends the first without a report, and then another may begin', async () => {
  const state = stateFolder();
  const house = await open({ state });
  expect(whyNot(await cancel(house))).toBe('nothing is being measured');
  const [first, second] = await Promise.all([measure(house, LONG), measure(house, THIN)]);
  expect(first.ok).toBe(true);
  expect(whyNot(second)).toBe('thin is being measured: wait, or cancel it');
  await until(() => expect(house.last().running?.events).toBeGreaterThan(0));
  expect(await cancel(house)).toMatchObject({ ok: true, value: { ended: { ...LONG, reason: 'canceled' } } });
  expect(whyNot(await house.link.realismReport(LONG))).toBe('thin has not been measured over that span');
  expect((await measure(house, THIN)).ok).toBe(true);
  await until(() => expect(house.last().kept).toHaveLength(1));
  expect(house.last().ended).toBeUndefined();
  expect(readdirSync(join(state, 'market/realism'))).toEqual(['thin.TenMinutes.json']);
});

test('a market that closes takes its measurement with it, and the next one knows nothing of it', async () => {
  const state = stateFolder();
  const house = await open({ state });
  await measure(house, LONG);
  await until(() => expect(house.last().running?.events).toBeGreaterThan(0));
  await house.close();
  expect((await open({ state })).last()).toEqual({ kept: [] });
});

test('what can’t be measured is refused with its name', async () => {
  const house = await open();
  expect(whyNot(await measure(house, { ...THIN, scenario: 'lunar' }))).toMatch(
    /^there is no scenario "lunar"; these are: .*calm/,
  );
  expect(whyNot(await measure(house, { ...THIN, span: 'Week' as 'Day' }))).toMatch(/^span: /);
  expect(whyNot(await measure(house, { ...THIN, seed: -1 }))).toMatch(/^seed: /);
  const rows = Array.from({ length: 50 }, (_, n) => `${34_200 + n / 10},1,${n + 1},100,1000000,1`);
  const recorded = await open({ market: `replay:${writeDay(stateFolder(), rows)}` });
  expect(recorded.last()).toEqual({ refuses: 'only a simulated market is measured', kept: [] });
  expect(whyNot(await measure(recorded, THIN))).toBe('only a simulated market is measured');
});

test('every shipped scenario can be handed to the thread', () => {
  for (const { name, scenario } of shippedScenarios())
    expect(structuredClone(scenario), name).toEqual(scenario);
});

/** A desk on its own, whose thread runs this code. */
function deskWith(code: string, folder = stateFolder(), scenario = sampleScenario()): RealismDesk {
  const worker = join(stateFolder(), 'worker.mjs');
  writeFileSync(worker, `import { parentPort } from 'node:worker_threads';\n${code}`);
  const desk = createRealismDesk({
    folder,
    scenarios: [{ name: 'sample', scenario }],
    log: pino({ level: 'silent' }),
    onChange: () => undefined,
    worker: pathToFileURL(worker),
  });
  ends.push(desk.close);
  return desk;
}
const SAMPLE: RealismAsk = { scenario: 'sample', span: 'Day', seed: 1 };
const DONE = `parentPort.postMessage({ type: 'Done', measured: { hash: 'h', events: 1, failures: [], tookMs: 1, instruments: [] } });`;

test.each([
  ['throws', `throw new Error('out of luck');`, 'the measuring thread failed: out of luck'],
  ['ends without a word', 'process.exit(3);', 'the measuring thread ended with 3'],
])('a thread that %s is named, and the next may begin', async (_, code, reason) => {
  const desk = deskWith(code);
  expect(desk.measure(SAMPLE).ok).toBe(true);
  await until(() => expect(desk.state()).toEqual({ ended: { ...SAMPLE, reason }, kept: [] }));
  expect(desk.measure(SAMPLE).ok).toBe(true);
});

test('a report is kept over a restart, and is an older one once its scenario has changed', async () => {
  const folder = stateFolder();
  const first = deskWith(DONE, folder);
  first.measure(SAMPLE);
  await until(() => expect(first.state().kept).toMatchObject([{ ...SAMPLE, older: false }]));
  await first.close();
  expect(deskWith(DONE, folder).state().kept).toMatchObject([{ ...SAMPLE, older: false }]);
  const changed = deskWith(DONE, folder, sampleScenario({ noise: 99 }));
  expect(changed.state().kept).toMatchObject([{ ...SAMPLE, older: true }]);
  expect(changed.read(SAMPLE).ok).toBe(true);
  changed.measure(SAMPLE);
  await until(() => expect(changed.state().kept).toMatchObject([{ ...SAMPLE, older: false }]));
});

test('a report that can’t be written is named', async () => {
  const folder = join(stateFolder(), 'a file');
  writeFileSync(folder, '');
  const desk = deskWith(DONE, folder);
  desk.measure(SAMPLE);
  await until(() => expect(desk.state().ended?.reason).toMatch(/sample\.Day\.json can't be written/));
});

test('a file that is no report is passed over, and one that was torn since is named', async () => {
  const folder = stateFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'torn.Day.json'), '{"scenario":"torn"');
  writeFileSync(join(folder, 'old.Day.json'), '{"scenario":"old","span":"Day","seed":1}');
  const desk = deskWith(DONE, folder);
  expect(desk.state().kept).toEqual([]);
  desk.measure(SAMPLE);
  await until(() => expect(desk.state().kept).toHaveLength(1));
  const kept = desk.read(SAMPLE) as { readonly value: RealismReport };
  expect(kept.value).toMatchObject({ ...SAMPLE, hash: 'h', events: 1 });
  writeFileSync(join(folder, 'sample.Day.json'), '{"scenario"');
  expect(whyNot(desk.read(SAMPLE))).toMatch(/sample\.Day\.json is damaged: line is not JSON$/);
});
