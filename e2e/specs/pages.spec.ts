import { expect, test } from '@playwright/test';
import { expectAccessible, openPage, signIn } from '../pages/cockpit.ts';

const PAGES: Readonly<Record<string, readonly string[]>> = {
  trader: ['/trade', '/orders', '/risk', '/models', '/tca', '/audit', '/system'],
  supervisor: ['/trade', '/risk', '/models'],
  compliance: ['/orders', '/audit', '/tca'],
  administrator: ['/system', '/trade'],
};

for (const [role, paths] of Object.entries(PAGES)) {
  test(`axe finds nothing serious on any page of the ${role}, and no page fails`, async ({ page }) => {
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    await signIn(page, role);
    for (const path of paths) {
      await openPage(page, path);
      await expect(page.getByRole('main')).toBeVisible();
      await expect(page.getByText('Loading').first()).toBeHidden();
      await expectAccessible(page);
    }
    expect(failures).toEqual([]);
  });
}

test('the sign-in page is accessible and refuses a wrong password', async ({ page }) => {
  await openPage(page, '/sign-in');
  await expectAccessible(page);
  await page.getByLabel('E-mail').fill('trader@fairlead.test');
  await page.getByLabel('Password').fill('not-the-password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: /\w/ }).first()).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/sign-in');
});

for (const [width, height] of [
  [1280, 800],
  [1920, 1080],
] as const) {
  test(`the Trade page fits ${width} x ${height}: nothing scrolls sideways, the ticket's button is on screen`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await signIn(page, 'trader');
    await openPage(page, '/trade');
    const button = page.getByRole('button', { name: /^Review/ });
    await expect(button).toBeInViewport();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
}
