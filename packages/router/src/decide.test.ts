/** One door: candidates and gates, fallbacks, the rules, and the same decision again. */
import {
  type DecisionInputs,
  type DecisionRecord,
  type DecisionSnapshot,
  type FallbackReason,
  px,
  qty,
  type VenueView,
} from '@fairlead/domain';
import {
  anyOpinions,
  anySnapshot,
  decisionSnapshot,
  opinionsOn,
  predictionsFor,
  REFERENCE,
  venueView,
} from '@fairlead/testkit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candidatesFor, DEFAULT_ROUTER_CONFIG, decide, decideRecord, redecide } from './index.ts';
import { reasonsPage } from './reasons.ts';

const [LIT_A, INV_B, DARK_1] = REFERENCE.venues as [
  VenueView['venue'],
  VenueView['venue'],
  VenueView['venue'],
];
const inputsFor = (
  over: Partial<DecisionSnapshot> = {},
  more: Partial<DecisionInputs> = {},
): DecisionInputs => {
  const snapshot = decisionSnapshot(over);
  return {
    snapshot,
    predictions: predictionsFor(candidatesFor(snapshot)),
    config: DEFAULT_ROUTER_CONFIG,
    limitsVersion: 1,
    draw: 0.9,
    ...more,
  };
};
const reasonsAt = (inputs: DecisionInputs, venue: string): string[] =>
  decide(inputs)
    .considered.filter((o) => o.venue === venue)
    .map((o) => o.reason);

describe('candidates', () => {
  test('are every sensible tactic of every venue, in the order of the snapshot', () => {
    expect(candidatesFor(decisionSnapshot()).map((c) => [c.venue, c.tactic, c.px, c.nominalQty])).toEqual([
      ['LIT-A', 'TakeNow', 1_000_100, 500],
      ['LIT-A', 'PostTouch', 999_900, 2_000],
      ['LIT-A', 'PostInside', 1_000_000, 2_000],
      ['INV-B', 'TakeNow', 1_000_100, 500],
      ['INV-B', 'PostTouch', 999_900, 2_000],
      ['INV-B', 'PostInside', 1_000_000, 2_000],
      ['DARK-1', 'MidPeg', undefined, 1_000],
    ]);
  });

  test('of a sell are priced from the other side', () => {
    const prices = candidatesFor(decisionSnapshot({ side: 'Sell' })).map((c) => c.px);
    expect(prices.slice(0, 3)).toEqual([999_900, 1_000_100, 1_000_000]);
  });

  test('have no inside where the spread is one tick, and say so', () => {
    const venues = [venueView(LIT_A, { askPx: px(1_000_000) })];
    const inputs = inputsFor({ venues });
    expect(candidatesFor(inputs.snapshot).map((c) => c.tactic)).toEqual(['TakeNow', 'PostTouch']);
    expect(reasonsAt(inputs, 'LIT-A')[2]).toBe('TacticUnavailable');
  });

  test('leave out one-sided, stale, dead and closed venues, each with its reason', () => {
    const cases: [Partial<VenueView>, string][] = [
      [{ health: 'STALE' }, 'DataStale'],
      [{ health: 'DEAD' }, 'VenueDown'],
      [{ tradable: false }, 'VenueDown'],
      [{ ageNs: 3_000_000_001 }, 'DataStale'],
    ];
    for (const [over, reason] of cases) {
      const inputs = inputsFor({ venues: [venueView(LIT_A, over), venueView(INV_B)] });
      expect(reasonsAt(inputs, 'LIT-A')).toEqual([reason, reason, reason]);
    }
    const { ageNs: _, ...silent } = venueView(DARK_1);
    expect(reasonsAt(inputsFor({ venues: [silent] }), 'DARK-1')).toEqual(['DataStale']);
    const { askPx: _a, askQty: _q, ...noAsk } = venueView(LIT_A);
    const oneSided = reasonsAt(inputsFor({ venues: [noAsk, venueView(INV_B)] }), 'LIT-A');
    expect([oneSided[0], oneSided[2]]).toEqual(['NoQuote', 'NoQuote']);
    expect(oneSided[1]).not.toBe('NoQuote');
  });

  test("stay within the parent's limit, on either side; the peg carries it as its cap", () => {
    const bought = inputsFor({ limitPx: px(1_000_000) });
    expect(candidatesFor(bought.snapshot).map((c) => c.tactic)).not.toContain('TakeNow');
    expect(reasonsAt(bought, 'LIT-A')[0]).toBe('BeyondLimit');
    const peg = decide(inputsFor({ limitPx: px(1_000_000), venues: [venueView(DARK_1)] })).allocations[0];
    expect(peg).toMatchObject({ tactic: 'MidPeg', px: 1_000_000 });
    expect(reasonsAt(inputsFor({ limitPx: px(999_900) }), 'DARK-1')).toEqual(['BeyondLimit']);
    const sold = inputsFor({ side: 'Sell', limitPx: px(1_000_000) });
    expect(reasonsAt(sold, 'LIT-A')[0]).toBe('BeyondLimit');
  });

  test('are none where the wave has less than a lot', () => {
    expect(candidatesFor(decisionSnapshot({ sliceQty: qty(0) }))).toEqual([]);
  });
});

describe('the fallback', () => {
  const fallbackOf = (over: Partial<DecisionInputs>): FallbackReason | undefined =>
    decide({ ...inputsFor(), ...over }).fallback;

  test('is absent when models advised', () => {
    expect(decide(inputsFor())).not.toHaveProperty('fallback');
  });

  test('is told why by the driver, by the parent, or finds out for itself', () => {
    expect(fallbackOf({ predictions: [], fallback: 'ModelSlow' })).toBe('ModelSlow');
    expect(fallbackOf({ snapshot: decisionSnapshot({ router: 'Rules' }) })).toBe('RulesSelected');
    expect(fallbackOf({ predictions: [] })).toBe('ModelMissing');
    expect(fallbackOf({ predictions: inputsFor().predictions.slice(1) })).toBe('ModelInvalid');
  });

  test('takes over from any prediction that is not one, and nothing is thrown', () => {
    const bad: unknown[] = [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      -0.5,
      1.5,
      '0.5',
      null,
      undefined,
      {},
      10n,
      Symbol('p'),
    ];
    const good = inputsFor().predictions;
    const broken: unknown[] = [null, 'x', {}, [null], [...good.slice(1), undefined]];
    for (const value of bad) {
      for (let at = 0; at < 12; at++) {
        const tailProb = good[0]!.tailProb.map((p, i) => (i === at ? value : p));
        broken.push([{ ...good[0], tailProb }, ...good.slice(1)]);
      }
      broken.push([{ ...good[0], tailProb: value }, ...good.slice(1)]);
      if (typeof value === 'number' && Math.abs(value) < 2) continue;
      broken.push([{ ...good[0], impactBps: value }, ...good.slice(1)]);
      broken.push([{ ...good[0], impactBandBps: value }, ...good.slice(1)]);
    }
    broken.push([{ ...good[0], impactBandBps: -1 }, ...good.slice(1)]);
    broken.push([{ ...good[0], tailProb: [0.5] }, ...good.slice(1)]);
    broken.push([{ ...good[0], tailProb: [...good[0]!.tailProb].reverse() }, ...good.slice(1)]);
    for (const predictions of broken) {
      const decision = decideRecord({ ...inputsFor(), predictions: predictions as never }).outcome;
      expect(decision.fallback).toBe('ModelInvalid');
      expect(decision.allocations.length).toBeGreaterThan(0);
    }
  });

  test('needs no predictions to be in the order of the candidates', () => {
    const inputs = inputsFor();
    const shuffled = decide({ ...inputs, predictions: [...inputs.predictions].reverse() });
    expect(shuffled).toEqual(decide(inputs));
  });
});

describe('the rules', () => {
  const ruled = (over: Partial<DecisionSnapshot>) =>
    decide(inputsFor({ router: 'Rules', ...over }, { predictions: [] }));

  test('post at the best-priced venue while there is time: price with fee, then the fixed order', () => {
    const at = (lit: Partial<VenueView>, inverted: Partial<VenueView>) =>
      ruled({ sliceQty: qty(500), venues: [venueView(LIT_A, lit), venueView(INV_B, inverted)] }).allocations;
    expect(at({}, {})).toMatchObject([{ venue: 'INV-B', tactic: 'PostTouch', qty: 500, px: 999_900 }]);
    expect(at({ askPx: px(1_000_000) }, {})).toMatchObject([{ venue: 'LIT-A', tactic: 'PostTouch' }]);
  });

  test('sweep what is displayed when urgent, best price first, then post the rest', () => {
    const { allocations, unallocatedQty } = ruled({ urgency: 0.5, sliceQty: qty(1_200) });
    expect(allocations.map((a) => [a.venue, a.tactic, a.qty])).toEqual([
      ['LIT-A', 'TakeNow', 500],
      ['INV-B', 'TakeNow', 500],
      ['INV-B', 'PostTouch', 200],
    ]);
    expect(unallocatedQty).toBe(0);
  });

  test('leave the rest of a large wave to the pools, within the caps', () => {
    const { allocations, considered } = ruled({ sliceQty: qty(10_000) });
    expect(allocations.find((a) => a.venue === 'DARK-1')).toMatchObject({ tactic: 'MidPeg', qty: 1_000 });
    expect(allocations.find((a) => a.venue === 'LIT-A')?.qty).toBe(2_000);
    expect(considered.every((o) => o.cost === undefined && o.fillProb === undefined)).toBe(true);
  });

  test('know dead venues and limits as the learned router does', () => {
    const { allocations } = ruled({
      urgency: 1,
      limitPx: px(1_000_000),
      venues: [venueView(LIT_A, { health: 'DEAD' }), venueView(INV_B), venueView(DARK_1)],
    });
    expect(allocations.every((a) => a.venue !== 'LIT-A' && a.tactic !== 'TakeNow')).toBe(true);
  });

  test('keep the laws of any wave', () => {
    fc.assert(
      fc.property(anySnapshot, fc.boolean(), (snapshot, now) => {
        const urgency = now ? 1 : snapshot.urgency;
        const decision = decide({
          ...inputsFor(),
          snapshot: { ...snapshot, urgency, router: 'Rules' },
          predictions: [],
        });
        const all = decision.allocations.reduce((n, a) => n + a.qty, 0);
        expect(all + decision.unallocatedQty).toBe(snapshot.sliceQty);
        expect(decision.allocations.every((a) => a.qty > 0 && a.qty % snapshot.instrument.lot === 0)).toBe(
          true,
        );
        expect(decision.propensity).toBe(1);
      }),
      { seed: 42, numRuns: 1_000 },
    );
  });
});

describe('decided again', () => {
  test('from its record as stored text, it is the same bit for bit', () => {
    fc.assert(
      fc.property(anySnapshot, anyOpinions, fc.integer({ min: 0, max: 99 }), (snapshot, opinions, draw) => {
        const record = decideRecord({
          ...inputsFor(),
          snapshot,
          predictions: opinionsOn(candidatesFor(snapshot), opinions),
          draw: draw / 100,
        });
        const stored = JSON.parse(JSON.stringify(record)) as DecisionRecord;
        expect(redecide(stored)).toMatchObject({ equal: true, recomputedHash: record.outcomeHash });
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  test('a record that was altered is found out', () => {
    const record = decideRecord(inputsFor());
    const { outcome, inputs } = record;
    const [first, ...rest] = outcome.allocations;
    const more = { ...outcome, allocations: [{ ...first!, qty: qty(first!.qty + 1) }, ...rest] };
    expect(redecide({ ...record, outcome: more }).equal).toBe(false);
    expect(
      redecide({ ...record, inputs: { ...inputs, snapshot: decisionSnapshot({ urgency: 0.9 }) } }).equal,
    ).toBe(false);
  });

  test('earlier decisions leave nothing behind', () => {
    const inputs = inputsFor();
    const before = decideRecord(inputs).outcomeHash;
    const crowd = Array.from({ length: 12 }, (_, i) => venueView({ ...LIT_A, id: `V${i}` as never }));
    decide(inputsFor({ venues: crowd, sliceQty: qty(9_999), urgency: 1 }));
    expect(decideRecord(inputs).outcomeHash).toBe(before);
  });
});

test('REASONS.md is what the source says', async () => {
  await expect(reasonsPage()).toMatchFileSnapshot('../REASONS.md');
});
