/**
 * From a feed's scale to the instrument's: the one place where a live price or quantity is rounded, and always to
 * the side of the fewer fills. A displayed price goes to the instrument's tick, bids down and asks up; levels that
 * meet there are one. A displayed quantity rounds down, and what rounds to nothing is gone. A print goes to the
 * tick on its taker's side of it (up for a seller, so that it goes through less), its quantity down.
 */
import { type LevelBook, levelCount, levelPx, levelQty } from '@fairlead/book';
import { type Instrument, type Level, PX_SCALE, px, qty, type Side } from '@fairlead/domain';
import type { LiveUpdate } from '@fairlead/sim';

/** Decimal places of every coin venue's feed. */
const FEED_DECIMALS = 8;
const FEED_UNIT = 10 ** FEED_DECIMALS;

/** Levels a side that are shown: deeper than any order here reaches. */
const DEPTH = 50;

/** Feed units in one tick, and in one quantity of the instrument. */
const steps = ({ tick, qtyDecimals = 0 }: Instrument): { readonly ofPx: number; readonly ofQty: number } => ({
  ofPx: (tick * FEED_UNIT) / PX_SCALE,
  ofQty: 10 ** (FEED_DECIMALS - qtyDecimals),
});

/** The best levels of one side of a book in the feed's scale, as the instrument counts them. */
export function windowOf(book: LevelBook, side: Side, instrument: Instrument): Level[] {
  const { ofPx, ofQty } = steps(instrument);
  const round = side === 'Buy' ? Math.floor : Math.ceil;
  const out: Level[] = [];
  let ticks = 0;
  let sum = 0;
  const close = (): void => {
    const whole = Math.floor(sum / ofQty);
    if (whole > 0 && ticks > 0) out.push({ px: px(ticks * instrument.tick), qty: qty(whole) });
  };
  for (let nth = 0; nth < levelCount(book, side) && out.length < DEPTH; nth += 1) {
    const at = round(levelPx(book, side, nth) / ofPx);
    if (at !== ticks) {
      close();
      sum = 0;
      ticks = at;
    }
    sum += levelQty(book, side, nth);
  }
  if (out.length < DEPTH) close();
  return out;
}

/** A print, as the instrument counts it; undefined where less than its smallest quantity traded. */
export function printOf(
  trade: { readonly px: number; readonly qty: number; readonly side: Side | undefined },
  instrument: Instrument,
): Extract<LiveUpdate, { readonly type: 'Print' }> | undefined {
  const { ofPx, ofQty } = steps(instrument);
  const whole = Math.floor(trade.qty / ofQty);
  const ticks = trade.side === 'Sell' ? Math.ceil(trade.px / ofPx) : Math.floor(trade.px / ofPx);
  if (whole === 0 || ticks === 0) return undefined;
  const print = { type: 'Print' as const, px: ticks * instrument.tick, qty: whole };
  return trade.side === undefined ? print : { ...print, aggressor: trade.side };
}
