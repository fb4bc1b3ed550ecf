/**
 * A recorded venue on a local websocket and HTTP server. It answers subscriptions as the venue does, sends
 * nothing by itself (`play` says the next frames), and misbehaves as it is told: frames can be lost, doubled,
 * swapped, replaced by garbage; connections cut or refused; pages refused.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { RecordedVenue } from './recorded-venue.ts';

/** What is sent in the place of a frame, where anybody listens. `index` counts frames from 1. */
export type Distortion = (frame: string, index: number) => readonly (string | Uint8Array)[];

export interface PlayedVenue {
  readonly address: { readonly ws: string; readonly http: string };
  /** Says the next `count` frames to everyone who has subscribed. */
  readonly play: (count: number) => void;
  readonly cut: () => void;
  /** While true, handshakes are answered with HTTP 503. */
  refusing: boolean;
  /** While true, pages are answered with HTTP 429. */
  refusingPages: boolean;
  /** While true, connections are taken and nothing is ever said on them, pongs included. */
  silent: boolean;
  /** Handshakes that were granted; pages that were given, and refused. */
  readonly connections: () => number;
  readonly pages: () => number;
  readonly refusedPages: () => number;
  readonly close: () => Promise<void>;
}

export async function playVenue(
  venue: RecordedVenue,
  distort: Distortion = (frame) => [frame],
): Promise<PlayedVenue> {
  const byHttp = venue.name === 'binance' || venue.name === 'bitstamp';
  const subscribed = new Set<WebSocket>();
  let index = 0;
  let connections = 0;
  let pages = 0;
  let refusedPages = 0;

  const server = createServer((_request, response) => {
    if (played.refusingPages) {
      refusedPages += 1;
      response.writeHead(429).end();
      return;
    }
    pages += 1;
    response.end(venue.snapshot());
  });
  const sockets = new WebSocketServer({
    server,
    autoPong: false,
    verifyClient: (_info, done) => done(!played.refusing, 503),
  });
  sockets.on('connection', (socket) => {
    connections += 1;
    socket.on('error', () => {});
    socket.on('close', () => subscribed.delete(socket));
    socket.on('ping', () => {
      if (!played.silent) socket.pong();
    });
    socket.on('message', (data) => {
      if (!played.silent) answer(socket, String(data));
    });
  });

  const answer = (socket: WebSocket, text: string): void => {
    if (/"(op|event)":"(ping|bts:heartbeat)"/.test(text)) return;
    if (/unsubscribe/i.test(text)) {
      subscribed.delete(socket);
    } else if (/book|level2|depth/.test(text)) {
      if (!byHttp) socket.send(venue.snapshot());
      else if (venue.name === 'binance') socket.send('{"result":null,"id":1}');
      else
        socket.send(
          `{"event":"bts:subscription_succeeded","channel":"diff_order_book_${venue.symbol}","data":{}}`,
        );
      subscribed.add(socket);
    }
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const played: PlayedVenue = {
    address: { ws: `ws://${host}/`, http: `http://${host}` },
    refusing: false,
    refusingPages: false,
    silent: false,
    connections: () => connections,
    pages: () => pages,
    refusedPages: () => refusedPages,
    play: (count) => {
      for (let i = 0; i < count; i += 1) {
        const frame = venue.next();
        if (frame === undefined) return;
        index += 1;
        if (subscribed.size === 0) continue;
        for (const sent of distort(frame, index)) for (const socket of subscribed) socket.send(sent);
      }
    },
    cut: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return played;
}
