/**
 * Clients of market data. All get the same lines; one that reads slower than the market talks is conflated: its
 * events stop, the books that changed meanwhile are noted, and when its connection has drained it gets each of
 * those as it then stands. Nothing is queued for it beyond `CONFLATE_BYTES`.
 */
import type { Socket } from 'node:net';
import type { MarketEvent, NewsItem } from '@fairlead/domain';
import { formatLine } from '@fairlead/gateway';
import { type Pair, pairKey } from './pair.ts';

/** About a second of a busy market. */
const CONFLATE_BYTES = 1 << 22;

interface MarketClient {
  readonly socket: Socket;
  /** Books that are owed; undefined while the client keeps up. */
  owed: Map<string, Pair> | undefined;
}

export interface MarketClients {
  readonly clients: Set<MarketClient>;
  readonly opening: (pair: Pair) => readonly MarketEvent[];
  readonly onConflated: (socket: Socket) => void;
  /** Events since the last flush. */
  lines: string[];
  pairs: Map<string, Pair>;
}

export const createMarketClients = (
  opening: MarketClients['opening'],
  onConflated: MarketClients['onConflated'],
): MarketClients => ({ clients: new Set(), opening, onConflated, lines: [], pairs: new Map() });

export function addMarketClient(all: MarketClients, socket: Socket, pairs: readonly Pair[]): void {
  const client: MarketClient = { socket, owed: undefined };
  all.clients.add(client);
  socket.on('close', () => all.clients.delete(client));
  socket.on('drain', () => {
    const owed = client.owed;
    if (owed === undefined) return;
    client.owed = undefined;
    sendOpenings(all, socket, [...owed.values()]);
  });
  sendOpenings(all, socket, pairs);
}

export function queueEvent(all: MarketClients, event: MarketEvent): void {
  if (all.clients.size === 0) return;
  all.lines.push(formatLine({ type: 'Event', event }));
  all.pairs.set(pairKey(event), { venue: event.venue, instrument: event.instrument });
}

/** After the events before it. A client that is conflated gets it all the same: no book says it again. */
export function queueStory(all: MarketClients, item: NewsItem): void {
  flushEvents(all);
  const line = formatLine({ type: 'Story', item });
  for (const { socket } of all.clients) socket.write(line);
}

/** Must run before anything else can happen: a book sent between an event and its flush would be ahead of it. */
export function flushEvents(all: MarketClients): void {
  if (all.lines.length === 0) return;
  const bytes = Buffer.from(all.lines.join(''));
  for (const client of all.clients) {
    if (client.owed === undefined && client.socket.writableLength > CONFLATE_BYTES) {
      client.owed = new Map();
      all.onConflated(client.socket);
    }
    if (client.owed === undefined) client.socket.write(bytes);
    else for (const [key, pair] of all.pairs) client.owed.set(key, pair);
  }
  all.lines = [];
  all.pairs = new Map();
}

/** A client asked for one book. One that is owed books gets it with them, when it reads again. */
export function sendBook(all: MarketClients, socket: Socket, pair: Pair): void {
  const owed = [...all.clients].find((client) => client.socket === socket)?.owed;
  if (owed === undefined) sendOpenings(all, socket, [pair]);
  else owed.set(pairKey(pair), pair);
}

const sendOpenings = (all: MarketClients, socket: Socket, pairs: readonly Pair[]): void => {
  const events = pairs.flatMap((pair) => all.opening(pair));
  socket.write(events.map((event) => formatLine({ type: 'Event', event })).join(''));
};
