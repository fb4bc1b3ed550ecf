import { nanos, type Side, TACTICS } from '@fairlead/domain';
import {
  decayedSum,
  KESTREL,
  marketStreams,
  type NaiveFeatures,
  type NewsTold,
  naiveFeatures,
  naiveMarkout,
  naiveRow,
  naiveSpreadScore,
  naiveVolatility,
  type OwnTold,
  REFERENCE,
} from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKept, decayTo, SUM, spreadScore, sumOf } from './activity.ts';
import { MARKOUT, markoutFills, meanMarkoutBps } from './markouts.ts';
import { writeRow } from './row.ts';
import { AT, FEATURE_COUNT, FEATURES } from './schema.ts';
import { createFeatureState, type FeatureState, observe, observeNews, observeOwn } from './state.ts';
import { longBps, shortBps } from './volatility.ts';

const { venues } = REFERENCE;
const ALL = venues.length;
const SIDES: readonly Side[] = ['Buy', 'Sell'];

const stream = marketStreams(
  venues.map(({ id }) => id),
  { maxLength: 150 },
);
const ownOutcome = fc.record({
  type: fc.constantFrom<OwnTold['type'][]>('Sent', 'Acked', 'Fill', 'Fill', 'Restated', 'Reject', 'Canceled'),
  venue: fc.nat({ max: ALL - 1 }),
  side: fc.constantFrom(...SIDES),
  qty: fc.integer({ min: 1, max: 5_000 }),
  px: fc.integer({ min: -12, max: 12 }).map((n) => 1_000_000 + n * 100),
  passive: fc.boolean(),
  latencyNs: fc.integer({ min: 0, max: 3_000_000_000 }),
  /** After which event of the stream. */
  after: fc.nat({ max: 149 }),
});
const newsItem = fc.record({
  score: fc.double({ min: -1, max: 1, noNaN: true }),
  after: fc.nat({ max: 149 }),
});
const laterNs = fc.oneof(fc.constantFrom(0, 86_400_000_000_000), fc.integer({ min: 0, max: 20_000_000_000 }));
/** Half of the streams are a hundred times faster: what happens within 10 ms has to happen. */
const hurried = fc.tuple(stream, fc.boolean()).map(([told, fast]) => {
  if (!fast) return told;
  const start = told[0]!.ts;
  return told.map(({ event, ts }) => {
    const sooner = (at: number) => start + Math.floor((at - start) / 100);
    return { event: { ...event, tsEvent: nanos(sooner(event.tsEvent)) }, ts: sooner(ts) };
  });
});
const scenario = fc.record({
  told: hurried,
  outcomes: fc.array(ownOutcome, { maxLength: 30 }),
  news: fc.array(newsItem, { maxLength: 5 }),
  laterNs,
});
type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;

/** The same history told to the state, event by event, and to its twin. */
function folded({ told, outcomes, news }: Scenario) {
  const state = createFeatureState(KESTREL, venues);
  const own: OwnTold[] = [];
  const heard: NewsTold[] = [];
  told.forEach(({ event, ts }, i) => {
    observe(state, event, nanos(ts));
    for (const outcome of outcomes) {
      if (outcome.after !== i) continue;
      observeOwn(state, outcome, nanos(ts));
      own.push({ ...outcome, ts });
    }
    for (const { score, after } of news) {
      if (after !== i) continue;
      observeNews(state, score, nanos(ts));
      heard.push({ score, ts });
    }
  });
  return { state, twin: naiveFeatures({ instrument: KESTREL, venues }, told, own, heard) };
}

function expectSame(actual: number, expected: number, what: string): void {
  expect(Math.abs(actual - expected), `${what}: ${actual} for ${expected}`).toBeLessThanOrEqual(
    1e-9 * Math.max(1, Math.abs(expected)),
  );
}

function expectSameSums(state: FeatureState, twin: NaiveFeatures, row: number, ts: number): void {
  const kept = decayTo(state.activity, ts, createKept());
  const same = (
    column: (typeof SUM)[keyof typeof SUM],
    facts: NaiveFeatures['ofi'],
    tau: 1 | 10 | 60,
    what: string,
  ) =>
    expectSame(
      sumOf(state.activity, row, column) * { 1: kept.short, 10: kept.medium, 60: kept.long }[tau],
      decayedSum(facts, row, tau, ts),
      `${what} of row ${row}`,
    );
  same(SUM.ofi1, twin.ofi, 1, 'ofi1');
  same(SUM.ofi10, twin.ofi, 10, 'ofi10');
  same(SUM.flow1, twin.signed, 1, 'flow1');
  same(SUM.flow10, twin.signed, 10, 'flow10');
  same(SUM.volume, twin.prints, 60, 'volume');
  same(SUM.reduced, twin.reduced, 60, 'reduced');
  same(SUM.messages, twin.messages, 10, 'messages');
  expectSame(
    spreadScore(state.activity, row, ts),
    naiveSpreadScore(twin, row, ts),
    `spread score of row ${row}`,
  );
}

function expectSameMarkouts(state: FeatureState, twin: NaiveFeatures, venue: number, ts: number): void {
  for (const [horizon, horizonSeconds] of [
    [MARKOUT.oneSecond, 1],
    [MARKOUT.fiveSeconds, 5],
  ] as const) {
    const { fills, meanBps } = naiveMarkout(twin, { venue, horizonSeconds, ts });
    const what = `of venue ${venue} after ${horizonSeconds} s`;
    expectSame(markoutFills(state.markouts, venue, horizon, ts), fills, `fills ${what}`);
    if (fills > 0) expectSame(meanMarkoutBps(state.markouts, venue, horizon), meanBps, `markout ${what}`);
  }
}

describe('features folded event by event', () => {
  test('equal the sums over the whole history to 1e-9', () => {
    fc.assert(
      fc.property(scenario, (history) => {
        const { told, laterNs: later } = history;
        const { state, twin } = folded(history);
        const ts = told.at(-1)!.ts + later;
        for (let row = 0; row <= ALL; row++) expectSameSums(state, twin, row, ts);
        expectSame(shortBps(state.volatility), naiveVolatility(twin, 10), 'short volatility');
        expectSame(longBps(state.volatility), naiveVolatility(twin, 60), 'long volatility');
        for (const [venue] of venues.entries()) expectSameMarkouts(state, twin, venue, ts);
      }),
      { seed: 42, numRuns: 150 },
    );
  });

  test('give the rows that the whole history gives, to the last bits of a float', () => {
    const question = fc.record(
      {
        qty: fc.integer({ min: 1, max: 100_000 }),
        px: fc.integer({ min: -12, max: 12 }).map((n) => 1_000_000 + n * 100),
        horizonNs: fc.integer({ min: 1_000_000, max: 600_000_000_000 }),
      },
      { requiredKeys: ['qty', 'horizonNs'] },
    );
    fc.assert(
      fc.property(scenario, question, (history, asked) => {
        const { told, laterNs: later } = history;
        const { state, twin } = folded(history);
        const out = new Float32Array(FEATURE_COUNT);
        for (const [venueIndex] of venues.entries()) {
          for (const tactic of TACTICS) {
            for (const side of SIDES) {
              const row = { ...asked, venueIndex, tactic, side, ts: told.at(-1)!.ts + later };
              writeRow(state, row, out, 0);
              const expected = naiveRow(twin, row);
              expect(Object.keys(expected).sort()).toEqual(FEATURES.map(({ name }) => name).sort());
              for (const { name, low, high } of FEATURES) {
                const clipped = Math.min(Math.max(expected[name]!, low), high);
                const what = `${name} of ${JSON.stringify(row)}: ${out[AT[name]]} for ${clipped}`;
                expect(Math.abs(out[AT[name]]! - clipped), what).toBeLessThanOrEqual(2e-6);
              }
            }
          }
        }
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  test('give the same bytes when the same history is folded again', () => {
    fc.assert(
      fc.property(scenario, (history) => {
        const { told, laterNs: later } = history;
        const rows = [0, 1].map(() => {
          const { state } = folded(history);
          const out = new Float32Array(ALL * TACTICS.length * FEATURE_COUNT);
          let offset = 0;
          for (const [venueIndex] of venues.entries()) {
            for (const tactic of TACTICS) {
              const ts = told.at(-1)!.ts + later;
              writeRow(state, { venueIndex, tactic, side: 'Buy', qty: 700, horizonNs: 5e9, ts }, out, offset);
              offset += FEATURE_COUNT;
            }
          }
          return new Uint8Array(out.buffer);
        });
        expect(rows[0]).toEqual(rows[1]);
      }),
      { seed: 42, numRuns: 50 },
    );
  });
});
