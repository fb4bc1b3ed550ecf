import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cardPathOf, notBetter, readModelCard } from './model-card.ts';
import { SHIPPED_MODELS } from './shipped.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-card-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Written = Record<string, unknown> & { scores: Record<string, unknown>[] };
const shipped = readFileSync(cardPathOf(SHIPPED_MODELS.impactPath), 'utf8');

/** The shipped card of the impact model as `change` leaves it, read again. */
function reread(change: (card: Written) => void) {
  const card = JSON.parse(shipped) as Written;
  change(card);
  return readText(JSON.stringify(card));
}
function readText(text: string) {
  const path = join(folder, 'impact.card.json');
  writeFileSync(path, text);
  return readModelCard(path, 'impact');
}

describe('a card', () => {
  test('is read back as it was written', async () => {
    expect(await readText(shipped)).toEqual(JSON.parse(shipped));
  });

  test('that is damaged is none, and what is wrong is told', async () => {
    const damages: readonly [(card: Written) => void, RegExp][] = [
      [(card) => Object.assign(card.scores[0]!, { better: false, gainLow: 0.1, gainHigh: 0.2 }), /interval/],
      [(card) => Object.assign(card.scores[0]!, { better: true, gainLow: -0.1, gainHigh: 0.2 }), /interval/],
      [(card) => Object.assign(card.scores[0]!, { better: true, gainLow: 0.2, gainHigh: 0.1 }), /interval/],
      [(card) => Object.assign(card.scores[0]!, { gainLow: null }), /gainLow/],
      [(card) => Object.assign(card.scores[0]!, { better: 'yes' }), /better/],
      [(card) => delete card.scores[1]!.better, /better/],
      [(card) => Object.assign(card, { scores: [] }), /scores/],
      [(card) => Object.assign(card, { scores: 'better' }), /scores/],
      [(card) => Object.assign(card, { hash: 'ABC' }), /hash/],
      [(card) => Object.assign(card, { name: 'fill' }), /not the card of the impact model/],
    ];
    for (const [damage, told] of damages) await expect(reread(damage)).rejects.toThrow(told);
    await expect(readText('null')).rejects.toThrow(SyntaxError);
    await expect(readText(shipped.slice(0, -20))).rejects.toThrow(SyntaxError);
  });
});

describe('the verdict', () => {
  test('is silent on a model that beats every baseline on its card', async () => {
    expect(notBetter(await reread(() => undefined))).toBeUndefined();
  });

  test('names each baseline that is not beaten, with the figures; an interval that touches zero beats nothing', async () => {
    const card = await reread(({ scores }) => {
      Object.assign(scores[0]!, { gainLow: 0, gainHigh: 0.2, better: false });
      const lost = { baselineName: 'square-root law', model: 1.2, baseline: 1.1 };
      Object.assign(scores[1]!, { ...lost, gainLow: -0.15, gainHigh: -0.05, better: false });
    });
    expect(notBetter(card)).toMatch(
      /^The impact model may not advise: .* a gain of 0 to 0\.2; squared error, bps\^2 is 1\.2 against 1\.1 of the square-root law, a gain of -0\.15 to -0\.05\)\.$/,
    );
  });
});
