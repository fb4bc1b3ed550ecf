/**
 * Real flow through the whole of it: a LOBSTER day of AMZN written as ITCH, order by order, decoded again and made
 * into an order book, whose best levels must be the vendor's after every row.
 *
 * The vendor records a window of levels. Orders that rested before the day, or lie at a level that was revealed at
 * the window's end, are known by their level's size only: one stand-in order each, which takes whatever names an
 * order that the day has not added. A level that leaves the window is forgotten.
 */
import { ladderLevels, ladderQtyAt, type OrderBook, orderInBook, queueAhead, queueAt } from '@fairlead/book';
import { instrumentId, type Level, type Side, venueId } from '@fairlead/domain';
import { recorded } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { openLobster, type RecordedMessage } from '../lobster.ts';
import { createMarketBridge, toMarketEvents } from '../market-events.ts';
import { encodeItch } from './codec.ts';
import { decodeItch } from './decoder.ts';
import type { ItchMessage } from './messages.ts';

const FIRST_STAND_IN = 2 ** 40;

test('a day of AMZN as ITCH makes the book that the vendor recorded, row for row', async () => {
  const path = recorded('lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip');
  if (path === undefined) return;
  const day = await openLobster(path);
  const { book, tell, refused } = receiver();
  const counts = { rows: 0, mismatches: 0, executions: 0, first: 0, standIns: 0 };
  const standIns = new Map<string, number>();
  const headerAt = (timestamp: number) => ({ stockLocate: 1, trackingNumber: 0, timestamp });

  const standIn = (side: Side, { px, qty }: Level, ts: number): void => {
    const orderId = FIRST_STAND_IN + ++counts.standIns;
    standIns.set(`${side} ${px}`, orderId);
    tell({
      type: 'A',
      ...headerAt(ts),
      orderId,
      side: side === 'Buy' ? 'B' : 'S',
      shares: qty,
      stock: 'AMZN',
      price: px,
    });
  };
  const follow = (message: RecordedMessage): void => {
    if (!('side' in message)) return;
    const { ts, side, px, qty } = message;
    const header = headerAt(ts);
    if (message.type === 'ExecuteHidden') {
      tell({
        type: 'P',
        ...header,
        orderId: 0,
        side: 'B',
        shares: qty,
        stock: 'AMZN',
        price: px,
        matchNumber: counts.rows,
      });
      return;
    }
    if (message.type === 'Add') {
      const wire = side === 'Buy' ? 'B' : 'S';
      tell({
        type: 'A',
        ...header,
        orderId: message.orderId,
        side: wire,
        shares: qty,
        stock: 'AMZN',
        price: px,
      });
      return;
    }
    const known = orderInBook(book.books, message.orderId);
    const orderId = known === undefined ? standIns.get(`${side} ${px}`) : message.orderId;
    if (orderId === undefined) return;
    if (message.type === 'Execute') {
      if (known !== undefined) {
        counts.executions += 1;
        if (queueAhead(book.books, orderId) === 0) counts.first += 1;
      }
      tell({ type: 'E', ...header, orderId, executedShares: qty, matchNumber: counts.rows });
    } else if (known !== undefined && message.type === 'Delete') {
      expect(known.qty).toBe(qty);
      tell({ type: 'D', ...header, orderId });
    } else {
      tell({ type: 'X', ...header, orderId, canceledShares: qty });
    }
  };
  /** Forgets what left the window, takes in what was revealed at its end. @returns whether the side is the vendor's */
  const settle = (side: Side, vendor: readonly Level[], ts: number): boolean => {
    const worst = vendor.at(-1);
    for (const { px } of ladderLevels(book, side).slice(vendor.length)) {
      for (const { orderId } of queueAt(book, side, px)) tell({ type: 'D', ...headerAt(ts), orderId });
      standIns.delete(`${side} ${px}`);
    }
    const missing = vendor.length - ladderLevels(book, side).length;
    if (
      worst !== undefined &&
      (missing === 1 || counts.rows === 0) &&
      ladderQtyAt(book, side, worst.px) === 0
    ) {
      for (const level of vendor.slice(-missing)) standIn(side, level, ts);
    }
    const ours = ladderLevels(book, side);
    return (
      ours.length === vendor.length &&
      vendor.every(({ px, qty }, nth) => px === ours[nth]?.px && qty === ours[nth].qty)
    );
  };

  for await (const { messages, books = [] } of day.batches({ books: true })) {
    for (const [i, message] of messages.entries()) {
      if (counts.rows > 0) follow(message);
      const good = [settle('Buy', books[i]!.bids, message.ts), settle('Sell', books[i]!.asks, message.ts)];
      counts.rows += 1;
      if (good.includes(false)) counts.mismatches += 1;
    }
  }
  expect(refused).toEqual([]);
  expect(counts).toMatchObject({ rows: 155_935, mismatches: 0 });
  // Price-time priority: who trades is first in our queue.
  expect(counts.executions).toBeGreaterThan(5_000);
  expect(counts.first / counts.executions).toBeGreaterThan(0.99);
});

/** Everything that is told goes over the wire: encoded, decoded, bridged. */
function receiver(): {
  readonly book: OrderBook;
  readonly tell: (message: ItchMessage) => void;
  readonly refused: string[];
} {
  const bridge = createMarketBridge(venueId('XNAS'), instrumentId('AMZN'));
  const refused: string[] = [];
  const decoder = decodeItch('06212012.NASDAQ_ITCH50', {
    take: (record) => {
      const result = toMarketEvents(bridge, record, () => {});
      if (result !== 'Applied') refused.push(`${record.type} ${record.orderId}: ${result}`);
    },
  });
  return { book: bridge.book, tell: (message) => decoder.push(encodeItch([message])), refused };
}
