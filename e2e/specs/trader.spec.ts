import { expect, test } from '@playwright/test';
import { mutate, query } from '../pages/api.ts';
import { expectAccessible, fillTicket, openPage, review, send, signIn } from '../pages/cockpit.ts';

test('a trader submits a parent, watches it fill over several venues, and reads what it cost', async ({
  page,
}) => {
  await signIn(page, 'trader');
  await openPage(page, '/trade');
  const parentId = await send(page, { side: 'Buy', quantity: '20,000', horizonMinutes: '3' });

  const row = page.getByRole('row').filter({ hasText: parentId }).first();
  await expect(row).toBeVisible();
  await expect(row).toContainText('Filled', { timeout: 60_000 });

  await openPage(page, `/orders/${parentId}`);
  await expect(page.getByRole('heading', { name: new RegExp(parentId) }).first()).toBeVisible();
  await expect(page.getByText('20,000').first()).toBeVisible();
  await expectAccessible(page);

  const detail = (await query(page, 'orders.get', { parentId })).data as {
    parent: { cumQty: number; decisions: number; fallbackDecisions: number };
    fills: { fill: { venue: string; lastQty: number } }[];
  };
  expect(detail.parent.cumQty).toBe(20_000);
  expect(detail.fills.reduce((sum, f) => sum + f.fill.lastQty, 0)).toBe(20_000);
  expect(new Set(detail.fills.map((f) => f.fill.venue)).size).toBeGreaterThanOrEqual(3);
  expect(detail.parent.decisions).toBeGreaterThan(detail.parent.fallbackDecisions);

  await openPage(page, `/tca?order=${parentId}`);
  await expect(page.getByText('Arrival slippage').first()).toBeVisible();
  await expectAccessible(page);
});

test('a ticket with mistakes says so at each field, and stores nothing', async ({ page }) => {
  await signIn(page, 'trader');
  await openPage(page, '/trade');
  const before = (await query(page, 'orders.list')).data as { parents: unknown[] };
  for (const [quantity, reason] of [
    ['0', 'above zero'],
    ['-100', 'above zero'],
    ['1.5', 'whole number'],
    ['1e308', 'number'],
  ] as const) {
    await fillTicket(page, { quantity });
    await page.getByRole('button', { name: /^Review/ }).click();
    await expect(page.getByLabel('Quantity')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByRole('form', { name: 'Order ticket' })).toContainText(reason);
  }
  const after = (await query(page, 'orders.list')).data as { parents: unknown[] };
  expect(after.parents.length).toBe(before.parents.length);
});

test('the API refuses what no ticket would send, field by field', async ({ page }) => {
  await signIn(page, 'trader');
  const { now } = (await query(page, 'system.clock')).data as { now: number };
  const good = {
    clOrdId: 'hostile-1',
    instrument: 'KESTREL',
    side: 'Buy',
    orderQty: 100,
    strategy: 'TWAP',
    endTime: now + 600e9,
  };
  for (const [field, change] of [
    ['orderQty', { orderQty: 0 }],
    ['orderQty', { orderQty: -1 }],
    ['orderQty', { orderQty: 0.5 }],
    ['orderQty', { orderQty: 1e308 }],
    ['instrument', { instrument: 'NOSUCH' }],
    ['side', { side: 'Short' }],
    ['strategy', { strategy: 'MAGIC' }],
    ['endTime', { startTime: now + 20e9, endTime: now + 10e9 }],
    ['limitPx', { limitPx: '100.005' }],
  ] as const) {
    const answer = await mutate(page, 'orders.submit', { ...good, ...change });
    expect(answer.status, field).toBe(400);
    expect(answer.problems.map((p) => p.field)).toContain(field);
  }
  const huge = await page.request.post(`${new URL(page.url()).origin}/api/trpc/orders.submit`, {
    data: { ...good, clOrdId: 'x'.repeat(10_000_000) },
  });
  expect(huge.status()).toBe(413);
  expect(await huge.text()).toContain('body');
  const { parents } = (await query(page, 'orders.list')).data as {
    parents: { order: { clOrdId: string } }[];
  };
  expect(parents.filter((p) => p.order.clOrdId.startsWith('hostile'))).toEqual([]);
});

test('a submit that is sent twice is one order', async ({ page }) => {
  await signIn(page, 'trader');
  const { now } = (await query(page, 'system.clock')).data as { now: number };
  const order = {
    clOrdId: 'twice-1',
    instrument: 'MERLIN',
    side: 'Sell',
    orderQty: 500,
    strategy: 'SEEK',
    endTime: now + 120e9,
  };
  const [first, second] = await Promise.all([
    mutate(page, 'orders.submit', order),
    mutate(page, 'orders.submit', order),
  ]);
  expect(first.data).toMatchObject({ accepted: true });
  expect((second.data as { parentId: string }).parentId).toBe((first.data as { parentId: string }).parentId);
  const { parents } = (await query(page, 'orders.list')).data as {
    parents: { order: { clOrdId: string } }[];
  };
  expect(parents.filter((p) => p.order.clOrdId === 'twice-1')).toHaveLength(1);
  const other = await mutate(page, 'orders.submit', { ...order, orderQty: 900 });
  expect(other.data).toMatchObject({ accepted: false });
});

test('the review sends nothing until the trader says so', async ({ page }) => {
  await signIn(page, 'trader');
  await openPage(page, '/trade');
  const before = (await query(page, 'orders.list')).data as { parents: unknown[] };
  await fillTicket(page, { quantity: '1,000' });
  const dialog = await review(page);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: /Don.t send/ }).click();
  const after = (await query(page, 'orders.list')).data as { parents: unknown[] };
  expect(after.parents.length).toBe(before.parents.length);
});
