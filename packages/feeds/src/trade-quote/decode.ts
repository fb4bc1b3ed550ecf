/**
 * Trades of US equities, and the national best bid and offer, as the tick files of a day give them
 * (TRADE-QUOTE.md): one file of prints, one of quotes, of one instrument, named for both.
 */
import type { Side } from '@fairlead/domain';
import { csvDecoder } from '../csv.ts';
import { FeedError } from '../failure.ts';
import { type Giver, give } from '../giver.ts';
import { createRecord, type DecodeOptions, type FeedDecoder, type FeedFormat } from '../record.ts';
import { endRow, hex, integer, letter, type RowReader, rowFault, separator } from '../rows.ts';
import { isOfficialPrice, setsLast, VENUES } from './conditions.ts';
import { verifyTradeQuote } from './verify.ts';

/** What verification needs of a row beside its record. */
export interface TickFacts {
  /** Of a print: its sale conditions. */
  conditions: number;
  isSuspicious: boolean;
}

const NAME = /^(\d{4})(\d{2})(\d{2})_([a-z0-9.]{1,16})_(trade|quote)_tick\.csv$/i;
const DAY_MS = 86_400_000;

export const TRADE_QUOTE: FeedFormat = {
  name: 'trade-quote',
  title: 'US equity trade or quote ticks (YYYYMMDD_SYMBOL_Trade_Tick.csv)',
  scale: { pxDecimals: 4, qtyDecimals: 0 },
  matches: (name) => NAME.test(name),
  decode: (file, options) => decodeTicks(file, options),
  verify: (path, onRows) => verifyTradeQuote(path, decodeTicks, onRows),
};

/**
 * @param file ends with the name that tells day, symbol and kind
 * @param see what a row says beside its records, before them
 */
function decodeTicks(file: string, options: DecodeOptions, see?: (facts: TickFacts) => void): FeedDecoder {
  const { date, symbol, kind } = nameOf(file);
  const giver: Giver = { record: createRecord('', symbol), records: 0, take: options.take };
  const { record } = giver;
  const facts: TickFacts = { conditions: 0, isSuspicious: false };
  const bid = { px: 0, qty: 0 };
  const ask = { px: 0, qty: 0 };
  let isBegun = false;
  let notBefore = 0;
  let ignored = 0;

  const parseTime = (r: RowReader): void => {
    const ms = integer(r, 'time');
    const before = notBefore;
    if (ms < 0 || ms >= DAY_MS) throw rowFault(r, 'time', `must be 0 to ${DAY_MS - 1} ms, got ${ms}`);
    // Taken anew even where it goes back, so that a clock set back is counted once.
    notBefore = ms;
    if (ms < before) throw rowFault(r, 'time', `goes back: ${ms} ms comes after ${before} ms`);
    record.tsEvent = ms * 1e6;
    record.tsRecv = record.tsEvent;
  };
  const parseVenue = (r: RowReader): void => {
    const code = String.fromCharCode(letter(r, 'exchange'));
    const venue = VENUES[code];
    if (venue === undefined) throw rowFault(r, 'exchange', `"${code}" is no exchange's letter`);
    record.venue = venue;
  };
  const parseSuspicious = (r: RowReader): void => {
    const flag = letter(r, 'suspicious');
    if (flag !== 0x30 && flag !== 0x31) throw rowFault(r, 'suspicious', 'must be 0 or 1');
    facts.isSuspicious = flag === 0x31;
    endRow(r);
  };
  const parseTrade = (r: RowReader): void => {
    parseTime(r);
    separator(r, 'price');
    record.px = above(r, 'price');
    separator(r, 'size');
    record.qty = above(r, 'size');
    separator(r, 'exchange');
    parseVenue(r);
    separator(r, 'sale_condition');
    facts.conditions = hex(r, 'sale_condition');
    separator(r, 'suspicious');
    parseSuspicious(r);
  };
  const parseQuote = (r: RowReader): void => {
    parseTime(r);
    separator(r, 'bid');
    parseSide(r, 'bid', bid);
    separator(r, 'ask');
    parseSide(r, 'ask', ask);
    separator(r, 'exchange');
    parseVenue(r);
    separator(r, 'condition');
    facts.conditions = hex(r, 'condition');
    separator(r, 'suspicious');
    parseSuspicious(r);
    if (bid.qty === 0 && ask.qty === 0) throw rowFault(r, 'bid', 'and ask are both empty');
  };
  const giveQuote = (side: Side, { px, qty }: { px: number; qty: number }): void => {
    if (qty === 0) return;
    record.side = side;
    record.px = px;
    record.qty = qty;
    give(giver, 'Quote');
  };
  const decoder = csvDecoder(file, options, {
    // The vendor leaves the last newline out, and the last column is one letter: it can't be cut unseen.
    mayEndOpen: true,
    parse: kind === 'trade' ? parseTrade : parseQuote,
    give: () => {
      if (!isBegun) options.begin?.({ date, zone: 'America/New_York' });
      isBegun = true;
      see?.(facts);
      const isNone = kind === 'trade' ? isOfficialPrice(facts.conditions) : facts.isSuspicious;
      if (isNone) {
        ignored += 1;
      } else if (kind === 'trade') {
        give(giver, setsLast(facts.conditions) && !facts.isSuspicious ? 'Trade' : 'Print');
      } else {
        giveQuote('Buy', bid);
        giveQuote('Sell', ask);
      }
    },
    // A print is no book's; of quotes neither side is known until it is told again, whoever sets it.
    lose: () => {
      record.venue = '';
      if (kind === 'quote') give(giver, 'Clear');
    },
    records: () => giver.records,
  });
  return { push: decoder.push, end: () => ({ ...decoder.end(), ignored }) };
}

function parseSide(r: RowReader, field: string, side: { px: number; qty: number }): void {
  side.px = integer(r, field);
  separator(r, `${field}_size`);
  side.qty = integer(r, `${field}_size`);
  if (side.px < 0) throw rowFault(r, field, `can't be negative, got ${side.px}`);
  if (side.qty < 0 || (side.qty === 0) !== (side.px === 0)) {
    throw rowFault(r, `${field}_size`, `must be above zero, or 0 where ${field} is, got ${side.qty}`);
  }
}

function above(r: RowReader, field: string): number {
  const value = integer(r, field);
  if (value <= 0) throw rowFault(r, field, `must be above zero, got ${value}`);
  return value;
}

function nameOf(file: string): { date: string; symbol: string; kind: 'trade' | 'quote' } {
  const base = file.replace(/^.*[\\/:]/, '').replace(/\.(gz|zst|xz)$/i, '');
  const [, year = '', month = '', day = '', symbol = '', kind = ''] = NAME.exec(base) ?? [];
  const date = `${year}-${month}-${day}`;
  const at = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== date) {
    throw new FeedError({
      file,
      field: 'name',
      reason: 'must be YYYYMMDD_SYMBOL_Trade_Tick.csv or _Quote_Tick.csv, of a day of the calendar',
    });
  }
  return { date, symbol: symbol.toUpperCase(), kind: kind.toLowerCase() === 'trade' ? 'trade' : 'quote' };
}
