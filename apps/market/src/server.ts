/** The TCP side: sessions open with `Hello`, and a line that is no message is answered with `Refused`. */
import { createServer, type Server, type Socket } from 'node:net';
import type { Nanos, RealismAsk, Result, Simulation, SimulationControl, VenueId } from '@fairlead/domain';
import {
  type ControlMessage,
  createLineDecoder,
  type FromMarket,
  formatLine,
  type Hello,
  MAX_LINE_BYTES,
  type OrderMessage,
  parseToMarket,
  type RealismMessage,
  type ToMarket,
  type Welcome,
} from '@fairlead/gateway';
import type { Logger } from 'pino';
import { type Exchange, openingOf, takeOrderMessage } from './exchange.ts';
import { codeOf, MarketError } from './failure.ts';
import { lineCount } from './line-log.ts';
import { addMarketClient, createMarketClients, type MarketClients, sendBook } from './market-clients.ts';
import { type OrderClient, openOrderClient } from './order-client.ts';
import type { RealismDesk } from './realism/desk.ts';

export interface MarketServer {
  readonly port: number;
  readonly marketClients: MarketClients;
  readonly orderClients: ReadonlyMap<VenueId, OrderClient>;
  /** How the market runs has changed: for every client of market data and control. */
  readonly tell: (simulation: Simulation) => void;
  /** The same with newer measurements only: for control sessions. */
  readonly tellMeasured: (simulation: Simulation) => void;
  /** What is measured and kept has changed: for control sessions. */
  readonly tellRealism: () => void;
  /** Ends market-data and order sessions once their clients have read what was sent, or soon after. */
  readonly endSessions: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface ServerOptions {
  readonly exchange: () => Exchange;
  /** Between two sessions: nobody is welcomed to either. */
  readonly switching: () => boolean;
  readonly about: Pick<Welcome, 'environment' | 'market'>;
  readonly simulation: () => Simulation;
  readonly control: (control: SimulationControl) => Promise<Result<Simulation, string>>;
  readonly realism: Omit<RealismDesk, 'close'>;
  /** Market time at this instant. */
  readonly now: () => Nanos;
  readonly log: Logger;
}

interface Connections {
  readonly options: ServerOptions;
  readonly marketClients: MarketClients;
  readonly orderClients: Map<VenueId, OrderClient>;
  readonly controlClients: Set<Socket>;
}

/** A client that reads nothing holds up the end of a session no longer than this. */
const END_WITHIN_MS = 2_000;
const HOST = '127.0.0.1';

/** @throws MarketError where the port can't be had */
export async function listen(options: ServerOptions, port: number): Promise<MarketServer> {
  const { exchange, log } = options;
  const sockets = new Set<Socket>();
  const all: Connections = {
    options,
    marketClients: createMarketClients(
      (pair) => openingOf(exchange(), pair),
      (socket) => log.warn({ client: socket.remotePort }, 'a market-data client reads too slowly: conflated'),
    ),
    orderClients: new Map(),
    controlClients: new Set(),
  };
  const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', (error) =>
      log.debug({ client: socket.remotePort, code: codeOf(error) }, 'client lost'),
    );
    socket.on('close', () => sockets.delete(socket));
    greet(all, socket);
  });
  await bind(server, port);
  const address = server.address();
  return {
    port: address === null || typeof address === 'string' ? port : address.port,
    marketClients: all.marketClients,
    orderClients: all.orderClients,
    tell: (simulation) => {
      const line = formatLine({ type: 'Simulation', simulation });
      for (const { socket } of all.marketClients.clients) socket.write(line);
      for (const socket of all.controlClients) socket.write(line);
    },
    tellMeasured: (simulation) => {
      for (const socket of all.controlClients) send(socket, { type: 'Simulation', simulation });
    },
    tellRealism: () => {
      const line = formatLine({ type: 'Realism', realism: options.realism.state() });
      for (const socket of all.controlClients) socket.write(line);
    },
    endSessions: async () => {
      const clients = [...all.marketClients.clients, ...all.orderClients.values()];
      await Promise.all(clients.map(({ socket }) => endSocket(socket)));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const endSocket = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), END_WITHIN_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.end();
  });

const bind = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const why = codeOf(cause) === 'EADDRINUSE' ? 'is in use' : `can't be listened on (${codeOf(cause)})`;
      reject(new MarketError(`Port ${port} of ${HOST} ${why}.`, { cause }));
    });
    server.listen(port, HOST, resolve);
  });

function greet(all: Connections, socket: Socket): void {
  let take: (message: ToMarket) => void = (message) => {
    if (message.type !== 'Hello') refuse(socket, `${message.type} before Hello`);
    else if (message.session === 'control') take = openControlSession(all, socket);
    else if (all.options.switching()) socket.destroy();
    else if (message.session === 'market') {
      take = openMarketSession(all, socket);
    } else take = openOrderSession(all, socket, message) ?? take;
  };
  const onLine = (line: string): void => {
    const parsed = parseToMarket(line);
    if (parsed.ok) take(parsed.value);
    else refuse(socket, `${parsed.error.field}: ${parsed.error.reason}`);
  };
  const onTooLong = (): void => refuse(socket, `line: is longer than ${MAX_LINE_BYTES} bytes`);
  socket.on('data', createLineDecoder({ onLine, onTooLong }));
}

function openMarketSession(all: Connections, socket: Socket): (message: ToMarket) => void {
  const { instruments, venues } = all.options.exchange().reference;
  const pairs = venues.flatMap((v) => instruments.map((i) => ({ venue: v.id, instrument: i.id })));
  send(socket, welcomeOf(all.options));
  addMarketClient(all.marketClients, socket, pairs);
  return (message) => {
    if (message.type !== 'SnapshotRequest') return refuse(socket, `${message.type} on a market session`);
    const asked = pairs.find(
      ({ venue, instrument }) => venue === message.venue && instrument === message.instrument,
    );
    if (asked === undefined)
      return refuse(socket, `venue: no ${message.instrument} at ${message.venue} here`);
    all.options.log.info({ ...asked }, 'a book was asked for again');
    sendBook(all.marketClients, socket, asked);
  };
}

function openOrderSession(
  all: Connections,
  socket: Socket,
  hello: Extract<Hello, { session: 'orders' }>,
): ((message: ToMarket) => void) | undefined {
  const { log, now } = all.options;
  const exchange = all.options.exchange();
  const { venue, lastVenueSeq } = hello;
  const record = exchange.records.get(venue);
  if (record === undefined || !exchange.reference.venues.some(({ id }) => id === venue)) {
    refuse(socket, `venue: there is no ${venue} here`);
    return undefined;
  }
  const last = lineCount(record.reports);
  if (lastVenueSeq > last) {
    refuse(socket, `lastVenueSeq: ${venue} has sent reports up to ${last}, not ${lastVenueSeq}`);
    return undefined;
  }
  const before = all.orderClients.get(venue);
  if (before !== undefined) {
    log.warn({ venue }, 'a newer order session replaces the one before');
    before.socket.destroy();
  }
  log.info({ venue, resent: last - lastVenueSeq }, 'order session up');
  send(socket, { ...welcomeOf(all.options), lastVenueSeq: last });
  const client = openOrderClient(socket, record, lastVenueSeq);
  all.orderClients.set(venue, client);
  socket.on('close', () => {
    if (all.orderClients.get(venue) !== client) return;
    all.orderClients.delete(venue);
    log.info({ venue }, 'order session down');
  });
  return (message) => {
    if (message.type === 'Hello') refuse(socket, 'Hello on an open session');
    else if (isOrderMessage(message)) takeOrderMessage(exchange, record, { message, atNs: now() });
    else refuse(socket, `${message.type} on an orders session`);
  };
}

const isOrderMessage = (message: ToMarket): message is OrderMessage =>
  message.type === 'NewOrder' ||
  message.type === 'CancelOrder' ||
  message.type === 'ReplaceOrder' ||
  message.type === 'StatusRequest';

function openControlSession(all: Connections, socket: Socket): (message: ToMarket) => void {
  send(socket, welcomeOf(all.options));
  send(socket, { type: 'Realism', realism: all.options.realism.state() });
  all.controlClients.add(socket);
  socket.on('close', () => all.controlClients.delete(socket));
  return (message) => {
    if (!('commandId' in message)) return refuse(socket, `${message.type} on a control session`);
    if (isRealismMessage(message)) answerRealism(all.options, socket, message);
    else void answer(all.options, socket, message);
  };
}

async function answer({ control }: ServerOptions, socket: Socket, message: ControlMessage): Promise<void> {
  const { commandId, ...asked } = message;
  const answered = await control(asked);
  if (answered.ok) send(socket, { type: 'Simulation', simulation: answered.value, commandId });
  else send(socket, { type: 'Refused', reason: answered.error, commandId });
}

const isRealismMessage = (message: ControlMessage | RealismMessage): message is RealismMessage =>
  message.type === 'MeasureRealism' || message.type === 'CancelRealism' || message.type === 'ReadRealism';

function answerRealism({ realism }: ServerOptions, socket: Socket, message: RealismMessage): void {
  const { commandId } = message;
  if (message.type === 'ReadRealism') {
    const read = realism.read(message);
    if (read.ok) send(socket, { type: 'RealismReport', report: read.value, commandId });
    else send(socket, { type: 'Refused', reason: read.error, commandId });
    return;
  }
  const answered = message.type === 'MeasureRealism' ? realism.measure(askOf(message)) : realism.cancel();
  if (answered.ok) send(socket, { type: 'Realism', realism: answered.value, commandId });
  else send(socket, { type: 'Refused', reason: answered.error, commandId });
}

const askOf = ({ scenario, span, seed }: RealismAsk): RealismAsk => ({ scenario, span, seed });

const welcomeOf = ({ exchange, about, simulation }: ServerOptions): Welcome => ({
  type: 'Welcome',
  ...about,
  reference: exchange().reference,
  simulation: simulation(),
});

const refuse = (socket: Socket, reason: string): void => send(socket, { type: 'Refused', reason });
const send = (socket: Socket, message: FromMarket): void => {
  socket.write(formatLine(message));
};
