import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  add,
  advance,
  createActivity,
  createKept,
  decayTo,
  holdSpread,
  SUM,
  spreadScore,
  sumNow,
  sumOf,
} from './activity.ts';

const SECOND = 1e9;
const HOUR = 3_600 * SECOND;
const COLUMNS = [
  { column: SUM.messagesBurst, factor: 'burst', seconds: 0.1 },
  { column: SUM.ofi1, factor: 'short', seconds: 1 },
  { column: SUM.trades, factor: 'medium', seconds: 10 },
  { column: SUM.reduced, factor: 'long', seconds: 60 },
] as const;

/** Time stands still, creeps, runs, is silent for hours, goes back, and comes to where the landmark moves. */
const wait = fc.oneof(
  fc.constantFrom(0, 0, 1, -1, -5 * SECOND, 30 * SECOND, 30 * SECOND + 1, 12 * HOUR, 400 * 24 * HOUR),
  fc.integer({ min: 0, max: 1e6 }),
  fc.integer({ min: 0, max: 2 * SECOND }),
  fc.integer({ min: 0, max: 100 * SECOND }),
);
const step = fc.record({
  wait,
  row: fc.nat({ max: 1 }),
  nth: fc.nat({ max: COLUMNS.length - 1 }),
  amount: fc.oneof(fc.integer({ min: -1_000, max: 1_000 }), fc.constant(1e15)),
  ticks: fc.option(fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constant(1e9)), { nil: undefined }),
});
const steps = fc.array(step, { minLength: 1, maxLength: 150, size: 'max' });
const START = 34_200 * SECOND;

/** The steps with the clock at each: the latest time so far. */
function timed(list: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]) {
  let asked = START;
  let clock = 0;
  return list.map((each) => {
    asked += each.wait;
    clock = Math.max(clock, asked);
    return { ...each, asked, clock };
  });
}

test('a sum is what is left of every amount, whatever time did between', () => {
  fc.assert(
    fc.property(steps, wait, (list, later) => {
      const activity = createActivity(2);
      const told = timed(list);
      for (const { asked, row, nth, amount } of told) {
        advance(activity, asked);
        add(activity, row, COLUMNS[nth]!.column, amount);
      }
      const { asked, clock } = told.at(-1)!;
      for (const ts of [clock, asked + later]) {
        const kept = decayTo(activity, ts, createKept());
        for (const row of [0, 1]) {
          COLUMNS.forEach(({ column, factor, seconds }, nth) => {
            const left = told
              .filter((each) => each.row === row && each.nth === nth)
              .map((each) => each.amount * Math.exp((each.clock - Math.max(ts, clock)) / (seconds * SECOND)));
            const size = left.reduce((sum, amount) => sum + Math.abs(amount), 0);
            const sum = left.reduce((all, amount) => all + amount, 0);
            const read = [sumOf(activity, row, column) * kept[factor]];
            if (ts === clock) read.push(sumNow(activity, row, column));
            for (const found of read)
              expect(Math.abs(found - sum)).toBeLessThanOrEqual(1e-10 * size + 1e-200);
          });
        }
      }
    }),
    { seed: 42, numRuns: 500 },
  );
});

test("the spread's score is that of all spreads by the time that they held, which stands still while there is none", () => {
  fc.assert(
    fc.property(steps, wait, (list, later) => {
      const activity = createActivity(1);
      const told = timed(list);
      for (const { asked, ticks } of told) {
        advance(activity, asked);
        holdSpread(activity, 0, ticks);
      }
      const ts = Math.max(told.at(-1)!.asked + later, told.at(-1)!.clock);
      const shown = told.map(({ clock, ticks }, i) => ({
        held: (told[i + 1]?.clock ?? ts) - clock,
        ticks: ticks === undefined ? undefined : Math.min(Math.max(ticks, 0), 1_000),
      }));
      const spreads = shown.filter(({ ticks }) => ticks !== undefined) as { held: number; ticks: number }[];
      let elapsed = 0;
      let weight = 0;
      let sum = 0;
      let squares = 0;
      for (const { held, ticks } of spreads.reverse()) {
        const share = -Math.exp(-elapsed / (60 * SECOND)) * Math.expm1(-held / (60 * SECOND));
        elapsed += held;
        weight += share;
        sum += share * ticks;
        squares += share * ticks * ticks;
      }
      const now = shown.at(-1)!.ticks;
      const variance = Math.max(squares / weight - (sum / weight) ** 2, 0) + 1 / 16;
      const expected = now === undefined || weight === 0 ? 0 : (now - sum / weight) / Math.sqrt(variance);
      expect(Math.abs(spreadScore(activity, 0, ts) - expected)).toBeLessThanOrEqual(
        1e-9 * Math.max(1, Math.abs(expected)),
      );
    }),
    { seed: 42, numRuns: 500 },
  );
});
