/**
 * What the engine does with a venue whose market data can't be trusted: it does not route there, its decision
 * record says why, it asks for the book again, and it comes back when the venue does.
 */
import { type FeedCause, type MarketEvent, nanos, px, qty, type VenueId } from '@fairlead/domain';
import { KESTREL, parentOrder } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { DARK_1, INV_B, LIT_A, only, open, SECOND } from '../test/house.ts';
import { marketHealth, venueHealth } from './market-views.ts';
import { stampFor } from './snapshot.ts';

const BEAT = SECOND / 4;

/** A house whose venues speak by hand: heartbeats and levels, numbered as a feed numbers them. */
function listening() {
  const house = open();
  const seqs = new Map<VenueId, number>([
    [LIT_A, 1],
    [INV_B, 1],
    [DARK_1, 1],
  ]);
  const say = (venue: VenueId, what: Record<string, unknown>): void => {
    const feedSeq = (seqs.get(venue) ?? 0) + 1;
    seqs.set(venue, feedSeq);
    const event = { venue, instrument: KESTREL.id, feedSeq, tsEvent: house.desk.now, ...what };
    house.desk.input({ type: 'MarketDataReceived', event: event as unknown as MarketEvent });
  };
  const beat = (venue: VenueId): void => say(venue, { type: 'FeedHeartbeat' });
  const level = (venue: VenueId, side: 'Buy' | 'Sell', price: number, quantity: number): void =>
    say(venue, { type: 'LevelChanged', side, px: px(price), qty: qty(quantity) });
  let nth = 0;
  return {
    ...house,
    beat,
    level,
    say,
    snapshot: (venue: VenueId, bid: number, ask: number): void =>
      say(venue, {
        type: 'BookSnapshot',
        bids: [{ px: px(bid), qty: qty(2_000) }],
        asks: [{ px: px(ask), qty: qty(2_000) }],
      }),
    /** Time passes: every venue sends its heartbeats, and those of `talking` change their books too. */
    pass: (seconds: number, talking: readonly VenueId[]): void => {
      for (let i = 0; i < seconds * 4; i++) {
        house.desk.now = nanos(house.desk.now + BEAT);
        for (const venue of [LIT_A, INV_B, DARK_1]) {
          nth += 1;
          if (talking.includes(venue)) level(venue, 'Buy', 999_900, 1_000 + nth);
          else beat(venue);
        }
      }
    },
    /** A wave of a new order now: where it went, and what the decision says of each venue. */
    wave: () => {
      house.desk.questions = [];
      house.desk.orders = [];
      const startTime = house.desk.now;
      nth += 1;
      const submitted = house.submit(
        parentOrder({
          clOrdId: `wave-${nth}` as never,
          startTime,
          endTime: nanos(startTime + 5 * SECOND),
        }),
      );
      house.desk.advance(0);
      const [made] = only([...submitted, ...house.answer()], 'DecisionMade');
      return { sentTo: house.desk.orders.map(({ venue }) => venue), record: made!.record };
    },
  };
}

type House = ReturnType<typeof listening>;
const reasonsAt = (wave: ReturnType<House['wave']>, venue: VenueId): string[] =>
  wave.record.outcome.considered.filter((c) => c.venue === venue).map(({ reason }) => reason);
const viewOf = (wave: ReturnType<House['wave']>, venue: VenueId) =>
  wave.record.inputs.snapshot.venues.find((view) => view.venue.id === venue)!;
const feedOf = ({ state, desk }: House, venue: VenueId) =>
  venueHealth(state, desk.now).find((each) => each.venue === venue)!;

function expectBlocked(house: House, venue: VenueId, cause: FeedCause): void {
  const wave = house.wave();
  expect(wave.sentTo).not.toContain(venue);
  expect(wave.sentTo.length).toBeGreaterThan(0);
  expect(new Set(reasonsAt(wave, venue))).toEqual(new Set(['DataStale']));
  expect(viewOf(wave, venue)).toMatchObject({ health: 'STALE', cause });
  expect(feedOf(house, venue)).toMatchObject({ health: 'STALE', cause });
}

function expectRouted(house: House, venue: VenueId): void {
  const wave = house.wave();
  expect(wave.sentTo).toContain(venue);
  expect(viewOf(wave, venue).health).toBe('LIVE');
  expect(viewOf(wave, venue).cause).toBeUndefined();
}

describe('a venue that connects and stays silent', () => {
  test('goes STALE on heartbeats alone, is not routed to, and is again when it speaks', () => {
    const house = listening();
    house.pass(14, [LIT_A]);
    expect(feedOf(house, INV_B).health).toBe('DEGRADED');
    house.pass(2, [LIT_A]);
    expectBlocked(house, INV_B, 'NoData');
    expect(feedOf(house, INV_B)).toMatchObject({ ageNs: 0, dataAgeNs: 16 * SECOND });
    expectRouted(house, LIT_A);
    house.level(INV_B, 'Sell', 1_000_200, 1_900);
    expectRouted(house, INV_B);
  });

  test('sets no consolidated price while another venue shows that side', () => {
    const house = listening();
    house.level(INV_B, 'Sell', 1_000_100, 500);
    house.pass(1, [LIT_A]);
    expect(house.wave().record.inputs.snapshot.stamp.askPx).toBe(1_000_100);
    house.pass(16, [LIT_A]);
    expect(house.wave().record.inputs.snapshot.stamp.askPx).toBe(1_000_200);
  });

  test('a dark pool, which shows no book, is judged by contact alone', () => {
    const house = listening();
    house.pass(30, [LIT_A, INV_B]);
    expect(feedOf(house, DARK_1).health).toBe('LIVE');
    expect(feedOf(house, DARK_1).dataAgeNs).toBeUndefined();
  });

  test('one that is not heard from at all is DEGRADED after three heartbeats, then STALE, then DEAD', () => {
    const house = listening();
    const after = (seconds: number) => {
      house.desk.now = nanos(house.desk.now + seconds * SECOND);
      house.beat(LIT_A);
      return feedOf(house, INV_B).health;
    };
    expect(after(0.75)).toBe('LIVE');
    expect(after(0.25)).toBe('DEGRADED');
    expect(after(2.25)).toBe('STALE');
    expect(after(7)).toBe('DEAD');
    expect(feedOf(house, INV_B).cause).toBe('NoContact');
  });
});

describe('a gap', () => {
  test('blocks the venue, asks for its book once a second, and ends with the snapshot', () => {
    const house = listening();
    house.say(INV_B, { type: 'FeedHeartbeat', feedSeq: 9 });
    expect(house.desk.snapshotAsks).toMatchObject([{ venue: INV_B, instrument: KESTREL.id }]);
    house.say(INV_B, { type: 'FeedHeartbeat', feedSeq: 10 });
    expect(house.desk.snapshotAsks).toHaveLength(1);
    expectBlocked(house, INV_B, 'Gap');
    house.desk.now = nanos(house.desk.now + SECOND);
    house.beat(LIT_A);
    house.say(INV_B, { type: 'FeedHeartbeat', feedSeq: 11 });
    expect(house.desk.snapshotAsks).toHaveLength(2);
    house.snapshot(INV_B, 1_000_000, 1_000_200);
    expectRouted(house, INV_B);
    const [feed] = feedOf(house, INV_B).feeds;
    expect(feed?.counts).toEqual({
      messages: 5,
      gaps: 1,
      resyncs: 1,
      duplicates: 0,
      outOfOrder: 0,
      waited: 2,
    });
  });
});

describe('a touch that jumps by half', () => {
  test('as a bad tick is never the price of a decision, and the venue returns with the next good one', () => {
    const house = listening();
    house.level(INV_B, 'Buy', 1_000_000, 0);
    house.level(INV_B, 'Buy', 1_000, 300);
    expectBlocked(house, INV_B, 'JumpHeld');
    expect(house.desk.snapshotAsks).toMatchObject([{ venue: INV_B }]);
    house.level(INV_B, 'Buy', 1_000_000, 700);
    expectRouted(house, INV_B);
    const [feed] = feedOf(house, INV_B).feeds;
    expect(feed?.anomalies).toEqual({ PriceJump: 1 });
    expect(feed?.examples).toMatchObject([{ kind: 'PriceJump', feedSeq: 3, value: 1_000 }]);
  });

  test('as a bad price above the market moves neither the touch nor the stamp, and needs the snapshot', () => {
    const house = listening();
    const before = house.wave().record.inputs.snapshot.stamp;
    house.level(INV_B, 'Buy', 10_000_000, 300);
    const wave = house.wave();
    expect(wave.record.inputs.snapshot.stamp).toEqual(before);
    expectBlocked(house, INV_B, 'JumpHeld');
    house.snapshot(INV_B, 1_000_000, 1_000_200);
    expectRouted(house, INV_B);
  });

  test('as a crash of one venue alone stays held, of the second is believed, and trading goes on there', () => {
    const house = listening();
    const crash = (venue: VenueId): void => {
      house.level(venue, 'Buy', 1_000_000, 0);
      house.level(venue, 'Sell', 400_200, 2_000);
      house.level(venue, 'Buy', 400_000, 2_000);
      for (let i = 0; i < 10; i++) house.level(venue, 'Buy', 399_900, 100 + i);
    };
    crash(LIT_A);
    expectBlocked(house, LIT_A, 'JumpHeld');
    crash(INV_B);
    house.beat(LIT_A);
    const { stamp } = house.wave().record.inputs.snapshot;
    expect(stamp).toMatchObject({ bidPx: 400_000, askPx: 400_200 });
    expect(feedOf(house, LIT_A).health).toBe('LIVE');
    expect(feedOf(house, INV_B).health).toBe('LIVE');
  });
});

describe('venues that cross each other', () => {
  test('give no price to trade on, and after a second the older side is left out and the newer traded', () => {
    const house = listening();
    house.level(INV_B, 'Sell', 1_000_100, 400);
    house.pass(2, []);
    house.level(LIT_A, 'Buy', 1_000_150, 400);
    const crossed = { bidPx: 1_000_150, askPx: 1_000_100 };
    expect(stampFor(house.state, KESTREL.id, house.desk.now)).toMatchObject(crossed);
    const startTime = house.desk.now;
    const [denied] = only(
      house.submit(
        parentOrder({ clOrdId: 'young' as never, startTime, endTime: nanos(startTime + 5 * SECOND) }),
      ),
      'ParentDenied',
    );
    expect(denied?.refusals).toMatchObject([{ code: 'REFERENCE_MISSING' }]);
    house.pass(1, []);
    expectBlocked(house, INV_B, 'CrossedOut');
    expect(house.wave().record.inputs.snapshot.stamp).toMatchObject({ bidPx: 1_000_150, askPx: 1_000_200 });
    expect(marketHealth(house.state, house.desk.now)[0]).toMatchObject({
      state: 'Crossed',
      bidVenues: [LIT_A],
      askVenues: [INV_B],
      crossed: { times: 1, ns: SECOND },
    });
    house.level(INV_B, 'Sell', 1_000_100, 0);
    expectRouted(house, INV_B);
  });
});

test('an auction takes no routed order, and the open after it does', () => {
  const house = listening();
  house.say(INV_B, { type: 'TradingStatusChanged', status: 'Auction' });
  const wave = house.wave();
  expect(wave.sentTo).not.toContain(INV_B);
  expect(new Set(reasonsAt(wave, INV_B))).toEqual(new Set(['VenueDown']));
  house.say(INV_B, { type: 'TradingStatusChanged', status: 'Open' });
  expectRouted(house, INV_B);
});
