/** The live market as a process, hearing two venues over real websockets that say what the test writes. */
import { clOrdId, type MarketEvent, px, qty, venueId } from '@fairlead/domain';
import type { NewOrder } from '@fairlead/gateway';
import { BITCOIN, playVenue, type RecordedVenue } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import {
  type Client,
  connected,
  ends,
  failed,
  killed,
  plain,
  started,
  stateFolder,
  until,
} from '../../test/running.ts';

const COINBASE = venueId('COINBASE-PAPER');
const KRAKEN = venueId('KRAKEN-PAPER');
const BOTH = ['--market', 'live:coinbase,kraken', '--instrument', 'BTC-USD'];

type Side = 'buy' | 'sell';

/** Coinbase's words: levels and trades of BTC-USD as they are told, and the book for whoever subscribes. */
function scriptCoinbase() {
  const book = {
    buy: new Map([
      ['60000.00', '0.50000000'],
      ['59990.00', '1.00000000'],
    ]),
    sell: new Map([
      ['60010.00', '0.40000000'],
      ['60020.00', '2.00000000'],
    ]),
  };
  const frames: string[] = [];
  let trades = 0;
  const say = (frame: object): void => {
    frames.push(JSON.stringify({ product_id: 'BTC-USD', time: new Date().toISOString(), ...frame }));
  };
  const venue: RecordedVenue = {
    name: 'coinbase',
    symbol: 'BTC-USD',
    left: () => frames.length,
    next: () => frames.shift(),
    snapshot: () =>
      JSON.stringify({ type: 'snapshot', product_id: 'BTC-USD', bids: [...book.buy], asks: [...book.sell] }),
    levels: () => [],
  };
  return {
    venue,
    level: (side: Side, price: string, size: string): void => {
      if (Number(size) === 0) book[side].delete(price);
      else book[side].set(price, size);
      say({ type: 'l2update', changes: [[side, price, size]] });
    },
    /** `resting` is the side of the order that was hit. */
    trade: (resting: Side, price: string, size: string): void => {
      trades += 1;
      say({ type: 'match', trade_id: trades, sequence: trades, side: resting, price, size });
    },
  };
}

/** Kraken's, with a book that stands still. */
function scriptKraken(): RecordedVenue {
  const level = (price: string, size: string) => [price, size, (Date.now() / 1_000).toFixed(6)];
  const book = { as: [level('60012.10000', '0.10000000')], bs: [level('60001.20000', '0.30000000')] };
  return {
    name: 'kraken',
    symbol: 'XBT/USD',
    left: () => 0,
    next: () => undefined,
    snapshot: () => JSON.stringify([0, book, 'book-1000', 'XBT/USD']),
    levels: () => [],
  };
}

async function playing() {
  const script = scriptCoinbase();
  const coinbase = await playVenue(script.venue);
  const kraken = await playVenue(scriptKraken());
  ends.push(
    () => void coinbase.close(),
    () => void kraken.close(),
  );
  const feeds = { coinbase: coinbase.address, kraken: kraken.address };
  const tell = (write: (words: typeof script) => void): void => {
    write(script);
    coinbase.play(script.venue.left());
  };
  return { coinbase, tell, env: { FAIRLEAD_FEEDS: JSON.stringify(feeds) } };
}

const order = (id: string, of: Partial<NewOrder>): NewOrder => ({
  type: 'NewOrder',
  clOrdId: clOrdId(id),
  instrument: BITCOIN.id,
  side: 'Buy',
  ordType: 'Limit',
  timeInForce: 'Day',
  orderQty: qty(10_000),
  px: px(600_000_000),
  postOnly: false,
  ...of,
});

/** The book of one venue as the client folded it. */
function bookOf({ events }: Client, venue: typeof COINBASE) {
  const sides = { Buy: new Map<number, number>(), Sell: new Map<number, number>() };
  for (const event of events.filter((each) => each.venue === venue)) {
    if (event.type === 'BookSnapshot') {
      sides.Buy = new Map(event.bids.map((level) => [level.px, level.qty]));
      sides.Sell = new Map(event.asks.map((level) => [level.px, level.qty]));
    } else if (event.type === 'LevelChanged') {
      if (event.qty === 0) sides[event.side].delete(event.px);
      else sides[event.side].set(event.px, event.qty);
    }
  }
  const sorted = (side: 'Buy' | 'Sell', sign: number) => [...sides[side]].sort(([a], [b]) => sign * (a - b));
  return { bids: sorted('Buy', -1), asks: sorted('Sell', 1) };
}

const statuses = ({ events }: Client, venue: typeof COINBASE): string[] =>
  events.flatMap((event) =>
    event.type === 'TradingStatusChanged' && event.venue === venue ? event.status : [],
  );
const open = (client: Client): Promise<void> =>
  until(() => {
    for (const venue of [COINBASE, KRAKEN]) expect(statuses(client, venue).at(-1)).toBe('Open');
  });
const prints = (events: readonly MarketEvent[]) => events.filter((event) => event.type === 'TradePrinted');

describe('the live market', () => {
  test('shows the real books as the instrument counts them, and says that orders are on paper', async () => {
    const { env, tell } = await playing();
    const client = await connected((await started(stateFolder(), BOTH, env)).port);
    await open(client);
    expect(client.welcomes[0]).toMatchObject({
      environment: 'LIVE-PAPER',
      market: 'live:coinbase,kraken',
      simulation: { session: 1, speed: 1 },
    });
    expect(client.welcomes[0]?.reference).toMatchObject({
      instruments: [{ id: 'BTC-USD', qtyDecimals: 5, tick: 100 }],
      venues: [
        { id: 'COINBASE-PAPER', origin: 'Live' },
        { id: 'KRAKEN-PAPER', origin: 'Live' },
      ],
    });
    expect(bookOf(client, KRAKEN)).toEqual({ bids: [[600_012_000, 30_000]], asks: [[600_121_000, 10_000]] });
    tell(({ level, trade }) => {
      level('sell', '60010.00', '0.41234567');
      trade('sell', '60010.00', '0.00123999');
    });
    await until(() =>
      expect(prints(client.events)).toMatchObject([{ px: 600_100_000, qty: 123, aggressor: 'Buy' }]),
    );
    expect(bookOf(client, COINBASE)).toEqual({
      bids: [
        [600_000_000, 50_000],
        [599_900_000, 100_000],
      ],
      asks: [
        [600_100_000, 41_234],
        [600_200_000, 200_000],
      ],
    });
  });

  test('fills an order by what is displayed, once, and one that rests by what trades', async () => {
    const { env, tell } = await playing();
    const client = await connected((await started(stateFolder(), BOTH, env)).port);
    await client.allUp();
    await open(client);
    const take = { timeInForce: 'ImmediateOrCancel', px: px(600_100_000), orderQty: qty(60_000) } as const;
    client.link.send(COINBASE, order('take-1', take));
    await client.closed(COINBASE, 'take-1');
    client.link.send(COINBASE, order('take-2', take));
    await client.closed(COINBASE, 'take-2');
    expect(client.last(COINBASE, 'take-1')).toMatchObject({ ordStatus: 'Canceled', cumQty: 40_000 });
    expect(client.last(COINBASE, 'take-2')).toMatchObject({ ordStatus: 'Canceled', cumQty: 0 });
    client.link.send(COINBASE, order('rest', {}));
    await until(() => expect(client.last(COINBASE, 'rest')?.ordStatus).toBe('New'));
    tell(({ trade }) => trade('buy', '60000.00', '0.55000000'));
    await until(() => expect(client.last(COINBASE, 'rest')).toMatchObject({ lastQty: 5_000, cumQty: 5_000 }));
    tell(({ trade }) => trade('buy', '59990.00', '0.06000000'));
    await client.closed(COINBASE, 'rest');
    expect(client.last(COINBASE, 'rest')).toMatchObject({
      ordStatus: 'Filled',
      lastPx: 600_000_000,
      lastLiquidityInd: 'Added',
    });
    expect(prints(client.events).map((event) => event.qty)).toEqual([55_000, 6_000]);
  });

  test('halts a venue whose feed is lost, refuses orders with the reason, and works on when it returns', async () => {
    const { env, tell, coinbase } = await playing();
    const client = await connected((await started(stateFolder(), BOTH, env)).port);
    await client.allUp();
    await open(client);
    client.link.send(COINBASE, order('rest', {}));
    await until(() => expect(client.last(COINBASE, 'rest')?.ordStatus).toBe('New'));
    coinbase.refusing = true;
    coinbase.cut();
    await until(() => expect(statuses(client, COINBASE).at(-1)).toBe('Halted'));
    expect(bookOf(client, COINBASE)).toEqual({ bids: [], asks: [] });
    client.link.send(COINBASE, order('refused', {}));
    await until(() => expect(client.last(COINBASE, 'refused')?.ordStatus).toBe('Rejected'));
    expect(client.last(COINBASE, 'refused')?.text).toMatch(/^the feed is not live: /);
    client.link.send(KRAKEN, order('elsewhere', { px: px(600_121_000), timeInForce: 'ImmediateOrCancel' }));
    await client.closed(KRAKEN, 'elsewhere');
    expect(client.last(KRAKEN, 'elsewhere')).toMatchObject({ ordStatus: 'Filled', lastPx: 600_121_000 });
    coinbase.refusing = false;
    await open(client);
    expect(client.last(COINBASE, 'rest')?.ordStatus).toBe('New');
    tell(({ trade }) => trade('buy', '60000.00', '0.60000000'));
    await client.closed(COINBASE, 'rest');
    expect(client.last(COINBASE, 'rest')).toMatchObject({ ordStatus: 'Filled', cumQty: 10_000 });
    expect(coinbase.connections()).toBe(2);
  });

  test('killed and started again, is the same market with nothing lost, nothing doubled and its time going on', async () => {
    const { env } = await playing();
    const folder = stateFolder();
    const first = await started(folder, BOTH, env);
    const before = await connected(first.port);
    await before.allUp();
    await open(before);
    before.link.send(COINBASE, order('take', { px: px(600_100_000), timeInForce: 'ImmediateOrCancel' }));
    before.link.send(COINBASE, order('rest', {}));
    await before.closed(COINBASE, 'take');
    await until(() => expect(before.last(COINBASE, 'rest')?.ordStatus).toBe('New'));
    const told = before.reports.length;
    await killed(first);
    before.link.close();
    const second = await started(folder, BOTH, env);
    const after = await connected(second.port, before.safe);
    await after.closed(COINBASE, 'rest');
    expect(after.last(COINBASE, 'rest')).toMatchObject({ ordStatus: 'Canceled', text: 'venue restarted' });
    expect(after.reports).toHaveLength(1);
    expect(after.reports[0]?.venueSeq).toBe(told + 1);
    expect(after.welcomes[0]?.reference).toEqual(before.welcomes[0]?.reference);
    expect(after.welcomes[0]?.simulation.now).toBeGreaterThan(
      before.welcomes[0]?.simulation.now ?? Number.NaN,
    );
    await open(after);
    await after.allUp();
    after.link.send(COINBASE, order('again', { px: px(600_100_000), timeInForce: 'ImmediateOrCancel' }));
    await after.closed(COINBASE, 'again');
    expect(after.last(COINBASE, 'again')?.ordStatus).toBe('Filled');
  });

  test('comes up without a network, halted, and recovers by itself when there is one', async () => {
    const { env, coinbase } = await playing();
    coinbase.refusing = true;
    const { port, stderr } = await started(stateFolder(), BOTH, env);
    const client = await connected(port);
    await client.allUp();
    await until(() => expect(statuses(client, KRAKEN).at(-1)).toBe('Open'));
    await until(() => expect(statuses(client, COINBASE).at(-1)).toBe('Halted'));
    await until(() => expect(stderr()).toMatch(/"venue":"COINBASE-PAPER".*"why":"not connected: /));
    coinbase.refusing = false;
    await open(client);
    expect(bookOf(client, COINBASE).bids[0]).toEqual([600_000_000, 50_000]);
  });

  test('refuses a name that it does not know in one sentence', async () => {
    const { code, stderr } = await failed(['--state', stateFolder(), '--market', 'live:nasdaq']);
    expect(code).toBe(1);
    expect(plain(stderr)).toBe(
      '--market live: takes kraken, coinbase, binance, bitstamp, bybit, got "nasdaq".\n',
    );
  });
});
