import { px, qty, venueId } from '@fairlead/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CostFill, type CostInput, scoreParent, splitByVenue } from './index.ts';

const LIT = venueId('LIT-A');
const DARK = venueId('DARK-1');
const fill = (over: Partial<CostFill>): CostFill => ({
  venue: LIT,
  qty: qty(100),
  px: px(1_000_000),
  feeMicros: 0,
  passive: false,
  fillMidPx: 1_000_000,
  routedMidPx: 1_000_000,
  ...over,
});

const arbFill = fc.record({
  venue: fc.constantFrom(LIT, DARK),
  qty: fc.integer({ min: 1, max: 10_000 }).map(qty),
  px: fc.integer({ min: 900_000, max: 1_100_000 }).map(px),
  feeMicros: fc.integer({ min: -50_000_000, max: 50_000_000 }),
  passive: fc.boolean(),
  fillMidPx: fc.integer({ min: 1_800_000, max: 2_200_000 }).map((n) => n / 2),
  routedMidPx: fc.integer({ min: 1_800_000, max: 2_200_000 }).map((n) => n / 2),
});
const arbInput = fc
  .record({
    side: fc.constantFrom('Buy' as const, 'Sell' as const),
    fills: fc.array(arbFill, { maxLength: 20 }),
    left: fc.integer({ min: 0, max: 50_000 }),
    decisionMidPx: fc.integer({ min: 900_000, max: 1_100_000 }),
    arrivalMidPx: fc.integer({ min: 900_000, max: 1_100_000 }),
    endMidPx: fc.integer({ min: 900_000, max: 1_100_000 }),
  })
  .filter(({ fills, left }) => fills.length > 0 || left > 0)
  .map(
    ({ left, ...rest }): CostInput => ({
      ...rest,
      orderQty: qty(left + rest.fills.reduce((n, f) => n + f.qty, 0)),
    }),
  );

describe('the worked example', () => {
  // Buy 1,000 decided at 100.00, arriving at 100.02: 600 at 100.05 (mid 100.04, routed at 100.03), 200 at 100.06
  // (mid and routed mid 100.06), 200 left when the mid is 100.10; fees 0.003 a share.
  const cost = scoreParent({
    side: 'Buy',
    orderQty: qty(1_000),
    decisionMidPx: 1_000_000,
    arrivalMidPx: 1_000_200,
    endMidPx: 1_001_000,
    fills: [
      fill({
        qty: qty(600),
        px: px(1_000_500),
        fillMidPx: 1_000_400,
        routedMidPx: 1_000_300,
        feeMicros: 1_800_000,
      }),
      fill({
        qty: qty(200),
        px: px(1_000_600),
        fillMidPx: 1_000_600,
        routedMidPx: 1_000_600,
        feeMicros: 600_000,
      }),
    ],
  });
  const bps = (dollars: number): number => (10_000 * dollars) / (1_000 * 100.02);

  test('has the parts that a hand computes', () => {
    const parts = cost.parts;
    expect(parts?.delayBps).toBeCloseTo(bps(20), 9);
    expect(parts?.spreadBps).toBeCloseTo(bps(600 * 0.01), 9);
    expect(parts?.latencyBps).toBeCloseTo(bps(600 * 0.01), 9);
    expect(parts?.driftBps).toBeCloseTo(bps(600 * 0.01 + 200 * 0.04), 9);
    expect(parts?.opportunityBps).toBeCloseTo(bps(200 * 0.08), 9);
    expect(parts?.feesBps).toBeCloseTo(bps(2.4), 9);
  });

  test('costs 64.4 dollars in all, as Perold counts it', () => {
    // 600 x 0.05 + 200 x 0.06 + 200 x 0.10 + 2.40
    expect(cost.shortfallBps).toBeCloseTo(bps(64.4), 9);
    expect(cost.identityHolds).toBe(true);
    expect(cost.avgPx).toBeCloseTo(1_000_525, 6);
    expect(cost.arrivalSlippageBps).toBeCloseTo((10_000 * 0.0325) / 100.02, 9);
  });
});

describe('laws', () => {
  test('the parts sum to the shortfall, whatever the fills', () => {
    fc.assert(
      fc.property(arbInput, (input) => {
        const { parts, shortfallBps, identityHolds } = scoreParent(input);
        const total = Object.values(parts ?? {}).reduce((a, b) => a + b, 0);
        expect(total).toBeCloseTo(shortfallBps as number, 6);
        expect(identityHolds).toBe(true);
      }),
      { seed: 42 },
    );
  });

  test('a sell in the mirrored market costs what the buy did', () => {
    const mirror = (n: number): number => 2_000_000 - n;
    fc.assert(
      fc.property(arbInput, (input) => {
        // The same value at arrival, so that the denominators agree.
        const buy = { ...input, side: 'Buy' as const, arrivalMidPx: 1_000_000 };
        const sell = scoreParent({
          ...buy,
          side: 'Sell',
          decisionMidPx: mirror(buy.decisionMidPx as number),
          endMidPx: mirror(buy.endMidPx as number),
          fills: buy.fills.map((f) => ({
            ...f,
            px: px(mirror(f.px)),
            fillMidPx: mirror(f.fillMidPx as number),
            routedMidPx: mirror(f.routedMidPx as number),
          })),
        });
        expect(sell.shortfallBps).toBeCloseTo(scoreParent(buy).shortfallBps as number, 6);
      }),
      { seed: 42 },
    );
  });

  test('venues share all of what was filled, and their fees are the order’s', () => {
    fc.assert(
      fc.property(arbInput, (input) => {
        const rows = splitByVenue(input.fills, input);
        const cost = scoreParent(input);
        expect(rows.reduce((n, r) => n + r.qty, 0)).toBe(cost.cumQty);
        expect(rows.reduce((n, r) => n + r.feesMicros, 0)).toBe(cost.feesMicros);
        if (rows.length > 0) expect(rows.reduce((n, r) => n + r.share, 0)).toBeCloseTo(1, 9);
      }),
      { seed: 42 },
    );
  });
});

describe('what is not known is left out', () => {
  test('without an arrival mid there is no slippage and no shortfall', () => {
    const cost = scoreParent({ side: 'Buy', orderQty: qty(100), fills: [fill({})] });
    expect(cost).toEqual({ cumQty: 100, feesMicros: 0, avgPx: 1_000_000 });
  });

  test('with something left and no end mid there is no shortfall, but slippage of what was filled', () => {
    const cost = scoreParent({ side: 'Buy', orderQty: qty(200), arrivalMidPx: 1_000_000, fills: [fill({})] });
    expect(cost).not.toHaveProperty('shortfallBps');
    expect(cost.arrivalSlippageBps).toBe(0);
  });

  test('a fill without its mids takes the split away and leaves the whole', () => {
    const { fillMidPx: _, ...blind } = fill({});
    const cost = scoreParent({ side: 'Buy', orderQty: qty(100), arrivalMidPx: 1_000_000, fills: [blind] });
    expect(cost.shortfallBps).toBe(0);
    expect(cost).not.toHaveProperty('parts');
  });

  test('an order that never traded costs its opportunity', () => {
    const cost = scoreParent({
      side: 'Sell',
      orderQty: qty(1_000),
      arrivalMidPx: 1_000_000,
      endMidPx: 999_000,
      fills: [],
    });
    expect(cost).not.toHaveProperty('avgPx');
    expect(cost.shortfallBps).toBeCloseTo(10, 9);
    expect(cost.parts?.opportunityBps).toBeCloseTo(10, 9);
  });
});
