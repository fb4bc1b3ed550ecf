/**
 * One client session with the market: a TCP connection that says its `Hello`, hands on parsed messages, and
 * comes back with a growing pause after every loss, until it is closed. A line that is not a message of the
 * wire ends the connection: what follows can't be trusted to be complete.
 */
import { connect, type Socket } from 'node:net';
import { createLineDecoder, formatLine, MAX_LINE_BYTES } from './lines.ts';
import { parseFromMarket } from './schema.ts';
import type {
  ControlMessage,
  FromMarket,
  Hello,
  OrderMessage,
  RealismMessage,
  SnapshotRequest,
} from './wire.ts';

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

export interface SessionHandlers {
  /** Asked at each connect. */
  readonly hello: () => Hello;
  readonly onMessage: (message: FromMarket) => void;
  /** The connection, or the attempt at one, ended; another follows. */
  readonly onDown: (reason: string) => void;
}

export interface Session {
  /** False where there is no connection; nothing is queued for later. */
  readonly send: (message: OrderMessage | SnapshotRequest | ControlMessage | RealismMessage) => boolean;
  /** Ends the present connection with this reason; the session connects again. */
  readonly drop: (reason: string) => void;
  readonly close: () => void;
}

/** A connection that held this long was a good one: the next pause is the first again. */
const STEADY_MS = 1000;
const CONNECT_TIMEOUT_MS = 5000;

export function openSession(
  address: { readonly host: string; readonly port: number },
  backoff: Backoff,
  handlers: SessionHandlers,
): Session {
  let socket: Socket | undefined;
  let retry: NodeJS.Timeout | undefined;
  let pauseMs = backoff.firstMs;
  let closed = false;
  let drop: (reason: string) => void = () => undefined;

  const start = (): void => {
    const own = connect({ ...address, noDelay: true, keepAlive: true });
    socket = own;
    let connectedAt: number | undefined;
    let reason = 'the market closed the connection';
    const give = (why: string): void => {
      reason = why;
      own.destroy();
    };
    const decode = createLineDecoder({
      onLine: (line) => {
        if (own.destroyed) return;
        const parsed = parseFromMarket(line);
        if (parsed.ok) handlers.onMessage(parsed.value);
        else give(`a line of the market does not parse: ${parsed.error.field} ${parsed.error.reason}`);
      },
      onTooLong: () => give(`a line of the market is longer than ${MAX_LINE_BYTES} bytes`),
    });
    own.setTimeout(CONNECT_TIMEOUT_MS, () => give('no connection in time'));
    own.on('connect', () => {
      own.setTimeout(0);
      connectedAt = performance.now();
      own.write(formatLine(handlers.hello()));
    });
    own.on('data', decode);
    own.on('error', (error: NodeJS.ErrnoException) => {
      reason = error.code === 'ECONNREFUSED' ? 'nothing listens there' : error.message;
    });
    own.on('close', () => {
      if (closed || socket !== own) return;
      socket = undefined;
      if (connectedAt !== undefined && performance.now() - connectedAt >= STEADY_MS)
        pauseMs = backoff.firstMs;
      retry = setTimeout(start, pauseMs);
      pauseMs = Math.min(pauseMs * 2, backoff.maxMs);
      handlers.onDown(reason);
    });
    drop = give;
  };

  start();
  return {
    send: (message) => {
      if (socket === undefined || socket.connecting || !socket.writable) return false;
      socket.write(formatLine(message));
      return true;
    },
    drop: (reason) => drop(reason),
    close: () => {
      closed = true;
      clearTimeout(retry);
      socket?.destroy();
    },
  };
}
