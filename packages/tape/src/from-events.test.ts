import { venueId } from '@fairlead/domain';
import type { FeedRecord } from '@fairlead/feeds';
import { bookSnapshot, heartbeat, levelChanged, tradePrinted, tradingStatus } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { createEventRecords } from './index.ts';

const recordsOf = (...events: Parameters<ReturnType<typeof createEventRecords>>[0][]): FeedRecord[] => {
  const taken: FeedRecord[] = [];
  const records = createEventRecords();
  for (const event of events) records(event, 99, (record) => taken.push({ ...record }));
  return taken;
};
const common = {
  venue: 'LIT-B',
  instrument: 'KESTREL',
  tsRecv: 99,
  orderId: 0,
  newOrderId: 0,
  status: 'Open',
};

test('a snapshot is a clear and its levels; what is absent in one event is not left from the one before', () => {
  const at = { venue: venueId('LIT-B'), feedSeq: 7, tsEvent: 50 };
  const all = recordsOf(
    levelChanged(at, 'Sell', 1_000_100, 30),
    bookSnapshot({ ...at, feedSeq: 8 }, [[1_000_000, 5]], [[1_000_200, 6]]),
    tradePrinted({ ...at, feedSeq: 9 }, 1_000_100, 4),
    tradePrinted({ ...at, feedSeq: 10 }, 1_000_100, 4, 'Buy'),
    tradingStatus({ ...at, feedSeq: 11 }, 'Halted'),
    heartbeat({ ...at, feedSeq: 12 }),
  );
  const rest = { ...common, tsEvent: 50, side: undefined, px: 0, qty: 0 };
  expect(all).toEqual([
    { ...rest, type: 'Level', seq: 7, side: 'Sell', px: 1_000_100, qty: 30 },
    { ...rest, type: 'Clear', seq: 8 },
    { ...rest, type: 'Level', seq: 8, side: 'Buy', px: 1_000_000, qty: 5 },
    { ...rest, type: 'Level', seq: 8, side: 'Sell', px: 1_000_200, qty: 6 },
    { ...rest, type: 'Trade', seq: 9, px: 1_000_100, qty: 4 },
    { ...rest, type: 'Trade', seq: 10, side: 'Buy', px: 1_000_100, qty: 4 },
    { ...rest, type: 'Status', seq: 11, status: 'Halted' },
    { ...rest, type: 'Heartbeat', seq: 12 },
  ]);
});
