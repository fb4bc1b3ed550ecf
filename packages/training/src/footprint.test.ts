import { clOrdId, nanos, px, qty, type Side } from '@fairlead/domain';
import { createFeatureState, marketStamp, observe } from '@fairlead/features';
import { advance, bookSnapshot, type MarketSink, openMarket, reference, submit } from '@fairlead/sim';
import { describe, expect, test } from 'vitest';
import {
  beginDisplacement,
  CONTROLS,
  type Displaced,
  displacedOf,
  SAMPLE_STEP_NS,
  SAMPLES,
  sampleDisplacement,
} from './displacement.ts';
import { fitControl, footprintBps } from './footprint.ts';
import { midWithout } from './probe.ts';
import { randomFrom } from './random.ts';
import { episodeMarket } from './variety.ts';

const TRUE = [0.3, 0.2, 0.4, 0, 0.1, -0.05];

/** Windows of a market that obeys `TRUE`, in which an order of ours moves the price by `plantedBps`. */
function windows(count: number, seed: number, plantedBps: number): readonly Displaced[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => {
    const volatilityBps = Math.exp(random.normal());
    const common = random.normal();
    // Controls that go together, as those of a market do.
    const controls = CONTROLS.map(() => 0.6 * common + random.normal());
    const byItself = controls.reduce((sum, x, i) => sum + x * TRUE[i]!, 0) + 0.5 * random.normal();
    return { movedBps: plantedBps + volatilityBps * byItself, volatilityBps, controls };
  });
}

const momentsOf = (values: readonly number[]) => {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const square = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(square / values.length), deviation: Math.sqrt(square) };
};

describe('the control', () => {
  const control = fitControl(windows(4_000, 1, 0));

  test('finds what moves a market by itself', () => {
    control.forEach((coefficient, i) => {
      expect(Math.abs(coefficient - TRUE[i]!)).toBeLessThan(0.04);
    });
  });

  test('leaves a planted footprint where it is, and takes most of the noise', () => {
    const ours = windows(4_000, 2, 0.25);
    const raw = momentsOf(ours.map(({ movedBps }) => movedBps));
    const label = momentsOf(ours.map((one) => footprintBps(one, control)));
    expect(Math.abs(label.mean - 0.25)).toBeLessThan(2 * label.error);
    expect(label.deviation).toBeLessThan(0.7 * raw.deviation);
  });

  test('of windows in which nothing was to be seen is nothing', () => {
    const still = windows(50, 3, 0).map((one) => ({ ...one, controls: CONTROLS.map(() => 0) }));
    expect(fitControl(still)).toEqual(CONTROLS.map(() => 0));
    expect(fitControl([])).toEqual(CONTROLS.map(() => 0));
  });
});

/**
 * Windows of the shipped day by turns with an order of ours and without: it takes what each displayed venue shows
 * and more, up to a share of the price away.
 */
function swept(seed: number, rounds: number): Record<'ours' | 'idle', readonly Displaced[]> {
  const market = openMarket(episodeMarket(seed, rounds * 12e9 + 60e9), { seed, idPrefix: 'T' });
  const { instruments, venues } = reference(market);
  const states = instruments.map((instrument) => createFeatureState(instrument, venues));
  const stateOf = new Map(states.map((state) => [state.instrument.id, state]));
  const sink: MarketSink = {
    event: (event) => void observe(stateOf.get(event.instrument)!, event, event.tsEvent),
    report: () => undefined,
    cancelReject: () => undefined,
  };
  for (const state of states) {
    for (const { id } of venues)
      observe(state, bookSnapshot(market, id, state.instrument.id), nanos(market.now));
  }
  const random = randomFrom(seed);
  const found = { ours: [] as Displaced[], idle: [] as Displaced[] };
  let sent = 0;
  const lookAt = (state: (typeof states)[number]) => ({
    market,
    state,
    mid: midWithout(marketStamp(state, nanos(market.now)), state, []),
  });
  advance(market, market.now + 30e9, sink);
  for (let round = 0; round < rounds; round++) {
    const type = round % 2 === 0 ? 'ours' : 'idle';
    const displacing = states.map((state) => {
      const side: Side = random.uniform() < 0.5 ? 'Buy' : 'Sell';
      const begun = beginDisplacement(lookAt(state), side, nanos(market.now));
      const { id, tick, avgTradeQty } = state.instrument;
      const far = Math.round((begun.startMid * (side === 'Buy' ? 1.002 : 0.998)) / tick) * tick;
      for (const venue of type === 'ours' ? venues.filter(({ kind }) => kind !== 'DarkMidpoint') : []) {
        const order = {
          clOrdId: clOrdId(`S${++sent}`),
          instrument: id,
          side,
          ordType: 'Limit',
          timeInForce: 'ImmediateOrCancel',
          orderQty: qty(40 * avgTradeQty),
          px: px(far),
          postOnly: false,
        } as const;
        submit(market, venue.id, order, market.now);
      }
      return begun;
    });
    for (let nth = 0; nth < SAMPLES; nth++) {
      advance(market, market.now + SAMPLE_STEP_NS, sink);
      displacing.forEach((one, i) => {
        sampleDisplacement(one, lookAt(states[i]!));
      });
    }
    for (const one of displacing) {
      const displaced = displacedOf(one);
      if (displaced) found[type].push(displaced);
    }
    advance(market, market.now + 3e9, sink);
  }
  return found;
}

test('an order that sweeps every venue of the day has a footprint, and no order has none', () => {
  const { ours, idle } = swept(2, 50);
  const control = fitControl(idle.filter((_, i) => i % 2 === 0));
  const label = (windowsOf: readonly Displaced[]) =>
    momentsOf(windowsOf.map((one) => footprintBps(one, control)));
  const planted = label(ours);
  expect(planted.mean).toBeGreaterThan(Math.max(1, 3 * planted.error));
  const nothing = label(idle.filter((_, i) => i % 2 === 1));
  expect(Math.abs(nothing.mean)).toBeLessThan(3 * nothing.error);
});
