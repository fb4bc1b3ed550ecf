/**
 * What the vendor's codes of a print and a quote say (TRADE-QUOTE.md): exchanges by letter, sale conditions as
 * bits. Which prints set the last price follows the consolidated tape's table of sale conditions (CTA Plan and
 * UTP Plan, "Sale Condition Processing"): a price that is not of this moment's market does not.
 */

/** ISO 10383 codes of the participants of the consolidated tape in 2013, by their letters. */
export const VENUES: Readonly<Record<string, string>> = {
  A: 'XASE',
  B: 'XBOS',
  C: 'XCIS',
  D: 'FINR',
  I: 'XISX',
  J: 'EDGA',
  K: 'EDGX',
  M: 'XCHI',
  N: 'XNYS',
  P: 'ARCX',
  Q: 'XNAS',
  T: 'XNAS',
  W: 'CBSX',
  X: 'XPHL',
  Y: 'BATY',
  Z: 'BATS',
};

const bits = (...places: readonly number[]): number => places.reduce((sum, place) => sum + 2 ** place, 0);

/** Cash, next day, seller's option: not settled as the market's price is. */
const OTHER_SETTLEMENT = bits(1, 2, 3);
const DERIVATIVELY_PRICED = bits(9);
/** Form T, extended hours. */
const OUT_OF_HOURS = bits(10, 13);
/** Sold last, out of sequence, prior reference price: an earlier moment's. */
const LATE = bits(11, 14, 25);
const STOCK_OPTION = bits(18);
const AVERAGE_PRICE = bits(20);
const PRICE_VARIATION = bits(22);
const ODD_LOT = bits(31);
const NOT_LAST =
  OTHER_SETTLEMENT +
  DERIVATIVELY_PRICED +
  OUT_OF_HOURS +
  LATE +
  STOCK_OPTION +
  AVERAGE_PRICE +
  PRICE_VARIATION +
  ODD_LOT;
/** Official close and open: a market centre's statement, not a trade; counted, its shares would be counted twice. */
const OFFICIAL = bits(24, 26);
/** Intermarket sweep, or exempt from the rule against trading through. */
const MAY_TRADE_THROUGH = bits(5, 29);

const has = (conditions: number, mask: number): boolean => (conditions & mask) !== 0;

export const setsLast = (conditions: number): boolean => !has(conditions, NOT_LAST);
export const isOfficialPrice = (conditions: number): boolean => has(conditions, OFFICIAL);
export const mayTradeThrough = (conditions: number): boolean => has(conditions, MAY_TRADE_THROUGH);
