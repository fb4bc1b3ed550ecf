import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { theHouse } from '../house.ts';
import { mutate, query } from '../pages/api.ts';
import { expectAccessible, openPage, signIn } from '../pages/cockpit.ts';

const SHIPPED = resolve(import.meta.dirname, '../../packages/inference/models');

interface Row {
  readonly card: { readonly name: string; readonly hash: string };
  readonly state: string;
}

/** Somebody trains an impact model here, and it is no better than the square-root law. */
function trainInVain(folder: string): string {
  // Another file, hence another model.
  const bytes = Buffer.concat([readFileSync(join(SHIPPED, 'impact.onnx')), Buffer.of(0)]);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const card = JSON.parse(readFileSync(join(SHIPPED, 'impact.card.json'), 'utf8'));
  Object.assign(card, { hash, version: 'in vain' });
  Object.assign(card.scores[1], { gainLow: -0.0123, gainHigh: 0.0456, better: false });
  writeFileSync(join(folder, 'impact-in-vain.card.json'), JSON.stringify(card));
  writeFileSync(join(folder, 'impact-in-vain.onnx'), bytes);
  return hash;
}

test('a model that beats no baseline is shown with its figures, and a supervisor can’t promote it', async ({
  page,
}) => {
  const inVain = trainInVain(theHouse().modelsDir);
  await signIn(page, 'supervisor');
  await openPage(page, '/models');
  await expect(page.getByText('2 serving')).toBeVisible();
  const told = /^The impact model may not advise: .* square-root law, a gain of -0\.0123 to 0\.0456/;
  await expect(page.getByRole('alert').filter({ hasText: told })).toBeVisible();
  await expect(page.getByText('✗ not shown')).toHaveCount(1);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Promote…' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page.getByRole('option', { name: /in vain/ })).toHaveCount(0);

  const serving = async (): Promise<readonly Row[]> =>
    ((await query(page, 'models.list')).data as Row[]).filter(({ state }) => state === 'Serving');
  const before = await serving();
  const fill = before.find(({ card }) => card.name === 'fill')?.card.hash;
  const { data } = await mutate(page, 'models.promote', { fill, impact: inVain, reason: 'it is ours' });
  expect(data).toMatchObject({ accepted: false, cause: expect.stringContaining('may not advise') });
  expect(await serving()).toEqual(before);
});
