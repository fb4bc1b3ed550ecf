import { applyToLevelBook, createLevelBook, isBookCrossed, ladderLevels, levels } from '@fairlead/book';
import { instrumentId, type MarketEvent, venueId } from '@fairlead/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMarketBridge, toMarketEvents } from './market-events.ts';
import { createRecord, type FeedRecord } from './record.ts';

const VENUE = venueId('XNAS');
const KITE = instrumentId('KITE');

function bridged() {
  const bridge = createMarketBridge(VENUE, KITE);
  const record = createRecord(VENUE, KITE);
  const events: MarketEvent[] = [];
  const tell = (over: Partial<FeedRecord>) =>
    toMarketEvents(bridge, Object.assign(record, { side: undefined }, over), (event) =>
      events.push(structuredClone(event)),
    );
  const told = (): unknown[] =>
    events.splice(0).map((event) => {
      const { type, venue, instrument, feedSeq, tsEvent, ...rest } = event;
      expect([venue, instrument, tsEvent]).toEqual([VENUE, KITE, record.tsEvent]);
      return [feedSeq, type, rest];
    });
  return { bridge, tell, told };
}

describe('feed records become market events', () => {
  test('an order is a level; its execution a print at its price by the other side, then its level', () => {
    const { tell, told } = bridged();
    tell({ type: 'Add', tsEvent: 5, orderId: 1, side: 'Buy', px: 1_000_000, qty: 300 });
    expect(told()).toEqual([[1, 'LevelChanged', { side: 'Buy', px: 1_000_000, qty: 300 }]]);
    tell({ type: 'Execute', tsEvent: 6, orderId: 1, px: 0, qty: 100 });
    expect(told()).toEqual([
      [2, 'TradePrinted', { px: 1_000_000, qty: 100, aggressor: 'Sell' }],
      [3, 'LevelChanged', { side: 'Buy', px: 1_000_000, qty: 200 }],
    ]);
    tell({ type: 'Execute', tsEvent: 7, orderId: 1, px: 999_950, qty: 200 });
    expect(told()).toEqual([
      [4, 'TradePrinted', { px: 999_950, qty: 200, aggressor: 'Sell' }],
      [5, 'LevelChanged', { side: 'Buy', px: 1_000_000, qty: 0 }],
    ]);
  });

  test('an order that moves is two levels, one that stays is one', () => {
    const { tell, told } = bridged();
    tell({ type: 'Add', orderId: 1, side: 'Sell', px: 1_000_000, qty: 300 });
    told();
    tell({ type: 'Replace', orderId: 1, newOrderId: 2, px: 1_000_100, qty: 50 });
    expect(told()).toEqual([
      [2, 'LevelChanged', { side: 'Sell', px: 1_000_000, qty: 0 }],
      [3, 'LevelChanged', { side: 'Sell', px: 1_000_100, qty: 50 }],
    ]);
    tell({ type: 'Modify', orderId: 2, side: 'Sell', px: 1_000_100, qty: 60 });
    expect(told()).toEqual([[4, 'LevelChanged', { side: 'Sell', px: 1_000_100, qty: 60 }]]);
  });

  test('a refused record says why and leaves no gap', () => {
    const { bridge, tell, told } = bridged();
    expect(tell({ type: 'Delete', orderId: 9 })).toBe('UnknownOrder');
    expect(tell({ type: 'Level', px: 5, qty: 5 })).toBe('BadSide');
    expect(tell({ type: 'Quote', px: 5, qty: 5 })).toBe('BadSide');
    expect(told()).toEqual([]);
    expect(bridge.feedSeq).toBe(0);
  });

  test('levels, prints, states and heartbeats pass through', () => {
    const { tell, told } = bridged();
    tell({ type: 'Level', side: 'Buy', px: 5, qty: 7 });
    tell({ type: 'Trade', px: 6, qty: 8 });
    tell({ type: 'Trade', px: 6, qty: 8, side: 'Sell' });
    tell({ type: 'Status', status: 'Halted' });
    tell({ type: 'Heartbeat' });
    tell({ type: 'Clear' });
    expect(told()).toEqual([
      [1, 'LevelChanged', { side: 'Buy', px: 5, qty: 7 }],
      [2, 'TradePrinted', { px: 6, qty: 8 }],
      [3, 'TradePrinted', { px: 6, qty: 8, aggressor: 'Sell' }],
      [4, 'TradingStatusChanged', { status: 'Halted' }],
      [5, 'FeedHeartbeat', {}],
      [6, 'BookSnapshot', { bids: [], asks: [] }],
    ]);
  });

  test('a quote replaces what its side showed', () => {
    const { tell, told } = bridged();
    tell({ type: 'Quote', side: 'Buy', px: 100, qty: 5 });
    tell({ type: 'Quote', side: 'Buy', px: 100, qty: 6 });
    tell({ type: 'Quote', side: 'Buy', px: 99, qty: 7 });
    tell({ type: 'Quote', side: 'Buy', px: 0, qty: 0 });
    tell({ type: 'Quote', side: 'Buy', px: 0, qty: 0 });
    expect(told().map((event) => (event as [number, string, object])[2])).toEqual([
      { side: 'Buy', px: 100, qty: 5 },
      { side: 'Buy', px: 100, qty: 6 },
      { side: 'Buy', px: 100, qty: 0 },
      { side: 'Buy', px: 99, qty: 7 },
      { side: 'Buy', px: 99, qty: 0 },
    ]);
  });
});

test('an order of another instrument is unknown where both share their ids', () => {
  const kite = createMarketBridge(VENUE, KITE);
  const tern = createMarketBridge(VENUE, instrumentId('TERN'), kite.book.books);
  const add = Object.assign(createRecord(VENUE, KITE), {
    type: 'Add',
    orderId: 1,
    side: 'Buy',
    px: 10,
    qty: 5,
  });
  expect(toMarketEvents(kite, add, () => {})).toBe('Applied');
  for (const type of ['Delete', 'Reduce', 'Execute', 'Modify', 'Replace'] as const) {
    const record = { ...add, type, newOrderId: 2 };
    expect(toMarketEvents(tern, record, () => expect.unreachable('it told an event'))).toBe('UnknownOrder');
  }
  expect(ladderLevels(kite.book, 'Buy')).toEqual([{ px: 10, qty: 5, orders: 1 }]);
  expect(toMarketEvents(tern, { ...add, orderId: 2 }, () => {})).toBe('Applied');
  expect(toMarketEvents(tern, { ...add, type: 'Delete', orderId: 2 }, () => {})).toBe('Applied');
});

const side = fc.constantFrom('Buy', 'Sell', undefined);
/** Bids from 0 to 8, asks from 7 to 15: crossed now and then. */
const records: fc.Arbitrary<Partial<FeedRecord>[]> = fc.array(
  fc
    .record({
      type: fc.constantFrom(
        ...(['Add', 'Add', 'Add', 'Reduce', 'Execute', 'Delete', 'Delete', 'Modify', 'Replace'] as const),
        ...(['Trade', 'Heartbeat'] as const),
      ),
      orderId: fc.integer({ min: 0, max: 30 }),
      newOrderId: fc.integer({ min: 0, max: 30 }),
      side,
      px: fc.integer({ min: 0, max: 8 }),
      qty: fc.integer({ min: 0, max: 9 }),
    })
    .map((record) => ({ ...record, px: record.side === 'Sell' ? record.px + 7 : record.px })),
  { minLength: 1, maxLength: 150, size: 'max' },
);

test('the level book that follows the events is the order book, whenever that is not crossed', () => {
  let uncrossings = 0;
  fc.assert(
    fc.property(records, (list) => {
      const bridge = createMarketBridge(VENUE, KITE);
      const follower = createLevelBook();
      const record = createRecord(VENUE, KITE);
      let executed = 0;
      let printed = 0;
      for (const over of list) {
        Object.assign(record, over);
        const seqBefore = bridge.feedSeq;
        const result = toMarketEvents(bridge, record, (event) => {
          if (event.type === 'TradePrinted') printed += event.qty;
          if (event.type === 'BookSnapshot') uncrossings += 1;
          // A print at no price or of no size is the reader's to ignore.
          const isNone = event.type === 'TradePrinted' && (event.px === 0 || event.qty === 0);
          expect(applyToLevelBook(follower, event)).toBe(isNone ? 'Ignored' : 'Applied');
        });
        if (result !== 'Applied') expect(bridge.feedSeq).toBe(seqBefore);
        else if (record.type === 'Execute' || record.type === 'Trade') executed += record.qty;
        if (isBookCrossed(bridge.book)) continue;
        for (const each of ['Buy', 'Sell'] as const) {
          expect(levels(follower, each, 99)).toEqual(
            ladderLevels(bridge.book, each).map(({ px, qty }) => ({ px, qty })),
          );
        }
      }
      expect(printed).toBe(executed);
    }),
    { seed: 42, numRuns: 300 },
  );
  expect(uncrossings).toBeGreaterThan(50);
});
