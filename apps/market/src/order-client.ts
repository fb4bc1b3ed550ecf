/**
 * The client of one venue's order session. The venue's log is its queue: a line goes out straight away where
 * the client is up to date, else from the file as fast as the client reads, so that a slow or a returning client
 * costs no memory and loses nothing.
 */
import type { Socket } from 'node:net';
import { lineCount, readLines } from './line-log.ts';
import type { VenueRecord } from './venue-record.ts';

export interface OrderClient {
  readonly socket: Socket;
  readonly record: VenueRecord;
  /** Reports handed to the connection: venueSeq of the last. */
  sent: number;
}

const QUEUE_BYTES = 1 << 20;
const READ_BYTES = 1 << 18;

/** Resends everything after `lastVenueSeq`. */
export function openOrderClient(socket: Socket, record: VenueRecord, lastVenueSeq: number): OrderClient {
  const client: OrderClient = { socket, record, sent: lastVenueSeq };
  socket.on('drain', () => sendFromLog(client));
  sendFromLog(client);
  return client;
}

/** `line` was just added to the log. */
export function sendReport(client: OrderClient, line: string): void {
  const upToDate = client.sent === lineCount(client.record.reports) - 1;
  if (upToDate && client.socket.writableLength < QUEUE_BYTES) {
    client.socket.write(line);
    client.sent += 1;
  } else sendFromLog(client);
}

/** Hands on what the log has and the client has not, as fast as it reads. */
export function sendFromLog(client: OrderClient): void {
  const { socket, record } = client;
  while (client.sent < lineCount(record.reports) && socket.writableLength < QUEUE_BYTES && socket.writable) {
    const { bytes, lines } = readLines(record.reports, client.sent, READ_BYTES);
    socket.write(bytes);
    client.sent += lines;
  }
}
