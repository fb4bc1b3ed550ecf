/** Builders and arbitraries of market events: KESTREL on several venues, prices in a narrow band. */
import {
  type MarketEvent,
  nanos,
  px,
  qty,
  type Side,
  type TradingStatus,
  type VenueId,
  venueId,
} from '@fairlead/domain';
import fc from 'fast-check';
import { KESTREL } from './orders.ts';

const TICK = KESTREL.tick;

/** Where and when an event is said; `feedSeq` and `tsEvent` count up from one. */
export interface Spoken {
  readonly venue?: VenueId;
  readonly feedSeq: number;
  readonly tsEvent?: number;
}

const said = ({ venue = venueId('LIT-A'), feedSeq, tsEvent = feedSeq }: Spoken) => ({
  venue,
  instrument: KESTREL.id,
  feedSeq,
  tsEvent: nanos(tsEvent),
});

export const levelChanged = (at: Spoken, side: Side, price: number, quantity: number): MarketEvent => ({
  ...said(at),
  type: 'LevelChanged',
  side,
  px: px(price),
  qty: qty(quantity),
});

type PriceQty = readonly [price: number, quantity: number];

/** Levels best first. */
export const bookSnapshot = (
  at: Spoken,
  bids: readonly PriceQty[],
  asks: readonly PriceQty[],
): MarketEvent => ({
  ...said(at),
  type: 'BookSnapshot',
  bids: bids.map(([price, quantity]) => ({ px: px(price), qty: qty(quantity) })),
  asks: asks.map(([price, quantity]) => ({ px: px(price), qty: qty(quantity) })),
});

export const tradePrinted = (at: Spoken, price: number, quantity: number, aggressor?: Side): MarketEvent => ({
  ...said(at),
  type: 'TradePrinted',
  px: px(price),
  qty: qty(quantity),
  ...(aggressor && { aggressor }),
});

export const heartbeat = (at: Spoken): MarketEvent => ({ ...said(at), type: 'FeedHeartbeat' });

export const tradingStatus = (at: Spoken, status: TradingStatus): MarketEvent => ({
  ...said(at),
  type: 'TradingStatusChanged',
  status,
});

/** What a venue may say, without its place in the count: prices within `ticks` of 100.00, crossing included. */
function saying(ticks: number): fc.Arbitrary<(at: Spoken) => MarketEvent> {
  const side = fc.constantFrom<Side>('Buy', 'Sell');
  const offset = fc.integer({ min: 1, max: ticks });
  const price = fc.integer({ min: -ticks, max: ticks }).map((n) => 1_000_000 + n * TICK);
  const quantity = fc.integer({ min: 0, max: 2_000 });
  const shown = fc.uniqueArray(fc.tuple(offset, quantity), { selector: ([n]) => n, maxLength: ticks });
  const restated = fc.tuple(shown, shown, fc.integer({ min: -3, max: 3 }));
  return fc.oneof(
    {
      weight: 12,
      arbitrary: fc.tuple(side, price, quantity).map(
        ([s, p, q]) =>
          (at: Spoken) =>
            levelChanged(at, s, p, q),
      ),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(price, quantity, fc.option(side, { nil: undefined })).map(
        ([p, q, s]) =>
          (at: Spoken) =>
            tradePrinted(at, p, q + 1, s),
      ),
    },
    { weight: 2, arbitrary: fc.constant(heartbeat) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom<('Open' | 'Halted')[]>('Open', 'Open', 'Halted')
        .map((status) => (at: Spoken) => tradingStatus(at, status)),
    },
    {
      weight: 1,
      arbitrary: restated.map(([bids, asks, shift]) => (at: Spoken) => {
        const below = [...bids].sort(([a], [b]) => a - b);
        const above = [...asks].sort(([a], [b]) => a - b);
        return bookSnapshot(
          at,
          below.map(([n, q]) => [1_000_000 - n * TICK, q] as const),
          above.map(([n, q]) => [1_000_000 + (n + shift) * TICK, q] as const),
        );
      }),
    },
  );
}

/**
 * Streams of events over `venues` as one receiver sees them: mostly in order, with lost, repeated and restated
 * messages, clocks that move by 0 to 3 s, and feeds that lag by up to 5 ms.
 * @returns events with the receiver's clock, not decreasing
 */
export function marketStreams(
  venues: readonly VenueId[],
  options: { readonly ticks?: number; readonly maxLength?: number } = {},
): fc.Arbitrary<{ readonly event: MarketEvent; readonly ts: number }[]> {
  const step = fc.record({
    venue: fc.constantFrom(...venues),
    say: saying(options.ticks ?? 8),
    seqStep: fc.oneof(
      { weight: 60, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.constantFrom(-1, 0, 2) },
    ),
    waitNs: fc.oneof(
      { weight: 2, arbitrary: fc.constant(0) },
      { weight: 8, arbitrary: fc.integer({ min: 1, max: 150_000_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 3_000_000_000 }) },
    ),
    lagNs: fc.integer({ min: 0, max: 5_000_000 }),
  });
  return fc.array(step, { minLength: 1, maxLength: options.maxLength ?? 200, size: 'max' }).map((steps) => {
    const seqs = new Map(venues.map((venue) => [venue, 0]));
    let ts = 34_200_000_000_000;
    return steps.map(({ venue, say, seqStep, waitNs, lagNs }) => {
      ts += waitNs;
      const feedSeq = Math.max((seqs.get(venue) ?? 0) + seqStep, 0);
      seqs.set(venue, feedSeq);
      return { event: say({ venue, feedSeq, tsEvent: ts - lagNs }), ts };
    });
  });
}

/** What no price, size, number or time should be, and what is one only just. */
const NO_NUMBER = [
  0,
  -1,
  -100,
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  1,
  Number.MAX_SAFE_INTEGER,
];

/** `marketStreams` whose every tenth event or so carries a number that is none, where it hurts. */
export function hostileStreams(
  venues: readonly VenueId[],
): fc.Arbitrary<{ readonly event: MarketEvent; readonly ts: number }[]> {
  const wound = fc.option(
    fc.record({
      member: fc.constantFrom('px', 'qty', 'level', 'tsEvent', 'feedSeq'),
      value: fc.constantFrom(...NO_NUMBER),
    }),
    { nil: undefined, freq: 9 },
  );
  return fc
    .tuple(marketStreams(venues), fc.array(wound, { minLength: 1, maxLength: 50 }))
    .map(([stream, wounds]) =>
      stream.map(({ event, ts }, i) => {
        const hit = wounds[i % wounds.length];
        if (hit === undefined) return { event, ts };
        if (hit.member !== 'level')
          return { event: { ...event, [hit.member]: hit.value } as MarketEvent, ts };
        if (event.type !== 'BookSnapshot') return { event, ts };
        const bids = [...event.bids, { px: px(1), qty: hit.value }] as typeof event.bids;
        return { event: { ...event, bids }, ts };
      }),
    );
}
