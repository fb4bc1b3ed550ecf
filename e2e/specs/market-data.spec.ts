import { appendFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { theHouse } from '../house.ts';
import { expectAccessible, openPage, signIn } from '../pages/cockpit.ts';

const WITHIN_MS = 10_000;
/** A first page of a run waits for a server that has just begun. */
const FIRST_VIEW_MS = 45_000;

const publish = (headline: string): void =>
  appendFileSync(
    theHouse().newsFeed,
    `${JSON.stringify({ id: headline, publishedAt: new Date().toISOString(), source: 'Journey wire', headline })}\n`,
  );

test('a story written to the followed file is on the trader’s screen with its sentiment, and the feed’s fault on System', async ({
  page,
}) => {
  await signIn(page, 'trader');
  await openPage(page, '/trade');
  const news = page.getByRole('region', { name: 'News' });
  // the market may have news of its own
  await expect(news).toContainText(/No story yet|Simulated news/, { timeout: FIRST_VIEW_MS });

  publish('Rain is expected');
  publish('Kestrel Robotics shares plunge on a recall');
  const story = news.getByRole('button', { name: /plunge on a recall/ });
  await expect(story).toBeVisible({ timeout: WITHIN_MS });
  await expect(story).toContainText('negative');
  await expect(story).toContainText('KESTREL');
  await expect(news.getByRole('button').first(), 'the chosen instrument’s story is first').toContainText(
    'KESTREL',
  );

  await story.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Journey wire');
  await expect(dialog).toContainText(/negative −0\.\d\d by a list of words/);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  appendFileSync(theHouse().newsFeed, 'not a story\n');
  await openPage(page, '/system');
  const feed = page.getByRole('row').filter({ hasText: 'wire.jsonl' });
  await expect(feed).toContainText('row 3: is not JSON', { timeout: WITHIN_MS });
  await expect(feed).toContainText('live');
});

test('at both sizes of screen every venue’s feed says its health and ages, and depth says who stands where', async ({
  page,
}) => {
  await signIn(page, 'trader');
  await openPage(page, '/trade');
  for (const [width, height] of [
    [1920, 1080],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    const feeds = page.getByRole('region', { name: 'Feeds' });
    for (const venue of ['LIT-A', 'LIT-C', 'INV-B', 'DARK-1', 'DARK-2']) {
      const feed = feeds.getByTitle(new RegExp(`^${venue}: (live|degraded|stale|dead)[;,]`));
      await expect(feed).toContainText(/\d\.\d s/, { timeout: FIRST_VIEW_MS });
    }
    const depth = page.getByRole('region', { name: 'Depth' });
    await expect(depth.getByTitle(/LIT-A [\d,]+ \(\d+%\)/).first()).toContainText('Σ');
  }
  await expectAccessible(page);
});
