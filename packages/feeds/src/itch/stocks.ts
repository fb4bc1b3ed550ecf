/** Which stock each locate of the day names, and what is known of it: in arrays by locate, for the hot path. */
import type { FieldProblem } from '@fairlead/domain';
import { readText } from './codec.ts';

export interface Stocks {
  symbols: string[];
  /** The symbol's eight bytes as two numbers, to compare without making text. */
  high: Uint32Array;
  low: Uint32Array;
  /** Bits of `FLAG`. */
  flags: Uint8Array;
}

export const FLAG = {
  known: 1,
  /** By a trading action. */
  halted: 2,
  /** By an operational halt of this market. */
  suspended: 4,
  /** A message of its book was refused, and the reader wants to be told so. */
  lost: 8,
} as const;

const FIRST_LOCATES = 256;
const SYMBOL_BYTES = 8;

export const createStocks = (): Stocks => ({
  symbols: [],
  high: new Uint32Array(FIRST_LOCATES),
  low: new Uint32Array(FIRST_LOCATES),
  flags: new Uint8Array(FIRST_LOCATES),
});

/** 0 for a locate that no message gave. */
export const flagsOf = (stocks: Stocks, locate: number): number =>
  locate < stocks.flags.length ? stocks.flags[locate]! : 0;

/**
 * The stock whose symbol is at `at`: learned where the locate is new.
 * @returns the problem where it is another than the locate's, or no symbol
 */
export function knowStock(
  stocks: Stocks,
  locate: number,
  view: DataView,
  at: number,
): FieldProblem | undefined {
  const high = view.getUint32(at);
  const low = view.getUint32(at + 4);
  if ((flagsOf(stocks, locate) & FLAG.known) !== 0) {
    if (stocks.high[locate] === high && stocks.low[locate] === low) return undefined;
    return { field: 'stock', reason: `locate ${locate} is ${stocks.symbols[locate]}` };
  }
  const symbol = readText(view, at, SYMBOL_BYTES);
  if (symbol === undefined || !/^\S+$/.test(symbol)) return { field: 'stock', reason: 'is not a symbol' };
  if (locate === 0) return { field: 'stockLocate', reason: 'must be above zero where there is a stock' };
  while (locate >= stocks.flags.length) grow(stocks);
  stocks.symbols[locate] = symbol;
  stocks.high[locate] = high;
  stocks.low[locate] = low;
  stocks.flags[locate] = FLAG.known;
  return undefined;
}

function grow(stocks: Stocks): void {
  const length = stocks.flags.length * 2;
  const { high, low, flags } = stocks;
  stocks.high = new Uint32Array(length);
  stocks.low = new Uint32Array(length);
  stocks.flags = new Uint8Array(length);
  stocks.high.set(high);
  stocks.low.set(low);
  stocks.flags.set(flags);
}
