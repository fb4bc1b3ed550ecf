import {
  type ClOrdId,
  clOrdId,
  instrumentId,
  micros,
  nanos,
  type Px,
  px,
  type Qty,
  qty,
  type Side,
  venueId,
} from '@fairlead/domain';
import { createMarketTape, type MarketTape } from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  advance,
  bookSnapshot,
  cancel,
  openMarket,
  replace,
  SETTLE_NS,
  type SimMarket,
  status,
  submit,
} from './market.ts';
import type { OrderRequest } from './orders.ts';
import { sampleScenario } from './scenario/sample.ts';
import type { Scenario } from './scenario/scenario.ts';

const SECOND = 1_000_000_000;
const KESTREL = instrumentId('KESTREL');
const LIT = venueId('LIT-1');
const POOL = venueId('DARK-1');

/** One share at three displayed venues and a pool. */
function scenario(): Scenario {
  const sample = sampleScenario({ instruments: 1 });
  const flow = { volumeShare: 0.3, emptyProb: 0.45, sizeExponent: 1.1, maxSize: 60, informedProb: 0.05 };
  return {
    ...sample,
    venues: [
      ...sample.venues,
      {
        type: 'Dark',
        link: { jitterShare: 0.25, tailProb: 0.02, loadNs: 0 },
        rejectProb: 0,
        venue: {
          id: POOL,
          name: 'Dark 1',
          kind: 'DarkMidpoint',
          fees: { takeMicros: micros(1_000), makeMicros: micros(1_000) },
          latencyNs: 150_000,
          origin: 'Simulated',
        },
        minQty: 1,
        hidden: [flow, flow],
        leakProb: 0,
      },
    ],
  };
}

const order = (id: string, of: Partial<OrderRequest> = {}): OrderRequest => ({
  clOrdId: clOrdId(id),
  instrument: KESTREL,
  side: 'Buy',
  ordType: 'Limit',
  timeInForce: 'Day',
  orderQty: qty(100),
  postOnly: false,
  ...of,
});

interface Session {
  readonly market: SimMarket;
  readonly tape: MarketTape;
}
const open = (seed: number, of = scenario()): Session => ({
  market: openMarket(of, { seed, idPrefix: 'T' }),
  tape: createMarketTape(),
});
const wait = ({ market, tape }: Session, ns: number): void => advance(market, market.now + ns, tape);
function touch(
  { market }: Session,
  venue = LIT,
): { readonly bid: Px; readonly ask: Px; readonly askQty: Qty } {
  const { bids, asks } = bookSnapshot(market, venue, KESTREL);
  const [bid] = bids;
  const [ask] = asks;
  if (bid === undefined || ask === undefined) throw new Error('one-sided');
  return { bid: bid.px, ask: ask.px, askQty: ask.qty };
}
const far = (s: Session): Px => px(touch(s).bid - 3_000);
const kinds = (s: Session, id: string): string[] => s.tape.of(id).map((r) => r.execType);

describe('an order of ours', () => {
  test('that takes is filled at the touch and better than its limit', () => {
    const s = open(1);
    const { ask, askQty } = touch(s);
    const orderQty = qty(Math.min(100, askQty));
    submit(
      s.market,
      LIT,
      order('a', { orderQty, px: px(ask + 500), timeInForce: 'ImmediateOrCancel' }),
      s.market.now,
    );
    wait(s, SECOND / 10);
    const fills = s.tape.of('a').filter((r) => r.execType === 'Trade');
    expect(fills.length).toBeGreaterThan(0);
    for (const fill of fills) {
      expect(fill.lastPx).toBe(ask);
      expect(fill.lastLiquidityInd).toBe('Removed');
    }
    expect(s.tape.of('a').at(-1)).toMatchObject({ ordStatus: 'Filled', cumQty: orderQty, leavesQty: 0 });
  });

  test('arrives one latency after it was sent, and its report comes back one latency later', () => {
    const s = open(2);
    const sent = s.market.now;
    submit(s.market, LIT, order('a', { px: far(s) }), sent);
    wait(s, SECOND);
    const [accepted] = s.tape.of('a');
    const out = (accepted?.tsEvent ?? 0) - sent;
    const back = (s.tape.arrivals[0] ?? 0) - (accepted?.tsEvent ?? 0);
    for (const way of [out, back]) {
      expect(way).toBeGreaterThanOrEqual(50_000 * 0.85);
      expect(way).toBeLessThan(50_000 * 40);
    }
  });

  test('that rests shows in the book and goes when it is canceled', () => {
    const s = open(3);
    const at = far(s);
    const shown = (): number =>
      bookSnapshot(s.market, LIT, KESTREL).bids.find((level) => level.px === at)?.qty ?? 0;
    const before = shown();
    submit(s.market, LIT, order('a', { px: at, orderQty: qty(7_777) }), s.market.now);
    wait(s, SECOND / 1_000);
    expect(shown()).toBeGreaterThanOrEqual(7_777);
    cancel(s.market, LIT, { clOrdId: clOrdId('x'), origClOrdId: clOrdId('a') }, s.market.now);
    wait(s, SECOND / 1_000);
    expect(shown()).toBeLessThan(before + 7_777);
    expect(s.tape.of('x')).toMatchObject([
      { execType: 'Canceled', origClOrdId: 'a', ordStatus: 'Canceled', leavesQty: 0 },
    ]);
  });

  test('is refused with the reason', () => {
    const s = open(4);
    const { ask, bid } = touch(s);
    const send = (id: string, of: Partial<OrderRequest>, venue = LIT): void =>
      submit(s.market, venue, order(id, { px: bid, ...of }), s.market.now);
    send('unknown', { instrument: instrumentId('NOPE') });
    send('tick', { px: px(bid - 50) });
    send('zero', { orderQty: qty(0) });
    send('fraction', { orderQty: 1.5 as Qty });
    send('nan', { orderQty: Number.NaN as Qty });
    send('post', { px: px(ask + 1_000), postOnly: true });
    send('peg', { ordType: 'Pegged' });
    send('limit', {}, POOL);
    send('minQty', { ordType: 'Pegged', minQty: qty(200) }, POOL);
    wait(s, SECOND);
    const text = (id: string): string | undefined => s.tape.of(id)[0]?.text;
    expect(
      s.tape.reports.every((r) => r.execType === 'Rejected' && r.orderId === 'NONE' && r.cumQty === 0),
    ).toBe(true);
    expect(s.tape.reports).toHaveLength(9);
    expect(text('unknown')).toContain('unknown instrument');
    expect(text('tick')).toContain('off the tick');
    expect(text('zero')).toContain('above zero');
    expect(text('fraction')).toContain('whole number');
    expect(text('nan')).toContain('whole number');
    expect(text('post')).toContain('would take');
    expect(text('peg')).toContain('no pegged');
    expect(text('limit')).toContain('pegs only');
    expect(text('minQty')).toContain('minQty');
  });

  test('with an id that was used before is refused, and the first one lives on', () => {
    const s = open(5);
    submit(s.market, LIT, order('a', { px: far(s) }), s.market.now);
    submit(s.market, LIT, order('a', { px: far(s) }), s.market.now);
    wait(s, SECOND / 100);
    expect(kinds(s, 'a')).toEqual(['New', 'Rejected']);
    expect(s.tape.of('a')[1]).toMatchObject({ orderId: 'NONE', text: 'duplicate clOrdId a' });
    status(s.market, LIT, { clOrdId: clOrdId('a') }, s.market.now);
    wait(s, SECOND / 100);
    expect(s.tape.of('a')[2]).toMatchObject({ execType: 'OrderStatus', ordStatus: 'New', leavesQty: 100 });
  });

  test('off the lot is refused where lots are larger', () => {
    const of = scenario();
    const instruments = of.instruments.map((each) => ({
      ...each,
      instrument: { ...each.instrument, lot: qty(100) },
    }));
    const s = open(6, { ...of, instruments });
    submit(s.market, LIT, order('a', { px: far(s), orderQty: qty(150) }), s.market.now);
    wait(s, SECOND / 100);
    expect(s.tape.of('a')[0]?.text).toContain('multiple of the lot, 100');
  });

  test('that must fill whole at once is canceled whole where the book is too thin', () => {
    const s = open(7);
    const { ask } = touch(s);
    const fok = order('a', { px: ask, orderQty: qty(900_000), timeInForce: 'FillOrKill' });
    submit(s.market, LIT, fok, s.market.now);
    wait(s, SECOND / 100);
    expect(kinds(s, 'a')).toEqual(['New', 'Canceled']);
    expect(s.tape.of('a')[1]).toMatchObject({ cumQty: 0, leavesQty: 0 });
  });

  test('can be replaced, and answers to its new id', () => {
    const s = open(8);
    const at = far(s);
    submit(s.market, LIT, order('a', { px: at }), s.market.now);
    replace(
      s.market,
      LIT,
      { clOrdId: clOrdId('b'), origClOrdId: clOrdId('a'), orderQty: qty(60), px: px(at - 100) },
      s.market.now,
    );
    replace(
      s.market,
      LIT,
      { clOrdId: clOrdId('c'), origClOrdId: clOrdId('b'), orderQty: qty(60), px: px(at - 50) },
      s.market.now,
    );
    cancel(s.market, LIT, { clOrdId: clOrdId('d'), origClOrdId: clOrdId('b') }, s.market.now);
    wait(s, SECOND / 100);
    expect(s.tape.reports.map((r) => [r.clOrdId, r.execType, r.orderQty, r.leavesQty])).toEqual([
      ['a', 'New', 100, 100],
      ['b', 'Replaced', 60, 60],
      ['d', 'Canceled', 60, 0],
    ]);
    expect(s.tape.rejects).toMatchObject([
      { clOrdId: 'c', inResponseTo: 'Replace', reason: 'Other', ordStatus: 'New' },
    ]);
  });

  test('replaced to no more than what is filled is filled', () => {
    const s = open(9);
    const { ask, askQty } = touch(s);
    submit(s.market, LIT, order('a', { px: ask, orderQty: qty(askQty + 50_000) }), s.market.now);
    wait(s, SECOND / 2_000);
    const cum = s.tape.of('a').at(-1)?.cumQty ?? 0;
    expect(cum).toBeGreaterThan(0);
    replace(
      s.market,
      LIT,
      { clOrdId: clOrdId('b'), origClOrdId: clOrdId('a'), orderQty: qty(1), px: ask },
      s.market.now,
    );
    wait(s, SECOND / 100);
    const last = s.tape.of('b').at(-1);
    expect(last).toMatchObject({ execType: 'Replaced', ordStatus: 'Filled', leavesQty: 0 });
    expect(last?.orderQty).toBe(last?.cumQty);
  });

  test('cannot be canceled too late, or where nobody knows it', () => {
    const s = open(10);
    submit(s.market, LIT, order('a', { ordType: 'Market', timeInForce: 'ImmediateOrCancel' }), s.market.now);
    cancel(s.market, LIT, { clOrdId: clOrdId('x'), origClOrdId: clOrdId('a') }, s.market.now);
    cancel(s.market, LIT, { clOrdId: clOrdId('y'), origClOrdId: clOrdId('never') }, s.market.now);
    status(s.market, LIT, { clOrdId: clOrdId('never') }, s.market.now);
    wait(s, SECOND / 100);
    expect(s.tape.rejects.map((r) => [r.clOrdId, r.reason, r.ordStatus, r.inResponseTo])).toEqual([
      ['x', 'TooLateToCancel', 'Filled', 'Cancel'],
      ['y', 'UnknownOrder', 'Rejected', 'Cancel'],
      ['never', 'UnknownOrder', 'Rejected', 'Status'],
    ]);
  });

  test('pegged in a pool fills at the midpoint, never below its minimum', () => {
    const s = open(12);
    submit(
      s.market,
      POOL,
      order('a', { ordType: 'Pegged', orderQty: qty(20_000), minQty: qty(300) }),
      s.market.now,
    );
    let mids: number[] = [];
    let fills = 0;
    for (let i = 0; i < 60_000 && fills < 3; i += 1) {
      const [a, b, c] = ['LIT-1', 'LIT-2', 'LIT-3'].map((id) => touch(s, venueId(id)));
      const bid = Math.max(a?.bid ?? 0, b?.bid ?? 0, c?.bid ?? 0);
      const ask = Math.min(a?.ask ?? 0, b?.ask ?? 0, c?.ask ?? 0);
      mids = [...mids.slice(-40), (bid + ask) / 2];
      wait(s, SECOND / 1_000);
      const trades = s.tape.of('a').filter((r) => r.execType === 'Trade');
      if (trades.length > fills) {
        fills = trades.length;
        expect(mids).toContain(trades.at(-1)?.lastPx);
        expect(trades.at(-1)?.lastQty).toBeGreaterThanOrEqual(300);
      }
    }
    expect(fills).toBe(3);
  });

  test('expires when the market closes, and nothing is accepted after', () => {
    const of = scenario();
    const closeNs = nanos(of.session.openNs + SETTLE_NS + SECOND);
    const s = open(13, { ...of, session: { ...of.session, closeNs } });
    submit(s.market, LIT, order('a', { px: far(s) }), s.market.now);
    wait(s, 2 * SECOND);
    submit(s.market, LIT, order('b', { px: px(990_000) }), s.market.now);
    wait(s, SECOND);
    expect(kinds(s, 'a')).toEqual(['New', 'Expired']);
    expect(s.tape.of('b')[0]).toMatchObject({ execType: 'Rejected', text: 'the market is closed' });
  });
});

describe('our orders together', () => {
  const actions = fc.array(
    fc.record({
      venue: fc.constantFrom('LIT-1', 'LIT-2', 'LIT-3', 'DARK-1'),
      side: fc.constantFrom<Side>('Buy', 'Sell'),
      size: fc.integer({ min: 1, max: 4_000 }),
      offset: fc.integer({ min: -3, max: 3 }),
      tif: fc.constantFrom<OrderRequest['timeInForce']>('Day', 'Day', 'ImmediateOrCancel', 'FillOrKill'),
      after: fc.constantFrom('Nothing', 'Cancel', 'Replace'),
      waitUs: fc.integer({ min: 0, max: 300_000 }),
    }),
    { minLength: 5, maxLength: 40 },
  );

  test('conserve shares: fills add up to cumQty, closed orders have no leaves, ids never repeat', () => {
    fc.assert(
      fc.property(actions, fc.integer({ min: 1, max: 1_000 }), (list, seed) => {
        const s = open(seed);
        list.forEach((a, i) => {
          const venue = venueId(a.venue);
          const dark = a.venue.startsWith('DARK');
          const base = touch(s);
          const at = px((a.side === 'Buy' ? base.bid : base.ask) + 100 * a.offset);
          const id = clOrdId(`o${i}`);
          const terms = { side: a.side, orderQty: qty(a.size), timeInForce: a.tif, px: at };
          submit(s.market, venue, order(id, { ...terms, ordType: dark ? 'Pegged' : 'Limit' }), s.market.now);
          wait(s, a.waitUs * 1_000);
          const next: ClOrdId = clOrdId(`r${i}`);
          if (a.after === 'Cancel') cancel(s.market, venue, { clOrdId: next, origClOrdId: id }, s.market.now);
          if (a.after === 'Replace') {
            const orderQty = qty(Math.max(1, 2_000 - a.size));
            replace(
              s.market,
              venue,
              { clOrdId: next, origClOrdId: id, orderQty, px: px(at + 100) },
              s.market.now,
            );
          }
        });
        wait(s, 5 * SECOND);
        const filled = new Map<string, number>();
        const closed = new Set<string>();
        for (const report of s.tape.reports) {
          if (report.orderId === 'NONE') continue;
          if (report.execType === 'Trade') expect(closed.has(report.orderId)).toBe(false);
          const total = (filled.get(report.orderId) ?? 0) + (report.lastQty ?? 0);
          filled.set(report.orderId, total);
          expect(report.cumQty).toBe(total);
          expect(report.cumQty + report.leavesQty).toBeLessThanOrEqual(report.orderQty);
          if (['Filled', 'Canceled', 'Expired'].includes(report.ordStatus)) {
            expect(report.leavesQty).toBe(0);
            closed.add(report.orderId);
          } else {
            expect(report.cumQty + report.leavesQty).toBe(report.orderQty);
          }
        }
        const execIds = s.tape.reports.map((r) => r.execId);
        expect(new Set(execIds).size).toBe(execIds.length);
        for (const venue of ['LIT-1', 'LIT-2', 'LIT-3']) {
          const { bid, ask } = touch(s, venueId(venue));
          expect(bid).toBeLessThan(ask);
        }
      }),
      { seed: 42, numRuns: 40 },
    );
  });
});
