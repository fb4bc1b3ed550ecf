import { readFile, stat } from 'node:fs/promises';
import { digestBytes, FILL_GRID, venueId } from '@fairlead/domain';
import { FEATURE_COUNT, FEATURE_SCHEMA, FEATURES } from '@fairlead/features';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cardPathOf, readModelCard } from './model-card.ts';
import { createPredictor, type Predictor } from './predictor.ts';
import { SHIPPED_MODELS } from './shipped.ts';

const { fillPath, impactPath } = SHIPPED_MODELS;
let predictor: Predictor;
beforeAll(async () => {
  const made = await createPredictor({ ...SHIPPED_MODELS, deadlineMs: 5_000 });
  if (!made.ok) throw new Error(made.error.message);
  predictor = made.value;
});
afterAll(() => predictor?.close());

/** A plain row of a quiet lit market, with the named features changed. */
function rowWith(changes: Readonly<Record<string, number>>): Float32Array {
  const plain: Readonly<Record<string, number>> = {
    spreadTicks: Math.log(2),
    spreadBps: Math.log(2),
    nearDepth: Math.log(4),
    nearDepth3: Math.log(12),
    nearDepth5: Math.log(20),
    farDepth: Math.log(4),
    farDepth3: Math.log(12),
    farDepth5: Math.log(20),
    tradeRate: Math.log(2),
    queueAhead: Math.log(4),
    size: 0,
    squareRootImpact: -1,
    horizon: Math.log(5),
    tacticPostTouch: 1,
    volumeShare: 0.3,
    ownFillRatio: 0.5,
    messageRate: 3,
    cancelToTrade: 1,
    latency: Math.log(0.05),
  };
  return Float32Array.from(FEATURES, ({ name }) => changes[name] ?? plain[name] ?? 0);
}

async function predictRows(rows: readonly Float32Array[]) {
  const flat = new Float32Array(rows.length * FEATURE_COUNT);
  rows.forEach((row, i) => {
    flat.set(row, i * FEATURE_COUNT);
  });
  const asks = rows.map(() => ({ venue: venueId('V'), tactic: 'PostTouch' as const }));
  const answer = await predictor.predict(flat, asks);
  if (!answer.ok) throw new Error(answer.error);
  return answer.value.predictions;
}

describe('the shipped models', () => {
  test('were trained on the feature schema of this build, and their cards are of these files', async () => {
    for (const [path, name] of [
      [fillPath, 'fill'],
      [impactPath, 'impact'],
    ] as const) {
      const card = await readModelCard(cardPathOf(path), name);
      expect(card.schemaHash).toBe(FEATURE_SCHEMA.hash);
      expect(card.hash).toBe(digestBytes(await readFile(path)));
      expect(card.hash).toBe(predictor.models[name]);
      expect((await stat(path)).size).toBeLessThan(200_000);
    }
  });

  test('are better than their base rate by the interval, on episodes that nothing was fitted to', async () => {
    const fill = await readModelCard(cardPathOf(fillPath), 'fill');
    expect(fill.scores.find(({ metric }) => metric.includes('log-loss'))).toMatchObject({ better: true });
    expect(fill.scores.find(({ metric }) => metric.startsWith('Brier'))).toMatchObject({ better: true });
    for (const { better, gainLow } of fill.scores) expect(better).toBe(gainLow > 0);
  });

  test('give tails in [0, 1] that never rise, over rows from one bound of the schema to the other', async () => {
    const rows = Array.from({ length: 64 }, (_, n) =>
      Float32Array.from(FEATURES, ({ low, high }, f) => {
        const share = ((n * 7 + f * 13) % 64) / 63;
        return low + share * (high - low);
      }),
    );
    for (const { tailProb, impactBps, impactBandBps } of await predictRows(rows)) {
      expect(tailProb).toHaveLength(FILL_GRID.length);
      expect(tailProb.every((p, k) => p >= 0 && p <= (tailProb[k - 1] ?? 1))).toBe(true);
      expect(Number.isFinite(impactBps)).toBe(true);
      expect(impactBandBps).toBeGreaterThan(0);
    }
  });

  test('do not move with what the simulated history could not teach them', async () => {
    const strange = {
      burstReverse: 2,
      ownMarkout1s: -12,
      ownMarkout5s: -15,
      inventory: 9,
      ackLatencyP50: 6,
      ackLatencyP90: 9,
      feedLagP50: 5,
      feedLagP90: 8,
      timeSin: -1,
      timeCos: 0.4,
    };
    const [plain, odd] = await predictRows([rowWith({}), rowWith(strange)]);
    expect(odd).toEqual(plain);
  });

  test('know what any trader knows: a longer rest and a shorter queue fill more, a larger size moves more', async () => {
    const [short, long, alone, queued] = await predictRows([
      rowWith({ horizon: Math.log(1) }),
      rowWith({ horizon: Math.log(20) }),
      rowWith({ queueAhead: 0, nearDepth: 0 }),
      rowWith({ queueAhead: Math.log(30), nearDepth: Math.log(30) }),
    ]);
    expect(long!.tailProb[1]!).toBeGreaterThan(short!.tailProb[1]!);
    expect(alone!.tailProb[1]!).toBeGreaterThan(queued!.tailProb[1]!);
    const taking = {
      tacticPostTouch: 0,
      tacticTakeNow: 1,
      queueAhead: 0,
      priceOffset: 1,
      farDepth: Math.log(40),
    };
    const [small, large] = await predictRows([
      rowWith({ ...taking, size: Math.log(0.5), squareRootImpact: -2 }),
      rowWith({ ...taking, size: Math.log(30), squareRootImpact: 0.05 }),
    ]);
    expect(large!.impactBps).toBeGreaterThan(small!.impactBps);
  });
});
