/** Slow clients over real sockets: market data is conflated, reports never are. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  clOrdId,
  execId,
  instrumentId,
  type MarketEvent,
  nanos,
  orderId,
  px,
  qty,
  venueId,
} from '@fairlead/domain';
import { createLineDecoder, type FromMarket, parseFromMarket } from '@fairlead/gateway';
import { afterEach, expect, test, vi } from 'vitest';
import { addMarketClient, createMarketClients, flushEvents, queueEvent } from './market-clients.ts';
import { openOrderClient, sendReport } from './order-client.ts';
import { closeVenueRecord, openVenueRecord, recordReport } from './venue-record.ts';

const A = venueId('LIT-A');
const KESTREL = instrumentId('KESTREL');
const MERLIN = instrumentId('MERLIN');

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

test('a client that stops reading gets each changed book once it reads again, and no event in between', async () => {
  const { near, far } = await socketPair();
  let feedSeq = 0;
  let conflated = 0;
  const all = createMarketClients(
    ({ venue, instrument }) => [
      { type: 'BookSnapshot', venue, instrument, feedSeq, tsEvent: nanos(feedSeq), bids: [], asks: [] },
    ],
    () => {
      conflated += 1;
    },
  );
  far.pause();
  addMarketClient(all, near, []);
  const events: MarketEvent[] = [];
  for (let turn = 0; turn < 400; turn += 1) {
    for (let n = 0; n < 500; n += 1) {
      feedSeq += 1;
      queueEvent(all, change(turn < 300 || n % 2 === 0 ? KESTREL : MERLIN, feedSeq));
    }
    flushEvents(all);
    if (turn % 20 === 0) await new Promise(setImmediate);
  }
  expect(conflated).toBe(1);
  expect(near.writableLength).toBeLessThan(6 << 20);
  readMessages(far, (message) => {
    if (message.type === 'Event') events.push(message.event);
  });
  await vi.waitFor(() => expect(events.at(-1)?.type).toBe('BookSnapshot'), { timeout: 50_000 });
  const snapshots = events.filter((event) => event.type === 'BookSnapshot');
  expect(snapshots.map((event) => event.instrument)).toEqual([KESTREL, MERLIN]);
  expect(snapshots.map((event) => event.feedSeq)).toEqual([200_000, 200_000]);
  const before = events.slice(0, -2);
  expect(before.map((event) => event.feedSeq)).toEqual(before.map((_, i) => i + 1));
  expect(before.length).toBeLessThan(150_000);

  feedSeq += 1;
  queueEvent(all, change(KESTREL, feedSeq));
  flushEvents(all);
  await vi.waitFor(() => expect(events.at(-1)).toEqual(change(KESTREL, 200_001)));
});

test('a client that stops reading its reports gets every one, in order, and costs no memory meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'market-clients-'));
  const record = openVenueRecord(folder, A);
  ends.push(() => {
    closeVenueRecord(record);
    rmSync(folder, { recursive: true });
  });
  const { near, far } = await socketPair();
  far.pause();
  for (let n = 0; n < 1000; n += 1) recordReport(record, trade(n));
  const client = openOrderClient(near, record, 10);
  for (let n = 1000; n < 40_000; n += 1) {
    sendReport(client, recordReport(record, trade(n)));
    if (n % 1000 === 0) await new Promise(setImmediate);
  }
  expect(near.writableLength).toBeLessThan(2 << 20);
  expect(client.sent).toBeLessThan(40_000);
  const numbers: number[] = [];
  readMessages(far, (message) => {
    if (message.type === 'Report') numbers.push(message.report.venueSeq);
  });
  await vi.waitFor(() => expect(numbers.at(-1)).toBe(40_000), { timeout: 50_000 });
  expect(numbers).toEqual(Array.from({ length: 39_990 }, (_, i) => i + 11));
  sendReport(client, recordReport(record, trade(40_000)));
  await vi.waitFor(() => expect(numbers.at(-1)).toBe(40_001));
});

const change = (instrument: typeof KESTREL, feedSeq: number): MarketEvent => ({
  type: 'LevelChanged',
  venue: A,
  instrument,
  feedSeq,
  tsEvent: nanos(feedSeq),
  side: 'Buy',
  px: px(1_000_000),
  qty: qty(feedSeq),
});

const trade = (n: number): Parameters<typeof recordReport>[1] => ({
  venue: A,
  clOrdId: clOrdId('o1'),
  orderId: orderId('V1'),
  execId: execId(`X${n}`),
  execType: 'Trade',
  ordStatus: 'PartiallyFilled',
  orderQty: qty(100_000),
  cumQty: qty(n + 1),
  leavesQty: qty(99_999 - n),
  lastQty: qty(1),
  lastPx: px(1_000_000),
  lastLiquidityInd: 'Added',
  tsEvent: nanos(n),
});

function readMessages(socket: Socket, onMessage: (message: FromMarket) => void): void {
  const onLine = (line: string): void => {
    const parsed = parseFromMarket(line);
    if (!parsed.ok) throw new Error(`${parsed.error.field}: ${parsed.error.reason}`);
    onMessage(parsed.value);
  };
  const onTooLong = (): void => {
    throw new Error('too long');
  };
  socket.on('data', createLineDecoder({ onLine, onTooLong }));
  socket.resume();
}

async function socketPair(): Promise<{ near: Socket; far: Socket }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const far = connect(address.port, '127.0.0.1');
  const near = await accepted;
  ends.push(() => {
    near.destroy();
    far.destroy();
    server.close();
  });
  return { near, far };
}
