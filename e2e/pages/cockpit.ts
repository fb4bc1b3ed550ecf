/** The cockpit as a person uses it: by what is written on it. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import { theHouse } from '../house.ts';

export interface Ticket {
  readonly side?: 'Buy' | 'Sell';
  readonly quantity: string;
  readonly horizonMinutes?: string;
  readonly limit?: string;
  readonly router?: 'Learned' | 'Rules';
}

export async function signIn(page: Page, role: string): Promise<void> {
  const { address, signInOf } = theHouse();
  const { email, password } = signInOf(role);
  await page.goto(`${address}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

export async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(`${theHouse().address}${path}`);
}

const ticketForm = (page: Page): Locator => page.getByRole('form', { name: 'Order ticket' });

export async function fillTicket(page: Page, ticket: Ticket): Promise<void> {
  const form = ticketForm(page);
  if (ticket.side)
    await form
      .locator('label')
      .filter({ hasText: new RegExp(`^${ticket.side}$`) })
      .click();
  await form.getByLabel('Quantity').fill(ticket.quantity);
  if (ticket.horizonMinutes) await form.getByLabel('Horizon').fill(ticket.horizonMinutes);
  if (ticket.limit) await form.getByLabel('Limit').fill(ticket.limit);
  if (ticket.router) await form.getByLabel('Router').selectOption(ticket.router);
}

/** Opens the review, where nothing has been sent yet. */
export async function review(page: Page): Promise<Locator> {
  await ticketForm(page)
    .getByRole('button', { name: /^Review/ })
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Nothing has been sent yet');
  return dialog;
}

/** Sends the ticket and returns the parent's id, as the cockpit says it. */
export async function send(page: Page, ticket: Ticket): Promise<string> {
  await fillTicket(page, ticket);
  const dialog = await review(page);
  await dialog.getByRole('button', { name: /^Send/ }).click();
  const toast = page.getByText(/^P\d+ accepted$/).first();
  await expect(toast).toBeVisible();
  const parentId = ((await toast.textContent()) ?? '').split(' ')[0] ?? '';
  await expect(dialog).toBeHidden();
  return parentId;
}

/** axe finds nothing serious or critical on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
  expect(grave.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)).toEqual([]);
}
