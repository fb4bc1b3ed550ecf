/** The seed case (METHODS 1): what the first wave of a buy of 50,000 must be with the default parameters. */
import {
  type DecisionInputs,
  type Instrument,
  instrumentId,
  micros,
  type Prediction,
  px,
  qty,
  type Venue,
  venueId,
} from '@fairlead/domain';
import { decisionSnapshot, powerTail, venueView } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { candidatesFor, DEFAULT_ROUTER_CONFIG, decide, decideRecord, redecide } from './index.ts';

/** One tick is 0.1 bps, so that spreads of 1.5 and 1.6 bps are whole ticks. */
const instrument: Instrument = {
  id: instrumentId('SEED'),
  name: 'Seed case',
  currency: 'USD',
  tick: px(100),
  lot: qty(1),
  adv: qty(20_000_000),
  avgTradeQty: qty(500),
  dailyVolatilityBps: 300,
};
const venue = (id: string, kind: Venue['kind'], latencyNs: number): Venue => ({
  id: venueId(id),
  name: id,
  kind,
  fees:
    kind === 'Lit'
      ? { takeMicros: micros(30_000), makeMicros: micros(-20_000) }
      : { takeMicros: micros(10_000), makeMicros: micros(10_000) },
  latencyNs,
  origin: 'Simulated',
});
const A = venue('A', 'Lit', 50_000);
const B = venue('B', 'DarkMidpoint', 150_000);
const C = venue('C', 'Lit', 75_000);

/** A 1,000.000 x 1,000.150 (1.5 bps), C 999.985 x 1,000.145 (1.6 bps): C's offer is the best displayed. */
const snapshot = decisionSnapshot({
  instrument,
  sliceQty: qty(50_000),
  parentQty: qty(50_000),
  unroutedQty: qty(50_000),
  urgency: 0,
  horizonNs: 5_000_000_000,
  volatilityBps: 4,
  stamp: { bidPx: px(10_000_000), askPx: px(10_001_450), ageNs: 20_000_000 },
  venues: [
    venueView(A, {
      bidPx: px(10_000_000),
      bidQty: qty(500),
      askPx: px(10_001_500),
      askQty: qty(500),
      farDepthQty: qty(1_500),
      latencyNs: 50_000,
    }),
    venueView(B, { latencyNs: 150_000 }),
    venueView(C, {
      bidPx: px(9_999_850),
      bidQty: qty(1_000),
      askPx: px(10_001_450),
      askQty: qty(1_000),
      farDepthQty: qty(2_000),
      latencyNs: 75_000,
    }),
  ],
});

/** 1,000 shares are two average trades, the grid's third point. */
const tailThrough = (at1000: number, decay: number): number[] => powerTail(at1000 * 4 ** decay, decay);
const MODELS: Record<string, { at1000: number; decay: number; impactBps: number }> = {
  A: { at1000: 0.85, decay: 0.1, impactBps: 0.8 },
  B: { at1000: 0.6, decay: 0.2, impactBps: 0.1 },
  C: { at1000: 0.95, decay: 0.03, impactBps: 1.2 },
};
const predictions: Prediction[] = candidatesFor(snapshot).map(({ venue: id, tactic }) => {
  const { at1000, decay, impactBps } = MODELS[id]!;
  return { venue: id, tactic, tailProb: tailThrough(at1000, decay), impactBps, impactBandBps: 0.4 };
});
const inputs: DecisionInputs = {
  snapshot,
  predictions,
  config: DEFAULT_ROUTER_CONFIG,
  limitsVersion: 1,
  draw: 0.5,
};

describe('the seed case', () => {
  test('posts 2,000 on A, pegs 5,000 at B and avoids C for its impact', () => {
    const { allocations, considered } = decide(inputs);
    expect(allocations.map((a) => [a.venue, a.tactic, a.qty])).toEqual([
      ['B', 'MidPeg', 5_000],
      ['A', 'PostTouch', 2_000],
    ]);
    expect(considered.filter((o) => o.venue === 'C').map((o) => o.reason)).toEqual([
      'ImpactTooHigh',
      'ImpactTooHigh',
      'ImpactTooHigh',
    ]);
  });

  test('says so in one sentence', () => {
    expect(decide(inputs).why).toMatchInlineSnapshot(
      `"midpoint at B saves 0.92 bps against taking on C; C avoided: impact 1.2 bps"`,
    );
  });

  test('every loser keeps its costs, and C says how much less impact it would have taken', () => {
    const c = decide(inputs).considered.find((o) => o.venue === 'C' && o.tactic === 'PostTouch')!;
    expect(c.cost).toBeDefined();
    expect(c.impactBps).toBe(1.2);
    expect(c.impactBps! + c.flipImpactBps!).toBeCloseTo(1.25 * 0.725, 3);
  });

  test('C is the best displayed price: a price-ranked router chooses it', () => {
    const ruled = (urgency: number, sliceQty: number) => {
      const asked = { ...snapshot, router: 'Rules' as const, urgency, sliceQty: qty(sliceQty) };
      return decide({ ...inputs, snapshot: asked, predictions: [] });
    };
    expect(ruled(0, 2_000).allocations.map((a) => [a.venue, a.tactic])).toEqual([['C', 'PostTouch']]);
    expect(ruled(1, 1_000).allocations.map((a) => [a.venue, a.tactic])).toEqual([['C', 'TakeNow']]);
    const whole = ruled(0, 50_000);
    expect(whole.fallback).toBe('RulesSelected');
    expect(whole.allocations.find((a) => a.venue === 'C')?.qty).toBe(4_000);
  });

  test('the choice does not hang on the exact parameters', () => {
    const chosen = (config: Partial<typeof DEFAULT_ROUTER_CONFIG>) =>
      decide({ ...inputs, config: { ...DEFAULT_ROUTER_CONFIG, ...config } }).allocations.map((a) => a.qty);
    for (const factor of [0.9, 1.1]) {
      for (const name of ['lambdaUnderBps', 'adversePrior', 'maxImpactHalfSpreads'] as const) {
        expect(chosen({ [name]: DEFAULT_ROUTER_CONFIG[name] * factor })).toEqual([5_000, 2_000]);
      }
    }
  });

  test('decided again it is the same', () => {
    const record = decideRecord(inputs);
    expect(redecide(record)).toMatchObject({ equal: true, recomputedHash: record.outcomeHash });
  });
});
