import { expect, test } from '@playwright/test';
import { mutate } from '../pages/api.ts';
import { expectAccessible, openPage, signIn } from '../pages/cockpit.ts';

/** The scenario with the fewest events. */
const SCENARIO = 'thin';
const MEASURED_WITHIN_MS = 60_000;

test('a supervisor measures how realistic a scenario is, one at a time, and reads its facts and plots', async ({
  page,
}) => {
  await signIn(page, 'supervisor');
  await openPage(page, '/system');
  const panel = page.getByRole('region', { name: 'Simulated market: realism' });
  await panel.getByLabel('Scenario').selectOption(SCENARIO);
  await panel.locator('label').filter({ hasText: 'Whole day' }).click();
  await panel.getByRole('button', { name: 'Measure' }).click();
  await expect(panel.getByText(`${SCENARIO}, whole day, seed 1`)).toBeVisible();
  const asked = { scenario: SCENARIO, span: 'TenMinutes', seed: 1 };
  expect((await mutate(page, 'realism.measure', asked)).code, 'one at a time').toBe('CONFLICT');
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel.getByRole('status')).toHaveText(`${SCENARIO}, whole day, seed 1: canceled`);
  await expect(panel).toContainText('not measured yet');

  await panel.locator('label').filter({ hasText: '10 minutes' }).click();
  await panel.getByRole('button', { name: 'Measure' }).click();
  await expect(panel.getByText(/\d+ of \d+ facts in band/)).toBeVisible({ timeout: MEASURED_WITHIN_MS });
  const facts = panel.getByRole('table', { name: 'Stylised facts' });
  await expect(facts.getByRole('row').filter({ hasText: 'spread bps' })).toContainText(/(in|out of) band/);
  await expect(facts.getByRole('row').filter({ hasText: 'volatility U' })).toContainText('needs six hours');
  await expect(panel.getByRole('img', { name: /^Spread: / })).toBeVisible();
  await panel.locator('label').filter({ hasText: 'OSPREY' }).click();
  await expect(panel.getByRole('radio', { name: 'OSPREY' })).toBeChecked();
  await expectAccessible(page);
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  }
});
