/** The facts as a whole: of a market that has none of them, of parents whose impact is known, and their bands. */
import { describe, expect, test } from 'vitest';
import { createRandom, exponential, normal, uniform } from '../random.ts';
import { createCollector, sampleOf, touchChanged, traded } from './collector.ts';
import { bandOf } from './fact.ts';
import { impactCurve, type ParentMove, shareLeft } from './impact.ts';
import { factsPage } from './page.ts';
import { distancesOf, measureFacts, STYLISED_FACTS } from './report.ts';

const S = 1e9;

/** A day of normal returns every second, and trades of random sides by a Poisson process: nothing is remembered. */
function dullDay(seed: number) {
  const random = createRandom(seed, 'dull');
  const c = createCollector({ startNs: 34_200 * S, endNs: 57_600 * S, tick: 100 });
  let px = 1_000_000;
  let nextTrade = 34_200 * S;
  for (let second = 34_200; second < 57_600; second += 1) {
    const ns = second * S + 1;
    while (nextTrade < ns) {
      traded(c, nextTrade, {
        px,
        qty: Math.ceil(100 * exponential(random)),
        sign: uniform(random) < 0.5 ? 1 : -1,
      });
      nextTrade += 2 * S * exponential(random);
    }
    px = Math.round(px + 100 * normal(random));
    const [bidQty, askQty] = [exponential(random), exponential(random)].map((x) => Math.ceil(1000 * x));
    touchChanged(c, ns, { bidPx: px - 50, bidQty: bidQty!, askPx: px + 50, askQty: askQty! });
  }
  return sampleOf(c);
}

describe('a market that has none of the facts', () => {
  const sample = dullDay(1);
  const of = (name: string) => measureFacts(sample).find((fact) => fact.name === name);

  test.each([
    ['returnAutocorrelation', true],
    ['largestReturnAutocorrelation', true],
    ['skew', true],
    ['signature', true],
    // A price that moves takes its whole queue along: some of it is always explained.
    ['ofiExplains', true],
    ['ofiOverTrades', false],
    ['kurtosis10s', false],
    ['kurtosis1m', false],
    ['kurtosisFalls', false],
    ['tailIndex', false],
    ['volatilityClustering', false],
    ['volumeVolatility', false],
    ['jumps', false],
    ['signAutocorrelation', false],
    ['tradeResponse', false],
    ['spreadVariation', false],
  ])('%s passes: %s', (name, pass) => {
    expect(of(name)?.pass).toBe(pass);
  });

  test('its trades come as a Poisson process has them, evenly over the day, their signs without memory', () => {
    expect(Math.abs(of('tradeClustering')!.value - 1)).toBeLessThan(0.03);
    expect(Math.abs(of('volumeU')!.value - 1)).toBeLessThan(0.1);
    expect(of('signMemory')).toBeUndefined();
    expect(Math.abs(of('touchShape')!.value - 1)).toBeLessThan(0.03);
  });

  test('what it does not hold is not told: orders, deeper levels, parents', () => {
    for (const name of ['filledShare', 'medianLifetime', 'depthProfile', 'impactExponent']) {
      expect(of(name)).toBeUndefined();
    }
  });

  test('is no distance from itself, and little from a day like it', () => {
    const itself = distancesOf(sample, sample)!;
    expect(itself).toEqual({
      spread: { kolmogorovSmirnov: 0, wasserstein: 0, totalVariation: 0 },
      depth: { kolmogorovSmirnov: 0, wasserstein: 0 },
    });
    expect(distancesOf(sample, dullDay(2))!.depth.kolmogorovSmirnov).toBeLessThan(0.02);
  });

  test('a day beside it is told as the real one', () => {
    const real = dullDay(2);
    const facts = measureFacts(sample, { real });
    expect(facts.find(({ name }) => name === 'spreadBps')?.real).toBe(
      measureFacts(real).find(({ name }) => name === 'spreadBps')?.value,
    );
  });
});

describe('impact', () => {
  /** Moves of 0.8 size^0.5 in noise of the size of the middle ones, and pushed by others; of which 0.6 stays. */
  const parents = (n: number): ParentMove[] => {
    const random = createRandom(3, 'parents');
    return Array.from({ length: n }, () => {
      const size = 0.01 * 10 ** uniform(random);
      const move = 0.8 * Math.sqrt(size);
      const others = 0.05 * normal(random);
      const noise = (): number => 3 * others + 0.1 * normal(random);
      return { size, move: move + noise(), others, left: 0.6 * move + noise() };
    });
  };

  test('the curve and what is left of the moves are recovered from many noisy parents', () => {
    const many = parents(10_000);
    const curve = impactCurve(many)!;
    expect(Math.abs(curve.exponent - 0.5)).toBeLessThan(0.05);
    expect(Math.abs(curve.level - 0.8)).toBeLessThan(0.1);
    expect(Math.abs(shareLeft(many)! - 0.6)).toBeLessThan(0.03);
  });

  test('a few parents come with a standard error that holds the truth', () => {
    const facts = measureFacts(dullDay(1), { parents: parents(400) });
    const { value, error } = facts.find(({ name }) => name === 'impactExponent')!;
    expect(error).toBeGreaterThan(0.02);
    expect(Math.abs(value - 0.5)).toBeLessThan(3 * error!);
    expect(facts.find(({ name }) => name === 'impactLeft')!.error).toBeGreaterThan(0);
    expect(facts.find(({ name }) => name === 'spreadBps')!.error).toBeUndefined();
  });

  test('others that push are no part of the curve, though they push the larger parents harder', () => {
    const pushed = parents(10_000).map((p) => {
      const more = 2 * p.size;
      return { ...p, move: p.move + 3 * more, others: p.others + more };
    });
    const withoutOthers = pushed.map((p) => ({ ...p, others: 0 }));
    expect(Math.abs(impactCurve(pushed)!.exponent - 0.5)).toBeLessThan(0.15);
    expect(impactCurve(withoutOthers)!.exponent).toBeGreaterThan(0.7);
  });

  test('few parents, those of other sizes, and moves against the buyer tell nothing', () => {
    expect(impactCurve(parents(29))).toBeUndefined();
    expect(impactCurve(parents(100).map((p) => ({ ...p, size: p.size * 20 })))).toBeUndefined();
    expect(impactCurve(parents(4000).map((p) => ({ ...p, move: -p.move })))).toBeUndefined();
  });
});

describe('bands', () => {
  const fact = { name: 'x', about: '', source: '', needs: '', measure: () => 0 };

  test('are what is printed, else half to twice the recorded days; a recorded day widens what is printed', () => {
    expect(bandOf({ ...fact, recorded: [2, 3] })).toEqual({ low: 1, high: 6 });
    expect(bandOf({ ...fact, printed: { low: 1.5 }, recorded: [2, 3] })).toEqual({ low: 1.5, high: 6 });
    expect(bandOf({ ...fact, printed: { low: 0, high: 2 }, recorded: [1, 3] })).toEqual({ low: 0, high: 3 });
    expect(bandOf({ ...fact, printed: { low: 0, high: 2 }, recorded: [1, 3], defined: true })).toEqual({
      low: 0,
      high: 2,
    });
  });

  test('every fact has a name of its own and a band that holds something', () => {
    expect(new Set(STYLISED_FACTS.map(({ name }) => name)).size).toBe(STYLISED_FACTS.length);
    for (const each of STYLISED_FACTS) expect(bandOf(each).low).toBeLessThan(bandOf(each).high);
  });
});

test('REALISM.md is what the source says', async () => {
  await expect(factsPage()).toMatchFileSnapshot('../../REALISM.md');
});
