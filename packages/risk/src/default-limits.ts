/**
 * First limits of a new state folder: wide enough for a day's demonstration, narrow enough that a notional typed
 * as a quantity (Citi, 2 May 2022) stops at the parent. Instruments get rows of their own and no `*` row: one
 * that nobody set limits for is not traded.
 */
import {
  type Instrument,
  type LimitControl,
  type LimitLevel,
  type LimitRow,
  PX_SCALE,
} from '@fairlead/domain';

const MILLION = 1_000_000 * PX_SCALE;

const LEVEL_ROWS: readonly (readonly [LimitLevel, LimitControl, number])[] = [
  ['Firm', 'MAX_GROSS_NOTIONAL', 1_000 * MILLION],
  ['Desk', 'MAX_GROSS_NOTIONAL', 500 * MILLION],
  ['Trader', 'MAX_GROSS_NOTIONAL', 200 * MILLION],
  ['Trader', 'MAX_ORDER_QTY', 100_000],
  ['Trader', 'MAX_ORDER_NOTIONAL', 20 * MILLION],
  ['Trader', 'MAX_PARENT_QTY', 500_000],
  ['Trader', 'MAX_PARENT_NOTIONAL', 100 * MILLION],
  ['Account', 'MAX_GROSS_NOTIONAL', 200 * MILLION],
];

/** Share of an average day's volume that one parent may ask for. */
const PARENT_ADV_SHARE = 0.05;
const MIN_PARENT_QTY = 100_000;
const COLLAR_BPS = 100;
const REFERENCE_AGE_MS = 3_000;

/** Rows for a market's instruments, in `LimitRow`'s units. */
export function defaultLimits(instruments: readonly Instrument[]): LimitRow[] {
  const rows: LimitRow[] = LEVEL_ROWS.map(([level, control, bound]) => ({ level, key: '*', control, bound }));
  for (const { id, adv } of instruments) {
    const parentQty = Math.max(MIN_PARENT_QTY, Math.floor(adv * PARENT_ADV_SHARE));
    const own = (control: LimitControl, bound: number): LimitRow => ({
      level: 'Instrument',
      key: id,
      control,
      bound,
    });
    rows.push(
      own('MAX_ORDER_QTY', Math.floor(parentQty / 4)),
      own('MAX_ORDER_NOTIONAL', 10 * MILLION),
      own('MAX_PARENT_QTY', parentQty),
      own('MAX_PARENT_NOTIONAL', 100 * MILLION),
      own('PRICE_COLLAR', COLLAR_BPS),
      own('MAX_REFERENCE_AGE', REFERENCE_AGE_MS),
      own('MAX_GROSS_NOTIONAL', 200 * MILLION),
    );
  }
  return rows;
}
