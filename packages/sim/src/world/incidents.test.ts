/** What a scenario does to venues and instruments, as the client meets it: two venues, one share, a crowd, some noise. */
import { applyToLevelBook, createLevelBook, levels } from '@fairlead/book';
import { clOrdId, px, qty, venueId } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import {
  at,
  clientOf,
  expectConserved,
  KESTREL,
  ONE,
  prints,
  SILENT,
  statuses,
  TWO,
} from '../../test/client.ts';
import { bookSnapshot, cancel, replace, status } from '../market.ts';
import { sampleScenario } from '../scenario/sample.ts';
import type { EventSetup, Scenario } from '../scenario/scenario.ts';
import { createWorld } from './build.ts';
import { hashText } from './hash.ts';
import { runWorld } from './run.ts';

interface Of {
  readonly events?: readonly EventSetup[];
  readonly venue?: Partial<Scenario['venues'][number]>;
  /** Venues beside the two. */
  readonly more?: Scenario['venues'];
  readonly halts?: Scenario['instruments'][number]['halts'];
}

function scenarioOf({ events = [], venue = {}, more = [], halts }: Of): Scenario {
  const sample = sampleScenario({ venues: 2, instruments: 1, noise: 20 });
  return {
    ...sample,
    events,
    crowd: sample.crowd.map((each) => ({ ...each, activity: 3 })),
    venues: [...sample.venues.map((each) => ({ ...each, ...venue }) as typeof each), ...more],
    instruments: sample.instruments.map((each) => (halts === undefined ? each : { ...each, halts })),
  };
}

const opened = (of: Of) => clientOf(createWorld(scenarioOf(of), 9));

/** Of hidden flow: next to none. */
const NOBODY = { volumeShare: 1e-9, emptyProb: 0.5, sizeExponent: 1.5, maxSize: 10, informedProb: 0 };

describe('an outage', () => {
  const outage: EventSetup = { type: 'Outage', venue: 0, atNs: at(5), lastsNs: 10e9 };

  test('silences the feed, which then begins with a snapshot and counts on; the others trade', () => {
    const { market, events, heard, runTo } = opened({ events: [outage] });
    const book = createLevelBook();
    runTo(4.9);
    for (const event of events) if (event.venue === ONE) applyToLevelBook(book, event);
    runTo(30);
    expect(heard(5.000001, 15, ONE)).toEqual([]);
    expect(prints(heard(5, 15, TWO)).length).toBeGreaterThan(10);
    const back = heard(15, 30, ONE);
    expect(back.slice(0, 2)).toMatchObject([
      { type: 'BookSnapshot', tsEvent: at(15), bids: [], asks: [] },
      { type: 'TradingStatusChanged', tsEvent: at(15), status: 'Open' },
    ]);
    for (const event of heard(4.9, 5.000001, ONE)) applyToLevelBook(book, event);
    for (const event of back) expect(applyToLevelBook(book, event)).toBe('Applied');
    expect(book.counts.gaps).toBe(0);
    expect(levels(book, 'Buy', 3)).toEqual(bookSnapshot(market, ONE, KESTREL).bids.slice(0, 3));
    expect(prints(back).length).toBeGreaterThan(10);
  });

  test('ends the orders there; their owner learns it when the venue is back, and nothing arrives before', () => {
    const { market, reports, rejects, runTo, send, bid, of } = opened({ events: [outage] });
    runTo(1);
    const deep = px(bid() - 10_000);
    send('A', { px: deep });
    runTo(6);
    const before = reports.length;
    send('B', { px: deep });
    cancel(market, ONE, { clOrdId: clOrdId('C'), origClOrdId: clOrdId('A') }, market.now);
    replace(market, ONE, { clOrdId: clOrdId('D'), origClOrdId: clOrdId('A'), orderQty: qty(1) }, market.now);
    status(market, ONE, { clOrdId: clOrdId('A') }, market.now);
    runTo(14.9);
    const text = 'the session with the venue is down';
    expect(reports.slice(before)).toMatchObject([{ clOrdId: 'B', execType: 'Rejected', text }]);
    expect(rejects).toMatchObject(
      (['Cancel', 'Replace', 'Status'] as const).map((inResponseTo) => ({
        inResponseTo,
        reason: 'Other',
        ordStatus: 'New',
        text,
      })),
    );
    runTo(16);
    expect(of('A').at(-1)).toMatchObject({
      execType: 'Canceled',
      ordStatus: 'Canceled',
      leavesQty: 0,
      cumQty: 0,
      tsEvent: at(15),
      text: 'the venue failed, and its orders ended',
    });
    send('E', { px: deep });
    runTo(17);
    expect(of('E')).toMatchObject([{ execType: 'New' }]);
  });
});

describe('a halt', () => {
  const halt = (venue?: number): EventSetup => ({
    type: 'Halt',
    instrument: 0,
    venue,
    atNs: at(5),
    lastsNs: 10e9,
  });

  test('everywhere stops all trading; orders rest, may be canceled, and trade again afterwards', () => {
    const { market, reports, heard, runTo, send, bid, ask, of } = opened({ events: [halt()] });
    runTo(1);
    send('A', { px: px(bid() - 10_000) });
    send('B', { px: px(bid() - 10_000) });
    runTo(6);
    send('C', { px: px(ask() + 100), timeInForce: 'ImmediateOrCancel' });
    cancel(market, ONE, { clOrdId: clOrdId('A2'), origClOrdId: clOrdId('A') }, market.now);
    runTo(16);
    expect(prints(heard(5, 15))).toEqual([]);
    expect(prints(heard(15, 16)).length).toBeGreaterThan(0);
    expect(statuses(heard(5, 15.1))).toEqual(['LIT-1 Halted', 'LIT-2 Halted', 'LIT-1 Open', 'LIT-2 Open']);
    expect(heard(5, 15, TWO).filter(({ type }) => type === 'FeedHeartbeat').length).toBeGreaterThan(30);
    expect(of('C')).toMatchObject([{ execType: 'Rejected', text: 'the instrument is halted' }]);
    expect(of('A2')).toMatchObject([{ execType: 'Canceled', ordStatus: 'Canceled' }]);
    expect(of('B')).toMatchObject([{ execType: 'New' }]);
    send('D', { px: px(ask() + 100), timeInForce: 'ImmediateOrCancel' });
    runTo(17);
    expect(reports.some(({ clOrdId: id, execType }) => id === 'D' && execType === 'Trade')).toBe(true);
  });

  test('at one venue leaves the others open', () => {
    const { heard, runTo } = opened({ events: [halt(0)] });
    runTo(15);
    expect(prints(heard(5, 15, ONE))).toEqual([]);
    expect(prints(heard(5, 15, TWO)).length).toBeGreaterThan(10);
    expect(statuses(heard(5, 15))).toEqual(['LIT-1 Halted']);
  });

  test('everywhere holds for a pool too: pegs rest through it and meet afterwards', () => {
    const [lit] = sampleScenario().venues;
    if (lit?.type !== 'Lit') throw new Error('the sample begins with a lit venue');
    const pool = venueId('DARK-1');
    const dark: Scenario['venues'][number] = {
      ...lit,
      type: 'Dark',
      venue: { ...lit.venue, id: pool, kind: 'DarkMidpoint' },
      minQty: 1,
      hidden: [0, 1].map(() => NOBODY),
      leakProb: 0,
    };
    const { market, heard, runTo, send, of } = opened({ events: [halt()], more: [dark] });
    const peg = { ordType: 'Pegged', orderQty: qty(300) } as const;
    runTo(1);
    send('A', peg, pool);
    runTo(6);
    send('B', { ...peg, side: 'Sell' }, pool);
    runTo(14);
    expect(of('B')).toMatchObject([{ execType: 'Rejected', text: 'the instrument is halted' }]);
    expect(statuses(heard(5, 14, pool))).toEqual(['DARK-1 Halted']);
    runTo(16);
    send('C', { ...peg, side: 'Sell' }, pool);
    runTo(18);
    expect(prints(heard(0, 16, pool))).toEqual([]);
    expect(of('A').at(-1)).toMatchObject({ execType: 'Trade', ordStatus: 'Filled', cumQty: 300 });
    expect(bookSnapshot(market, pool, KESTREL)).toMatchObject({ bids: [], asks: [] });
  });

  test('through an outage is told when the venue is back', () => {
    const outage: EventSetup = { type: 'Outage', venue: 0, atNs: at(4), lastsNs: 3e9 };
    const { heard, runTo } = opened({ events: [outage, halt()] });
    runTo(20);
    expect(statuses(heard(4, 20, ONE))).toEqual(['LIT-1 Halted', 'LIT-1 Open']);
    expect(heard(7, 15, ONE)[1]).toMatchObject({ status: 'Halted', tsEvent: at(7) });
    expect(prints(heard(15, 20, ONE)).length).toBeGreaterThan(0);
  });
});

test('a burst of rejects refuses its share of orders, for no reason of theirs, and no cancel', () => {
  const burst: EventSetup = { type: 'Rejects', venue: 0, rejectProb: 0.5, atNs: at(5), lastsNs: 5e9 };
  const { market, reports, rejects, runTo, send, bid, of } = opened({ events: [burst] });
  runTo(1);
  const deep = px(bid() - 10_000);
  for (const [second, name] of [
    [2, 'before'],
    [7, 'during'],
    [12, 'after'],
  ] as const) {
    runTo(second);
    for (let n = 0; n < 200; n += 1) send(`${name}${n}`, { px: deep });
    runTo(second + 1);
    if (name !== 'during') continue;
    for (const { clOrdId: id } of reports.filter(({ execType }) => execType === 'New')) {
      cancel(market, ONE, { clOrdId: clOrdId(`${id}-out`), origClOrdId: id }, market.now);
    }
  }
  runTo(14);
  const refused = (name: string) =>
    reports.filter(({ execType, clOrdId: id }) => execType === 'Rejected' && id.startsWith(name));
  expect(refused('before')).toEqual([]);
  expect(refused('after')).toEqual([]);
  // Binomial of 200 at a half: four standard deviations.
  expect(Math.abs(refused('during').length - 100)).toBeLessThan(29);
  expect(refused('during')[0]?.text).toBe('the venue can not take orders now');
  expect(rejects).toEqual([]);
  expect(of('before0-out')).toMatchObject([{ execType: 'Canceled' }]);
});

test('a burst of latency makes answers late by its multiple, at its venue and for its time', () => {
  const burst: EventSetup = { type: 'Latency', venue: 0, multiple: 100, atNs: at(5), lastsNs: 5e9 };
  const { arrivals, runTo, send } = opened({ events: [burst] });
  const took = (second: number, venue: typeof ONE): number => {
    runTo(second);
    send(`${second}`, { px: px(900_000) }, venue);
    runTo(second + 0.5);
    return (arrivals.at(-1) ?? Number.NaN) - at(second);
  };
  // Two ways of 50 us, with jitter, a seldom tail and a little load.
  const usual = took(4, ONE);
  expect(usual).toBeLessThan(1e6);
  expect(took(6, ONE)).toBeGreaterThan(20 * usual);
  expect(took(7, TWO)).toBeLessThan(1e6);
  expect(took(11, ONE)).toBeLessThan(1e6);
});

describe('a circuit breaker', () => {
  const sweep = { timeInForce: 'ImmediateOrCancel', orderQty: qty(1_000_000) } as const;
  const bandTicks = { dynamicBps: 2.5, staticBps: undefined, lastsNs: 10e9 };

  test('halts everywhere instead of a print beyond the band, then trading goes on around its mid', () => {
    const { heard, runTo, send, ask, of } = opened({ halts: bandTicks });
    runTo(1);
    send('A', { ...sweep, px: px(ask() + 1_000) });
    runTo(1.1);
    expect(of('A')).toMatchObject([
      { execType: 'Rejected', cumQty: 0, text: 'its trade would leave the band: the instrument is halted' },
    ]);
    expect(statuses(heard(1, 2))).toEqual(['LIT-1 Halted', 'LIT-2 Halted']);
    runTo(12);
    expect(prints(heard(1.1, 11))).toEqual([]);
    expect(statuses(heard(2, 12)).slice(0, 2)).toEqual(['LIT-1 Open', 'LIT-2 Open']);
    expect(prints(heard(11, 12)).length).toBeGreaterThan(0);
  });

  test('lets nothing print further than the band from the print before, but after a halt', () => {
    const { events, runTo } = opened({ halts: { ...bandTicks, dynamicBps: 0.9, lastsNs: 1e9 } });
    runTo(120);
    let before = 1_000_000;
    let halts = 0;
    let free = false;
    for (const event of events) {
      if (event.type === 'TradingStatusChanged' && event.status === 'Open') free = true;
      if (event.type === 'TradingStatusChanged' && event.status === 'Halted') halts += 1;
      if (event.type !== 'TradePrinted') continue;
      if (!free) expect(Math.abs(event.px / before - 1)).toBeLessThanOrEqual(0.9e-4);
      free = false;
      before = event.px;
    }
    expect(halts).toBeGreaterThan(0);
  });

  test('watches the distance from the open too', () => {
    const { runTo, send, market, of } = opened({
      halts: { staticBps: 20, dynamicBps: undefined, lastsNs: 1e9 },
    });
    runTo(1);
    send('A', { px: px(1_005_000), orderQty: qty(100), side: 'Sell' });
    runTo(1.1);
    for (const { px: to, qty: shown } of bookSnapshot(market, ONE, KESTREL).asks) {
      send(`to ${to}`, { ...sweep, px: to, orderQty: shown });
    }
    send('B', { ...sweep, px: px(1_005_000) });
    runTo(1.2);
    expect(of('B').at(-1)).toMatchObject({ execType: 'Rejected' });
    expect(of('A').at(-1)).toMatchObject({ execType: 'New' });
  });
});

describe("a venue's gate", () => {
  test('throttles a flood of one participant: its cancels pass, and others trade', () => {
    const { market, reports, rejects, heard, runTo, send, bid } = opened({
      venue: { throttle: { perSecond: 50, burst: 20 } },
    });
    runTo(1);
    const deep = px(bid() - 10_000);
    for (let n = 0; n < 1_000; n += 1) send(`${n}`, { px: deep });
    runTo(2);
    const taken = reports.filter(({ execType }) => execType === 'New');
    // The burst, and what a few milliseconds earn.
    expect(taken.length).toBeGreaterThanOrEqual(20);
    expect(taken.length).toBeLessThan(25);
    const refused = reports.filter(({ execType }) => execType === 'Rejected');
    expect(refused.length).toBe(1_000 - taken.length);
    expect(new Set(refused.map(({ text }) => text))).toEqual(new Set(['the order rate limit is reached']));
    expect(prints(heard(1, 2, ONE)).length).toBeGreaterThan(0);
    for (let n = 0; n < 100; n += 1) send(`again${n}`, { px: deep });
    for (const { clOrdId: id } of taken) {
      cancel(market, ONE, { clOrdId: clOrdId(`${id}-out`), origClOrdId: id }, market.now);
    }
    runTo(3);
    expect(rejects).toEqual([]);
    expect(reports.filter(({ execType }) => execType === 'Canceled').length).toBe(taken.length);
  });

  test('refuses a fat finger, new or by a replace, before it does any harm', () => {
    const { market, rejects, runTo, send, bid, ask, of } = opened({ venue: { collarBps: 100 } });
    runTo(1);
    const text = 'the price is beyond the collar of 100 bps';
    const bids = bookSnapshot(market, ONE, KESTREL).bids;
    send('S', { side: 'Sell', px: px(10_000), orderQty: qty(1_000_000) });
    send('B', { px: px(10_000_000), orderQty: qty(1_000_000) });
    send('C', { px: px(bid() - 20_000) });
    runTo(1.001);
    replace(
      market,
      ONE,
      { clOrdId: clOrdId('C2'), origClOrdId: clOrdId('C'), orderQty: qty(1_000), px: px(10_000_000) },
      market.now,
    );
    runTo(1.002);
    expect(of('S')).toMatchObject([{ execType: 'Rejected', text }]);
    expect(of('B')).toMatchObject([{ execType: 'Rejected', text }]);
    // Far on its own side is no danger.
    expect(of('C')).toMatchObject([{ execType: 'New' }]);
    expect(rejects).toMatchObject([{ clOrdId: 'C2', text }]);
    expect(ask()).toBeLessThan(1_010_000);
    expect(bids[0]?.px).toBeGreaterThan(990_000);
  });
});

test('through all of it shares and cash are conserved, equal seeds hash equally, nobody is thrown out', () => {
  const span = (second: number, lasts: number) => ({ atNs: at(second), lastsNs: lasts * 1e9 });
  const events: EventSetup[] = [
    { type: 'Outage', venue: 0, ...span(3, 4) },
    { type: 'Outage', venue: 0, ...span(5, 4) },
    { type: 'Halt', instrument: 0, venue: undefined, ...span(6, 2) },
    { type: 'Halt', instrument: 0, venue: 1, ...span(7, 4) },
    { type: 'Rejects', venue: 1, rejectProb: 0.5, ...span(10, 10) },
    { type: 'Latency', venue: 1, multiple: 1_000, ...span(12, 5) },
    { type: 'Outage', venue: 1, ...span(20, 5) },
  ];
  const run = () => {
    const world = createWorld(
      scenarioOf({ events, halts: { staticBps: 10, dynamicBps: 3, lastsNs: 1e9 } }),
      5,
    );
    runWorld(world, at(60), SILENT);
    return world;
  };
  const world = run();
  expect(world.failures).toEqual([]);
  expectConserved(world);
  expect(hashText(run().hash)).toBe(hashText(world.hash));
});
