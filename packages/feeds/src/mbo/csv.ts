/** Databento's market-by-order CSV (MBO-CSV.md). */
import { csvDecoder } from '../csv.ts';
import type { Giver } from '../giver.ts';
import { createRecord, type DecodeOptions, type FeedDecoder, type FeedFormat } from '../record.ts';
import {
  decimal,
  endRow,
  integer,
  isEmptyField,
  letter,
  type RowReader,
  rowFault,
  separator,
  text,
  utcTime,
} from '../rows.ts';
import { clockOf, isInSession, type SessionClock } from '../session.ts';
import {
  checkEvent,
  createMboEvent,
  createMboStream,
  giveEvent,
  knowInstrument,
  loseBooks,
  type MboEvent,
} from './event.ts';
import { verifyMbo } from './verify.ts';

const HEADING =
  'ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,price,size,channel_id,order_id,flags,ts_in_delta,sequence,symbol';
const MBO_RTYPE = 160;
/** Of NASDAQ's TotalView-ITCH in Databento's list of publishers; the others we have no recording of. */
const XNAS_ITCH = 2;

export const MBO_CSV: FeedFormat = {
  name: 'mbo-csv',
  title: 'market-by-order CSV (Databento)',
  scale: { pxDecimals: 4, qtyDecimals: 0 },
  matches: (_, head) => startsWith(head, HEADING),
  decode: (file, options) => decodeMboCsv(file, options),
  verify: (path, onRows) => verifyMbo(path, decodeMboCsv, onRows),
};

/** @param see every event as it stands in the file, before its records */
function decodeMboCsv(file: string, options: DecodeOptions, see?: (event: MboEvent) => void): FeedDecoder {
  const giver: Giver = { record: createRecord('XNAS', ''), records: 0, take: options.take };
  const stream = createMboStream(giver);
  const event = createMboEvent();
  let clock: SessionClock | undefined;
  let isBegun = false;
  let notBefore = 0;

  const time = (r: RowReader, field: string): number => {
    const { seconds, nanos } = utcTime(r, field);
    clock ??= clockOf(seconds, 'America/New_York');
    return (seconds - clock.midnight) * 1e9 + nanos;
  };
  const parse = (r: RowReader): void => {
    event.tsRecv = time(r, 'ts_recv');
    separator(r, 'ts_event');
    event.tsEvent = time(r, 'ts_event');
    separator(r, 'rtype');
    const rtype = integer(r, 'rtype');
    if (rtype !== MBO_RTYPE) throw rowFault(r, 'rtype', `must be ${MBO_RTYPE}, got ${rtype}`);
    separator(r, 'publisher_id');
    const publisher = integer(r, 'publisher_id');
    if (publisher !== XNAS_ITCH) {
      throw rowFault(r, 'publisher_id', `must be ${XNAS_ITCH} (XNAS.ITCH), got ${publisher}`);
    }
    separator(r, 'instrument_id');
    event.instrumentId = integer(r, 'instrument_id');
    separator(r, 'action');
    event.action = letter(r, 'action');
    separator(r, 'side');
    event.side = letter(r, 'side');
    separator(r, 'price');
    event.px = isEmptyField(r) ? 0 : decimal(r, 'price', 4);
    separator(r, 'size');
    event.qty = integer(r, 'size');
    separator(r, 'channel_id');
    integer(r, 'channel_id');
    separator(r, 'order_id');
    event.orderId = integer(r, 'order_id');
    separator(r, 'flags');
    event.flags = integer(r, 'flags');
    separator(r, 'ts_in_delta');
    integer(r, 'ts_in_delta');
    separator(r, 'sequence');
    event.seq = integer(r, 'sequence');
    separator(r, 'symbol');
    event.instrument = text(r, 'symbol', event.instrument);
    endRow(r);
    const refuse = (field: string, reason: string): never => {
      throw rowFault(r, field, reason);
    };
    const before = notBefore;
    // Taken anew even where it goes back, so that a clock set back is counted once.
    if (isInSession(event.tsRecv)) notBefore = event.tsRecv;
    checkEvent(event, before, refuse);
    knowInstrument(stream, event, refuse);
  };
  return csvDecoder(file, options, {
    heading: HEADING,
    parse,
    give: () => {
      if (!isBegun && clock !== undefined) options.begin?.(clock.session);
      isBegun = true;
      see?.(event);
      giveEvent(stream, event);
    },
    lose: () => loseBooks(stream),
    records: () => giver.records,
  });
}

const startsWith = (head: Uint8Array, line: string): boolean =>
  Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, line.length)).toString('latin1') ===
  line;
