import { describe, expect, test } from 'vitest';
import { cell } from '../crowd/intensities.ts';
import { createRandom, exponential, uniform } from '../random.ts';
import { came, createQueueRates, estimateRates, stayed } from './queue-rates.ts';

const LIMIT = [2, 1.5, 1, 0.9, 0.8];
const CANCEL = [0, 0.4, 0.7, 0.9, 1];
const MARKET = [0, 0.5, 0.3, 0.2, 0.2];
const at = (row: readonly number[], n: number): number => row[Math.min(n, row.length - 1)]!;

/** One queue that is always the nearest, for so many events. */
function seen(events: number) {
  const random = createRandom(1, 'queue');
  const rates = createQueueRates(1);
  let queue = 0;
  for (let i = 0; i < events; i += 1) {
    const [limit, cancel, market] = [at(LIMIT, queue), at(CANCEL, queue), at(MARKET, queue)];
    const total = limit + cancel + market;
    stayed(rates, { level: 0, queue, seconds: exponential(random) / total, nearest: true });
    const u = uniform(random) * total;
    const kind = u < limit ? 'limit' : u < limit + cancel ? 'cancel' : 'market';
    came(rates, kind, { level: 0, queue, orders: 1 });
    queue += kind === 'limit' ? 1 : -1;
  }
  return rates;
}

describe('intensities that are known', () => {
  const rates = seen(200_000);
  const estimated = estimateRates(rates);

  test.each([
    ['limit', LIMIT],
    ['cancel', CANCEL],
    ['market', MARKET],
  ] as const)(
    '%s: each is recovered within its interval at every queue that was seen often',
    (kind, truth) => {
      let cells = 0;
      let inside = 0;
      for (let n = kind === 'limit' ? 0 : 1; n <= 8; n += 1) {
        const count = rates.counts[kind][cell(0, n)]!;
        if (count < 200) continue;
        const error = Math.abs(estimated[kind][0]![n]! / at(truth, n) - 1);
        cells += 1;
        if (error < 1.96 / Math.sqrt(count)) inside += 1;
        expect(error).toBeLessThan(4 / Math.sqrt(count));
      }
      expect(cells).toBeGreaterThanOrEqual(5);
      expect(inside).toBeGreaterThanOrEqual(cells - 1);
    },
  );

  test('an empty queue has no cancels and no market orders', () => {
    expect(estimated.cancel[0]![0]).toBe(0);
    expect(estimated.market[0]![0]).toBe(0);
  });
});

describe('few events', () => {
  test('neighbouring sizes share a rate, until they hold twenty events', () => {
    const rates = createQueueRates(1);
    stayed(rates, { level: 0, queue: 0, seconds: 10, nearest: true });
    stayed(rates, { level: 0, queue: 1, seconds: 30, nearest: true });
    stayed(rates, { level: 0, queue: 2, seconds: 5, nearest: true });
    came(rates, 'limit', { level: 0, queue: 0, orders: 15 });
    came(rates, 'limit', { level: 0, queue: 1, orders: 5 });
    came(rates, 'limit', { level: 0, queue: 2, orders: 3 });
    const [limit] = estimateRates(rates).limit;
    expect(limit!.slice(0, 4)).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  test('market orders count over the time for which their level was the nearest', () => {
    const rates = createQueueRates(2);
    stayed(rates, { level: 1, queue: 3, seconds: 100, nearest: false });
    stayed(rates, { level: 1, queue: 3, seconds: 10, nearest: true });
    came(rates, 'market', { level: 1, queue: 3, orders: 40 });
    came(rates, 'cancel', { level: 1, queue: 3, orders: 22 });
    const { market, cancel } = estimateRates(rates);
    expect(market[1]![3]).toBe(4);
    expect(cancel[1]![3]).toBe(0.2);
  });

  test('a level that was never seen has no flow', () => {
    expect(estimateRates(createQueueRates(1)).limit[0]!.every((rate) => rate === 0)).toBe(true);
  });
});
