import { clOrdId, instrumentId, nanos, type Px, px, qty, type Side, venueId } from '@fairlead/domain';
import { openLobster, type RecordedBook } from '@fairlead/feeds';
import { createMarketTape, recorded } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { advance, bookSnapshot, reference, type SimMarket, submit } from '../market.ts';
import { createSeenDay, dayCrowd, daySeen } from './day-crowd.ts';
import { type RecordedMessage, type RecordedRow, recordedRow } from './recording.ts';
import { createReplayMarket } from './replay-market.ts';

const SECOND = 1_000_000_000;
const OPEN = 34_200 * SECOND;
const REC = venueId('REC-Q');
const AMZN = instrumentId('AMZN');
const DAY = {
  symbol: 'AMZN',
  sessionDate: '2012-06-21',
  startNs: nanos(OPEN),
  closeNs: nanos(57_600 * SECOND),
  idPrefix: 'R1',
  adv: 811_000,
  avgTradeQty: 71,
  dailyVolatilityBps: 200,
};

const level = (price: number, size: number) => ({ px: px(price), qty: qty(size) });
const BOOK: RecordedBook = {
  bids: [level(9_900, 100), level(9_800, 200)],
  asks: [level(10_100, 100), level(10_200, 200)],
};
type OfOrder = Extract<RecordedMessage, { readonly px: unknown }>;
const message = (
  type: OfOrder['type'],
  atS: number,
  of: { readonly id: number; readonly side: Side; readonly qty: number; readonly px: number },
): RecordedRow => ({
  message: {
    type,
    ts: nanos(OPEN + atS * SECOND),
    orderId: of.id,
    side: of.side,
    qty: qty(of.qty),
    px: px(of.px),
  },
});

function small(rows: readonly RecordedRow[]) {
  const market = createReplayMarket(DAY, { initial: BOOK, rows }, 1);
  return { market, tape: createMarketTape() };
}
function post(
  market: SimMarket,
  id: string,
  of: { readonly side: Side; readonly qty: number; readonly px: Px },
): void {
  submit(
    market,
    REC,
    {
      clOrdId: clOrdId(id),
      instrument: AMZN,
      side: of.side,
      ordType: 'Limit',
      timeInForce: 'Day',
      orderQty: qty(of.qty),
      px: of.px,
      postOnly: false,
    },
    market.now,
  );
}
const shown = (market: SimMarket, side: Side, price: number): number => {
  const { bids, asks } = bookSnapshot(market, REC, AMZN);
  return (side === 'Buy' ? bids : asks).find((l) => l.px === price)?.qty ?? 0;
};

describe('our orders among recorded ones', () => {
  test('wait for the queue ahead, then fill from recorded executions', () => {
    const bid = { side: 'Buy' as const, px: 9_900 };
    const { market, tape } = small([
      message('Execute', 2, { id: 77, ...bid, qty: 60 }),
      message('Add', 3, { id: 78, ...bid, qty: 50 }),
      message('Execute', 4, { id: 77, ...bid, qty: 40 }),
      message('Execute', 5, { id: 78, ...bid, qty: 50 }),
    ]);
    post(market, 'a', { side: 'Buy', qty: 70, px: px(9_900) });
    const filledAt = (s: number): number => {
      advance(market, OPEN + s * SECOND + SECOND / 2, tape);
      return tape.of('a').at(-1)?.cumQty ?? 0;
    };
    expect(filledAt(2)).toBe(0);
    expect(filledAt(4)).toBe(0);
    expect(filledAt(5)).toBe(50);
    expect(tape.of('a').at(-1)).toMatchObject({ lastPx: 9_900, lastLiquidityInd: 'Added', leavesQty: 20 });
    expect(shown(market, 'Buy', 9_900)).toBe(20);
  });

  test('at a better price fill before the recorded order, which leaves as recorded', () => {
    const { market, tape } = small([message('Execute', 2, { id: 77, side: 'Sell', qty: 100, px: 10_100 })]);
    post(market, 'a', { side: 'Sell', qty: 30, px: px(10_000) });
    advance(market, OPEN + 3 * SECOND, tape);
    expect(tape.of('a').at(-1)).toMatchObject({ ordStatus: 'Filled', lastPx: 10_000 });
    const prints = tape.events.filter((e) => e.type === 'TradePrinted' && e.venue === REC);
    expect(prints).toMatchObject([
      { px: 10_000, qty: 30, aggressor: 'Buy' },
      { px: 10_100, qty: 70, aggressor: 'Buy' },
    ]);
    expect(shown(market, 'Sell', 10_100)).toBe(0);
  });

  test('take recorded volume, and later messages find what is left of it', () => {
    const { market, tape } = small([
      message('Add', 1, { id: 80, side: 'Sell', qty: 100, px: 10_000 }),
      message('Execute', 3, { id: 80, side: 'Sell', qty: 100, px: 10_000 }),
      message('Add', 4, { id: 81, side: 'Sell', qty: 10, px: 10_000 }),
    ]);
    advance(market, OPEN + 1.5 * SECOND, tape);
    post(market, 'a', { side: 'Buy', qty: 60, px: px(10_000) });
    advance(market, OPEN + 2 * SECOND, tape);
    expect(tape.of('a').at(-1)).toMatchObject({ ordStatus: 'Filled', lastLiquidityInd: 'Removed' });
    expect(shown(market, 'Sell', 10_000)).toBe(40);
    advance(market, OPEN + 3.5 * SECOND, tape);
    const last = tape.events.filter((e) => e.type === 'TradePrinted' && e.venue === REC).at(-1);
    expect(last).toMatchObject({ qty: 40, px: 10_000 });
    expect(shown(market, 'Sell', 10_000)).toBe(0);
    advance(market, OPEN + 5 * SECOND, tape);
    expect(shown(market, 'Sell', 10_000)).toBe(10);
  });

  test('meet a recorded order that would cross them', () => {
    const { market, tape } = small([message('Add', 2, { id: 80, side: 'Sell', qty: 100, px: 10_000 })]);
    post(market, 'a', { side: 'Buy', qty: 60, px: px(10_000) });
    advance(market, OPEN + 3 * SECOND, tape);
    expect(tape.of('a').at(-1)).toMatchObject({
      ordStatus: 'Filled',
      lastLiquidityInd: 'Added',
      lastPx: 10_000,
    });
    expect(shown(market, 'Sell', 10_000)).toBe(40);
  });

  test('displayed at a hidden price or better come before the hidden order', () => {
    const { market, tape } = small([
      message('ExecuteHidden', 2, { id: 0, side: 'Buy', qty: 50, px: 10_000 }),
    ]);
    post(market, 'a', { side: 'Buy', qty: 20, px: px(10_000) });
    advance(market, OPEN + 3 * SECOND, tape);
    expect(tape.of('a').at(-1)).toMatchObject({ ordStatus: 'Filled' });
    const prints = tape.events.filter((e) => e.type === 'TradePrinted' && e.venue === REC);
    expect(prints.map((p) => (p.type === 'TradePrinted' ? p.qty : 0))).toEqual([20, 30]);
  });

  test('are refused during a recorded halt, at every venue', () => {
    const { market, tape } = small([
      { message: { type: 'Halt', ts: nanos(OPEN + SECOND) } },
      { message: { type: 'TradeResume', ts: nanos(OPEN + 3 * SECOND) } },
    ]);
    advance(market, OPEN + 2 * SECOND, tape);
    post(market, 'a', { side: 'Buy', qty: 20, px: px(9_800) });
    advance(market, OPEN + 2.5 * SECOND, tape);
    expect(tape.of('a')[0]).toMatchObject({ execType: 'Rejected', text: 'the instrument is halted' });
    expect(
      tape.events.filter((e) => e.type === 'TradingStatusChanged' && e.status === 'Halted'),
    ).toHaveLength(4);
    advance(market, OPEN + 4 * SECOND, tape);
    post(market, 'b', { side: 'Buy', qty: 20, px: px(9_800) });
    advance(market, OPEN + 5 * SECOND, tape);
    expect(tape.of('b')[0]).toMatchObject({ execType: 'New' });
  });
});

test('the venues say where their orders come from', () => {
  const { market } = small([]);
  expect(reference(market).venues.map((v) => [v.id, v.origin])).toEqual([
    ['REC-Q', 'Recorded'],
    ['LIT-A', 'Simulated'],
    ['LIT-C', 'Simulated'],
    ['DARK-1', 'Simulated'],
  ]);
});

const AMZN_DAY = recorded('lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip');

async function readRows(most: number) {
  const file = await openLobster(AMZN_DAY ?? '');
  const rows: RecordedRow[] = [];
  const books: RecordedBook[] = [];
  for await (const batch of file.batches({ books: true })) {
    for (const [i, each] of batch.messages.entries()) {
      const book = batch.books?.[i];
      if (book === undefined || rows.length >= most) break;
      rows.push(recordedRow(each, book));
      books.push(book);
    }
    if (rows.length >= most) break;
  }
  return { initial: file.firstBook, rows, books };
}

describe.skipIf(AMZN_DAY === undefined)('the recorded day of AMZN', () => {
  const window = (books: readonly RecordedBook[], i: number) => books[i] ?? { bids: [], asks: [] };

  test('without orders of ours, the book equals the vendor’s, all five levels, for 20,000 rows', async () => {
    const { initial, rows, books } = await readRows(20_000);
    const market = createReplayMarket(DAY, { initial, rows: rows.slice(1) }, 1);
    const tape = { event: () => {}, report: () => {}, cancelReject: () => {} };
    const inWords = (book: RecordedBook): string =>
      [book.bids, book.asks].map((side) => side.slice(0, 5).map((l) => `${l.qty}@${l.px}`)).join(' / ');
    const different: string[] = [];
    let compared = 0;
    for (let i = 1; i < rows.length; i += 1) {
      const ts = rows[i]?.message.ts ?? 0;
      if (rows[i + 1]?.message.ts === ts) continue;
      advance(market, ts, tape);
      const [here, there] = [inWords(bookSnapshot(market, REC, AMZN)), inWords(window(books, i))];
      if (here !== there) different.push(`${ts}: ${here}, recorded ${there}`);
      compared += 1;
    }
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(15_000);
  });

  test('starts in mid-session with the book of that time', async () => {
    const { initial, rows, books } = await readRows(20_000);
    const at = 15_000;
    const startNs = nanos((rows[at]?.message.ts ?? 0) + 1);
    const market = createReplayMarket({ ...DAY, startNs }, { initial, rows: rows.slice(1) }, 1);
    expect(market.now).toBe(startNs);
    const after = rows.findIndex((row) => row.message.ts > startNs);
    const { bids, asks } = bookSnapshot(market, REC, AMZN);
    expect({ bids: bids.slice(0, 5), asks: asks.slice(0, 5) }).toEqual(window(books, after - 1));
  });

  test('its own queues surround it: spreads like its own, mids near its own', async () => {
    const { initial, rows, books } = await readRows(20_000);
    const seen = createSeenDay(100);
    for (const [i, { message }] of rows.entries()) daySeen(seen, message, books[i]!);
    const crowd = dayCrowd(seen, { startNs: OPEN, closeNs: rows.at(-1)!.message.ts });
    expect(crowd?.levels).toBeGreaterThan(10);
    const market = createReplayMarket(
      { ...DAY, ...(crowd && { crowd }) },
      { initial, rows: rows.slice(1) },
      1,
    );
    const touch = (venue: string) => {
      const { bids, asks } = bookSnapshot(market, venueId(venue), AMZN);
      return { bid: bids[0]?.px ?? 0, ask: asks[0]?.px ?? Number.POSITIVE_INFINITY };
    };
    const ticks = { recorded: 0, around: 0, off: 0, looks: 0 };
    for (let s = 0; s < 1_800; s += 1) {
      advance(market, OPEN + s * SECOND, createMarketTape());
      const [rec, lit] = [touch('REC-Q'), touch('LIT-A')];
      if (lit.bid === 0 || lit.ask === Number.POSITIVE_INFINITY) continue;
      ticks.looks += 1;
      ticks.recorded += (rec.ask - rec.bid) / 100;
      ticks.around += (lit.ask - lit.bid) / 100;
      ticks.off += ((rec.bid + rec.ask - lit.bid - lit.ask) / 200) ** 2;
    }
    expect(ticks.looks).toBeGreaterThan(1_750);
    expect(ticks.around / ticks.recorded).toBeGreaterThan(0.7);
    expect(ticks.around / ticks.recorded).toBeLessThan(1.4);
    expect(Math.sqrt(ticks.off / ticks.looks)).toBeLessThan(5);
  });

  test('has room for 5,000 shares over five minutes', async () => {
    const { initial, rows } = await readRows(20_000);
    const market = createReplayMarket(DAY, { initial, rows: rows.slice(1) }, 1);
    const tape = createMarketTape();
    let bought = 0;
    for (let i = 0; i < 60; i += 1) {
      const venue = ['REC-Q', 'LIT-A', 'LIT-C'][i % 3] ?? 'REC-Q';
      const ask = bookSnapshot(market, venueId(venue), AMZN).asks[0]?.px ?? px(1);
      submit(
        market,
        venueId(venue),
        {
          clOrdId: clOrdId(`b${i}`),
          instrument: AMZN,
          side: 'Buy',
          ordType: 'Limit',
          timeInForce: 'ImmediateOrCancel',
          orderQty: qty(Math.min(150, 5_000 - bought)),
          px: px(ask + 2_000),
          postOnly: false,
        },
        market.now,
      );
      advance(market, market.now + 5 * SECOND, tape);
      bought = tape.reports.reduce((sum, r) => sum + (r.lastQty ?? 0), 0);
      if (bought === 5_000) break;
    }
    expect(bought).toBe(5_000);
  });
});
