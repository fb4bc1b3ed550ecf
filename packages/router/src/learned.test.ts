/** The learned router over any wave: laws, flips, exploration. */
import {
  type Allocation,
  type CandidateOutcome,
  type DecisionInputs,
  type DecisionSnapshot,
  digestOf,
  micros,
  midPx,
  type Prediction,
  px,
  qty,
  type RoutingDecision,
  sideSign,
  venueId,
} from '@fairlead/domain';
import {
  anyOpinions,
  anySnapshot,
  decisionSnapshot,
  opinionsOn,
  powerTail,
  predictionsFor,
  REFERENCE,
  venueView,
} from '@fairlead/testkit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candidatesFor, DEFAULT_ROUTER_CONFIG, decide, drawOf } from './index.ts';

type Opinions = Parameters<typeof opinionsOn>[1];
const config = { ...DEFAULT_ROUTER_CONFIG, explorationProb: 0 };
const asked = (
  snapshot: DecisionSnapshot,
  opinions: Opinions,
  over: Partial<DecisionInputs> = {},
): DecisionInputs => ({
  snapshot,
  predictions: opinionsOn(candidatesFor(snapshot), opinions),
  config,
  limitsVersion: 1,
  draw: 0.5,
  ...over,
});
const isChosen = (o: CandidateOutcome): boolean => o.qty > 0;
const same = (a: Allocation, o: CandidateOutcome): boolean => a.venue === o.venue && a.tactic === o.tactic;
const find = (d: RoutingDecision, o: CandidateOutcome): CandidateOutcome =>
  d.considered.find((c) => c.venue === o.venue && c.tactic === o.tactic) as CandidateOutcome;
const withImpact = (inputs: DecisionInputs, o: CandidateOutcome, impactBps: number): DecisionInputs => ({
  ...inputs,
  predictions: inputs.predictions.map(
    (p): Prediction => (p.venue === o.venue && p.tactic === o.tactic ? { ...p, impactBps } : p),
  ),
});

describe('any learned decision', () => {
  test('keeps the laws: caps, lots, prices, order of sending, parts that sum', () => {
    let sent = 0;
    fc.assert(
      fc.property(anySnapshot, anyOpinions, (snapshot, opinions) => {
        const decision = decide(asked(snapshot, opinions));
        const { lot } = snapshot.instrument;
        const mid = midPx(snapshot.stamp) as number;
        expect(decision).not.toHaveProperty('fallback');
        let all = 0;
        let slowest = Number.POSITIVE_INFINITY;
        for (const a of decision.allocations) {
          sent++;
          all += a.qty;
          expect(a.qty % lot).toBe(0);
          const view = snapshot.venues.find((v) => v.venue.id === a.venue);
          expect(view!.latencyNs).toBeLessThanOrEqual(slowest);
          slowest = view!.latencyNs;
          const outcome = decision.considered.find((o) => same(a, o));
          expect(outcome).toMatchObject({ reason: 'Chosen', qty: a.qty });
          if (a.px !== undefined) expect(a.px % snapshot.instrument.tick).toBe(0);
          if (a.minQty !== undefined) expect(a.minQty).toBeLessThanOrEqual(a.qty);
          const near = snapshot.side === 'Buy' ? view!.bidQty : view!.askQty;
          if (a.tactic.startsWith('Post')) {
            expect(a.qty + view!.ownWorkingQty).toBeLessThanOrEqual(config.maxDisplayMultiple * near!);
          }
        }
        expect(all + decision.unallocatedQty).toBe(snapshot.sliceQty);
        for (const view of snapshot.venues) {
          const there = decision.allocations.filter((a) => a.venue === view.venue.id);
          const share = view.venue.kind === 'DarkMidpoint' ? config.maxDarkShare : config.maxVenueShare;
          const cap = Math.max(share * snapshot.parentQty, snapshot.instrument.avgTradeQty);
          const sum = there.reduce((n, a) => n + a.qty, 0);
          if (sum > 0) expect(sum + view.ownWorkingQty).toBeLessThanOrEqual(cap);
          expect(there.filter((a) => a.tactic.startsWith('Post')).length).toBeLessThanOrEqual(1);
        }
        for (const o of decision.considered) {
          if (o.cost === undefined) continue;
          const parts = Object.values(o.cost).reduce((a, b) => a + b, 0);
          expect(Math.abs(parts - o.totalBps!)).toBeLessThanOrEqual(1e-9);
          expect(o.liquidityScore).toBeGreaterThanOrEqual(0);
          expect(o.liquidityScore).toBeLessThanOrEqual(100);
          const edge = o.px === undefined ? 0 : (sideSign(snapshot.side) * (o.px - mid) * 1e4) / mid;
          if (o.tactic !== 'MidPeg') {
            expect(o.cost.spreadBps).toBeCloseTo((edge * o.liquidityScore!) / 100, 9);
          }
        }
      }),
      { seed: 42, numRuns: 1_500 },
    );
    expect(sent).toBeGreaterThan(1_500);
  });

  test('is chosen only where it costs less than waiting', () => {
    fc.assert(
      fc.property(anySnapshot, anyOpinions, (snapshot, opinions) => {
        const { considered } = decide(asked(snapshot, opinions));
        for (const o of considered.filter(isChosen)) {
          const { shortfallBps } = o.cost!;
          const unfilled = 1 - o.liquidityScore! / 100;
          if (unfilled < 0.01) continue;
          expect(o.totalBps).toBeLessThan(shortfallBps / unfilled);
        }
      }),
      { seed: 42, numRuns: 1_000 },
    );
  });
});

describe('a fee that every venue takes', () => {
  /** Fees from nothing up, and `more` on top of all. */
  const charging = (snapshot: DecisionSnapshot, more: number): DecisionSnapshot => ({
    ...snapshot,
    venues: snapshot.venues.map((view) => {
      const { takeMicros, makeMicros } = view.venue.fees;
      const free = view === snapshot.venues[0] ? 0 : Math.abs(makeMicros);
      const fees = { takeMicros: micros(Math.abs(takeMicros) + more), makeMicros: micros(free + more) };
      return { ...view, venue: { ...view.venue, fees } };
    }),
  });

  test('is no reason to wait: as much is sent as without it', () => {
    let sent = 0;
    fc.assert(
      fc.property(anySnapshot, anyOpinions, fc.nat(500_000), (snapshot, opinions, more) => {
        const without = decide(asked(charging(snapshot, 0), opinions));
        const having = decide(asked(charging(snapshot, more), opinions));
        expect(having.unallocatedQty).toBe(without.unallocatedQty);
        sent += having.allocations.length;
      }),
      { seed: 42, numRuns: 1_000 },
    );
    expect(sent).toBeGreaterThan(500);
  });
});

describe('the flip distance', () => {
  test('turns the choice when it is applied, and not when nine tenths of it are', () => {
    const flips = { chosen: 0, lost: 0, avoided: 0 };
    fc.assert(
      fc.property(anySnapshot, anyOpinions, (snapshot, opinions) => {
        const inputs = asked(snapshot, opinions);
        const decision = decide(inputs);
        for (const o of decision.considered) {
          if (o.flipImpactBps === undefined) continue;
          const turned = find(decide(withImpact(inputs, o, o.impactBps! + o.flipImpactBps)), o);
          const nearly = find(decide(withImpact(inputs, o, o.impactBps! + 0.9 * o.flipImpactBps)), o);
          expect(isChosen(turned)).toBe(!isChosen(o));
          expect(isChosen(nearly)).toBe(isChosen(o));
          if (isChosen(o)) flips.chosen++;
          else if (o.reason === 'ImpactTooHigh') flips.avoided++;
          else flips.lost++;
        }
      }),
      { seed: 42, numRuns: 1_500 },
    );
    expect(Math.min(...Object.values(flips))).toBeGreaterThan(100);
  });

  test('is absent only where no impact would turn the choice', () => {
    let absent = 0;
    fc.assert(
      fc.property(anySnapshot, anyOpinions, (snapshot, opinions) => {
        const inputs = asked(snapshot, opinions);
        for (const o of decide(inputs).considered) {
          if (o.flipImpactBps !== undefined || o.cost === undefined) continue;
          absent++;
          // Not 0 itself: there, equal costs are settled by the order of the candidates.
          for (const impactBps of [1e-6, 0.01, 50]) {
            expect(isChosen(find(decide(withImpact(inputs, o, impactBps)), o))).toBe(isChosen(o));
          }
        }
      }),
      { seed: 42, numRuns: 1_000 },
    );
    expect(absent).toBeGreaterThan(200);
  });
});

describe('exploration', () => {
  const explored = (snapshot: DecisionSnapshot, opinions: Opinions, draw: number): RoutingDecision =>
    decide(asked(snapshot, opinions, { config: { ...config, explorationProb: 0.3 }, draw }));

  test("the alternatives' propensities sum to one", () => {
    let swaps = 0;
    fc.assert(
      fc.property(anySnapshot, anyOpinions, (snapshot, opinions) => {
        const swapped = explored(snapshot, opinions, 0);
        const plain = explored(snapshot, opinions, 0.31);
        if (digestOf(swapped.allocations) === digestOf(plain.allocations)) {
          expect([swapped.propensity, plain.propensity]).toEqual([1, 1]);
        } else {
          swaps++;
          expect(swapped.propensity).toBe(0.3);
          expect(swapped.propensity + plain.propensity).toBe(1);
          expect(swapped.why).toContain('explored');
        }
        expect(plain.allocations).toEqual(decide(asked(snapshot, opinions)).allocations);
      }),
      { seed: 42, numRuns: 2_000 },
    );
    expect(swaps).toBeGreaterThan(100);
  });

  test('swaps only what is close, and keeps every cap', () => {
    fc.assert(
      fc.property(anySnapshot, anyOpinions, (snapshot, opinions) => {
        const { allocations } = explored(snapshot, opinions, 0);
        for (const view of snapshot.venues) {
          const there = allocations.filter((a) => a.venue === view.venue.id);
          const share = view.venue.kind === 'DarkMidpoint' ? config.maxDarkShare : config.maxVenueShare;
          const cap = Math.max(share * snapshot.parentQty, snapshot.instrument.avgTradeQty);
          const sum = there.reduce((n, a) => n + a.qty, 0);
          if (sum > 0) expect(sum + view.ownWorkingQty).toBeLessThanOrEqual(cap);
          expect(there.filter((a) => a.tactic.startsWith('Post')).length).toBeLessThanOrEqual(1);
        }
        expect(allocations.reduce((n, a) => n + a.qty, 0)).toBeLessThanOrEqual(snapshot.sliceQty);
      }),
      { seed: 42, numRuns: 1_000 },
    );
  });

  test('draws from the id alone, evenly', () => {
    const draws = Array.from({ length: 2_000 }, (_, i) => drawOf(`D${i}` as DecisionSnapshot['decisionId']));
    expect(draws.every((d) => d >= 0 && d < 1)).toBe(true);
    expect(draws.filter((d) => d < 0.1).length / 2_000).toBeCloseTo(0.1, 1);
    expect(drawOf('D7' as DecisionSnapshot['decisionId'])).toBe(draws[7]);
  });
});

describe('what moves the choice', () => {
  const { venues } = REFERENCE;
  const on = (over: Partial<DecisionSnapshot>, of: Parameters<typeof predictionsFor>[1] = () => ({})) => {
    const snapshot = decisionSnapshot(over);
    return decide({
      snapshot,
      predictions: predictionsFor(candidatesFor(snapshot), of),
      config,
      limitsVersion: 1,
      draw: 0.5,
    });
  };
  const tactics = (d: RoutingDecision): string[] => [...new Set(d.allocations.map((a) => a.tactic))].sort();

  test('a patient order posts and pegs; one that must trade now takes all that is shown', () => {
    const likely = (_: string, tactic: string) =>
      tactic === 'TakeNow' ? { tailProb: powerTail(1, 0) } : { tailProb: powerTail(0.6, 0.3) };
    expect(tactics(on({ urgency: 0 }, likely))).not.toContain('TakeNow');
    const now = on({ urgency: 1, sliceQty: qty(4_000) }, likely);
    expect(now.allocations.filter((a) => a.tactic === 'TakeNow').map((a) => a.qty)).toEqual([2_000, 2_000]);
    expect(now.unallocatedQty).toBe(0);
  });

  test('impact is avoided while there is time, and not when there is none', () => {
    const heavy = () => ({ impactBps: 3, tailProb: powerTail(1, 0) });
    const patient = on({ urgency: 0.2 }, heavy);
    expect(patient.allocations).toEqual([]);
    expect(new Set(patient.considered.map((o) => o.reason))).toEqual(new Set(['ImpactTooHigh']));
    expect(on({ urgency: 1 }, heavy).unallocatedQty).toBe(0);
  });

  test('fills that cost us money there send the order elsewhere', () => {
    const marked = (ownMarkoutBps: number) =>
      on({ venues: venues.map((v, i) => (i === 0 ? venueView(v, { ownMarkoutBps }) : venueView(v))) });
    const qtyAt = (d: RoutingDecision): number =>
      d.allocations.filter((a) => a.venue === 'LIT-A').reduce((n, a) => n + a.qty, 0);
    expect(qtyAt(marked(1))).toBeGreaterThan(0);
    expect(qtyAt(marked(-4))).toBe(0);
  });

  test('the mean of a few fills counts for little against the prior, of many for nearly all', () => {
    const adverseAt = (over: Parameters<typeof venueView>[1]) =>
      on({ venues: [venueView(venues[0]!, over)] }).considered.find((o) => o.tactic === 'PostTouch')!.cost!
        .adverseBps;
    const prior = adverseAt({});
    const known = adverseAt({ ownMarkoutBps: -4 });
    expect(known).toBeGreaterThan(prior);
    const by = (ownMarkoutFills: number) =>
      (adverseAt({ ownMarkoutBps: -4, ownMarkoutFills }) - prior) / (known - prior);
    expect(by(0)).toBeCloseTo(0, 9);
    expect(by(20)).toBeCloseTo(0.5, 9);
    expect(by(380)).toBeCloseTo(0.95, 9);
  });

  test('a venue that never fills is not worth a message', () => {
    const never = on({}, (venue) => (venue === 'DARK-1' ? { tailProb: powerTail(0.01, 0) } : {}));
    expect(never.considered.find((o) => o.venue === 'DARK-1')?.reason).toBe('FillTooUnlikely');
  });

  test('what already works at a venue counts against its share', () => {
    const full = on({
      venues: venues.map((v) => venueView(v, v.kind === 'DarkMidpoint' ? { ownWorkingQty: qty(1_000) } : {})),
    });
    expect(full.considered.find((o) => o.venue === 'DARK-1')?.reason).toBe('ShareCapReached');
  });

  test('small shares of a small parent are still an average trade', () => {
    const small = on({ sliceQty: qty(150), parentQty: qty(150), unroutedQty: qty(150) });
    expect(small.allocations.reduce((n, a) => n + a.qty, 0)).toBe(150);
  });

  test('a peg in the dark asks for a size worth trading, unless it must trade now', () => {
    const peg = (urgency: number) =>
      on({ urgency, venues: [venueView(venues[2]!)] }).allocations.find((a) => a.venue === venueId('DARK-1'));
    expect(peg(0.3)).toMatchObject({ tactic: 'MidPeg', minQty: 100 });
    expect(peg(1)).not.toHaveProperty('minQty');
  });

  test('nothing is sent without a consolidated market, or with less than a lot', () => {
    for (const stamp of [
      {},
      { bidPx: px(1_000_000) },
      { bidPx: px(1_000_300), askPx: px(1_000_100), ageNs: 1 },
    ]) {
      const blind = on({ stamp });
      expect(blind.allocations).toEqual([]);
      expect(new Set(blind.considered.map((o) => o.reason))).toEqual(new Set(['NoQuote']));
    }
    const none = on({ sliceQty: qty(0) });
    expect(none).not.toHaveProperty('fallback');
    expect(new Set(none.considered.map((o) => o.reason))).toEqual(new Set(['NothingLeft']));
  });
});
