/** A market server on a real socket that speaks the wire and says exactly what it is told to, line by line. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { MarketReference, Nanos, Simulation, VenueId } from '@fairlead/domain';
import {
  createLineDecoder,
  type FromMarket,
  formatLine,
  type OrderMessage,
  parseToMarket,
  type Welcome,
} from '@fairlead/gateway';

export interface LogServer {
  readonly port: number;
  /** Everything that arrived, by venue, in order. */
  readonly received: ReadonlyMap<VenueId, OrderMessage[]>;
  /** Somebody said hello for this session, and waits for his welcome. */
  readonly met: (session: 'market' | VenueId) => boolean;
  readonly welcomeMarket: () => void;
  readonly welcome: (venue: VenueId) => void;
  readonly say: (to: 'market' | VenueId, message: FromMarket) => void;
  readonly close: () => Promise<void>;
}

export async function startLogServer(reference: MarketReference, now: Nanos): Promise<LogServer> {
  const sockets = new Map<'market' | VenueId, Socket>();
  const received = new Map<VenueId, OrderMessage[]>(reference.venues.map(({ id }) => [id, []]));
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    let own: VenueId | undefined;
    const onLine = (line: string): void => {
      const parsed = parseToMarket(line);
      if (!parsed.ok) throw new Error(`${parsed.error.field}: ${parsed.error.reason}`);
      const message = parsed.value;
      if (message.type === 'Hello') {
        own = message.session === 'orders' ? message.venue : undefined;
        sockets.set(own ?? 'market', socket);
      } else if (!('commandId' in message) && message.type !== 'SnapshotRequest')
        received.get(own!)!.push(message);
    };
    socket.on('data', createLineDecoder({ onLine, onTooLong: () => socket.destroy() }));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const say = (to: 'market' | VenueId, message: FromMarket): void =>
    void sockets.get(to)!.write(formatLine(message));
  const simulation: Simulation = {
    session: 1,
    seed: 1,
    now,
    speed: 1,
    scenarios: [],
    refuses: {},
    eventsPerSecond: 0,
    reachedSpeed: 1,
  };
  const about: Welcome = { type: 'Welcome', environment: 'SIM', market: 'log', reference, simulation };
  return {
    port: (server.address() as AddressInfo).port,
    received,
    met: (session) => sockets.has(session),
    welcomeMarket: () => say('market', about),
    welcome: (venue) => say(venue, { ...about, lastVenueSeq: 0 }),
    say,
    close: async () => {
      for (const socket of sockets.values()) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
