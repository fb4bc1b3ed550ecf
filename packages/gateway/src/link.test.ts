import { createServer, type Server, type Socket } from 'node:net';
import {
  clOrdId,
  type ExecutionReport,
  execId,
  instrumentId,
  type MarketEvent,
  nanos,
  type OrderCancelReject,
  orderId,
  px,
  qty,
  type Simulation,
  type VenueId,
  venueId,
} from '@fairlead/domain';
import { afterEach, expect, test, vi } from 'vitest';
import {
  connectMarket,
  createLineDecoder,
  type FromMarket,
  formatLine,
  MAX_LINE_BYTES,
  type MarketLink,
  type NewOrder,
  parseToMarket,
  type SessionChange,
  type ToMarket,
  type Welcome,
} from './index.ts';

const A = venueId('LIT-A');
const B = venueId('LIT-B');

const opened: { close: () => void }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

test('every session gets its welcome, and reports and events arrive as sent', async () => {
  const market = await scriptedMarket();
  const client = await connected(market);
  await until(() => expect(client.changes).toHaveLength(3));
  expect(client.changes).toEqual([
    { session: 'market', up: true },
    { session: 'orders', venue: A, up: true },
    { session: 'orders', venue: B, up: true },
  ]);
  expect(market.hellos).toContainEqual({ type: 'Hello', session: 'orders', venue: B, lastVenueSeq: 0 });
  market.toMarketSessions({ type: 'Event', event: heartbeat(1) });
  const { simulation } = welcome();
  market.toMarketSessions({ type: 'Simulation', simulation });
  market.toVenue(A, { type: 'Report', report: report(A, 1) });
  market.toVenue(A, { type: 'CancelReject', reject: cancelReject(A, 2) });
  await until(() => expect(client.rejects).toEqual([cancelReject(A, 2)]));
  expect(client.reports).toEqual([report(A, 1)]);
  await until(() => expect(client.events).toEqual([heartbeat(1)]));
  await until(() => expect(client.simulations).toEqual([simulation]));
});

test('a session is up only when all that was missed has been delivered', async () => {
  const market = await scriptedMarket({ kept: { [A]: 3 } });
  const client = await connected(market, { [A]: 1 });
  await until(() => expect(client.order).toContain('up LIT-A'));
  expect(client.order.filter((each) => each.endsWith('A'))).toEqual(['2 LIT-A', '3 LIT-A', 'up LIT-A']);
});

test('reports that come twice are delivered once', async () => {
  const market = await scriptedMarket();
  const client = await connected(market);
  await until(() => expect(client.changes).toHaveLength(3));
  for (const n of [1, 1, 2, 1, 2, 3]) market.toVenue(A, { type: 'Report', report: report(A, n) });
  await until(() => expect(client.reports.map((each) => each.venueSeq)).toEqual([1, 2, 3]));
});

test('a gap in venueSeq is closed by asking again, and nothing is delivered out of order', async () => {
  const market = await scriptedMarket();
  const client = await connected(market);
  await until(() => expect(client.changes).toHaveLength(3));
  market.toVenue(A, { type: 'Report', report: report(A, 1) });
  await until(() => expect(client.reports).toHaveLength(1));
  market.keep(A, 4);
  market.toVenue(A, { type: 'Report', report: report(A, 4) });
  await until(() => expect(client.reports.map((each) => each.venueSeq)).toEqual([1, 2, 3, 4]));
  expect(market.hellos.at(-1)).toEqual({ type: 'Hello', session: 'orders', venue: A, lastVenueSeq: 1 });
  expect(client.changes).toContainEqual({
    session: 'orders',
    venue: A,
    up: false,
    reason: 'a gap: report 4 came after 1',
  });
});

test('a market that goes away and comes back is met again, by every session', async () => {
  const market = await scriptedMarket();
  const client = await connected(market);
  await until(() => expect(client.changes).toHaveLength(3));
  market.dropAll();
  await until(() => expect(client.changes.filter((each) => each.up)).toHaveLength(6));
  expect(client.changes.filter((each) => !each.up)).toHaveLength(3);
  expect(client.welcomes).toBe(2);
});

test('nothing is sent while a session is down, and the caller is told so', async () => {
  const market = await scriptedMarket();
  const client = await connected(market);
  expect(client.link.send(A, newOrder('x1'))).toBe(false);
  await until(() => expect(client.changes).toHaveLength(3));
  expect(client.link.send(A, newOrder('x2'))).toBe(true);
  expect(client.link.send(venueId('NOWHERE'), newOrder('x3'))).toBe(false);
  await until(() => expect(market.orders).toEqual([newOrder('x2')]));
});

test('the time from an order to its first report is measured per venue', async () => {
  const market = await scriptedMarket();
  const client = await connected(market);
  await until(() => expect(client.changes).toHaveLength(3));
  expect(client.link.latency(A)).toBeUndefined();
  client.link.send(A, newOrder('x1'));
  await until(() => expect(market.orders).toHaveLength(1));
  market.toVenue(A, { type: 'Report', report: { ...report(A, 1), clOrdId: clOrdId('x1') } });
  market.toVenue(A, { type: 'Report', report: { ...report(A, 2), clOrdId: clOrdId('x1') } });
  await until(() => expect(client.reports).toHaveLength(2));
  const measured = client.link.latency(A);
  expect(measured?.count).toBe(1);
  expect(measured?.lastNs).toBeGreaterThan(0);
  expect(measured?.meanNs).toBe(measured?.lastNs);
  expect(client.link.latency(B)).toBeUndefined();
});

test('a market that lost its record is reported, never quietly believed', async () => {
  const market = await scriptedMarket({ kept: { [A]: 3 } });
  const client = await connected(market, { [A]: 7 });
  await until(() =>
    expect(client.refusals).toContainEqual({
      venue: A,
      reason: 'the market has reports up to 3, and 7 were received from it',
    }),
  );
  expect(client.changes).not.toContainEqual({ session: 'orders', venue: A, up: true });
});

test('a line of the market that is no message ends the session with the field and the reason', async () => {
  const market = await scriptedMarket();
  const client = await connected(market);
  await until(() => expect(client.changes).toHaveLength(3));
  market.toVenue(A, {
    type: 'Report',
    report: { ...report(A, 1), leavesQty: -5 as ExecutionReport['leavesQty'] },
  });
  await until(() =>
    expect(client.changes).toContainEqual({
      session: 'orders',
      venue: A,
      up: false,
      reason: 'a line of the market does not parse: report.leavesQty expected number to be >=0',
    }),
  );
  expect(client.reports).toEqual([]);
});

test('lines are found in whatever pieces they arrive, and too long ones are dropped alone', () => {
  const lines: string[] = [];
  let tooLong = 0;
  const decode = createLineDecoder({
    onLine: (line) => lines.push(line),
    onTooLong: () => {
      tooLong += 1;
    },
  });
  const long = 'x'.repeat(MAX_LINE_BYTES + 1);
  const bytes = Buffer.from(
    `one\n\ntwo é\r\n${long}\nthree\n${long}${long}\nfour\n${'y'.repeat(MAX_LINE_BYTES)}\nfive`,
  );
  for (const size of [1 << 14, 7919, bytes.length]) {
    for (let at = 0; at < bytes.length; at += size) decode(bytes.subarray(at, at + size));
    decode(Buffer.from('\n'));
    expect(lines.splice(0).map((line) => line.slice(0, 6))).toEqual([
      'one',
      'two é',
      'three',
      'four',
      'yyyyyy',
      'five',
    ]);
    expect(tooLong).toBe(2);
    tooLong = 0;
  }
});

test.each([
  ['{', 'line', 'is not JSON'],
  ['5', 'line', 'expected object, received number'],
  [
    '{}',
    'type',
    "Expected 'Hello' | 'NewOrder' | 'CancelOrder' | 'ReplaceOrder' | 'StatusRequest' | 'SnapshotRequest' | 'SetSpeed' | 'Pause' | 'Resume' | 'Step' | 'SwitchScenario' | 'MeasureRealism' | 'CancelRealism' | 'ReadRealism'",
  ],
  ['{"type":"Hello","session":"orders","venue":"A"}', 'lastVenueSeq', 'expected number, received undefined'],
  [
    '{"type":"Hello","session":"orders","venue":"A B","lastVenueSeq":0}',
    'venue',
    'must be 1 to 64 printable characters without spaces',
  ],
  [JSON.stringify({ ...newOrder('a'), orderQty: 0 }), 'orderQty', 'expected number to be >=1'],
  [JSON.stringify({ ...newOrder('a'), orderQty: 1.5 }), 'orderQty', 'expected int, received number'],
  [
    JSON.stringify({ ...newOrder('a'), orderQty: 2 ** 53 }),
    'orderQty',
    'expected int to be <=9007199254740991',
  ],
  [JSON.stringify({ ...newOrder('a'), px: null }), 'px', 'expected number, received null'],
  ['{"type":"SetSpeed","commandId":"C1","speed":0.05}', 'speed', 'expected number to be >=0.1'],
  ['{"type":"SetSpeed","commandId":"C1","speed":1e308}', 'speed', 'expected number to be <=1000'],
  ['{"type":"Step","commandId":"C1","forNs":0}', 'forNs', 'expected number to be >=1000000'],
  ['{"type":"Step","commandId":"C1","forNs":60000000001}', 'forNs', 'expected number to be <=60000000000'],
  ['{"type":"Pause"}', 'commandId', 'expected string, received undefined'],
  [
    '{"type":"SwitchScenario","commandId":"C1","scenario":""}',
    'scenario',
    'expected string to have >=1 characters',
  ],
  ['{"type":"CancelRealism"}', 'commandId', 'expected string, received undefined'],
  [
    '{"type":"MeasureRealism","commandId":"C1","scenario":"thin","span":"Week","seed":1}',
    'span',
    'expected one of "TenMinutes"|"Hour"|"Day"',
  ],
  [
    '{"type":"MeasureRealism","commandId":"C1","scenario":"thin","span":"Day"}',
    'seed',
    'expected number, received undefined',
  ],
  [JSON.stringify({ ...newOrder('a'), side: 'Long' }), 'side', 'expected one of "Buy"|"Sell"'],
  [
    JSON.stringify({ ...newOrder('a'), clOrdId: 'x'.repeat(65) }),
    'clOrdId',
    'must be 1 to 64 printable characters without spaces',
  ],
])('a line to the market that is no message is refused by field: %s', (line, field, reason) => {
  expect(parseToMarket(line)).toEqual({ ok: false, error: { field, reason } });
});

test('what is written is what is read', () => {
  const messages: ToMarket[] = [
    { type: 'Hello', session: 'market' },
    { type: 'Hello', session: 'orders', venue: A, lastVenueSeq: 12 },
    newOrder('n1'),
    { ...newOrder('n2'), px: px(1_000_100), minQty: qty(200) },
    { type: 'CancelOrder', clOrdId: clOrdId('c1'), origClOrdId: clOrdId('n1') },
    { type: 'ReplaceOrder', clOrdId: clOrdId('r1'), origClOrdId: clOrdId('n2'), orderQty: qty(5) },
    { type: 'StatusRequest', clOrdId: clOrdId('n1') },
  ];
  for (const message of messages) {
    expect(parseToMarket(formatLine(message).trim())).toEqual({ ok: true, value: message });
  }
});

/** Generous, for a busy machine: a test that passes never waits so long. */
const until = (holds: () => void): Promise<void> => vi.waitFor(holds, { timeout: 30_000, interval: 5 });

function newOrder(id: string): NewOrder {
  return {
    type: 'NewOrder',
    clOrdId: clOrdId(id),
    instrument: instrumentId('KESTREL'),
    side: 'Buy',
    ordType: 'Limit',
    timeInForce: 'Day',
    orderQty: qty(100),
    px: px(1_000_000),
    postOnly: false,
  };
}

const report = (venue: VenueId, venueSeq: number): ExecutionReport => ({
  venue,
  clOrdId: clOrdId('o1'),
  orderId: orderId('V1'),
  execId: execId(`X${venueSeq}`),
  execType: 'Trade',
  ordStatus: 'PartiallyFilled',
  orderQty: qty(100),
  cumQty: qty(venueSeq),
  leavesQty: qty(100 - venueSeq),
  lastQty: qty(1),
  lastPx: px(1_000_000),
  lastLiquidityInd: 'Added',
  venueSeq,
  tsEvent: nanos(venueSeq * 1000),
});

const cancelReject = (venue: VenueId, venueSeq: number): OrderCancelReject => ({
  venue,
  clOrdId: clOrdId('c1'),
  origClOrdId: clOrdId('o1'),
  ordStatus: 'Filled',
  reason: 'TooLateToCancel',
  inResponseTo: 'Cancel',
  venueSeq,
  tsEvent: nanos(5),
});

const heartbeat = (feedSeq: number): MarketEvent => ({
  type: 'FeedHeartbeat',
  venue: A,
  instrument: instrumentId('KESTREL'),
  feedSeq,
  tsEvent: nanos(1),
});

const welcome = (lastVenueSeq?: number): Welcome => ({
  type: 'Welcome',
  environment: 'SIM',
  market: 'simulated',
  reference: {
    sessionDate: '2026-01-05',
    instruments: [],
    venues: [A, B].map((id) => ({
      id,
      name: id,
      kind: 'Lit' as const,
      fees: { takeMicros: 3000 as never, makeMicros: -2000 as never },
      latencyNs: 50_000,
      origin: 'Simulated' as const,
    })),
  },
  simulation: {
    session: 1,
    seed: 1,
    now: nanos(34_200e9),
    speed: 1,
    scenarios: [],
    refuses: {},
    eventsPerSecond: 0,
    reachedSpeed: 1,
  },
  ...(lastVenueSeq === undefined ? {} : { lastVenueSeq }),
});

interface ScriptedMarket {
  readonly port: number;
  readonly hellos: ToMarket[];
  readonly orders: ToMarket[];
  readonly toVenue: (venue: VenueId, message: FromMarket) => void;
  readonly toMarketSessions: (message: FromMarket) => void;
  /** Reports 1 to n are there to be resent. */
  readonly keep: (venue: VenueId, n: number) => void;
  readonly dropAll: () => void;
}

/** A market's side of real sockets that says what a test tells it to. */
async function scriptedMarket(options: { kept?: Record<string, number> } = {}): Promise<ScriptedMarket> {
  const kept = new Map(Object.entries(options.kept ?? {}));
  const hellos: ToMarket[] = [];
  const orders: ToMarket[] = [];
  const venues = new Map<VenueId, Socket>();
  const markets = new Set<Socket>();
  const sockets = new Set<Socket>();
  const say = (socket: Socket | undefined, message: FromMarket): void => {
    socket?.write(formatLine(message));
  };
  const take = (socket: Socket, message: ToMarket): void => {
    if (message.type !== 'Hello') {
      orders.push(message);
      return;
    }
    hellos.push(message);
    if (message.session !== 'orders') {
      markets.add(socket);
      say(socket, welcome());
      return;
    }
    venues.set(message.venue, socket);
    const last = kept.get(message.venue) ?? 0;
    say(socket, welcome(last));
    for (let n = message.lastVenueSeq + 1; n <= last; n += 1) {
      say(socket, { type: 'Report', report: report(message.venue, n) });
    }
  };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on(
      'data',
      createLineDecoder({
        onLine: (line) => {
          const parsed = parseToMarket(line);
          if (!parsed.ok) throw new Error(`${parsed.error.field} ${parsed.error.reason}`);
          take(socket, parsed.value);
        },
        onTooLong: () => undefined,
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    markets.clear();
  };
  opened.push({
    close: () => {
      dropAll();
      server.close();
    },
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    hellos,
    orders,
    toVenue: (venue, message) => say(venues.get(venue), message),
    toMarketSessions: (message) => {
      for (const socket of markets) say(socket, message);
    },
    keep: (venue, n) => kept.set(venue, n),
    dropAll,
  };
}

interface Client {
  readonly link: MarketLink;
  readonly changes: SessionChange[];
  readonly reports: ExecutionReport[];
  readonly rejects: OrderCancelReject[];
  readonly events: MarketEvent[];
  readonly simulations: Simulation[];
  readonly refusals: { venue?: VenueId; reason: string }[];
  /** Reports and session changes of venues, in the order of their arrival. */
  readonly order: string[];
  welcomes: number;
}

/** A link that remembers what it was told; `kept` is what it held before. */
async function connected(market: ScriptedMarket, kept: Record<string, number> = {}): Promise<Client> {
  const safe = new Map(Object.entries(kept));
  const client: Omit<Client, 'link'> = {
    changes: [],
    reports: [],
    rejects: [],
    events: [],
    simulations: [],
    refusals: [],
    order: [],
    welcomes: 0,
  };
  const link = connectMarket({
    host: '127.0.0.1',
    port: market.port,
    backoff: { firstMs: 5, maxMs: 20 },
    lastVenueSeq: (venue) => safe.get(venue) ?? 0,
    onWelcome: () => {
      client.welcomes += 1;
    },
    onSimulation: (simulation) => client.simulations.push(simulation),
    onEvent: (event) => client.events.push(event),
    onReport: (each) => {
      safe.set(each.venue, each.venueSeq);
      client.reports.push(each);
      client.order.push(`${each.venueSeq} ${each.venue}`);
    },
    onCancelReject: (each) => {
      safe.set(each.venue, each.venueSeq);
      client.rejects.push(each);
    },
    onSession: (change) => {
      client.changes.push(change);
      if (change.session === 'orders') client.order.push(`${change.up ? 'up' : 'down'} ${change.venue}`);
    },
    onRefused: (refusal) => client.refusals.push(refusal),
  });
  opened.push(link);
  return Object.assign(client, { link });
}
