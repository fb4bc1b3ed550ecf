import { describe, expect, test } from 'vitest';
import { cell } from '../crowd/intensities.ts';
import { sampleScenario } from '../scenario/sample.ts';
import { createWorld } from '../world/build.ts';
import { runWorld } from '../world/run.ts';
import { estimateRates } from './queue-rates.ts';
import { bookShown, createRecordedQueues, flowed } from './recorded-queues.ts';

const S = 1e9;
const level = (px: number, qty: number) => ({ px, qty });
const queues = (levels = 4) => createRecordedQueues({ levels, tick: 100, size: 100 });

describe('distances from the reference', () => {
  test('of a spread of two ticks or more, empty levels are queues of 0', () => {
    const of = queues();
    bookShown(of, 0, { bids: [level(9900, 150), level(9700, 40)], asks: [level(10_200, 300)], full: false });
    expect(of.low).toBe(100);
    expect([...of.queues[0]]).toEqual([0, 2, 0, 1]);
    expect([...of.queues[1]]).toEqual([0, 3, 0, 0]);
  });

  test('a mid on a tick keeps the reference on the side where it was', () => {
    const of = queues();
    const even = { bids: [level(9900, 100)], asks: [level(10_100, 100)], full: false };
    bookShown(of, 0, { bids: [level(9800, 100)], asks: [level(9900, 100)], full: false });
    bookShown(of, 1, even);
    expect(of.low).toBe(99);
    bookShown(of, 2, { bids: [level(10_100, 100)], asks: [level(10_200, 100)], full: false });
    bookShown(of, 3, even);
    expect(of.low).toBe(100);
  });

  test('what the recorded window does not show is not known, and does not count', () => {
    const of = queues();
    bookShown(of, 0, { bids: [level(9900, 100)], asks: [level(10_000, 100)], full: true });
    flowed(of, 2 * S, { kind: 'limit', buys: true, px: 9700, qty: 100 });
    flowed(of, 2 * S, { kind: 'cancel', buys: true, px: 9900, qty: 100 });
    expect(of.known).toEqual([1, 1]);
    expect(of.rates.seconds[cell(0, 1)]).toBe(4);
    expect(of.rates.seconds[cell(2, 0)]).toBe(0);
    expect(of.rates.counts.limit.some((count) => count > 0)).toBe(false);
    expect(of.rates.counts.cancel[cell(0, 1)]).toBe(1);
  });

  test('while a side is empty nothing counts', () => {
    const of = queues();
    bookShown(of, 0, { bids: [level(9900, 100)], asks: [], full: false });
    flowed(of, 5 * S, { kind: 'limit', buys: true, px: 9900, qty: 100 });
    expect(of.rates.seconds.every((seconds) => seconds === 0)).toBe(true);
    expect(of.rates.counts.limit.every((count) => count === 0)).toBe(true);
  });
});

/** Queues that seldom empty: the mid then seldom leaves the reference, which stays where it is. */
const KNOWN = {
  limit: [
    [9, 4, 3, 2, 1],
    [6, 3, 2, 1, 1],
  ],
  cancel: [
    [0, 0.5, 1, 1.5, 2],
    [0, 0.6, 1, 1.2, 1.5],
  ],
  market: [[0, 0.4, 0.3, 0.3, 0.2], [0]],
};

test('from the books of a simulated market of known intensities, they come back', () => {
  const scenario = sampleScenario({ venues: 1, instruments: 1, noise: 0 });
  const crowd = scenario.crowd.map((each) => ({ ...each, thetaProb: 0, levels: 2, intensities: KNOWN }));
  const world = createWorld({ ...scenario, crowd }, 5);
  const { avgTradeQty } = world.instruments[0]!.instrument;
  const of = createRecordedQueues({ levels: 2, tick: 100, size: avgTradeQty });
  const sides = { Buy: new Map<number, number>(), Sell: new Map<number, number>() };
  let trade = false;
  runWorld(world, world.now + 3600 * S, {
    event: (event) => {
      if (event.type === 'TradePrinted') trade = true;
      if (event.type !== 'LevelChanged') return;
      const { side, px, qty, tsEvent } = event;
      const change = qty - (sides[side].get(px) ?? 0);
      const kind = trade ? 'market' : change > 0 ? 'limit' : 'cancel';
      flowed(of, tsEvent, { kind, buys: side === 'Buy', px, qty: Math.abs(change) });
      sides[side].set(px, qty);
      trade = false;
      const sorted = (which: 'Buy' | 'Sell') =>
        [...sides[which]]
          .flatMap(([px, qty]) => (qty > 0 ? level(px, qty) : []))
          .sort((a, b) => (which === 'Buy' ? b.px - a.px : a.px - b.px));
      bookShown(of, tsEvent, { bids: sorted('Buy'), asks: sorted('Sell'), full: false });
    },
    report: () => {},
    cancelReject: () => {},
  });
  const estimated = estimateRates(of.rates);
  let cells = 0;
  for (const kind of ['limit', 'cancel', 'market'] as const) {
    for (const [nth, truth] of KNOWN[kind].entries()) {
      for (let n = 0; n <= 5; n += 1) {
        const count = of.rates.counts[kind][cell(nth, n)]!;
        if (count < 300) continue;
        cells += 1;
        const rate = truth[Math.min(n, truth.length - 1)]!;
        expect(Math.abs(estimated[kind][nth]![n]! / rate - 1)).toBeLessThan(4 / Math.sqrt(count));
      }
    }
  }
  expect(cells).toBeGreaterThan(15);
});
