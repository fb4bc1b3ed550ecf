/**
 * A LOBSTER day as feed records (LOBSTER.md). Its order messages can't make an order-by-order book: orders rest
 * before the file begins, and a level that comes back into the recorded window is told by no message. So the
 * book is given by level, each row as what differs from the vendor's row before it: after every row a book made
 * of the records is exactly the vendor's. The first row is a snapshot: `Clear`, then each of its levels.
 */
import { findLobster, type LobsterSource } from './archive.ts';
import { FeedError } from './failure.ts';
import { createFaultLog, summaryOf } from './faults.ts';
import { type RecordedMessage, readLobster } from './lobster.ts';
import { verifyLobster } from './lobster-verify.ts';
import { isLobsterName } from './name.ts';
import {
  createRecord,
  type DecodeOptions,
  type FeedRecord,
  type FilesFormat,
  type ReadSummary,
} from './record.ts';

export const LOBSTER: FilesFormat = {
  name: 'lobster',
  title: 'LOBSTER (message and order book CSV)',
  scale: { pxDecimals: 4, qtyDecimals: 0 },
  matches: isLobsterName,
  read: async (path, options) => readLobsterDay(await findLobster(path), options),
  verify: verifyLobster,
};

/** @throws FeedError as `LOBSTER.read`, of the two files wherever they are */
export async function readLobsterDay(source: LobsterSource, options: DecodeOptions): Promise<ReadSummary> {
  const { ticker, date, levels } = source.meta;
  const faults = createFaultLog(options);
  const record = createRecord('XNAS', ticker);
  const before = new Float64Array(4 * levels);
  let records = 0;
  let skippedBefore = 0;
  let isFirst = true;
  const give: Give = (type) => {
    record.type = type;
    records += 1;
    options.take(record);
  };

  options.begin?.({ date, zone: 'America/New_York' });
  const rows = readLobster(source, faults, (row, message, columns) => {
    record.seq = row;
    record.tsEvent = message.ts;
    record.tsRecv = message.ts;
    giveMessage(message, record, give);
    if (isFirst || (faults.policy === 'Resync' && faults.skipped > skippedBefore)) {
      before.fill(0);
      give('Clear');
    }
    isFirst = false;
    skippedBefore = faults.skipped;
    // What is gone first, on both sides: the book is never crossed on the way.
    giveGone(before, columns, record, give);
    giveNew(before, columns, record, give);
    before.set(columns);
  });
  for await (const _ of rows);
  if (isFirst && faults.skipped === 0) {
    throw new FeedError({ file: source.messages.name, row: 1, reason: 'is missing: the file is empty' });
  }
  return summaryOf(faults, records);
}

/** What a message says beside its change of the book. */
function giveMessage(message: RecordedMessage, record: FeedRecord, give: Give) {
  switch (message.type) {
    case 'Execute':
    case 'ExecuteHidden':
    case 'Cross':
      record.px = message.px;
      record.qty = message.qty;
      // An auction has no aggressor.
      record.side = message.type === 'Cross' ? undefined : message.side === 'Buy' ? 'Sell' : 'Buy';
      give('Trade');
      break;
    case 'Halt':
      record.status = 'Halted';
      give('Status');
      break;
    case 'QuoteResume':
      record.status = 'Auction';
      give('Status');
      break;
    case 'TradeResume':
      record.status = 'Open';
      give('Status');
      break;
  }
}

type Give = (type: FeedRecord['type']) => void;

function giveGone(before: Float64Array, after: Float64Array, record: FeedRecord, give: Give): void {
  for (let i = 0; i < before.length; i += 2) {
    if (before[i + 1] === 0 || sizeAt(before[i]!, after, i & 2) > 0) continue;
    record.side = i & 2 ? 'Buy' : 'Sell';
    record.px = before[i]!;
    record.qty = 0;
    give('Level');
  }
}

function giveNew(before: Float64Array, after: Float64Array, record: FeedRecord, give: Give): void {
  for (let i = 0; i < after.length; i += 2) {
    const size = after[i + 1]!;
    if (size === 0 || sizeAt(after[i]!, before, i & 2) === size) continue;
    record.side = i & 2 ? 'Buy' : 'Sell';
    record.px = after[i]!;
    record.qty = size;
    give('Level');
  }
}

/** Columns of one side begin at 0 (ask) or 2 (bid); 0 where there is no such level. */
function sizeAt(px: number, columns: Float64Array, first: number): number {
  for (let i = first; i < columns.length; i += 4) if (columns[i] === px) return columns[i + 1]!;
  return 0;
}
