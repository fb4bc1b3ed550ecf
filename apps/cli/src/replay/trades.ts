/**
 * `--trades FILE`: every print as a line of CSV, in decimals, with the ids of the two orders where they are known.
 * Of a recording that tells orders and no trade, those that its orders prove.
 */
import type { MarketEvent } from '@fairlead/domain';
import type { FeedRecord, FeedScale, InferredTrade } from '@fairlead/feeds';
import { createOutput } from '../output.ts';
import { decimal } from './decimal.ts';

export interface TradesFile {
  /** Takes the prints out of what a record means. */
  readonly take: (event: MarketEvent, record: FeedRecord) => void;
  readonly takeInferred: (trade: InferredTrade, of: Stream) => void;
  /** @returns trades written */
  readonly finish: () => number;
  readonly discard: () => void;
}

type Stream = Pick<FeedRecord, 'venue' | 'instrument'>;
type Trade = Pick<InferredTrade, 'ts' | 'px' | 'qty'> & Partial<InferredTrade>;

export function createTradesFile(path: string, { pxDecimals, qtyDecimals }: FeedScale): TradesFile {
  const output = createOutput(path);
  let trades = 0;
  output.line('ts,venue,instrument,px,qty,aggressor,makerId,takerId');
  const write = ({ venue, instrument }: Stream, trade: Trade): void => {
    const { ts, aggressor = '', makerId = '', takerId = '' } = trade;
    const px = decimal(trade.px, pxDecimals);
    const qty = decimal(trade.qty, qtyDecimals);
    trades += 1;
    output.line(`${ts},${venue},${instrument},${px},${qty},${aggressor},${makerId},${takerId}`);
  };
  return {
    take: (event, record) => {
      if (event.type !== 'TradePrinted') return;
      const { tsEvent: ts, px, qty, aggressor } = event;
      write(event, {
        ...{ ts, px, qty },
        ...(aggressor && { aggressor }),
        // An execution names the order that rested; nothing names the other.
        ...(record.type === 'Execute' && { makerId: record.orderId }),
      });
    },
    takeInferred: (trade, of) => write(of, trade),
    finish: () => {
      output.finish();
      return trades;
    },
    discard: output.discard,
  };
}
