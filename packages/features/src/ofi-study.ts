/**
 * How much of the mid's changes does order-flow imbalance explain, and how much trade imbalance? (Cont, Kukanov,
 * Stoikov 2014: OFI explains more; a check of the flow that the features are made of.) Time is cut into bars; per
 * bar the mid's change in Px and both imbalances in shares; per window of bars an ordinary least squares with
 * intercept, whose R-squared is the squared correlation. A window where either side never moves has none.
 */
import { askFlow, bidFlow } from './order-flow.ts';

interface OfiStudy {
  readonly barNs: number;
  readonly barsPerWindow: number;
  barEndNs: number;
  bidPx: number;
  bidQty: number;
  askPx: number;
  askQty: number;
  mid: number;
  barStartMid: number;
  ofi: number;
  trade: number;
  bars: number;
  readonly ofiSums: Sums;
  readonly tradeSums: Sums;
  readonly r2Ofi: number[];
  readonly r2Trade: number[];
}

interface Sums {
  x: number;
  y: number;
  xx: number;
  xy: number;
  yy: number;
}

export interface OfiResult {
  /** Means over the windows; NaN without one. */
  readonly r2Ofi: number;
  readonly r2TradeImbalance: number;
  readonly windows: number;
}

const zero = (): Sums => ({ x: 0, y: 0, xx: 0, xy: 0, yy: 0 });

/** @param startNs where the first bar begins; bars are `barNs` long, windows `barsPerWindow` bars */
export function createOfiStudy(startNs: number, barNs: number, barsPerWindow: number): OfiStudy {
  return {
    barNs,
    barsPerWindow,
    barEndNs: startNs + barNs,
    bidPx: 0,
    bidQty: 0,
    askPx: 0,
    askQty: 0,
    mid: Number.NaN,
    barStartMid: Number.NaN,
    ofi: 0,
    trade: 0,
    bars: 0,
    ofiSums: zero(),
    tradeSums: zero(),
    r2Ofi: [],
    r2Trade: [],
  };
}

/** The touch is now this. Called in time's order; a quantity of 0 says that the side is empty. */
export function observeTouch(
  study: OfiStudy,
  ts: number,
  touch: {
    readonly bidPx: number;
    readonly bidQty: number;
    readonly askPx: number;
    readonly askQty: number;
  },
): void {
  closeBars(study, ts);
  const { bidPx, bidQty, askPx, askQty } = touch;
  if (!Number.isNaN(study.mid)) {
    study.ofi +=
      bidFlow(study.bidPx, study.bidQty, bidPx, bidQty) - askFlow(study.askPx, study.askQty, askPx, askQty);
  }
  study.bidPx = bidPx;
  study.bidQty = bidQty;
  study.askPx = askPx;
  study.askQty = askQty;
  if (bidQty === 0 || askQty === 0) return;
  study.mid = (bidPx + askPx) / 2;
  if (Number.isNaN(study.barStartMid)) study.barStartMid = study.mid;
}

/** Shares bought (positive) or sold (negative) by an aggressor. */
export function observeSignedTrade(study: OfiStudy, ts: number, shares: number): void {
  closeBars(study, ts);
  study.trade += shares;
}

/** Of the whole windows seen until `endNs`. */
export function ofiResult(study: OfiStudy, endNs: number): OfiResult {
  closeBars(study, endNs);
  return {
    r2Ofi: mean(study.r2Ofi),
    r2TradeImbalance: mean(study.r2Trade),
    windows: study.r2Ofi.length,
  };
}

function closeBars(study: OfiStudy, ts: number): void {
  while (ts >= study.barEndNs) {
    const change = study.mid - study.barStartMid;
    if (!Number.isNaN(change)) {
      add(study.ofiSums, study.ofi, change);
      add(study.tradeSums, study.trade, change);
    }
    study.bars += 1;
    if (study.bars % study.barsPerWindow === 0) closeWindow(study);
    study.ofi = 0;
    study.trade = 0;
    study.barStartMid = study.mid;
    study.barEndNs += study.barNs;
  }
}

function closeWindow(study: OfiStudy): void {
  const n = study.barsPerWindow;
  const ofi = rSquared(study.ofiSums, n);
  const trade = rSquared(study.tradeSums, n);
  if (ofi !== undefined && trade !== undefined) {
    study.r2Ofi.push(ofi);
    study.r2Trade.push(trade);
  }
  Object.assign(study.ofiSums, zero());
  Object.assign(study.tradeSums, zero());
}

function add(sums: Sums, x: number, y: number): void {
  sums.x += x;
  sums.y += y;
  sums.xx += x * x;
  sums.xy += x * y;
  sums.yy += y * y;
}

function rSquared({ x, y, xx, xy, yy }: Sums, n: number): number | undefined {
  const covariance = xy - (x * y) / n;
  const spread = (xx - (x * x) / n) * (yy - (y * y) / n);
  return spread > 0 ? (covariance * covariance) / spread : undefined;
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
