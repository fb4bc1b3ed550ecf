/** The market reacts to us: by what we took, by what follows from it, by refill. Means over pinned seeds, in pairs. */
import { clOrdId, instrumentId, qty, venueId } from '@fairlead/domain';
import { expect, test } from 'vitest';
import { advance, bookSnapshot, openMarket, type SimMarket, submit } from '../market.ts';
import { sampleScenario } from '../scenario/sample.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { fundamentalPx } from './truth.ts';

const SECOND = 1_000_000_000;
const KESTREL = instrumentId('KESTREL');
const VENUES = ['LIT-1', 'LIT-2', 'LIT-3'].map(venueId);
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };

/** The crowd, noise and value traders at three displayed venues. */
function scenario(): Scenario {
  const sample = sampleScenario({ instruments: 1 });
  return {
    ...sample,
    participants: [
      ...sample.participants,
      {
        kind: 'value',
        config: { wakeS: 30, errorBps: 3, shadeBps: 3, paceS: 2, perBps: 1, maxPosition: 1_000 },
        count: 30,
        distanceNs: 1_000_000,
        dataNs: 1_000_000,
        computeNs: 1_000,
      },
    ],
  };
}

const open = (seed: number): SimMarket => openMarket(scenario(), { seed, idPrefix: 'T' });
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function buy(market: SimMarket, id: string, quantity: number, venues = VENUES): void {
  for (const venue of venues) {
    submit(
      market,
      venue,
      {
        clOrdId: clOrdId(`${id} ${venue}`),
        instrument: KESTREL,
        side: 'Buy',
        ordType: 'Market',
        timeInForce: 'ImmediateOrCancel',
        orderQty: qty(quantity),
        postOnly: false,
      },
      market.now,
    );
  }
}

/** Of all venues, ticks. */
function midTicks(market: SimMarket): number {
  const books = VENUES.map((venue) => bookSnapshot(market, venue, KESTREL));
  const bid = Math.max(...books.flatMap(({ bids }) => bids[0]?.px ?? []));
  const ask = Math.min(...books.flatMap(({ asks }) => asks[0]?.px ?? []));
  return (bid + ask) / 200;
}

test('a taker moves the price, and part of it comes back', () => {
  const moves = SEEDS.map((seed) => {
    const [quiet, hit] = [open(seed), open(seed)];
    const both = (seconds: number): number => {
      for (const market of [quiet, hit]) advance(market, market.now + seconds * SECOND, SILENT);
      return midTicks(hit) - midTicks(quiet);
    };
    let atEnd = 0;
    for (let i = 0; i < 10; i += 1) {
      buy(hit, `t${i}`, 6_000);
      atEnd = both(2);
    }
    return { atEnd, later: both(60) };
  });
  const atEnd = mean(moves.map((m) => m.atEnd));
  expect(atEnd).toBeGreaterThan(3);
  expect(mean(moves.map((m) => m.later))).toBeLessThan(0.9 * atEnd);
});

test('what a sweep took is offered again within seconds', () => {
  const seen = SEEDS.map((seed) => {
    const market = open(seed);
    const offered = (): number =>
      bookSnapshot(market, VENUES[0]!, KESTREL).asks.reduce((sum, level) => sum + level.qty, 0);
    const before = offered();
    buy(market, 't', before, VENUES.slice(0, 1));
    advance(market, market.now + SECOND / 5_000, SILENT);
    const swept = offered();
    advance(market, market.now + 5 * SECOND, SILENT);
    return { swept: swept / before, later: offered() / before };
  });
  expect(mean(seen.map((s) => s.swept))).toBeLessThan(0.1);
  expect(mean(seen.map((s) => s.later))).toBeGreaterThan(0.3);
});

test('nothing of ours moves the fundamental: two runs that differ in our orders share it', () => {
  const [quiet, hit] = [open(5), open(5)];
  buy(hit, 't', 10_000);
  for (const market of [quiet, hit]) advance(market, market.now + 60 * SECOND, SILENT);
  expect(fundamentalPx(hit, KESTREL)).toBe(fundamentalPx(quiet, KESTREL));
});
