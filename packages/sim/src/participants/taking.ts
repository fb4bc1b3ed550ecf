/**
 * How a participant takes: from the displayed venues at once, the better price first, from each at most what it
 * shows, and nothing beyond its limit. What is gone when an order arrives is not chased.
 */
import type { Side } from '@fairlead/domain';
import { TAKING } from '../kernel/flight.ts';
import type { Desk } from '../world/desk.ts';

interface Wanted {
  readonly instrument: number;
  readonly side: Side;
  /** Shares. */
  readonly qty: number;
  /** 1/10,000. */
  readonly limitPx: number;
}

/** @returns the shares that were asked for */
export function takeBest(desk: Desk, { instrument, side, qty, limitPx }: Wanted): number {
  const buys = side === 'Buy';
  const lit = desk.instruments[instrument]?.lit ?? [];
  let left = qty;
  let beyondPx = 0;
  // Price by price outward, so that one pass for each price is enough however the venues are ordered.
  while (left > 0) {
    let px = 0;
    for (const { venue } of lit) {
      const touch = desk.touch(venue.index, instrument);
      const there = buys ? touch.askPx : touch.bidPx;
      if ((buys ? touch.askQty : touch.bidQty) === 0 || (buys ? there > limitPx : there < limitPx)) continue;
      if (beyondPx > 0 && (buys ? there <= beyondPx : there >= beyondPx)) continue;
      if (px === 0 || (buys ? there < px : there > px)) px = there;
    }
    if (px === 0) break;
    for (const { venue } of lit) {
      const touch = desk.touch(venue.index, instrument);
      const shown = buys ? touch.askQty : touch.bidQty;
      if (left === 0 || shown === 0 || (buys ? touch.askPx : touch.bidPx) !== px) continue;
      const part = Math.min(left, shown);
      desk.send({ venue: venue.index, instrument, side, px, qty: part, terms: TAKING });
      left -= part;
    }
    beyondPx = px;
  }
  return qty - left;
}
