/** A simulated day, fitted: the file that comes out says what went in. */
import { describe, expect, test } from 'vitest';
import { createRandom, exponential, uniform } from '../random.ts';
import { createCollector, entered, sampleOf, touchChanged, traded } from '../realism/collector.ts';
import { parseScenario } from '../scenario/parse.ts';
import { averageEventSize, fitDay, tenMinuteVolatilityBps } from './day-fit.ts';
import { fittedScenario } from './fitted-scenario.ts';
import { came, createQueueRates, stayed } from './queue-rates.ts';

const S = 1e9;
const OPEN = 34_200;
const CLOSE = 57_600;

/** The mid steps a tick up or down each second; trades come twice as often at the open as at midday, as at the close. */
function day() {
  const random = createRandom(1, 'day');
  const c = createCollector({ startNs: OPEN * S, endNs: CLOSE * S, tick: 100 });
  let px = 1_000_000;
  for (let second = OPEN; second < CLOSE; second += 1) {
    px += uniform(random) < 0.5 ? 100 : -100;
    const x = (2 * (second - OPEN)) / (CLOSE - OPEN) - 1;
    if (uniform(random) < 0.3 * (0.75 + 0.75 * x * x)) traded(c, second * S, { px, qty: 60, sign: 1 });
    touchChanged(c, second * S, { bidPx: px - 100, bidQty: 100, askPx: px + 100, askQty: 100 });
    entered(c, second * S, second, second % 4 === 0 ? 10 : 50);
  }
  return sampleOf(c);
}

function rates() {
  const of = createQueueRates(4);
  const random = createRandom(2, 'rates');
  for (let level = 0; level < 4; level += 1) {
    // The last level was in the window for a fiftieth of the time only.
    const events = level === 3 ? 400 : 20_000;
    for (let i = 0; i < events; i += 1) {
      const queue = i % 3;
      stayed(of, { level, queue, seconds: exponential(random), nearest: level === 0 });
      came(of, queue === 0 ? 'limit' : 'cancel', { level, queue, orders: 1 });
    }
  }
  return of;
}

describe('a day fitted', () => {
  const sample = day();
  const fit = fitDay(sample, rates());

  test('has the sizes, the price, the volume and the volatility of the day', () => {
    expect(averageEventSize(sample)).toBe(40);
    expect(fit.size).toBe(40);
    expect(fit.sizes.filter((times) => times === 0.25)).toHaveLength(25);
    expect(fit.sizes.filter((times) => times === 1.25)).toHaveLength(75);
    expect(fit.averageTrade).toBe(60);
    expect(fit.volume).toBe(sample.trades.qty.length * 60);
    // A tick of 1 bp each second.
    expect(Math.abs(fit.volatilityBps / Math.sqrt(CLOSE - OPEN) - 1)).toBeLessThan(0.15);
    expect(Math.abs(tenMinuteVolatilityBps(sample) / Math.sqrt(600) - 1)).toBeLessThan(0.3);
  });

  test('has the rhythm of the day: its mean is 1, its ends twice the middle', () => {
    const { open, midday, close } = fit.activity;
    expect((open + 4 * midday + close) / 6).toBeCloseTo(1, 1);
    expect(Math.abs(open / midday - 2)).toBeLessThan(0.3);
    expect(Math.abs(close / midday - 2)).toBeLessThan(0.3);
  });

  test('has the levels that were seen often enough', () => {
    expect(fit.intensities.limit).toHaveLength(3);
    expect(fit.intensities.limit[0]![0]).toBeCloseTo(1, 1);
    expect(fit.intensities.cancel[1]![1]).toBeCloseTo(1, 1);
  });

  test('is a sound scenario, in which the crowd has what was fitted', () => {
    const names = { name: 'fit-x', ticker: 'X', date: '2012-06-21', open: '09:30:00', close: '16:00:00' };
    const text = fittedScenario(fit, { ...names, source: 'a file', thetaProb: 0.625 });
    const parsed = parseScenario(text, 'fit.yaml');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const { crowd, instruments, session } = parsed.value;
    const [group] = crowd;
    expect(group).toMatchObject({ levels: 3, thetaProb: 0.625, reinitProb: 0 });
    expect(group!.sizes).toEqual(fit.sizes);
    expect(group!.size * instruments[0]!.instrument.avgTradeQty).toBeCloseTo(40, 4);
    expect(group!.intensities!.cancel[1]![1]).toBeCloseTo(fit.intensities.cancel[1]![1]!, 3);
    expect(instruments[0]!.openPx).toBe(fit.openPx);
    expect([session.openNs, session.closeNs]).toEqual([OPEN * S, CLOSE * S]);
  });
});
