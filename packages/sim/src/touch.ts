/** The consolidated touch of the lit venues as it is at this instant, without anybody's latency. Px units. */
import { levelPxAt } from '@fairlead/book';
import type { InstrumentState } from './state.ts';

export function bestBidPx(of: InstrumentState): number | undefined {
  let best: number | undefined;
  for (const feed of of.lit) {
    const bid = levelPxAt(feed.book, 'Buy', 0);
    if (bid !== undefined && (best === undefined || bid > best)) best = bid;
  }
  return best;
}

export function bestAskPx(of: InstrumentState): number | undefined {
  let best: number | undefined;
  for (const feed of of.lit) {
    const ask = levelPxAt(feed.book, 'Sell', 0);
    if (ask !== undefined && (best === undefined || ask < best)) best = ask;
  }
  return best;
}

/** Where pools cross: absent while one-sided or crossed, or where the midpoint is no whole 1/10,000. */
export function midpointPx(of: InstrumentState): number | undefined {
  const bid = bestBidPx(of);
  const ask = bestAskPx(of);
  if (bid === undefined || ask === undefined || bid > ask) return undefined;
  const mid = (bid + ask) / 2;
  return Number.isInteger(mid) ? mid : undefined;
}
