import { type MarketEvent, nanos, type Side, TACTICS } from '@fairlead/domain';
import {
  bookSnapshot,
  KESTREL,
  levelChanged,
  marketStreams,
  REFERENCE,
  tradePrinted,
} from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CandidateRow, writeRow } from './row.ts';
import { AT, FEATURE_COUNT, FEATURES, type FeatureName } from './schema.ts';
import {
  createFeatureState,
  type FeatureState,
  observe,
  observeNews,
  observeOwn,
  venueIndex,
} from './state.ts';

const { venues } = REFERENCE;
const [LIT, INV, DARK] = venues.map(({ id }) => id);
const SECOND = 1_000_000_000;
const UNIT = KESTREL.avgTradeQty;

function stateAfter(...events: readonly MarketEvent[]): FeatureState {
  const state = createFeatureState(KESTREL, venues);
  for (const event of events) observe(state, event, event.tsEvent);
  return state;
}

const at = (venue: typeof LIT, feedSeq: number, tsEvent = SECOND) => ({ venue: venue!, feedSeq, tsEvent });

/** LIT-A 99.99 x 100.02, INV-B 99.98 x 100.01, a dark pool. */
const opened = [
  bookSnapshot(
    at(LIT, 1),
    [
      [999_900, 400],
      [999_800, 1_000],
    ],
    [
      [1_000_200, 600],
      [1_000_300, 800],
    ],
  ),
  bookSnapshot(at(INV, 1), [[999_800, 200]], [[1_000_100, 100]]),
  bookSnapshot(at(DARK, 1), [], []),
];

const question: CandidateRow = {
  venueIndex: 0,
  tactic: 'PostTouch',
  side: 'Buy',
  qty: 1_000,
  horizonNs: 10 * SECOND,
  ts: SECOND,
};

function row(state: FeatureState, over: Partial<CandidateRow> = {}): Record<FeatureName, number> {
  const out = new Float32Array(FEATURE_COUNT);
  writeRow(state, { ...question, ...over }, out, 0);
  return Object.fromEntries(FEATURES.map(({ name }) => [name, out[AT[name]]!])) as Record<
    FeatureName,
    number
  >;
}

describe('a candidate row', () => {
  test('describes a posted buy on a lit venue', () => {
    const features = row(stateAfter(...opened));
    expect(features.spreadTicks).toBeCloseTo(Math.log(4), 6);
    expect(features.spreadBps).toBeCloseTo(Math.log(1 + (300 / 1_000_050) * 10_000), 6);
    expect(features.nearDepth).toBeCloseTo(Math.log(1 + 400 / UNIT), 6);
    expect(features.farDepth).toBeCloseTo(Math.log(1 + 600 / UNIT), 6);
    expect(features.imbalance1).toBeCloseTo(-0.2, 6);
    expect(features.imbalance5).toBeCloseTo(0, 6);
    expect(features.queueAhead).toBeCloseTo(Math.log(1 + 400 / UNIT), 6);
    expect(features.priceOffset).toBe(0);
    expect(features.size).toBeCloseTo(Math.log(1_000 / UNIT), 6);
    expect(features.horizon).toBeCloseTo(Math.log(10), 6);
    expect(features.tacticPostTouch).toBe(1);
    expect(features.tacticTakeNow + features.tacticPostInside + features.tacticMidPeg).toBe(0);
    expect(features.kindInverted).toBe(0);
    expect(features.volumeShare).toBeCloseTo(1 / 3, 6);
    expect(features.ownFillRatio).toBe(0.5);
    expect(features.ownRejectRatio).toBe(0);
    expect(features.latency).toBeCloseTo(Math.log(0.1), 6);
    expect(features.volatilityLong).toBe(0);
  });

  test('leans the microprice towards the thinner side', () => {
    // 99.99 x 400 against 100.02 x 600: imbalance -0.2, three ticks; untaught, 0.3 / 8 of the spread.
    const lean = ((-0.3 / 8) * 300 * 10_000) / 1_000_050;
    expect(row(stateAfter(...opened)).micropriceOffset).toBeCloseTo(lean, 5);
    expect(row(stateAfter(...opened), { side: 'Sell' }).micropriceOffset).toBeCloseTo(-lean, 5);
  });

  test('counts what a deep taker reaches and what stands before a poster behind the touch', () => {
    const state = stateAfter(...opened);
    const taker = row(state, { tactic: 'TakeNow', px: 1_000_300 });
    expect(taker.farDepth).toBeCloseTo(Math.log(1 + 1_400 / UNIT), 6);
    expect(taker.queueAhead).toBe(0);
    expect(taker.priceOffset).toBeCloseTo(4 / 3, 6);
    expect(row(state, { px: 999_800 }).queueAhead).toBeCloseTo(Math.log(1 + 1_400 / UNIT), 6);
    expect(row(state, { tactic: 'PostInside' }).queueAhead).toBe(0);
  });

  test('lets a dark pool see the consolidated book', () => {
    const features = row(stateAfter(...opened), { venueIndex: 2, tactic: 'MidPeg' });
    expect(features.spreadTicks).toBeCloseTo(Math.log(3), 6);
    expect(features.imbalance1).toBeCloseTo((400 - 100) / 500, 6);
    expect(features.priceOffset).toBe(0.5);
    expect(features.queueAhead).toBe(0);
    expect(features.tacticMidPeg).toBe(1);
  });

  test('sums order-flow imbalance by equation 4 of Cont, Kukanov and Stoikov, with its sign', () => {
    const state = stateAfter(
      ...opened,
      levelChanged(at(LIT, 2), 'Buy', 1_000_000, 500), // a higher bid: +500
      levelChanged(at(LIT, 3), 'Sell', 1_000_200, 0), // the best ask leaves: +600
      levelChanged(at(LIT, 4), 'Buy', 1_000_000, 200), // the best bid shrinks: -300
    );
    expect(row(state).ofi1s).toBeCloseTo(Math.asinh(800 / UNIT), 6);
    expect(row(state, { side: 'Sell' }).ofi1s).toBeCloseTo(-Math.asinh(800 / UNIT), 6);
    const later = row(state, { ts: 2 * SECOND });
    expect(later.ofi1s).toBeCloseTo(Math.asinh(800 / UNIT / Math.E), 6);
    expect(later.ofi10s).toBeCloseTo(Math.asinh((800 / UNIT) * Math.exp(-0.1)), 6);
  });

  test('signs a print by the venue, else by the mid, and not at the midpoint', () => {
    const flow = (event: MarketEvent) => row(stateAfter(...opened, event)).flow1s;
    const bought = Math.asinh(300 / UNIT);
    expect(flow(tradePrinted(at(LIT, 2), 999_900, 300, 'Buy'))).toBeCloseTo(bought, 6);
    expect(flow(tradePrinted(at(LIT, 2), 999_900, 300))).toBeCloseTo(-bought, 6);
    expect(flow(tradePrinted(at(LIT, 2), 1_000_000, 300))).toBe(0);
  });

  test('shares out volume, and tells cancels from trades', () => {
    const state = stateAfter(
      ...opened,
      levelChanged(at(LIT, 2), 'Sell', 1_000_200, 100), // 500 leave,
      tradePrinted(at(LIT, 3), 1_000_200, 200, 'Buy'), // of which 200 traded
    );
    expect(row(state).volumeShare).toBeCloseTo((200 + UNIT) / (200 + 3 * UNIT), 6);
    expect(row(state).cancelToTrade).toBeCloseTo(Math.log(1 + 300 / (200 + UNIT)), 6);
    expect(row(state).tradeRate).toBeCloseTo(Math.log(1.1), 6);
    expect(row(state).messageRate).toBeCloseTo(Math.log(1.2), 6);
  });

  test('sums depth over three and five levels, and a pool sees all venues together', () => {
    const features = row(stateAfter(...opened));
    expect(features.nearDepth3).toBeCloseTo(Math.log(1 + 1_400 / UNIT), 6);
    expect(features.farDepth5).toBeCloseTo(Math.log(1 + 1_400 / UNIT), 6);
    expect(features.imbalance3).toBe(0);
    const pool = row(stateAfter(...opened), { venueIndex: 2, tactic: 'MidPeg' });
    expect(pool.nearDepth3).toBeCloseTo(Math.log(1 + 1_600 / UNIT), 6);
    expect(pool.farDepth3).toBeCloseTo(Math.log(1 + 1_500 / UNIT), 6);
    expect(pool.imbalance5).toBeCloseTo(100 / 3_100, 6);
  });

  test('counts takes of the far touch in a row; one the other way begins anew, one inside counts for nothing', () => {
    const take = (nth: number, px: number, side: Side) =>
      tradePrinted(at(LIT, 1 + nth, SECOND), px, 100, side);
    const up = [take(1, 1_000_200, 'Buy'), take(2, 1_000_300, 'Buy'), take(3, 1_000_100, 'Buy')];
    expect(row(stateAfter(...opened, ...up)).takesInRow).toBeCloseTo(Math.asinh(2), 6);
    expect(row(stateAfter(...opened, ...up), { side: 'Sell' }).takesInRow).toBeCloseTo(-Math.asinh(2), 6);
    expect(row(stateAfter(...opened, ...up), { ts: 2 * SECOND }).takesInRow).toBeCloseTo(
      Math.asinh(2 / Math.E),
      6,
    );
    const turned = stateAfter(...opened, ...up, take(4, 999_900, 'Sell'));
    expect(row(turned).takesInRow).toBeCloseTo(Math.asinh(-1), 6);
  });

  test('knows our position, what was taken back included', () => {
    const state = stateAfter(...opened);
    const fill = { type: 'Fill', venue: 0, px: 1_000_000, passive: false } as const;
    observeOwn(state, { ...fill, side: 'Buy', qty: 700 }, nanos(SECOND));
    observeOwn(state, { ...fill, venue: 1, side: 'Sell', qty: 100 }, nanos(SECOND));
    observeOwn(state, { type: 'Restated', venue: 0, side: 'Buy', qty: -200 }, nanos(SECOND));
    expect(row(state).inventory).toBeCloseTo(Math.asinh(400 / UNIT), 6);
    expect(row(state, { side: 'Sell' }).inventory).toBeCloseTo(-Math.asinh(400 / UNIT), 6);
  });

  test('knows the time of day, news, and how late messages and answers are', () => {
    const noon = 12 * 3_600 * SECOND;
    const state = stateAfter(...opened);
    observe(state, levelChanged(at(LIT, 2, noon - 5_000_000), 'Buy', 999_900, 300), nanos(noon));
    observeNews(state, -0.5, nanos(noon));
    observeNews(state, -0.5, nanos(noon));
    for (let i = 0; i < 9; i++) {
      observeOwn(state, { type: 'Acked', venue: 0, latencyNs: i < 7 ? 1_000_000 : 40_000_000 }, nanos(noon));
    }
    const features = row(state, { ts: noon });
    expect(features.timeSin).toBeCloseTo(0, 6);
    expect(features.timeCos).toBe(-1);
    expect(features.newsSentiment).toBeCloseTo(-1, 6);
    expect(row(state, { ts: noon, side: 'Sell' }).newsSentiment).toBeCloseTo(1, 6);
    expect(row(state, { ts: noon + 300 * SECOND }).newsCount).toBeCloseTo(Math.log(1 + 2 / Math.E), 6);
    expect(features.ackLatencyP50).toBeCloseTo(Math.log(1), 1);
    expect(features.ackLatencyP90).toBeCloseTo(Math.log(40), 1);
    expect(features.feedLagP90).toBeCloseTo(Math.log(5), 1);
    expect(row(state, { ts: noon, venueIndex: 1 }).ackLatencyP90).toBeCloseTo(Math.log(0.2), 1);
  });

  test('remembers how our own orders ended there, and only there', () => {
    const state = stateAfter(...opened);
    const there = venueIndex(state, INV!);
    observeOwn(state, { type: 'Sent', venue: there, side: 'Buy', qty: 1_000 }, nanos(SECOND));
    observeOwn(
      state,
      { type: 'Fill', venue: there, side: 'Buy', qty: 600, px: 1_000_000, passive: true },
      nanos(SECOND),
    );
    observeOwn(state, { type: 'Canceled', venue: there, qty: 400 }, nanos(SECOND));
    observeOwn(state, { type: 'Sent', venue: there, side: 'Buy', qty: 500 }, nanos(SECOND));
    observeOwn(state, { type: 'Reject', venue: there, qty: 500 }, nanos(SECOND));
    const features = row(state, { venueIndex: there });
    expect(features.ownFillRatio).toBeCloseTo((600 + UNIT) / (1_500 + 2 * UNIT), 6);
    expect(features.ownRejectRatio).toBeCloseTo(1 / 3, 6);
    expect(row(state).ownFillRatio).toBe(0.5);
  });

  test('a spread twice its usual scores high', () => {
    const quiet = Array.from({ length: 60 }, (_, i) =>
      levelChanged(at(LIT, 2 + i, (2 + i) * SECOND), 'Buy', 999_800, 1_000 + i),
    );
    const state = stateAfter(...opened, ...quiet);
    const ts = 62 * SECOND;
    expect(row(state, { ts }).spreadScore).toBeCloseTo(0, 5);
    observe(state, levelChanged(at(LIT, 62, ts), 'Buy', 999_900, 0), nanos(ts));
    expect(row(state, { ts }).spreadScore).toBeCloseTo(1 / 0.25, 5);
  });
});

describe('whatever the market', () => {
  const stream = marketStreams(venues.map(({ id }) => id));
  const SIDES: readonly Side[] = ['Buy', 'Sell'];

  test('a row before any event is finite, and says nothing but the order and the instrument', () => {
    const features = row(createFeatureState(KESTREL, venues), { ts: 0 });
    for (const { name } of FEATURES) expect(Number.isFinite(features[name]), name).toBe(true);
    for (const name of [
      'spreadTicks',
      'spreadScore',
      'imbalance1',
      'ofi1s',
      'flow10s',
      'tradeRate',
      'queueAhead',
    ] as const) {
      expect(features[name]).toBe(0);
    }
  });

  test('every number is finite and within its bounds, for hostile questions too', () => {
    const hostile = fc.constantFrom(
      0,
      -1,
      1,
      1e308,
      -1e308,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2 ** 53,
      1_000_000,
    );
    fc.assert(
      fc.property(stream, fc.tuple(hostile, hostile, hostile, hostile), (told, [qty, px, horizonNs, ts]) => {
        const state = createFeatureState(KESTREL, venues);
        const out = new Float32Array(FEATURE_COUNT);
        for (const { event, ts: at } of told) observe(state, event, nanos(at));
        for (const side of SIDES) {
          for (const tactic of TACTICS) {
            writeRow(state, { venueIndex: 0, tactic, side, qty, px, horizonNs, ts }, out, 0);
            for (const { name, low, high } of FEATURES) {
              const value = out[AT[name]]!;
              expect(value >= Math.fround(low) && value <= Math.fround(high), `${name} is ${value}`).toBe(
                true,
              );
            }
          }
        }
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  test('a sell sees the mirrored market as a buy sees this one', () => {
    const mirrored = (event: MarketEvent): MarketEvent => {
      const flip = <T extends { px: number }>(level: T) => ({ ...level, px: 2_000_000 - level.px }) as T;
      if (event.type === 'BookSnapshot') {
        return { ...event, bids: event.asks.map(flip), asks: event.bids.map(flip) };
      }
      if (event.type === 'LevelChanged')
        return { ...flip(event), side: event.side === 'Buy' ? 'Sell' : 'Buy' };
      if (event.type === 'TradePrinted') {
        return {
          ...flip(event),
          ...(event.aggressor && { aggressor: event.aggressor === 'Buy' ? 'Sell' : 'Buy' }),
        };
      }
      return event;
    };
    // Volatility is of returns, whose base differs a little in the mirror.
    const inBps: readonly FeatureName[] = [
      'spreadBps',
      'micropriceOffset',
      'volatilityShort',
      'volatilityLong',
      'volatilitySlow',
      'volatilityLevel',
    ];
    fc.assert(
      fc.property(stream, (told) => {
        const here = createFeatureState(KESTREL, venues);
        const there = createFeatureState(KESTREL, venues);
        for (const { event, ts } of told) {
          observe(here, event, nanos(ts));
          observe(there, mirrored(event), nanos(ts));
        }
        const ts = told.at(-1)!.ts;
        for (const [venueIndex] of venues.entries()) {
          for (const tactic of TACTICS) {
            const buy = row(here, { venueIndex, tactic, ts });
            const sell = row(there, { venueIndex, tactic, ts, side: 'Sell' });
            for (const { name } of FEATURES) {
              expect(sell[name], name).toBeCloseTo(buy[name], inBps.includes(name) ? 1 : 5);
            }
          }
        }
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  test('asking changes nothing, and an answer is never out of date', () => {
    fc.assert(
      fc.property(stream, (told) => {
        const asked = createFeatureState(KESTREL, venues);
        for (const { event, ts } of told) {
          observe(asked, event, nanos(ts));
          const fresh = createFeatureState(KESTREL, venues);
          if (told.length > 40) continue;
          for (const earlier of told) {
            if (earlier.ts > ts) break;
            observe(fresh, earlier.event, nanos(earlier.ts));
            if (earlier.event === event) break;
          }
          for (const side of SIDES) {
            expect(row(asked, { side, ts })).toEqual(row(fresh, { side, ts }));
            expect(row(asked, { side, ts: ts + SECOND })).toEqual(row(fresh, { side, ts: ts + SECOND }));
          }
        }
      }),
      { seed: 42, numRuns: 100 },
    );
  });
});
