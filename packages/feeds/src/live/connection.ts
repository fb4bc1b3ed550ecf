/**
 * One venue's live connection: a websocket, the pages that its machine asks for, and the patience to do it again.
 * All decoding is the machine's, the same as for recordings; here are sockets and timers only.
 *
 * Frames are taken synchronously as the socket hands them out: nothing is queued on our side, and a reader that
 * is slow slows the socket down. Whatever the other end does, nothing is thrown: a connection that fails, falls
 * silent or gives no book is closed, its books are cleared, and after a jittered wait, twice as long each time,
 * it is opened anew.
 */
import { type RawData, WebSocket } from 'ws';
import type { CryptoVenue, VenueStats, Want } from '../crypto/venue.ts';
import { fetchText } from './page.ts';
import { backoff, type Timing } from './timing.ts';
import type { VenueAddress } from './venues.ts';

/**
 * - `Connecting`: the socket is being opened. `Syncing`: it is open, and a book is not yet known, or not any more.
 * - `Live`: every book is vouched for. `Waiting`: for the next attempt. `Closed`: by us, for good.
 */
export type FeedPhase = 'Connecting' | 'Syncing' | 'Live' | 'Waiting' | 'Closed';

export interface ConnectionState {
  readonly phase: FeedPhase;
  /** Why it is not `Live`, where there is more to say than the phase. */
  readonly reason?: string;
  /** Attempts to connect so far. */
  readonly connects: number;
  /** Counted since the start; it goes on counting. */
  readonly stats: Readonly<VenueStats>;
}

export interface ConnectionOptions {
  readonly venue: CryptoVenue;
  readonly symbols: readonly string[];
  readonly address: VenueAddress;
  /** ns since the session's midnight. */
  readonly now: () => number;
  /** At each change of phase. */
  readonly onState: (state: ConnectionState) => void;
  /** After the last record of a frame: the books are whole. */
  readonly settled: () => void;
  readonly timing: Timing;
  readonly jitter: () => number;
}

export interface FeedConnection {
  /** Clears the books, says goodbye and waits for the other end's, a second at most. */
  readonly close: () => Promise<void>;
}

const MAX_FRAME_BYTES = 1 << 25;
const GOODBYE_MS = 1000;
/** The first book of a connection, and the one after the first gap. */
const PROMPT_ASKS = 2;
const NS_PER_MS = 1_000_000;

/** What belongs to one socket, and ends with it. */
interface Session {
  readonly socket: WebSocket;
  readonly abort: AbortController;
  readonly timers: Set<NodeJS.Timeout>;
  reason: string | undefined;
  heardAt: number;
  unsyncedAt: number;
  liveAt: number | undefined;
  pingedAt: number;
  /** Books asked for anew since the connection was last quiet. */
  asks: number;
  askedAt: number;
}

export function connectFeed(options: ConnectionOptions): FeedConnection {
  const { venue, symbols, address, now, timing, jitter, settled } = options;
  let phase: FeedPhase | undefined;
  let connects = 0;
  let failures = 0;
  let session: Session | undefined;
  let again: NodeJS.Timeout | undefined;

  const enter = (next: FeedPhase, reason?: string): void => {
    if (phase === next || phase === 'Closed') return;
    phase = next;
    options.onState({ phase, connects, stats: venue.stats, ...(reason === undefined ? {} : { reason }) });
  };

  const open = (): void => {
    connects += 1;
    enter('Connecting');
    const socket = new WebSocket(address.ws, {
      handshakeTimeout: timing.openMs,
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
    });
    const at = now();
    const opened: Session = {
      socket,
      abort: new AbortController(),
      timers: new Set(),
      reason: undefined,
      heardAt: at,
      unsyncedAt: at,
      liveAt: undefined,
      pingedAt: at,
      asks: 0,
      askedAt: at,
    };
    session = opened;
    socket.on('open', () => begin(opened));
    socket.on('message', (data, isBinary) => takeFrame(opened, data, isBinary));
    for (const event of ['ping', 'pong'] as const) {
      socket.on(event, () => {
        opened.heardAt = now();
      });
    }
    socket.on('error', ({ message }) => {
      opened.reason ??= message;
    });
    socket.on('close', (code) => lose(opened, `closed with code ${code}`));
  };

  const begin = (of: Session): void => {
    of.heardAt = of.unsyncedAt = of.pingedAt = now();
    const watch = setInterval(() => look(of), Math.max(10, Math.min(timing.silenceMs, timing.pingMs) / 10));
    of.timers.add(watch);
    venue.subscribe(symbols);
    enter('Syncing');
    for (const want of wanted()) serve(of, want);
  };

  const takeFrame = (of: Session, data: RawData, isBinary: boolean): void => {
    if (of !== session) return;
    of.heardAt = now();
    if (isBinary) venue.reject('is a binary frame');
    else venue.feed(textOf(data), of.heardAt);
    afterMessage(of);
  };

  const afterMessage = (of: Session): void => {
    settled();
    const synced = venue.synced();
    if (synced && phase === 'Syncing') {
      of.liveAt = now();
      enter('Live');
    } else if (!synced && phase === 'Live') {
      of.unsyncedAt = now();
      enter('Syncing', venue.lastTrouble());
    }
    const wants = wanted();
    if (wants.length > 0) serveInTime(of, wants);
  };

  const wanted = (): Want[] => {
    const all: Want[] = [];
    for (let want = venue.wants(); want !== undefined; want = venue.wants()) all.push(want);
    return all;
  };

  /** A book that keeps breaking is asked for ever less often. */
  const serveInTime = (of: Session, wants: readonly Want[]): void => {
    const serveAll = (): void => {
      for (const want of wants) serve(of, want);
    };
    if (now() - of.askedAt > timing.maxBackoffMs * NS_PER_MS) of.asks = 0;
    of.askedAt = now();
    of.asks += 1;
    if (of.asks <= PROMPT_ASKS) serveAll();
    else later(of, backoff(of.asks - PROMPT_ASKS, timing, jitter), serveAll);
  };

  const serve = (of: Session, want: Want): void => {
    if (want.type === 'Reconnect') drop(of, 'the venue asks to connect anew');
    else if (want.type === 'Send') send(of, want.text);
    else fetchBook(of, want, 1);
  };

  const fetchBook = (of: Session, want: Want & { type: 'Fetch' }, attempt: number): void => {
    void fetchText(address.http + want.path, of.abort.signal, timing.openMs).then((page) => {
      if (of !== session) return;
      if (page.ok) {
        venue.snapshot(want.symbol, page.value, now());
        afterMessage(of);
      } else {
        later(of, Math.max(page.error.retryAfterMs, backoff(attempt, timing, jitter)), () =>
          fetchBook(of, want, attempt + 1),
        );
      }
    });
  };

  const later = (of: Session, ms: number, act: () => void): void => {
    const timer = setTimeout(() => {
      of.timers.delete(timer);
      act();
    }, ms);
    of.timers.add(timer);
  };

  const send = ({ socket }: Session, text: string): void => {
    // Where it can't be sent, the close event follows.
    if (socket.readyState === WebSocket.OPEN) socket.send(text, () => {});
  };

  const look = (of: Session): void => {
    const at = now();
    const since = (then: number): number => (at - then) / NS_PER_MS;
    if (since(of.heardAt) > timing.silenceMs) return drop(of, `silent for ${timing.silenceMs} ms`);
    if (phase === 'Syncing' && since(of.unsyncedAt) > timing.syncMs) {
      return drop(of, `no book within ${timing.syncMs} ms`);
    }
    if (since(of.pingedAt) < timing.pingMs) return;
    of.pingedAt = at;
    if (venue.ping === undefined) of.socket.ping();
    else send(of, venue.ping);
  };

  const drop = (of: Session, reason: string): void => {
    of.reason ??= reason;
    of.socket.terminate();
  };

  const lose = (of: Session, reason: string): void => {
    if (of !== session) return;
    end(of);
    const livedMs = of.liveAt === undefined ? 0 : (now() - of.liveAt) / NS_PER_MS;
    failures = livedMs > timing.maxBackoffMs ? 1 : failures + 1;
    enter('Waiting', of.reason ?? reason);
    again = setTimeout(open, backoff(failures, timing, jitter));
  };

  const end = (of: Session): void => {
    session = undefined;
    for (const timer of of.timers) clearTimeout(timer);
    of.abort.abort();
    venue.resync();
    settled();
  };

  open();
  return {
    close: async () => {
      clearTimeout(again);
      const of = session;
      if (of !== undefined) end(of);
      enter('Closed');
      if (of !== undefined) await goodbye(of.socket);
    },
  };
}

const textOf = (data: RawData): string =>
  Array.isArray(data) ? Buffer.concat(data).toString('utf8') : Buffer.from(data as Buffer).toString('utf8');

/** Resolves once the other end is gone. */
const goodbye = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.readyState === WebSocket.CLOSED) return resolve();
    const timer = setTimeout(() => socket.terminate(), GOODBYE_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(1000);
  });
