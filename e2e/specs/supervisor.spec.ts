import { expect, test } from '@playwright/test';
import { mutate, query } from '../pages/api.ts';
import { expectAccessible, fillTicket, openPage, review, signIn } from '../pages/cockpit.ts';

interface RiskState {
  readonly limits: { readonly version: number; readonly rows: readonly LimitRow[] };
}
interface LimitRow {
  readonly level: string;
  readonly key: string;
  readonly control: string;
  readonly bound: number;
}

test('a supervisor lowers a limit and the trader’s next order is denied by it', async ({ browser, page }) => {
  await signIn(page, 'supervisor');
  await openPage(page, '/risk');
  const before = (await query(page, 'risk.state')).data as RiskState;
  const row = before.limits.rows.find(
    (r) => r.control === 'MAX_PARENT_QTY' && r.level === 'Instrument' && r.key === 'KESTREL',
  );
  expect(row, 'the default limits bound a parent’s quantity').toBeDefined();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Change Parent quantity of Instrument KESTREL' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('New bound').fill('1,000');
  await dialog.getByLabel('Reason').fill('thin market this morning');
  await dialog.getByRole('button', { name: 'Change the limit' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('thin market this morning').first()).toBeVisible();

  const desk = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const traderPage = await desk.newPage();
  await signIn(traderPage, 'trader');
  await openPage(traderPage, '/trade');
  await fillTicket(traderPage, { quantity: '1,100', horizonMinutes: '2' });
  const reviewed = await review(traderPage);
  await reviewed.getByRole('button', { name: /^Send/ }).click();
  await expect(reviewed).toContainText('MAX_PARENT_QTY value=1100 bound=1000');
  await desk.close();

  const now = (await query(page, 'risk.state')).data as RiskState;
  expect(now.limits.version).toBe(before.limits.version + 1);
  const back = await mutate(page, 'risk.changeLimit', {
    basedOn: now.limits.version,
    row,
    reason: 'the morning is over',
  });
  expect(back.data).toMatchObject({ accepted: true });
});

test('a limit change that rests on an older version is refused, and changes nothing', async ({ page }) => {
  await signIn(page, 'supervisor');
  const { limits } = (await query(page, 'risk.state')).data as RiskState;
  const stale = await mutate(page, 'risk.changeLimit', {
    basedOn: limits.version + 7,
    row: limits.rows[0],
    reason: 'from an old screen',
  });
  expect(stale.status).toBe(400);
  expect(stale.problems[0]?.field).toBe('basedOn');
  for (const bound of [-1, 1.5, 1e308]) {
    const bad = await mutate(page, 'risk.changeLimit', {
      basedOn: limits.version,
      row: { ...limits.rows[0], bound },
      reason: 'hostile',
    });
    expect(bad.status, String(bound)).toBe(400);
  }
  expect(((await query(page, 'risk.state')).data as RiskState).limits).toEqual(limits);
});

test('a kill stops an instrument until a supervisor re-arms it', async ({ browser, page }) => {
  await signIn(page, 'supervisor');
  await openPage(page, '/risk');
  await page.getByRole('button', { name: 'Trip OSPREY' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('drill');
  await dialog.getByRole('button', { name: /kill/i }).last().click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('row', { name: /OSPREY/ }).filter({ hasText: 'killed' })).toBeVisible();

  const desk = await browser.newContext();
  const traderPage = await desk.newPage();
  await signIn(traderPage, 'trader');
  const { now } = (await query(traderPage, 'system.clock')).data as { now: number };
  const denied = await mutate(traderPage, 'orders.submit', {
    clOrdId: 'killed-1',
    instrument: 'OSPREY',
    side: 'Buy',
    orderQty: 100,
    strategy: 'SEEK',
    endTime: now + 120e9,
  });
  expect(denied.data).toMatchObject({ accepted: false, refusals: [{ code: 'KILLED' }] });
  await desk.close();

  await page
    .getByRole('row', { name: /OSPREY/ })
    .getByRole('button', { name: /Re-arm/ })
    .click();
  await page.getByRole('dialog').getByLabel('Reason').fill('drill over');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /re-arm/i })
    .last()
    .click();
  await expect(page.getByRole('row', { name: /OSPREY/ }).filter({ hasText: 'armed' })).toBeVisible();
});
