import { type MarketEvent, nanos } from '@fairlead/domain';
import { bookSnapshot, heartbeat, KESTREL, levelChanged, REFERENCE, tradingStatus } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { marketStamp, venueViewFacts, volatilityBps } from './readers.ts';
import { createFeatureState, type FeatureState, observe, venueIndex } from './state.ts';

const { venues } = REFERENCE;
const [LIT, INV, DARK] = venues.map(({ id }) => id);
const SECOND = 1_000_000_000;

const at = (venue: typeof LIT, feedSeq: number, tsEvent = 0) => ({ venue: venue!, feedSeq, tsEvent });
function tell(state: FeatureState, ...events: readonly MarketEvent[]): FeatureState {
  for (const event of events) observe(state, event, event.tsEvent);
  return state;
}
const opened = () =>
  tell(
    createFeatureState(KESTREL, venues),
    bookSnapshot(
      at(LIT, 1),
      [[999_900, 400]],
      [
        [1_000_200, 600],
        [1_000_700, 50],
        [1_000_800, 9],
      ],
    ),
    bookSnapshot(at(INV, 1), [[999_800, 200]], [[1_000_100, 100]]),
    bookSnapshot(at(DARK, 1), [], []),
  );

describe("a venue's facts", () => {
  test('are its touch, its age, and the far depth within five ticks', () => {
    expect(venueViewFacts(opened(), 0, 'Buy', nanos(7))).toEqual({
      health: 'LIVE',
      tradable: true,
      bidPx: 999_900,
      bidQty: 400,
      askPx: 1_000_200,
      askQty: 600,
      farDepthQty: 650,
      ageNs: 7,
      dataAgeNs: 7,
    });
    expect(venueViewFacts(opened(), 0, 'Sell', nanos(7)).farDepthQty).toBe(400);
  });

  test('leave out what a dark pool does not show', () => {
    expect(venueViewFacts(opened(), 2, 'Buy', nanos(0))).toEqual({
      health: 'LIVE',
      tradable: true,
      ageNs: 0,
    });
  });

  test.each([
    [0.75, 'LIVE'],
    [0.750000001, 'DEGRADED'],
    [3, 'DEGRADED'],
    [3.000000001, 'STALE'],
    [10, 'STALE'],
    [10.000000001, 'DEAD'],
  ])('call a feed not heard from for %d s %s', (seconds, health) => {
    expect(venueViewFacts(opened(), 0, 'Buy', nanos(Math.round(seconds * SECOND))).health).toBe(health);
  });

  test('call a venue that was never heard from dead, with no age', () => {
    const facts = venueViewFacts(createFeatureState(KESTREL, venues), 0, 'Buy', nanos(0));
    expect(facts).toEqual({ health: 'DEAD', cause: 'NeverHeard', tradable: true });
  });

  test('a heartbeat is contact and makes no data younger', () => {
    const beats = Array.from({ length: 80 }, (_, i) => heartbeat(at(LIT, 2 + i, ((i + 1) * SECOND) / 4)));
    const state = tell(opened(), ...beats);
    expect(venueViewFacts(state, 0, 'Buy', nanos(20 * SECOND))).toMatchObject({
      health: 'STALE',
      cause: 'NoData',
      ageNs: 0,
      dataAgeNs: 20 * SECOND,
    });
    tell(state, levelChanged(at(LIT, 82, 20 * SECOND), 'Buy', 999_900, 500));
    expect(venueViewFacts(state, 0, 'Buy', nanos(20 * SECOND)).health).toBe('LIVE');
  });

  test('a gap is stale and shows no price until a snapshot', () => {
    const state = tell(opened(), levelChanged(at(LIT, 5), 'Buy', 999_900, 1));
    expect(venueViewFacts(state, 0, 'Buy', nanos(0))).toEqual({
      health: 'STALE',
      cause: 'Gap',
      tradable: true,
      ageNs: 0,
      dataAgeNs: 0,
    });
    tell(state, bookSnapshot(at(LIT, 5), [[999_900, 400]], []));
    expect(venueViewFacts(state, 0, 'Buy', nanos(0))).toEqual({
      health: 'LIVE',
      tradable: true,
      bidPx: 999_900,
      bidQty: 400,
      ageNs: 0,
      dataAgeNs: 0,
    });
  });

  test('a halted instrument is not tradable there', () => {
    const state = tell(opened(), tradingStatus(at(LIT, 2), 'Halted'));
    expect(venueViewFacts(state, 0, 'Buy', nanos(0)).tradable).toBe(false);
    expect(venueViewFacts(state, 1, 'Buy', nanos(0)).tradable).toBe(true);
  });
});

describe('the market stamp', () => {
  test('is the consolidated touch with the age of its older side', () => {
    const state = tell(opened(), heartbeat(at(INV, 2, SECOND)));
    // Bid from LIT-A, last heard at 0; ask from INV-B, heard at 1 s.
    expect(marketStamp(state, nanos(1.5 * SECOND))).toEqual({
      bidPx: 999_900,
      askPx: 1_000_100,
      ageNs: 1.5 * SECOND,
    });
  });

  test('leaves out a side that nobody shows, and everything before the first message', () => {
    const state = createFeatureState(KESTREL, venues);
    expect(marketStamp(state, nanos(0))).toEqual({});
    tell(state, bookSnapshot(at(LIT, 1), [[999_900, 400]], []));
    expect(marketStamp(state, nanos(4))).toEqual({ bidPx: 999_900, ageNs: 4 });
  });

  test('of live coin venues that cross each other is the range that they disagree over', () => {
    const live = venues.map((venue) => ({ ...venue, origin: 'Live' as const }));
    const crossed = (of: typeof venues) =>
      marketStamp(
        tell(
          createFeatureState(KESTREL, of),
          bookSnapshot(at(LIT, 1), [[1_000_500, 5]], [[1_000_600, 5]]),
          bookSnapshot(at(INV, 1), [[1_000_000, 5]], [[1_000_100, 5]]),
        ),
        nanos(4),
      );
    expect(crossed(venues)).toEqual({ bidPx: 1_000_500, askPx: 1_000_100, ageNs: 4 });
    expect(crossed(live)).toEqual({ bidPx: 1_000_100, askPx: 1_000_500, ageNs: 4 });
  });
});

describe('volatility', () => {
  const dailyBps = KESTREL.dailyVolatilityBps / Math.sqrt(23_400);
  const moveMid = (state: FeatureState, feedSeq: number, ts: number, bid: number) =>
    tell(state, bookSnapshot({ venue: LIT!, feedSeq, tsEvent: ts }, [[bid, 100]], [[bid + 200, 100]]));

  test("is the instrument's daily figure before data", () => {
    expect(volatilityBps(createFeatureState(KESTREL, venues))).toBeCloseTo(dailyBps, 12);
    expect(volatilityBps(opened())).toBeCloseTo(dailyBps, 12);
  });

  test('of a mid that moves by one basis point every second is one basis point per square-root second', () => {
    const state = createFeatureState(KESTREL, venues);
    for (let i = 0; i < 600; i++) moveMid(state, 1 + i, i * SECOND, 999_900 + (i % 2) * 100);
    expect(volatilityBps(state)).toBeGreaterThan(0.99);
    expect(volatilityBps(state)).toBeLessThan(1.01);
  });

  test('does not see moves that revert within 100 ms', () => {
    const state = createFeatureState(KESTREL, venues);
    for (let i = 0; i < 2_000; i++) moveMid(state, 1 + i, i * 50_000_000, 999_900 + (i % 2) * 100);
    expect(volatilityBps(state)).toBeLessThan(dailyBps / 2);
  });

  test('does not sample a crossed market', () => {
    const state = opened();
    tell(state, levelChanged(at(LIT, 2, SECOND), 'Buy', 1_000_150, 10));
    tell(state, levelChanged(at(LIT, 3, 2 * SECOND), 'Buy', 1_000_150, 0));
    const quiet = tell(opened(), heartbeat(at(LIT, 2, 2 * SECOND)));
    expect(volatilityBps(state)).toBe(volatilityBps(quiet));
  });
});

describe('the state', () => {
  test('knows its venues and refuses others', () => {
    const state = createFeatureState(KESTREL, venues);
    expect(venueIndex(state, DARK!)).toBe(2);
    expect(() => venueIndex(state, 'NOWHERE' as never)).toThrow(/NOWHERE/);
  });

  test('refuses an event of another instrument and ignores another venue', () => {
    const state = opened();
    expect(() =>
      observe(state, { ...heartbeat(at(LIT, 2)), instrument: 'MERLIN' as never }, nanos(0)),
    ).toThrow(/another instrument/);
    expect(observe(state, heartbeat({ venue: 'NOWHERE' as never, feedSeq: 1 }), nanos(0))).toBe('Ignored');
  });

  test('reports a gap to whoever has to ask for a snapshot', () => {
    expect(observe(opened(), heartbeat(at(LIT, 9)), nanos(0))).toBe('Gap');
  });
});
