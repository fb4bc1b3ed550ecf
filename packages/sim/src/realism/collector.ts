/**
 * What one instrument's day is measured by, gathered from a stream that a simulated market and a recorded one can
 * both tell: the touch changed, a trade printed, an order entered, was canceled, was executed. Units: prices
 * 1/10,000, shares, ns. Calls come in time's order; of one event, the trade before the touch that it leaves. State is
 * sampled once a second, as it was just before the second ended; nothing is kept of an event but what a fact needs.
 */
import { type Column, createColumn, push, valuesOf } from './column.ts';

export const SECOND_NS = 1e9;
/** Bars of order-flow imbalance (Cont, Kukanov, Stoikov 2014: 10 s). */
export const FLOW_BAR_SECONDS = 10;
/** Levels a side whose mean depth is kept. */
const DEPTH_LEVELS = 5;

export interface CollectorOptions {
  readonly startNs: number;
  readonly endNs: number;
  /** Price step in 1/10,000. */
  readonly tick: number;
}

export interface Collector {
  readonly options: CollectorOptions;
  events: number;
  nextNs: number;
  bidPx: number;
  bidQty: number;
  askPx: number;
  askQty: number;
  /** Of the latest touch with both sides; 0 before the first. */
  mid: number;
  spread: number;
  readonly mids: Column;
  readonly spreads: Column;
  readonly touchQtys: Column;
  ofi: number;
  readonly ofiBars: Column;
  readonly depthSums: Float64Array;
  readonly depthCounts: Float64Array;
  nextDepthNs: number;
  readonly tradeNs: Column;
  readonly tradePx: Column;
  readonly tradeQty: Column;
  readonly tradeSign: Column;
  readonly midsBefore: Column;
  readonly spreadsBefore: Column;
  readonly resting: Map<number, { readonly sinceNs: number; qty: number }>;
  readonly canceledAfter: Column;
  readonly executedAfter: Column;
  readonly orderQtys: Column;
}

/** A day, or a part of one, of one instrument. Arrays are views of the collector's: read, not kept past its next call. */
export interface MarketSample {
  readonly tick: number;
  readonly events: number;
  readonly startNs: number;
  /** Of the first entry of `mids`: seconds end then and every second later. */
  readonly firstNs: number;
  /** Midpoint at each second's end, from the first second with both sides. */
  readonly mids: Float64Array;
  /** Ask less bid at the same instants. */
  readonly spreads: Float64Array;
  /** Shares at the bid and at the ask at the same instants, one after the other. */
  readonly touchQtys: Float64Array;
  /** Mean shares by level, both sides together; 0 for levels never seen. */
  readonly depths: Float64Array;
  /** Order-flow imbalance in shares, per bar of 10 s from `startNs`. */
  readonly ofiBars: Float64Array;
  /** What one taker bought or sold at one instant is one trade. */
  readonly trades: {
    readonly ns: Float64Array;
    readonly px: Float64Array;
    readonly qty: Float64Array;
    /** +1: the taker bought. */
    readonly sign: Float64Array;
    readonly midBefore: Float64Array;
    readonly spreadBefore: Float64Array;
  };
  /** Seconds from entry to the end, of displayed orders that entered and ended while we watched. */
  readonly canceledAfter: Float64Array;
  readonly executedAfter: Float64Array;
  /** Shares of each displayed order that entered. */
  readonly orderQtys: Float64Array;
}

export function createCollector(options: CollectorOptions): Collector {
  const { startNs } = options;
  return {
    options,
    events: 0,
    nextNs: startNs + SECOND_NS,
    bidPx: 0,
    bidQty: 0,
    askPx: 0,
    askQty: 0,
    mid: 0,
    spread: 0,
    mids: createColumn(),
    spreads: createColumn(),
    touchQtys: createColumn(),
    ofi: 0,
    ofiBars: createColumn(),
    depthSums: new Float64Array(DEPTH_LEVELS),
    depthCounts: new Float64Array(DEPTH_LEVELS),
    nextDepthNs: startNs,
    tradeNs: createColumn(),
    tradePx: createColumn(),
    tradeQty: createColumn(),
    tradeSign: createColumn(),
    midsBefore: createColumn(),
    spreadsBefore: createColumn(),
    resting: new Map(),
    canceledAfter: createColumn(),
    executedAfter: createColumn(),
    orderQtys: createColumn(),
  };
}

/** The best bid and ask are now these; a quantity of 0 says that the side is empty. */
export function touchChanged(
  c: Collector,
  ns: number,
  touch: {
    readonly bidPx: number;
    readonly bidQty: number;
    readonly askPx: number;
    readonly askQty: number;
  },
): void {
  passTo(c, ns);
  const { bidPx, bidQty, askPx, askQty } = touch;
  if (c.mid > 0) c.ofi += flow(c.bidPx, c.bidQty, bidPx, bidQty) - flow(-c.askPx, c.askQty, -askPx, askQty);
  c.bidPx = bidPx;
  c.bidQty = bidQty;
  c.askPx = askPx;
  c.askQty = askQty;
  if (bidQty === 0 || askQty === 0) return;
  c.mid = (bidPx + askPx) / 2;
  c.spread = askPx - bidPx;
}

/** What joined the side: all of a better price, all gone of a worse one, the difference at the same (e_n of the paper). */
function flow(px0: number, qty0: number, px: number, qty: number): number {
  if (qty0 === 0 || qty === 0) return qty - qty0;
  return (px >= px0 ? qty : 0) - (px <= px0 ? qty0 : 0);
}

/** True once a second: then the caller may tell the depth by level. */
export const wantsDepth = (c: Collector, ns: number): boolean => ns >= c.nextDepthNs;

/** Shares at one side's levels, best first; levels beyond `DEPTH_LEVELS` are passed over. */
export function depthSeen(c: Collector, ns: number, side: Iterable<number>): void {
  c.nextDepthNs = (Math.floor(ns / SECOND_NS) + 1) * SECOND_NS;
  let level = 0;
  for (const qty of side) {
    if (level === DEPTH_LEVELS) break;
    c.depthSums[level]! += qty;
    c.depthCounts[level]! += 1;
    level += 1;
  }
}

/** `qty` shares traded; `sign` is +1 where the taker bought. */
export function traded(
  c: Collector,
  ns: number,
  trade: { readonly px: number; readonly qty: number; readonly sign: 1 | -1 },
): void {
  passTo(c, ns);
  c.events += 1;
  const last = c.tradeNs.length - 1;
  if (last >= 0 && c.tradeNs.values[last] === ns && c.tradeSign.values[last] === trade.sign) {
    c.tradePx.values[last] = trade.px;
    c.tradeQty.values[last]! += trade.qty;
    return;
  }
  if (c.mid === 0) return;
  push(c.tradeNs, ns);
  push(c.tradePx, trade.px);
  push(c.tradeQty, trade.qty);
  push(c.tradeSign, trade.sign);
  push(c.midsBefore, c.mid);
  push(c.spreadsBefore, c.spread);
}

/** A displayed order rests. */
export function entered(c: Collector, ns: number, id: number, qty: number): void {
  passTo(c, ns);
  c.events += 1;
  push(c.orderQtys, qty);
  c.resting.set(id, { sinceNs: ns, qty });
}

/** `qty` of it, perhaps all, was taken back. Orders that entered unseen are passed over, as in `executed`. */
export function canceled(c: Collector, ns: number, id: number, qty: number): void {
  reduced(c, ns, { id, qty, after: c.canceledAfter });
}

/** `qty` of it, perhaps all, was filled. */
export function executed(c: Collector, ns: number, id: number, qty: number): void {
  reduced(c, ns, { id, qty, after: c.executedAfter });
}

function reduced(
  c: Collector,
  ns: number,
  { id, qty, after }: { readonly id: number; readonly qty: number; readonly after: Column },
): void {
  passTo(c, ns);
  c.events += 1;
  const order = c.resting.get(id);
  if (order === undefined) return;
  order.qty -= qty;
  if (order.qty > 0) return;
  c.resting.delete(id);
  push(after, (ns - order.sinceNs) / SECOND_NS);
}

/** Closes what ended before or at `ns`. */
function passTo(c: Collector, ns: number): void {
  while (ns >= c.nextNs && c.nextNs <= c.options.endNs) {
    if (c.mid > 0) {
      push(c.mids, c.mid);
      push(c.spreads, c.spread);
      push(c.touchQtys, c.bidQty);
      push(c.touchQtys, c.askQty);
    }
    const seconds = Math.round((c.nextNs - c.options.startNs) / SECOND_NS);
    if (seconds % FLOW_BAR_SECONDS === 0) {
      push(c.ofiBars, c.ofi);
      c.ofi = 0;
    }
    c.nextNs += SECOND_NS;
  }
}

/** What was gathered, closed at the end of the window. */
export function sampleOf(c: Collector): MarketSample {
  const { startNs, endNs, tick } = c.options;
  passTo(c, endNs);
  return {
    tick,
    events: c.events,
    startNs,
    firstNs: c.nextNs - c.mids.length * SECOND_NS,
    mids: valuesOf(c.mids),
    spreads: valuesOf(c.spreads),
    touchQtys: valuesOf(c.touchQtys),
    depths: c.depthSums.map((sum, level) => (sum === 0 ? 0 : sum / c.depthCounts[level]!)),
    ofiBars: valuesOf(c.ofiBars),
    trades: {
      ns: valuesOf(c.tradeNs),
      px: valuesOf(c.tradePx),
      qty: valuesOf(c.tradeQty),
      sign: valuesOf(c.tradeSign),
      midBefore: valuesOf(c.midsBefore),
      spreadBefore: valuesOf(c.spreadsBefore),
    },
    canceledAfter: valuesOf(c.canceledAfter),
    executedAfter: valuesOf(c.executedAfter),
    orderQtys: valuesOf(c.orderQtys),
  };
}
