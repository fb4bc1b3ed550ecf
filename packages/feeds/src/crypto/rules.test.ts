/** Each venue's documented rules, message by message, on books small enough to see. */
import { inWords } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { FeedError } from '../failure.ts';
import type { FaultPolicy } from '../record.ts';
import { type BinanceMarket, createBinance } from './binance.ts';
import { createBitstamp } from './bitstamp.ts';
import { createBybit } from './bybit.ts';
import { createCoinbase } from './coinbase.ts';
import { createKraken } from './kraken.ts';
import type { CryptoVenue, VenueOptions } from './venue.ts';

const DAY = Date.parse('2024-08-08');
/** One in scale 8. */
const ONE = 100_000_000;

describe('Binance', () => {
  const depth = (U: number, u: number, levels: object = {}, pu?: number) => ({
    stream: 'btcusdt@depth@100ms',
    data: {
      e: 'depthUpdate',
      s: 'BTCUSDT',
      E: DAY + 5,
      U,
      u,
      ...(pu === undefined ? {} : { pu }),
      b: [],
      a: [],
      ...levels,
    },
  });
  const page = (lastUpdateId: number) =>
    JSON.stringify({
      lastUpdateId,
      bids: [
        ['10', '1'],
        ['9', '2'],
      ],
      asks: [['11', '3']],
    });
  const PAGE = 'Fetch /api/v3/depth?symbol=BTCUSDT&limit=1000';
  const SNAPSHOT = (seq: number) => [
    `${seq} Clear`,
    `${seq} Level Buy ${10 * ONE} ${ONE}`,
    `${seq} Level Buy ${9 * ONE} ${2 * ONE}`,
    `${seq} Level Sell ${11 * ONE} ${3 * ONE}`,
  ];
  const on = (market: BinanceMarket) => meet((options) => createBinance(market, options));

  test('keeps what comes before the snapshot, and begins where it ends', () => {
    const { feed, page: give, wants, said } = on('spot');
    feed(depth(1, 5, { b: [['8', '1']] }));
    expect(wants()).toEqual([PAGE]);
    feed(
      depth(6, 9, {
        a: [
          ['11', '0'],
          ['12', '4'],
        ],
      }),
    );
    feed(depth(10, 12, { b: [['10', '7']] }));
    expect(said()).toEqual([]);
    give('BTCUSDT', page(7));
    expect(said()).toEqual([
      ...SNAPSHOT(7),
      `9 Level Sell ${11 * ONE} 0`,
      `9 Level Sell ${12 * ONE} ${4 * ONE}`,
      `12 Level Buy ${10 * ONE} ${7 * ONE}`,
    ]);
  });

  test('asks again where the snapshot is older than the first of them', () => {
    const { feed, page: give, wants, said, stats } = on('spot');
    feed(depth(10, 12));
    wants();
    give('BTCUSDT', page(8));
    expect([said(), wants()]).toEqual([[], [PAGE]]);
    give('BTCUSDT', page(9));
    expect(said()).toEqual(SNAPSHOT(9));
    expect(stats()).toMatchObject({ gaps: 0, faults: 0, snapshots: 1 });
  });

  test.each([
    ['spot', depth(14, 15), 'updates 12 to 13 are missing'],
    ['usdm', depth(14, 15, {}, 13), 'updates 12 to 13 are missing'],
    ['coinm', depth(14, 15, {}, 13), 'updates 12 to 13 are missing'],
  ] as const)('%s: clears the book at a hole in the update ids', (market, next, reason) => {
    const { feed, page: give, said, wants, trouble } = on(market);
    feed(depth(11, 12, {}, 10));
    give('BTCUSDT', page(12));
    said();
    wants();
    feed(next);
    expect(said()).toEqual(['0 Clear']);
    expect(wants()).toHaveLength(1);
    expect(trouble()).toContain(`BTCUSDT: ${reason}`);
    give('BTCUSDT', page(14));
    expect(said()).toEqual(SNAPSHOT(14));
  });

  test('futures may skip ids as long as each names the one before', () => {
    const { feed, page: give, stats, said } = on('usdm');
    feed(depth(11, 12, {}, 10));
    give('BTCUSDT', page(11));
    said();
    feed(depth(20, 25, { b: [['10', '4']] }, 12));
    expect(said()).toEqual([`25 Level Buy ${10 * ONE} ${4 * ONE}`]);
    expect(stats()).toMatchObject({ gaps: 0 });
  });

  test.each(['before', 'after'])(
    'compares its best with bookTicker’s that comes %s the depth message',
    (when) => {
      for (const [size, holds] of [
        ['4', true],
        ['5', false],
      ] as const) {
        const { feed, page: give, said, stats, trouble } = on('spot');
        feed(depth(11, 12));
        give('BTCUSDT', page(12));
        said();
        const ticker = {
          stream: 'btcusdt@bookTicker',
          data: { u: 14, s: 'BTCUSDT', b: '10', B: size, a: '11', A: '3' },
        };
        const next = depth(13, 14, { b: [['10', '4']] });
        for (const message of when === 'before' ? [ticker, next] : [next, ticker]) feed(message);
        expect(stats()).toMatchObject({ checks: 1, mismatches: holds ? 0 : 1, gaps: holds ? 0 : 1 });
        if (holds) expect(said()).toEqual([`14 Level Buy ${10 * ONE} ${4 * ONE}`]);
        else
          expect([said().at(-1), trouble()]).toEqual([
            '0 Clear',
            expect.stringContaining('at update 14 the best are'),
          ]);
      }
    },
  );

  test('counts missing trades without giving up the book; says who took; leaves out what did not trade in it', () => {
    const { feed, page: give, said, stats } = on('usdm');
    const trade = (t: number, m: boolean, X = 'MARKET') => ({
      stream: 'btcusdt@trade',
      data: { e: 'trade', s: 'BTCUSDT', t, p: '10.5', q: '0.25', T: DAY + 7, m, X },
    });
    feed(depth(11, 12, {}, 10));
    give('BTCUSDT', page(11));
    said();
    for (const message of [
      trade(1, true),
      trade(2, false),
      trade(2, false),
      trade(3, false, 'INSURANCE_FUND'),
    ])
      feed(message);
    feed(trade(9, true));
    expect(said()).toEqual([
      `1 Trade Sell ${10.5 * ONE} ${0.25 * ONE}`,
      `2 Trade Buy ${10.5 * ONE} ${0.25 * ONE}`,
      `9 Trade Sell ${10.5 * ONE} ${0.25 * ONE}`,
    ]);
    expect(stats()).toMatchObject({ duplicates: 1, gaps: 1 });
  });
});

describe('Kraken', () => {
  const row = (price: string, volume: string) => [price, volume, '1723075200.000001'];
  const PAIR = ['book-10', 'XBT/USD'];
  /** Ten levels a side: asks from 0.05005 up, bids from 0.05000 down. */
  const TEN = [
    0,
    {
      as: Array.from({ length: 10 }, (_, i) => row((0.05005 + i * 0.00005).toFixed(5), '0.00000500')),
      bs: Array.from({ length: 10 }, (_, i) => row((0.05 - i * 0.00005).toFixed(5), '0.00000500')),
    },
    ...PAIR,
  ];

  test('a level that falls out of the depth goes, though the venue does not say so', () => {
    const { feed, said, stats } = meet(createKraken);
    feed(TEN);
    said();
    // CRC-32 of the digits, made with another implementation.
    feed([0, { a: [row('0.05001', '0.00000500')], c: '3607671582' }, ...PAIR]);
    expect(stats()).toMatchObject({ checks: 1, mismatches: 0 });
    expect(said()).toEqual(['0 Level Sell 5050000 0', '0 Level Sell 5001000 500']);
  });

  test('a wrong checksum clears the book and asks for it anew, once', () => {
    const { feed, said, wants, stats } = meet(createKraken);
    feed(TEN);
    said();
    for (let i = 0; i < 3; i += 1) feed([i, { b: [row('0.04000', '1.00000000')], c: '1' }, ...PAIR]);
    expect(said()).toEqual(['0 Clear']);
    expect(wants()).toEqual([
      'Send {"event":"unsubscribe","pair":["XBT/USD"],"subscription":{"name":"book","depth":100}}',
      'Send {"event":"subscribe","pair":["XBT/USD"],"subscription":{"name":"book","depth":100}}',
    ]);
    expect(stats()).toMatchObject({ gaps: 1, mismatches: 1 });
  });

  test('maintenance is a halt, and its end is not', () => {
    const { feed, said } = meet(createKraken, ['XBT/USD']);
    feed({ event: 'systemStatus', status: 'maintenance' });
    feed({ event: 'systemStatus', status: 'online' });
    expect(said()).toEqual(['0 Status Halted', '0 Status Open']);
  });
});

describe('Coinbase', () => {
  const snapshot = { type: 'snapshot', product_id: 'BTC-USD', bids: [['10', '1']], asks: [['11', '2']] };
  const update = (at: string, ...changes: string[][]) => ({
    type: 'l2update',
    product_id: 'BTC-USD',
    time: `2024-08-08T00:00:${at}Z`,
    changes,
  });
  const match = (trade_id: number) => ({
    type: 'match',
    product_id: 'BTC-USD',
    trade_id,
    sequence: 100 + trade_id,
    side: 'sell',
    price: '11',
    size: '0.5',
    time: '2024-08-08T00:00:01.5Z',
  });
  const ticker = (best_bid: string, at: string) => ({
    type: 'ticker',
    product_id: 'BTC-USD',
    best_bid,
    best_ask: '11',
    time: `2024-08-08T00:00:${at}Z`,
  });

  const subscribed = (name: string) => ({
    type: 'subscriptions',
    channels: [{ name, product_ids: ['BTC-USD'] }],
  });

  test('the side of a match is the resting order’s, so the other took', () => {
    const { feed, said } = meet(createCoinbase);
    feed({ ...match(7), type: 'last_match' });
    feed(match(8));
    expect(said()).toEqual([`108 Trade Buy ${11 * ONE} ${0.5 * ONE}`]);
  });

  test('missing matches are counted; the book, whose delivery the venue guarantees, stays', () => {
    const { feed, synced, stats, trouble } = meet(createCoinbase);
    feed(snapshot);
    for (const message of [match(8), match(10), match(9)]) feed(message);
    expect(trouble()).toContain('BTC-USD: trades 9 to 9 are missing');
    expect(stats()).toMatchObject({ gaps: 1, duplicates: 1 });
    expect(synced()).toBe(true);
  });

  test('a batch may take away a level that came and went within it', () => {
    const { feed, said, synced } = meet(createCoinbase);
    feed(snapshot);
    said();
    feed(update('01', ['buy', '9', '0'], ['buy', '10', '3']));
    expect(synced()).toBe(true);
    expect(said()).toEqual([`0 Level Buy ${9 * ONE} 0`, `0 Level Buy ${10 * ONE} ${3 * ONE}`]);
  });

  test.each([
    [
      'an update is late',
      [update('02', ['buy', '9', '1']), update('01', ['buy', '9', '2'])],
      'older than the one before',
    ],
    [
      'a level goes that is not there',
      [update('01', ['buy', '9', '0'])],
      'a level goes that the book does not hold',
    ],
    ['the book is crossed', [update('01', ['buy', '11', '1'])], 'the best bid is not below the best ask'],
  ])('%s: the book is cleared and asked for', (_, messages, reason) => {
    const { feed, said, wants, trouble } = meet(createCoinbase);
    feed(subscribed('level2'));
    feed(snapshot);
    for (const message of messages) feed(message);
    expect(said()).toContain('0 Clear');
    expect(trouble()).toContain(reason);
    expect(wants()).toHaveLength(2);
  });

  test('on level2 one ticker that names another best is too many; a connection’s first is not compared', () => {
    const { feed, synced, stats } = meet(createCoinbase);
    feed(subscribed('level2'));
    feed(snapshot);
    feed(ticker('9.99', '01'));
    feed(ticker('10', '02'));
    expect(synced()).toBe(true);
    feed(ticker('10.5', '03'));
    expect(synced()).toBe(false);
    expect(stats()).toMatchObject({ checks: 2, mismatches: 1, gaps: 1 });
  });

  test('on level2_batch a ticker may be ahead, but not every one for ten seconds', () => {
    const { feed, synced, stats } = meet(createCoinbase);
    feed(subscribed('level2_batch'));
    feed(snapshot);
    feed(ticker('10', '00'));
    for (let i = 0; i < 20; i += 1) feed(ticker('10.5', '01'));
    feed(ticker('10', '10'));
    for (const at of ['11', '12', '13', '14', '20.9']) feed(ticker('10.5', at));
    expect(synced()).toBe(true);
    expect(stats()).toMatchObject({ checks: 1, mismatches: 0, gaps: 0 });
    feed(ticker('10.5', '21'));
    expect(synced()).toBe(false);
    expect(stats()).toMatchObject({ checks: 2, mismatches: 1, gaps: 1 });
  });
});

describe('Bitstamp', () => {
  const diff = (microtimestamp: number, bids: string[][] = []) => ({
    event: 'data',
    channel: 'diff_order_book_btcusd',
    data: { timestamp: '1', microtimestamp: String(DAY * 1000 + microtimestamp), bids, asks: [] },
  });
  const page = (microtimestamp: number) =>
    JSON.stringify({
      microtimestamp: String(DAY * 1000 + microtimestamp),
      bids: [['10', '1']],
      asks: [['11', '2']],
    });
  const PAGE = 'Fetch /api/v2/order_book/btcusd/';
  const acknowledged = { event: 'bts:subscription_succeeded', channel: 'diff_order_book_btcusd', data: {} };

  test('asks for the page once the diffs flow, and again where it is older than the first of them', () => {
    const { feed, page: give, wants, said } = meet(createBitstamp, ['btcusd']);
    feed(acknowledged);
    expect(wants()).toEqual([PAGE]);
    feed(diff(50, [['9', '1']]));
    give('btcusd', page(40));
    expect([said(), wants()]).toEqual([[], [PAGE]]);
    feed(diff(70, [['8', '1']]));
    give('btcusd', page(60));
    expect(said().map((words) => words.replace(/^\d+ /, ''))).toEqual([
      'Clear',
      `Level Buy ${10 * ONE} ${ONE}`,
      `Level Sell ${11 * ONE} ${2 * ONE}`,
      `Level Buy ${8 * ONE} ${ONE}`,
    ]);
  });

  test('a diff that comes late, or contradicts the book, clears it', () => {
    for (const [late, reason] of [
      [diff(70, [['9', '3']]), 'an update is older than the one before it'],
      [diff(90, [['10.5', '0']]), 'a level goes that the book does not hold'],
      [diff(90, [['12', '1']]), 'the best bid is not below the best ask'],
    ] as const) {
      const { feed, page: give, said, trouble } = meet(createBitstamp);
      give('btcusd', page(60));
      feed(diff(80, [['9', '1']]));
      said();
      feed(late);
      expect(said()).toEqual(['0 Clear']);
      expect(trouble()).toContain(reason);
    }
  });

  test('a level that goes beyond what the page showed contradicts nothing', () => {
    const { feed, page: give, synced } = meet(createBitstamp);
    give('btcusd', page(60));
    feed(diff(80, [['7', '0']]));
    expect(synced()).toBe(true);
  });

  test('connects anew where the venue asks for it', () => {
    const { feed, wants } = meet(createBitstamp);
    feed({ event: 'bts:request_reconnect', channel: '', data: '' });
    expect(wants()).toEqual(['Reconnect']);
  });
});

describe('Bybit, version 5', () => {
  const book = (type: string, u: number, b: string[][], a: string[][] = []) => ({
    topic: 'orderbook.50.BTCUSDT',
    type,
    ts: DAY + 100,
    data: { s: 'BTCUSDT', b, a, u, seq: 7_961_638_724 },
    cts: DAY + 99,
  });
  const snapshot = book('snapshot', 18_521_288, [['16493.50', '0.006']], [['16611.00', '0.029']]);

  test('a book, its changes, and trades with who took', () => {
    const { feed, said } = meet(createBybit);
    feed({ success: true, ret_msg: 'subscribe', op: 'subscribe', conn_id: 'x' });
    feed(snapshot);
    feed(
      book(
        'delta',
        18_521_289,
        [
          ['16493.50', '0'],
          ['30000.00', '0'],
        ],
        [['16610.50', '1.5']],
      ),
    );
    const trade = { T: DAY + 5, s: 'BTCUSDT', S: 'Sell', v: '0.001', p: '16578.50', i: 'a', BT: false };
    feed({ topic: 'publicTrade.BTCUSDT', type: 'snapshot', ts: DAY + 6, data: [trade] });
    feed({ success: true, ret_msg: 'pong', op: 'ping', conn_id: 'x' });
    expect(said()).toEqual([
      '18521288 Clear',
      '18521288 Level Buy 1649350000000 600000',
      '18521288 Level Sell 1661100000000 2900000',
      '18521289 Level Buy 1649350000000 0',
      '18521289 Level Buy 3000000000000 0',
      '18521289 Level Sell 1661050000000 150000000',
      '0 Trade Sell 1657850000000 100000',
      '0 Heartbeat',
    ]);
  });

  test('a hole in u clears the book; 1 is a snapshot whatever its type', () => {
    const { feed, said, wants, trouble } = meet(createBybit);
    feed(snapshot);
    said();
    feed(book('delta', 18_521_290, [['16000', '1']]));
    expect(said()).toEqual(['0 Clear']);
    expect(trouble()).toContain('update 18521290 follows 18521288');
    expect(wants()).toHaveLength(2);
    feed(book('delta', 1, [['100', '1']]));
    expect(said()).toEqual(['1 Clear', `1 Level Buy ${100 * ONE} ${ONE}`]);
  });
});

describe('what no sound message says is refused with its field', () => {
  const binance = (options: VenueOptions) => createBinance('spot', options);
  const depth = (change: object) => ({
    stream: 'btcusdt@depth',
    data: { s: 'BTCUSDT', E: DAY, U: 1, u: 2, b: [], a: [], ...change },
  });
  const kraken = (level: unknown[], c: unknown = '1') => [0, { a: [level], c }, 'book-10', 'XBT/USD'];
  test.each<[string, (options: VenueOptions) => CryptoVenue, unknown, string | undefined, RegExp]>([
    ['not JSON', createKraken, 'hello', undefined, /^is not JSON: "hello"$/],
    ['a number', createCoinbase, 5, undefined, /^must be an object, got 5$/],
    [
      'a size below zero',
      binance,
      depth({ b: [['10', '-1']] }),
      'b[0] size',
      /^must be a decimal number from 0/,
    ],
    ['a price of zero', binance, depth({ a: [['0.00', '1']] }), 'a[0] price', /^must be above zero$/],
    [
      'a price finer than the scale',
      binance,
      depth({ a: [['0.000000001', '1']] }),
      'a[0] price',
      /at most 8 places/,
    ],
    ['an exponent', binance, depth({ a: [['1e3', '1']] }), 'a[0] price', /^must be a decimal number/],
    ['a list for a level', binance, depth({ a: ['1'] }), 'a[0]', /^must be a list, got "1"$/],
    ['no levels', binance, depth({ b: undefined }), 'b', /^must be a list, got nothing$/],
    ['ids the wrong way round', binance, depth({ U: 3 }), 'U', /^must not be above u, got 3 and 2$/],
    ['an id that no double holds', binance, depth({ u: 2 ** 53 }), 'u', /^must be a whole number/],
    [
      'a time of another year',
      binance,
      depth({ E: 5 }),
      'E',
      /^is more than 100 days from the session's date$/,
    ],
    [
      'a stream of another kind',
      binance,
      { stream: 'btcusdt@kline_1m', data: {} },
      'stream',
      /no stream that we read/,
    ],
    [
      'a refusal',
      binance,
      { error: { code: 2, msg: 'Invalid request' }, id: 1 },
      'error',
      /refuses: "Invalid request"/,
    ],
    ['a snapshot of nobody', binance, { lastUpdateId: 1, bids: [], asks: [] }, 'symbol', /is missing/],
    [
      'a symbol beyond reason',
      binance,
      depth({ s: 'X'.repeat(65) }),
      's',
      /^must be a text of 1 to 64 characters/,
    ],
    [
      'a volume that is a number',
      createKraken,
      kraken(['1.0', 1, '1723075200.000001']),
      undefined,
      /as texts$/,
    ],
    [
      'a time that is none',
      createKraken,
      kraken(['1.0', '1.0', 'now']),
      'a[0] time',
      /^must be UNIX seconds, got "now"$/,
    ],
    ['no checksum', createKraken, kraken(['1.0', '1.0', '1723075200.000001'], 5), 'c', /^must be a text/],
    ['an unknown event', createKraken, { event: 'boom' }, 'event', /^is no event of this venue: "boom"$/],
    [
      'a refused subscription',
      createKraken,
      { event: 'subscriptionStatus', status: 'error', errorMessage: 'Currency pair not supported' },
      'errorMessage',
      /^the venue refuses: "Currency pair not supported"$/,
    ],
    [
      'a side that is none',
      createCoinbase,
      { type: 'l2update', product_id: 'A', time: '2024-08-08T00:00:01Z', changes: [['bid', '1', '1']] },
      'changes[0] side',
      /^must be buy or sell, got "bid"$/,
    ],
    [
      'a crossed snapshot',
      createCoinbase,
      { type: 'snapshot', product_id: 'A', bids: [['2', '1']], asks: [['2', '1']] },
      undefined,
      /best bid is not below its best ask/,
    ],
    ['an error', createCoinbase, { type: 'error', message: 'Failed' }, 'message', /refuses: "Failed"/],
    [
      'a day that is none',
      createCoinbase,
      { type: 'l2update', product_id: 'A', time: '2024-13-08T00:00:01Z', changes: [] },
      'time',
      /^must be a time like/,
    ],
    [
      'a type of trade',
      createBitstamp,
      { event: 'trade', channel: 'live_trades_a', data: { type: 2 } },
      'type',
      /^must be 0 or 1, got 2$/,
    ],
    ['a topic', createBybit, { topic: 'kline.1.A' }, 'topic', /^is no topic that we read: "kline.1.A"$/],
    [
      'a level without a size',
      createBybit,
      {
        topic: 'orderBookL2_25.A',
        type: 'delta',
        cross_seq: 1,
        timestamp_e6: DAY * 1000,
        data: { delete: [], update: [], insert: [{ price: 1.5, side: 'Buy' }] },
      },
      'insert[0].size',
      /^must be a decimal number from 0 of at most 8 places, got nothing$/,
    ],
  ])('%s', (_, create, message, field, reason) => {
    const { feed } = meet(create, [], 'Stop');
    let thrown: unknown;
    try {
      feed(message);
    } catch (cause) {
      thrown = cause;
    }
    expect(thrown).toBeInstanceOf(FeedError);
    expect(thrown).toMatchObject({ file: 'wss://here', record: 1, field });
    expect((thrown as FeedError).reason).toMatch(reason);
    const patient = meet(create);
    patient.feed(message);
    expect(patient.stats()).toMatchObject({ faults: 1, gaps: 0 });
  });

  test('more symbols than a session has are refused', () => {
    const { feed, stats } = meet(createCoinbase);
    for (let i = 0; i < 1001; i += 1) feed({ type: 'snapshot', product_id: `P${i}`, bids: [], asks: [] });
    expect(stats()).toMatchObject({ snapshots: 1000, faults: 1 });
  });
});

function meet(
  create: (options: VenueOptions) => CryptoVenue,
  symbols: readonly string[] = [],
  onFault: FaultPolicy = 'Resync',
) {
  let words: string[] = [];
  const machine = create({
    file: 'wss://here',
    midnight: DAY,
    onFault,
    take: (record) => words.push(inWords(record)),
  });
  const wants = (): string[] => {
    const all: string[] = [];
    for (let want = machine.wants(); want !== undefined; want = machine.wants()) {
      all.push(
        want.type === 'Send' ? `Send ${want.text}` : want.type === 'Fetch' ? `Fetch ${want.path}` : want.type,
      );
    }
    return all;
  };
  if (symbols.length > 0) machine.subscribe(symbols);
  wants();
  return {
    wants,
    feed: (message: unknown) =>
      machine.feed(typeof message === 'string' ? message : JSON.stringify(message), 1),
    page: (symbol: string, text: string) => machine.snapshot(symbol, text, 1),
    /** What came out since the last time. */
    said: (): string[] => {
      const since = words;
      words = [];
      return since;
    },
    stats: () => machine.stats,
    synced: machine.synced,
    trouble: () => machine.troubles.at(-1),
  };
}
