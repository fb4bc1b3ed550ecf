/** A market's side of real sockets that says what a test tells it to, and a client that remembers what it was told. */
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
import { afterEach, vi } from 'vitest';
import {
  connectMarket,
  createLineDecoder,
  type FromMarket,
  formatLine,
  type MarketLink,
  type NewOrder,
  parseToMarket,
  type SessionChange,
  type ToMarket,
  type Welcome,
} from '../src/index.ts';

export const A = venueId('LIT-A');
export const B = venueId('LIT-B');

const opened: { close: () => void }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

/** Generous, for a busy machine: a test that passes never waits so long. */
export const until = (holds: () => void): Promise<void> =>
  vi.waitFor(holds, { timeout: 30_000, interval: 5 });

export function newOrder(id: string): NewOrder {
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

export const report = (venue: VenueId, venueSeq: number): ExecutionReport => ({
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

export const cancelReject = (venue: VenueId, venueSeq: number): OrderCancelReject => ({
  venue,
  clOrdId: clOrdId('c1'),
  origClOrdId: clOrdId('o1'),
  ordStatus: 'Filled',
  reason: 'TooLateToCancel',
  inResponseTo: 'Cancel',
  venueSeq,
  tsEvent: nanos(5),
});

export const heartbeat = (feedSeq: number): MarketEvent => ({
  type: 'FeedHeartbeat',
  venue: A,
  instrument: instrumentId('KESTREL'),
  feedSeq,
  tsEvent: nanos(1),
});

export const welcome = (lastVenueSeq?: number): Welcome => ({
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

export async function scriptedMarket(
  options: { kept?: Record<string, number> } = {},
): Promise<ScriptedMarket> {
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
export async function connected(market: ScriptedMarket, kept: Record<string, number> = {}): Promise<Client> {
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
