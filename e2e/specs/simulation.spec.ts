import { expect, type Page, test } from '@playwright/test';
import { mutate, query } from '../pages/api.ts';
import { expectAccessible, openPage, signIn } from '../pages/cockpit.ts';

interface Simulation {
  readonly session: number;
  readonly scenario: string;
  readonly now: number;
  readonly speed: number;
  readonly until?: number;
}

const SECOND = 1_000_000_000;
const simulation = async (page: Page): Promise<Simulation> =>
  (await query(page, 'simulation.state')).data as Simulation;

test('a supervisor pauses, steps, hurries and turns the market; a trader sees it and can’t', async ({
  browser,
  page,
}) => {
  await signIn(page, 'supervisor');
  await openPage(page, '/system');
  const before = await simulation(page);
  const badge = page.getByRole('button', { name: /simulation$/ });
  await badge.click();
  const panel = page.getByRole('dialog', { name: 'Simulation' });
  await panel.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Market time stands still' })).toBeVisible();
  await expect(badge).toContainText('paused');
  const paused = await simulation(page);
  expect(paused.until).toBe(paused.now);
  await expectAccessible(page);

  const desk = await browser.newContext();
  const traderPage = await desk.newPage();
  await signIn(traderPage, 'trader');
  expect(await simulation(traderPage)).toMatchObject({ until: paused.now });
  for (const [procedure, input] of [
    ['simulation.resume', {}],
    ['simulation.step', {}],
    ['simulation.setSpeed', { speed: 2 }],
    ['simulation.switchScenario', { scenario: 'calm' }],
  ] as const) {
    expect((await mutate(traderPage, procedure, input)).code, procedure).toBe('FORBIDDEN');
  }

  await panel.getByRole('button', { name: 'Step 1 s' }).click();
  await expect.poll(async () => (await simulation(page)).now).toBe(paused.now + SECOND);
  expect((await mutate(page, 'simulation.step', { forMs: 60_001 })).problems[0]?.field).toBe('forMs');
  const health = (await query(page, 'system.health')).data as {
    readonly venues: readonly { readonly health: string }[];
  };
  expect(new Set(health.venues.map((venue) => venue.health))).toEqual(new Set(['LIVE']));

  await panel.getByLabel('Scenario').selectOption('volatile');
  await panel.getByRole('button', { name: 'Turn to volatile' }).click();
  await expect(badge).toContainText('volatile');
  const turned = await simulation(page);
  expect(turned).toMatchObject({ session: before.session + 1, scenario: 'volatile' });
  expect(turned.until, 'a pause stays').toBe(turned.now);
  await panel.getByRole('button', { name: 'Resume' }).click();
  await expect.poll(async () => (await simulation(page)).now).toBeGreaterThan(turned.now);
  await panel.getByRole('button', { name: '×20' }).click();
  await expect(badge).toContainText('×20');
  await desk.close();

  const kept = (await query(page, 'audit.search', { type: 'SimulationControlled', limit: 10 })).data;
  expect(kept).toMatchObject([
    { actor: 'sam', body: { control: { type: 'SetSpeed' }, before: { speed: 10 }, after: { speed: 20 } } },
    { body: { control: { type: 'Resume' } } },
    {
      body: {
        control: { type: 'SwitchScenario' },
        before: { session: before.session },
        after: { session: turned.session },
      },
    },
    { body: { control: { type: 'Step', forNs: SECOND }, before: { now: paused.now } } },
    { body: { control: { type: 'Pause' } } },
  ]);

  // as the other journeys know it
  await mutate(page, 'simulation.switchScenario', { scenario: before.scenario });
  await mutate(page, 'simulation.setSpeed', { speed: before.speed });
});
