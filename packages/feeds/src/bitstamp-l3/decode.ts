/** Bitstamp's order events as a recorder wrote them (BITSTAMP-L3.md), as a book that is never crossed. */
import { csvDecoder } from '../csv.ts';
import { type Giver, give } from '../giver.ts';
import {
  createRecord,
  type DecodeOptions,
  type FeedDecoder,
  type FeedFormat,
  type InferredTrade,
} from '../record.ts';
import { decimal, endRow, integer, type RowReader, rowFault, separator, text } from '../rows.ts';
import { clockOf, isInSession, type SessionClock } from '../session.ts';
import { chunksOf, findSource } from '../source.ts';
import {
  type Action,
  createOrders,
  type Fill,
  followOrder,
  type LiveOrder,
  MAX_LIVE,
  type OrderEvent,
  type OrderListener,
  type Orders,
} from './orders.ts';
import { createTradeInference, type InferenceSummary } from './trades.ts';
import { verifyBitstamp } from './verify.ts';

const HEADING = 'id,timestamp,exchange.timestamp,price,volume,action,direction';
const ACTIONS: readonly string[] = ['created', 'changed', 'deleted'] satisfies Action[];
const DECIMALS = 8;

export const BITSTAMP_L3: FeedFormat = {
  name: 'bitstamp-l3',
  title: 'Bitstamp order events (CSV)',
  scale: { pxDecimals: DECIMALS, qtyDecimals: DECIMALS },
  matches: (_, head) => Buffer.from(head.subarray(0, HEADING.length)).toString('latin1') === HEADING,
  decode: (file, options) => decodeBitstamp(file, options),
  verify: (path, onRows) => verifyBitstamp(path, decodeBitstamp, onRows),
  inferTrades,
};

/**
 * The trades of a recording, in the order of its rows; where each was told is not recorded, so that they are
 * inferred (trades.ts says how).
 * @throws FeedError naming row, field and reason where the recording is not sound
 */
export async function inferTrades(
  path: string,
  take: (trade: InferredTrade) => void,
): Promise<InferenceSummary> {
  const source = await findSource(path);
  const inference = createTradeInference(take);
  const decoder = decodeBitstamp(source.name, { take: () => {} }, { onFill: inference.add });
  for await (const chunk of chunksOf(source)) decoder.push(chunk);
  decoder.end();
  return inference.end();
}

/** What verification looks at beside the records. */
export interface BitstampWatcher {
  readonly onFill?: (fill: Fill) => void;
  /** After each row's records. */
  readonly onRow?: (orders: Orders) => void;
}

function decodeBitstamp(file: string, options: DecodeOptions, watcher: BitstampWatcher = {}): FeedDecoder {
  const giver: Giver = { record: createRecord('bitstamp', 'BTC-USD'), records: 0, take: options.take };
  const { record } = giver;
  const event: OrderEvent = { row: 0, ts: 0, id: 0, action: 'created', side: 'Buy', px: 0, qty: 0 };
  let orders = createOrders();
  let late = 0;
  let isLost = false;
  let clock: SessionClock | undefined;
  let isBegun = false;
  let notBefore = 0;
  let action = '';
  let direction = '';

  const tell = (type: 'Add' | 'Modify' | 'Delete', { id, side, px, qty }: LiveOrder): void => {
    record.orderId = id;
    record.side = side;
    record.px = px;
    record.qty = qty;
    if (!isLost) give(giver, type);
  };
  const listener: OrderListener = {
    onAdd: (order) => tell('Add', order),
    onModify: (order) => tell('Modify', order),
    onDelete: (order) => tell('Delete', order),
    ...(watcher.onFill === undefined ? {} : { onFill: watcher.onFill }),
  };

  const parse = (r: RowReader): void => {
    event.row = r.row;
    event.id = integer(r, 'id');
    separator(r, 'timestamp');
    const ms = integer(r, 'timestamp');
    separator(r, 'exchange.timestamp');
    const created = integer(r, 'exchange.timestamp');
    separator(r, 'price');
    event.px = decimal(r, 'price', DECIMALS);
    separator(r, 'volume');
    event.qty = integer(r, 'volume');
    separator(r, 'action');
    action = text(r, 'action', action);
    separator(r, 'direction');
    direction = text(r, 'direction', direction);
    endRow(r);
    if (event.id <= 0) throw rowFault(r, 'id', `must be above zero, got ${event.id}`);
    if (ms <= 0 || ms > 8e15) throw rowFault(r, 'timestamp', `${ms} is not ms since 1970`);
    if (created <= 0) throw rowFault(r, 'exchange.timestamp', `${created} is not ms since 1970`);
    if (event.px <= 0) throw rowFault(r, 'price', `must be above zero, got ${event.px}`);
    if (!ACTIONS.includes(action)) {
      throw rowFault(r, 'action', `must be created, changed or deleted, got "${action}"`);
    }
    if (event.qty < 0 || (event.qty === 0 && action !== 'deleted')) {
      throw rowFault(r, 'volume', `must be above zero, got ${event.qty}`);
    }
    if (direction !== 'bid' && direction !== 'ask') {
      throw rowFault(r, 'direction', `must be bid or ask, got "${direction}"`);
    }
    clock ??= clockOf(Math.floor(ms / 1000), 'UTC');
    event.ts = (ms - clock.midnight * 1000) * 1e6;
    if (!isInSession(event.ts)) throw rowFault(r, 'timestamp', 'is not of the recording’s week');
    const before = notBefore;
    // Taken anew even where it goes back, so that a clock set back is counted once.
    notBefore = event.ts;
    if (event.ts < before) {
      throw rowFault(r, 'timestamp', `goes back by ${(before - event.ts) / 1e6} ms`);
    }
    event.action = action as Action;
    event.side = direction === 'bid' ? 'Buy' : 'Sell';
    const known = orders.live.get(event.id);
    if (known !== undefined && known.side !== event.side) {
      throw rowFault(r, 'direction', `of order ${event.id} was ${known.side === 'Buy' ? 'bid' : 'ask'}`);
    }
    if (known === undefined && orders.live.size === MAX_LIVE) {
      throw rowFault(r, 'id', `is of more than ${MAX_LIVE} orders at once`);
    }
  };

  const decoder = csvDecoder(file, options, {
    heading: HEADING,
    parse,
    give: () => {
      if (!isBegun && clock !== undefined) options.begin?.(clock.session);
      isBegun = true;
      record.tsRecv = event.ts;
      record.tsEvent = event.ts;
      followOrder(orders, event, listener);
      watcher.onRow?.(orders);
    },
    // The venue told no snapshot: a book that lost an event stays empty to the end.
    lose: () => {
      if (isLost) return;
      isLost = true;
      late += orders.late;
      orders = createOrders();
      give(giver, 'Clear');
    },
    records: () => giver.records,
  });
  return { push: decoder.push, end: () => ({ ...decoder.end(), ignored: late + orders.late }) };
}
