/** Market events as feed records: how the live market goes onto a tape. The way back is in `feeds`. */
import type { MarketEvent } from '@fairlead/domain';
import { createRecord, type FeedRecord } from '@fairlead/feeds';

/**
 * Hands out the records of one event, in one reused record. A snapshot is `Clear` and a `Level` for each level,
 * bids first and best first, all under the snapshot's own number.
 * @param tsRecv our clock at receipt
 */
export type EventRecords = (event: MarketEvent, tsRecv: number, take: (record: FeedRecord) => void) => void;

export function createEventRecords(): EventRecords {
  const record = createRecord('', '');
  return (event, tsRecv, take) => {
    record.venue = event.venue;
    record.instrument = event.instrument;
    record.seq = event.feedSeq;
    record.tsEvent = event.tsEvent;
    record.tsRecv = tsRecv;
    record.side = undefined;
    record.px = 0;
    record.qty = 0;
    record.status = 'Open';
    switch (event.type) {
      case 'BookSnapshot':
        record.type = 'Clear';
        take(record);
        record.type = 'Level';
        for (const side of ['Buy', 'Sell'] as const) {
          record.side = side;
          for (const { px, qty } of side === 'Buy' ? event.bids : event.asks) {
            record.px = px;
            record.qty = qty;
            take(record);
          }
        }
        return;
      case 'LevelChanged':
        record.type = 'Level';
        record.side = event.side;
        record.px = event.px;
        record.qty = event.qty;
        break;
      case 'TradePrinted':
        record.type = 'Trade';
        record.side = event.aggressor;
        record.px = event.px;
        record.qty = event.qty;
        break;
      case 'TradingStatusChanged':
        record.type = 'Status';
        record.status = event.status;
        break;
      // A tape keeps what traded and what stood; of an auction to come only that the venue said something.
      case 'AuctionIndicated':
      case 'FeedHeartbeat':
        record.type = 'Heartbeat';
        break;
    }
    take(record);
  };
}
