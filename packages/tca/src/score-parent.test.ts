import {
  type Fill,
  instrumentId,
  type MarketStamp,
  micros,
  midPx,
  nanos,
  type ParentId,
  type Px,
  px,
  qty,
  type Side,
  type Venue,
  type VenueId,
  venueId,
} from '@fairlead/domain';
import { REFERENCE } from '@fairlead/testkit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FillSeen, type ParentCost, type ScoreInput, scoreParent } from './index.ts';

const LIT_A = venueId('LIT-A');
const DARK_1 = venueId('DARK-1');

const quote = (mid: number, half = 100): MarketStamp => ({
  bidPx: (mid - half) as Px,
  askPx: (mid + half) as Px,
  ageNs: 1_000,
});
let made = 0;
const seen = (of: {
  readonly venue?: VenueId;
  readonly lastQty: number;
  readonly lastPx: number;
  readonly atMid: number;
  readonly routedMid: number;
  readonly feeMicros?: number;
  readonly added?: boolean;
}): FillSeen => ({
  fill: {
    venue: of.venue ?? LIT_A,
    execId: `E-${++made}` as Fill['execId'],
    clOrdId: 'X-1' as Fill['clOrdId'],
    parentId: 'P1' as ParentId,
    lastQty: qty(of.lastQty),
    lastPx: px(of.lastPx),
    lastLiquidityInd: of.added === false ? 'Removed' : 'Added',
    feeMicros: micros(of.feeMicros ?? 0),
    tsEvent: nanos(1_000),
  },
  at: quote(of.atMid),
  routed: quote(of.routedMid),
});
const score = (over: Partial<ScoreInput>): ParentCost =>
  scoreParent({
    parentId: 'P1' as ParentId,
    instrument: instrumentId('KESTREL'),
    side: 'Buy',
    orderQty: qty(1_000),
    arrival: quote(1_000_000),
    end: quote(1_000_000),
    fills: [],
    venues: REFERENCE.venues,
    ...over,
  });

describe('a worked example', () => {
  /**
   * Buy 5,000 decided at 10.00; it reaches the desk at 10.25; 4,000 trade at 10.50 for 2 cents a share; the rest is
   * given up at 11.00. By hand: delay 1,250, trading 1,000, opportunity 750, fees 80: 3,080 of 50,000, 616 bps.
   */
  const example = score({
    orderQty: qty(5_000),
    decision: quote(100_000),
    arrival: quote(102_500),
    end: quote(110_000),
    fills: [
      seen({ lastQty: 4_000, lastPx: 105_000, atMid: 104_900, routedMid: 104_000, feeMicros: 80_000_000 }),
    ],
  });

  test("gives Perold's shortfall", () => {
    expect(example.shortfall).toBe(3_080 * 10_000);
    expect(example.shortfallBps).toBeCloseTo(616, 9);
  });

  test("gives Wagner's parts", () => {
    expect(example.wagner?.delayBps).toBeCloseTo(250, 9);
    expect(example.wagner?.tradingBps).toBeCloseTo(200, 9);
    expect(example.wagner?.opportunityBps).toBeCloseTo(150, 9);
    expect(example.wagner?.feesBps).toBeCloseTo(16, 9);
  });

  test('splits trading into spread, latency and drift', () => {
    expect(example.parts?.spreadBps).toBeCloseTo((4_000 * 0.01 * 1e4) / 50_000, 9);
    expect(example.parts?.latencyBps).toBeCloseTo((4_000 * 0.09 * 1e4) / 50_000, 9);
    expect(example.parts?.driftBps).toBeCloseTo((4_000 * 0.15 * 1e4) / 50_000, 9);
    expect(example.identityHolds).toBe(true);
  });

  test('measures arrival slippage on what filled, without fees', () => {
    expect(example.arrivalSlippageBps).toBeCloseTo((1e4 * (10.5 - 10.25)) / 10.25, 9);
    expect(example.avgPx).toBe(105_000);
  });
});

describe('what is missing is absent, never zero', () => {
  const one = seen({ lastQty: 400, lastPx: 1_000_100, atMid: 1_000_000, routedMid: 1_000_000 });

  test('without fills there is no average, no slippage; what was not bought is opportunity', () => {
    const cost = score({ end: quote(1_002_000) });
    expect(cost).not.toHaveProperty('avgPx');
    expect(cost).not.toHaveProperty('arrivalSlippageBps');
    expect(cost.cumQty).toBe(0);
    expect(cost.venues).toEqual([]);
    expect(cost.parts?.opportunityBps).toBeCloseTo(20, 9);
    expect(cost.shortfallBps).toBeCloseTo(20, 9);
  });

  test('without an arrival market there is neither slippage nor shortfall, but still an average', () => {
    for (const arrival of [{}, { bidPx: px(5) }, { bidPx: px(20), askPx: px(10), ageNs: 1 }]) {
      const cost = score({ arrival, fills: [one] });
      expect(cost.avgPx).toBe(1_000_100);
      for (const name of ['arrivalMidPx', 'arrivalSlippageBps', 'shortfallBps', 'parts', 'identityHolds']) {
        expect(cost).not.toHaveProperty(name);
      }
      expect(cost.venues[0]).not.toHaveProperty('slippageBps');
    }
  });

  test('an open parent has no shortfall while something is not filled, and has one once all is', () => {
    const open = { arrival: quote(1_000_000), fills: [one] };
    const { end: _, ...facts } = { end: 0, ...open };
    const input = { parentId: 'P1' as ParentId, instrument: instrumentId('KESTREL'), side: 'Buy' as Side };
    const partly = scoreParent({ ...input, ...facts, orderQty: qty(1_000), venues: [] });
    expect(partly).not.toHaveProperty('shortfallBps');
    expect(partly.arrivalSlippageBps).toBeCloseTo(1, 9);
    const wholly = scoreParent({ ...input, ...facts, orderQty: qty(400), venues: [] });
    expect(wholly.shortfallBps).toBeCloseTo(1, 9);
    expect(wholly.parts?.opportunityBps).toBe(0);
  });

  test('a fill whose market is missing takes the split away, not the shortfall', () => {
    const cost = score({ fills: [{ ...one, at: {} }] });
    expect(cost.shortfallBps).toBeDefined();
    expect(cost).not.toHaveProperty('parts');
    expect(cost.wagner).toBeDefined();
    expect(cost.identityHolds).toBe(true);
  });

  test('a duration needs both its ends', () => {
    expect(score({ submittedAt: nanos(5) })).not.toHaveProperty('durationNs');
    expect(score({ submittedAt: nanos(5), closedAt: nanos(12) }).durationNs).toBe(7);
  });
});

describe('the venue split', () => {
  const cost = score({
    fills: [
      seen({
        lastQty: 100,
        lastPx: 1_000_100,
        atMid: 1_000_000,
        routedMid: 1_000_000,
        added: false,
        feeMicros: 300,
      }),
      seen({ lastQty: 300, lastPx: 999_900, atMid: 1_000_000, routedMid: 1_000_000, feeMicros: -600 }),
      seen({ venue: DARK_1, lastQty: 600, lastPx: 1_000_000, atMid: 1_000_000, routedMid: 1_000_000 }),
    ],
  });

  test('is largest first with shares, passive shares and slippage of each', () => {
    expect(cost.venues).toEqual([
      {
        venue: 'DARK-1',
        kind: 'DarkMidpoint',
        origin: 'Simulated',
        fills: 1,
        qty: 600,
        share: 0.6,
        avgPx: 1_000_000,
        slippageBps: 0,
        passiveShare: 1,
        feesMicros: 0,
      },
      {
        venue: 'LIT-A',
        kind: 'Lit',
        origin: 'Simulated',
        fills: 2,
        qty: 400,
        share: 0.4,
        avgPx: 999_950,
        slippageBps: -0.5,
        passiveShare: 0.75,
        feesMicros: -300,
      },
    ]);
  });

  test('weighted by share its slippages are the whole', () => {
    const weighted = cost.venues.reduce((sum, v) => sum + v.share * (v.slippageBps ?? 0), 0);
    expect(weighted).toBeCloseTo(cost.arrivalSlippageBps ?? Number.NaN, 9);
  });

  test('names a venue that nobody knows without inventing its kind', () => {
    const stranger = score({
      venues: [] as Venue[],
      fills: [seen({ lastQty: 1, lastPx: 1, atMid: 1_000, routedMid: 1_000 })],
    });
    expect(stranger.venues[0]).not.toHaveProperty('kind');
  });
});

/** Prices within 1% of 100, halves of a cent included in the mids. */
const anyMid = fc.integer({ min: 990_000, max: 1_010_000 }).map((n) => n / 2 + 495_000);
const anyFill = fc.record({
  venue: fc.constantFrom(LIT_A, DARK_1),
  lastQty: fc.integer({ min: 1, max: 50_000 }),
  lastPx: fc.integer({ min: 990_000, max: 1_010_000 }),
  atMid: fc.integer({ min: 990_000, max: 1_010_000 }),
  routedMid: fc.integer({ min: 990_000, max: 1_010_000 }),
  feeMicros: fc.integer({ min: -200_000_000, max: 200_000_000 }),
  added: fc.boolean(),
});
const anyCase = fc
  .record({
    side: fc.constantFrom<Side>('Buy', 'Sell'),
    decision: fc.integer({ min: 990_000, max: 1_010_000 }),
    arrival: fc.integer({ min: 990_000, max: 1_010_000 }),
    end: fc.integer({ min: 990_000, max: 1_010_000 }),
    fills: fc.array(anyFill, { maxLength: 12 }),
    unfilled: fc.integer({ min: 0, max: 100_000 }),
  })
  .filter((c) => c.unfilled + c.fills.reduce((sum, f) => sum + f.lastQty, 0) > 0);
type Case = typeof anyCase extends fc.Arbitrary<infer T> ? T : never;
const scoreOf = (c: Case, map: (price: number) => number = (p) => p, unit = 1): ParentCost =>
  score({
    unit,
    side: c.side,
    orderQty: qty(c.unfilled + c.fills.reduce((sum, f) => sum + f.lastQty, 0)),
    decision: quote(map(c.decision)),
    arrival: quote(map(c.arrival)),
    end: quote(map(c.end)),
    fills: c.fills.map((f) =>
      seen({ ...f, lastPx: map(f.lastPx), atMid: map(f.atMid), routedMid: map(f.routedMid) }),
    ),
  });
const SEED = { seed: 42, numRuns: 2_000 };

describe('for any fills', () => {
  test('both splits sum to the shortfall to 1e-9, and the score says that it checked', () => {
    fc.assert(
      fc.property(anyCase, (c) => {
        const cost = scoreOf(c);
        const sum = (parts: object): number => Object.values(parts).reduce((a, b) => a + b, 0);
        const scale = Math.max(1, ...Object.values(cost.parts!).map(Math.abs));
        expect(Math.abs(sum(cost.parts!) - cost.shortfallBps!)).toBeLessThanOrEqual(1e-9 * scale);
        expect(Math.abs(sum(cost.wagner!) - cost.shortfallBps!)).toBeLessThanOrEqual(1e-9 * scale);
        expect(cost.identityHolds).toBe(true);
      }),
      SEED,
    );
  });

  test('a sell in the mirrored market costs what the buy costs', () => {
    fc.assert(
      fc.property(anyCase, (c) => {
        const here = scoreOf({ ...c, side: 'Buy' });
        const mirrored = scoreOf({ ...c, side: 'Sell' }, (p) => 2 * 1_000_000 - p);
        expect(mirrored.shortfall).toBeCloseTo(here.shortfall!, 3);
        const money = (cost: ParentCost, bps: number) => (bps * cost.orderQty * cost.decisionMidPx!) / 1e4;
        for (const name of ['spreadBps', 'latencyBps', 'driftBps', 'opportunityBps', 'delayBps'] as const) {
          expect(money(mirrored, mirrored.parts![name])).toBeCloseTo(money(here, here.parts![name]), 1);
        }
      }),
      SEED,
    );
  });

  test('ten times the shares at ten times the fees cost the same bps', () => {
    fc.assert(
      fc.property(anyCase, (c) => {
        const tenfold = {
          ...c,
          unfilled: 10 * c.unfilled,
          fills: c.fills.map((f) => ({ ...f, lastQty: 10 * f.lastQty, feeMicros: 10 * f.feeMicros })),
        };
        const a = scoreOf(c);
        const b = scoreOf(tenfold);
        expect(b.shortfallBps).toBeCloseTo(a.shortfallBps!, 6);
        expect(b.arrivalSlippageBps ?? 0).toBeCloseTo(a.arrivalSlippageBps ?? 0, 6);
      }),
      SEED,
    );
  });

  test('a coin counted in fractions costs what it costs counted whole', () => {
    fc.assert(
      fc.property(anyCase, (c) => {
        const fine = {
          ...c,
          unfilled: 1_000 * c.unfilled,
          fills: c.fills.map((f) => ({ ...f, lastQty: 1_000 * f.lastQty })),
        };
        const whole = scoreOf(c);
        const counted = scoreOf(fine, undefined, 1_000);
        expect(counted.shortfallBps).toBeCloseTo(whole.shortfallBps!, 6);
        expect(counted.shortfall).toBeCloseTo(whole.shortfall!, 3);
        expect(counted.parts?.feesBps).toBeCloseTo(whole.parts!.feesBps, 6);
        expect(counted.identityHolds).toBe(true);
      }),
      SEED,
    );
  });

  test('nothing is ever NaN or infinite, whatever is missing', () => {
    const anyStamp = fc.oneof(
      anyMid.map((m) => quote(Math.round(m))),
      fc.constant({}),
      fc.constant({ bidPx: px(1_000_000) }),
      fc.constant({ bidPx: px(1_000_100), askPx: px(1_000_000), ageNs: 0 }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyFill, anyStamp, anyStamp), { maxLength: 5 }),
        fc.record({ decision: anyStamp, arrival: anyStamp, end: anyStamp }),
        fc.integer({ min: 0, max: 200_000 }),
        (fills, stamps, orderQty) => {
          const cost = score({
            ...stamps,
            orderQty: qty(orderQty),
            fills: fills.map(([f, at, routed]) => ({ ...seen(f), at, routed })),
          });
          const numbers = JSON.stringify(cost, (_, v) => {
            if (typeof v === 'number') expect(Number.isFinite(v)).toBe(true);
            return v;
          });
          expect(numbers).not.toContain('null');
          if (midPx(stamps.arrival) === undefined) expect(cost.shortfallBps).toBeUndefined();
        },
      ),
      SEED,
    );
  });
});
