import { expect, type Page, test } from '@playwright/test';
import { mutate, query } from '../pages/api.ts';
import { expectAccessible, openPage, signIn } from '../pages/cockpit.ts';

/** A small parent of the trader's, worked to its end, whole or not: something to look at. */
async function workedOrder(page: Page): Promise<string> {
  await signIn(page, 'trader');
  const { now } = (await query(page, 'system.clock')).data as { now: number };
  const submitted = await mutate(page, 'orders.submit', {
    clOrdId: 'for-the-auditor',
    instrument: 'KESTREL',
    side: 'Sell',
    orderQty: 3_000,
    strategy: 'TWAP',
    endTime: now + 60e9,
  });
  const { parentId } = submitted.data as { parentId: string };
  await expect
    .poll(
      async () =>
        ((await query(page, 'orders.get', { parentId })).data as { parent: { ordStatus: string } }).parent
          .ordStatus,
      {
        timeout: 90_000,
      },
    )
    .toMatch(/^(Filled|Expired)$/);
  return parentId;
}

test('compliance opens a decision of a finished order and decides it again, with an equal result', async ({
  browser,
  page,
}) => {
  const desk = await browser.newContext();
  const parentId = await workedOrder(await desk.newPage());
  await desk.close();

  await signIn(page, 'compliance');
  await openPage(page, `/audit?type=DecisionMade&parentId=${parentId}`);
  await expectAccessible(page);
  await page
    .getByRole('link', { name: /^Open D/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Re-decide' }).click();
  await expect(page.getByText(/✓ Equal/)).toBeVisible();
  await expectAccessible(page);

  const decisions = (
    (await query(page, 'orders.get', { parentId })).data as { decisions: { decisionId: string }[] }
  ).decisions;
  for (const { decisionId } of decisions) {
    const proof = (await mutate(page, 'decisions.redecide', { decisionId })).data as { equal: boolean };
    expect(proof.equal, decisionId).toBe(true);
  }
});

test('the chain of the journal is whole, and says so to compliance', async ({ page }) => {
  await signIn(page, 'compliance');
  const chain = (await query(page, 'audit.chain')).data as { intact: boolean; inputs: number };
  expect(chain.intact).toBe(true);
  expect(chain.inputs).toBeGreaterThan(0);
});

test('the API refuses each role what is not its own, whatever a screen shows', async ({ page }) => {
  const orders = { parentId: 'P1' };
  const kill = { scope: { level: 'Venue', key: 'LIT-A' }, reason: 'not mine to do' };
  const refused: Record<string, readonly (readonly [string, unknown, 'query' | 'mutate'])[]> = {
    trader: [
      ['risk.changeLimit', { basedOn: 1 }, 'mutate'],
      ['risk.kill', kill, 'mutate'],
      ['models.promote', {}, 'mutate'],
      ['audit.chain', undefined, 'query'],
    ],
    compliance: [
      ['orders.submit', {}, 'mutate'],
      ['orders.cancel', orders, 'mutate'],
      ['risk.changeLimit', {}, 'mutate'],
      ['risk.kill', kill, 'mutate'],
    ],
    administrator: [
      ['orders.list', undefined, 'query'],
      ['market.reference', undefined, 'query'],
      ['risk.state', undefined, 'query'],
      ['audit.search', { limit: 1 }, 'query'],
      ['decisions.redecide', { decisionId: 'D1' }, 'mutate'],
    ],
  };
  for (const [role, calls] of Object.entries(refused)) {
    // Off the cockpit first: it goes to the sign-in by itself as soon as its cookie is refused.
    await page.goto('about:blank');
    await page.context().clearCookies();
    await signIn(page, role);
    for (const [procedure, input, how] of calls) {
      const answer =
        how === 'query' ? await query(page, procedure, input) : await mutate(page, procedure, input ?? {});
      expect([answer.status, answer.code], `${role} ${procedure}`).toEqual([403, 'FORBIDDEN']);
    }
  }
  await page.context().clearCookies();
  expect((await query(page, 'orders.list')).status).toBe(401);
});
