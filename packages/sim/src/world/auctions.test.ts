/** Calls and auctions as everybody meets them: two venues, one share, a crowd, some noise, value traders, a pool. */
import { applyToLevelBook, createLevelBook, levels } from '@fairlead/book';
import { clOrdId, type MarketEvent, micros, px, qty, venueId } from '@fairlead/domain';
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
import { bookSnapshot, cancel, replace } from '../market.ts';
import { sampleScenario } from '../scenario/sample.ts';
import type { EventSetup, Scenario } from '../scenario/scenario.ts';
import { createWorld } from './build.ts';
import { hashText } from './hash.ts';
import { runWorld } from './run.ts';

const POOL = venueId('DARK-1');
const CALL_S = 60;
/** Two minutes of continuous trading between a call of a minute and another. */
const CLOSE_S = 180;
interface Of {
  readonly events?: readonly EventSetup[];
  readonly halts?: Scenario['instruments'][number]['halts'];
  readonly session?: Partial<Scenario['session']>;
  readonly selfTrade?: 'CancelNew' | 'CancelResting';
}

function scenarioOf({ events = [], halts, session = {}, selfTrade }: Of = {}): Scenario {
  const sample = sampleScenario({ venues: 2, instruments: 1, noise: 20 });
  const { link, venue } = sample.venues[0]!;
  return {
    ...sample,
    session: {
      ...sample.session,
      startNs: at(-CALL_S),
      closeNs: at(CLOSE_S),
      openingNs: CALL_S * 1e9,
      closingNs: CALL_S * 1e9,
      ...session,
    },
    events,
    instruments: sample.instruments.map((each) => (halts === undefined ? each : { ...each, halts })),
    crowd: sample.crowd.map((each) => ({ ...each, activity: 3, hiddenProb: 0.1, icebergProb: 0.05 })),
    venues: [
      ...sample.venues.map(
        (each) => ({ ...each, collarBps: 1_500, ...(selfTrade && { selfTrade }) }) as typeof each,
      ),
      {
        type: 'Dark',
        link,
        rejectProb: 0,
        venue: {
          ...venue,
          id: POOL,
          name: 'Dark 1',
          kind: 'DarkMidpoint',
          fees: { takeMicros: micros(1_000), makeMicros: micros(1_000) },
        },
        minQty: 1,
        hidden: [0, 1].map(() => ({
          volumeShare: 0.2,
          emptyProb: 0.5,
          sizeExponent: 1.2,
          maxSize: 50,
          informedProb: 0.1,
        })),
        leakProb: 0,
      },
    ],
    participants: [
      ...sample.participants,
      {
        kind: 'value',
        config: { wakeS: 20, errorBps: 4, shadeBps: 2, paceS: 3, perBps: 0.5, maxPosition: 100 },
        count: 20,
        distanceNs: 1_000_000,
        dataNs: 1_000_000,
        computeNs: 1_000,
      },
    ],
  };
}

const begun = (of: Of = {}) => clientOf(createWorld(scenarioOf(of), 9));

const isNews = ({ type }: MarketEvent): boolean => type !== 'FeedHeartbeat';
const types = (events: readonly MarketEvent[]) => [...new Set(events.map(({ type }) => type))].sort();

describe('the opening auction', () => {
  test('is called in a closed book: status, then indicative prices, and no level, print or touch', () => {
    const { market, heard, runTo } = begun();
    runTo(-0.001);
    expect(statuses(heard(-CALL_S, 0))).toEqual([`${ONE} Auction`, `${TWO} Auction`, `${POOL} Halted`]);
    expect(types(heard(-CALL_S, 0, ONE))).toEqual([
      'AuctionIndicated',
      'FeedHeartbeat',
      'TradingStatusChanged',
    ]);
    const indicated = heard(-CALL_S, 0, ONE).flatMap((e) => (e.type === 'AuctionIndicated' ? [e] : []));
    expect(indicated.length).toBeGreaterThan(30);
    expect(indicated.at(-1)!.qty).toBeGreaterThan(indicated[0]!.qty);
    expect(bookSnapshot(market, ONE, KESTREL)).toMatchObject({ bids: [], asks: [] });
    expect(market.instruments[0]?.mid2).toBe(0);
  });

  test('prints once a venue, at one price, with no aggressor; the book that is left is told whole', () => {
    const { market, heard, runTo } = begun();
    const book = createLevelBook();
    applyToLevelBook(book, bookSnapshot(market, ONE, KESTREL));
    runTo(0);
    const opening = heard(0, 0.0001, ONE).filter(isNews);
    const last = heard(-1.5, 0, ONE).findLast(({ type }) => type === 'AuctionIndicated');
    expect(opening.slice(0, 3).map(({ type }) => type)).toEqual([
      'TradePrinted',
      'BookSnapshot',
      'TradingStatusChanged',
    ]);
    const [print] = prints(opening);
    expect(print).not.toHaveProperty('aggressor');
    expect(Math.abs(print!.px - (last as { px: number }).px)).toBeLessThan(1_000);
    runTo(30);
    for (const event of heard(-CALL_S, 30.1, ONE)) expect(applyToLevelBook(book, event)).toBe('Applied');
    expect(book.counts.gaps).toBe(0);
    expect(book.uncrossings).toBe(0);
    expect(levels(book, 'Buy', 5)).toEqual(bookSnapshot(market, ONE, KESTREL).bids.slice(0, 5));
    // Everybody goes on around its price.
    expect(Math.abs(market.instruments[0]!.mid2 / 2 - print!.px)).toBeLessThan(3_000);
    expect(prints(heard(1, 30, POOL)).length).toBeGreaterThan(0);
  });

  test('and the closing one have about the shares of a day that the crowd is told to bring', () => {
    const market = createWorld(scenarioOf({}), 9);
    runWorld(market, at(0), SILENT);
    const { adv } = market.instruments[0]!.instrument;
    expect(market.instruments[0]!.volume / adv).toBeGreaterThan(0.009);
    expect(market.instruments[0]!.volume / adv).toBeLessThan(0.016);
    runWorld(market, at(CLOSE_S) - 1, SILENT);
    const before = market.instruments[0]!.volume;
    runWorld(market, at(CLOSE_S), SILENT);
    const closed = market.instruments[0]!.volume - before;
    expect(closed / adv).toBeGreaterThan(0.05);
    expect(closed / adv).toBeLessThan(0.075);
  });

  test('costs nobody his shares or cash, is the same for one seed, and in pieces', () => {
    const whole = createWorld(scenarioOf({}), 3);
    runWorld(whole, at(CLOSE_S + 10), SILENT);
    expectConserved(whole);
    expect(whole.failures).toEqual([]);
    const pieces = createWorld(scenarioOf({}), 3);
    while (pieces.now < at(CLOSE_S + 10)) {
      runWorld(pieces, Math.min(at(CLOSE_S + 10), pieces.now + 777_777_777), SILENT);
    }
    expect(hashText(pieces.hash)).toBe(hashText(whole.hash));
    expect(pieces.events).toBe(whole.events);
  });

  test('is not rushed at: few requests are refused in a call, and few events pass', () => {
    const market = createWorld(scenarioOf({}), 9);
    runWorld(market, at(CLOSE_S - CALL_S + 1), SILENT);
    const rejects = () => market.venues.reduce((sum, venue) => sum + venue.rejects, 0);
    const [events, refused] = [market.events, rejects()];
    runWorld(market, at(CLOSE_S - 1), SILENT);
    expect(rejects() - refused).toBeLessThan(5);
    expect(market.events - events).toBeLessThan(20_000);
  });
});

describe('an order of ours in a call', () => {
  const high = px(1_100_000);

  test('is accepted, trades at the auction price as neither maker nor taker, and pays what taking costs', () => {
    const { market, events, runTo, send, of } = begun();
    send('L', { px: px(1_040_000) });
    send('M', { ordType: 'Market' }, TWO);
    runTo(-1);
    expect(of('L')).toMatchObject([{ execType: 'New', ordStatus: 'New' }]);
    expect(of('M')).toMatchObject([{ execType: 'New', ordStatus: 'New' }]);
    runTo(1);
    const opening = prints(events).find(({ venue }) => venue === ONE)!;
    const fills = of('L').slice(1);
    expect(fills.at(-1)).toMatchObject({ ordStatus: 'Filled', cumQty: 1_000 });
    for (const fill of fills) expect(fill).toMatchObject({ lastPx: opening.px, lastLiquidityInd: 'Auction' });
    const paid = [...of('L'), ...of('M')].reduce((sum, r) => sum + (r.lastPx ?? 0) * (r.lastQty ?? 0), 0);
    const { takeMicros } = market.venues[0]!.venue.fees;
    expect(market.cash[0]).toBe(-100 * paid - 2_000 * Number(takeMicros));
  });

  test('is refused where it is to trade at once, or priced beyond the collar around the last print', () => {
    const { runTo, send, of } = begun();
    send('I', { px: high, timeInForce: 'ImmediateOrCancel' });
    send('F', { px: high, timeInForce: 'FillOrKill' });
    send('P', { ordType: 'Pegged' }, POOL);
    send('C', { px: px(1_160_000) });
    runTo(-1);
    const text = 'nothing is immediate while an auction gathers';
    expect(of('I')).toMatchObject([{ execType: 'Rejected', text }]);
    expect(of('F')).toMatchObject([{ execType: 'Rejected', text }]);
    const collar = 'the price is beyond the collar of 1500 bps';
    expect(of('C')).toMatchObject([{ execType: 'Rejected', text: collar }]);
    expect(of('P')).toMatchObject([{ execType: 'Rejected', text: 'the instrument is halted' }]);
  });

  test('may be replaced and canceled; what is left rests, and expires with the day', () => {
    const { market, runTo, send, of } = begun();
    const deep = px(900_000);
    send('A', { px: high });
    send('B', { px: deep });
    send('C', { px: deep, postOnly: true });
    runTo(-30);
    cancel(market, ONE, { clOrdId: clOrdId('A2'), origClOrdId: clOrdId('A') }, market.now);
    replace(
      market,
      ONE,
      { clOrdId: clOrdId('B2'), origClOrdId: clOrdId('B'), orderQty: qty(500), px: deep },
      market.now,
    );
    runTo(1);
    expect(of('A2')).toMatchObject([{ execType: 'Canceled', cumQty: 0 }]);
    expect(of('B2')).toMatchObject([{ execType: 'Replaced', leavesQty: 500 }]);
    runTo(CLOSE_S + 1);
    expect(of('B2').at(-1)).toMatchObject({ execType: 'Expired', leavesQty: 0, tsEvent: at(CLOSE_S) });
    expect(of('C').at(-1)).toMatchObject({ execType: 'Expired', leavesQty: 0 });
  });

  test('without a price is canceled where the auction left it', () => {
    const { runTo, send, of } = begun();
    send('M', { ordType: 'Market', orderQty: qty(50_000_000) });
    runTo(1);
    const [accepted, ...rest] = of('M');
    expect(accepted).toMatchObject({ execType: 'New' });
    expect(rest.length).toBeGreaterThan(1);
    expect(rest.at(-1)).toMatchObject({
      execType: 'Canceled',
      leavesQty: 0,
      text: 'what could not trade at once, or in the auction, was canceled',
    });
  });
});

test('at the close comes an auction, then nothing is open', () => {
  const { market, events, heard, runTo } = begun();
  runTo(CLOSE_S + 5);
  expect(statuses(heard(CLOSE_S - CALL_S, CLOSE_S - CALL_S + 1))).toEqual([
    `${ONE} Auction`,
    `${TWO} Auction`,
    `${POOL} Halted`,
  ]);
  expect(types(heard(CLOSE_S - CALL_S + 0.001, CLOSE_S, ONE))).toEqual(['AuctionIndicated', 'FeedHeartbeat']);
  const close = heard(CLOSE_S, CLOSE_S + 5, ONE).filter(isNews);
  expect(close.map(({ type }) => type)).toEqual(['TradePrinted', 'BookSnapshot', 'TradingStatusChanged']);
  expect(close.at(-1)).toMatchObject({ status: 'Closed' });
  expect(events.at(-1)).toMatchObject({ tsEvent: at(CLOSE_S) });
  expect(market.instruments[0]!.staticPx).toBeGreaterThan(0);
});

describe('an auction within the day', () => {
  const auction = (venue: number | undefined): EventSetup => ({
    type: 'Auction',
    instrument: 0,
    venue,
    atNs: at(20),
    lastsNs: 30e9,
  });

  test('at the primary halts the pools, and the other venue trades on', () => {
    const { heard, runTo } = begun({ events: [auction(0)] });
    runTo(60);
    expect(statuses(heard(1, 60))).toEqual([
      `${ONE} Auction`,
      `${POOL} Halted`,
      `${ONE} Open`,
      `${POOL} Open`,
    ]);
    expect(prints(heard(20.001, 50, TWO)).length).toBeGreaterThan(10);
    expect(prints(heard(20.001, 50, POOL))).toEqual([]);
    expect(prints(heard(50, 50.0001, ONE))).toHaveLength(1);
  });

  test('at another venue leaves the pools open', () => {
    const { heard, runTo } = begun({ events: [auction(1)] });
    runTo(60);
    expect(statuses(heard(1, 60))).toEqual([`${TWO} Auction`, `${TWO} Open`]);
  });

  test('at a venue that fails loses what it gathered, and is held all the same', () => {
    const outage: EventSetup = { type: 'Outage', venue: 0, atNs: at(30), lastsNs: 10e9 };
    const { market, heard, runTo, send, of } = begun({ events: [auction(undefined), outage] });
    runTo(25);
    send('A', { px: px(1_100_000) });
    runTo(60);
    expect(of('A').at(-1)).toMatchObject({ execType: 'Canceled', cumQty: 0 });
    expect(statuses(heard(1, 60, ONE))).toEqual([`${ONE} Auction`, `${ONE} Auction`, `${ONE} Open`]);
    expect(prints(heard(50, 50.0001))).toHaveLength(2);
    expectConserved(market);
  });
});

describe('a halt', () => {
  test('that reopens by an auction puts the bands around its price', () => {
    const halts = { staticBps: 200, dynamicBps: 20, lastsNs: 10e9, reopeningNs: 20e9 };
    const { market, heard, runTo, send } = begun({ halts, session: { closeNs: at(600) } });
    runTo(5);
    send('W', { side: 'Sell', px: px(1_030_000) });
    runTo(10);
    send('A', { px: px(1_040_000), orderQty: qty(1_000_000) });
    runTo(10.1);
    expect(statuses(heard(10, 10.1))).toEqual([`${ONE} Halted`, `${TWO} Halted`, `${POOL} Halted`]);
    runTo(30);
    expect(statuses(heard(10.1, 30))).toEqual([`${ONE} Auction`, `${TWO} Auction`]);
    runTo(41);
    const auctions = prints(heard(40, 40.01)).filter(({ aggressor }) => aggressor === undefined);
    expect(auctions).toHaveLength(2);
    expect(auctions.map((print) => print.px)).toContain(market.instruments[0]!.staticPx);
  });

  test('over the close holds no auction', () => {
    const halted: EventSetup = {
      type: 'Halt',
      instrument: 0,
      venue: undefined,
      atNs: at(CLOSE_S - 10),
      lastsNs: 10e9 + 1,
    };
    const { heard, runTo } = begun({ events: [halted] });
    runTo(CLOSE_S + 1);
    expect(statuses(heard(CLOSE_S - 11, CLOSE_S + 1, ONE))).toEqual([`${ONE} Halted`, `${ONE} Closed`]);
    expect(prints(heard(CLOSE_S - 11, CLOSE_S + 1))).toEqual([]);
  });
});

test.each(['CancelNew', 'CancelResting'] as const)(
  'orders of ours that meet do not trade with each other: %s',
  (selfTrade) => {
    const { market, runTo, send, of } = begun({ selfTrade });
    runTo(5);
    const beyond = px(bookSnapshot(market, ONE, KESTREL).asks[0]!.px + 500);
    send('S', { side: 'Sell', px: beyond, orderQty: qty(100) });
    send('B', { px: beyond, orderQty: qty(100_000), timeInForce: 'ImmediateOrCancel' });
    runTo(6);
    const text = 'it would have traded with an order of the same participant';
    expect(of('B').some(({ execType }) => execType === 'Trade')).toBe(true);
    expect(of('S').some(({ execType }) => execType === 'Trade')).toBe(false);
    const [goes, stays] = selfTrade === 'CancelNew' ? ['B', 'S'] : ['S', 'B'];
    expect(of(goes!).at(-1)).toMatchObject({ execType: 'Canceled', text });
    expect(of(stays!).map((report) => report.text)).not.toContain(text);
  },
);
