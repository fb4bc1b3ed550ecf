/**
 * Halts: of an instrument at a venue or everywhere, by the scenario or by a circuit breaker (RTS 7, article 18 and
 * ESMA's guidelines on it): an order whose trade would leave the band around the last auction's price or around the
 * last trade is refused, and the instrument halts at every venue. Orders rest through a halt and may be canceled;
 * nothing else is taken. A halt may reopen by an auction, and then the bands lie around its price; else, or where nothing
 * traded in it, around the mid.
 */
import { levelPxAt, levelQtyAt } from '@fairlead/book';
import type { Side } from '@fairlead/domain';
import { schedule } from './agenda.ts';
import { type Band, bandOf } from './band.ts';
import { settlePhases } from './phases.ts';
import type { BookState, Feed, World } from './state.ts';

/** Until `untilNs`, or until a longer halt of the same book ends; then a call of `reopeningNs` where that is given. */
export function halt(
  world: World,
  feeds: readonly Feed[],
  { untilNs, reopeningNs = 0 }: { readonly untilNs: number; readonly reopeningNs?: number | undefined },
): void {
  const callUntilNs = untilNs + reopeningNs;
  for (const feed of feeds) {
    feed.haltedUntilNs = Math.max(feed.haltedUntilNs, untilNs);
    if (feed.type === 'Book' && reopeningNs > 0) feed.callUntilNs = Math.max(feed.callUntilNs, callUntilNs);
  }
  settlePhases(world, feeds);
  schedule(world, untilNs, () => settlePhases(world, feeds));
  if (reopeningNs > 0) schedule(world, callUntilNs, () => settlePhases(world, feeds));
}

interface Incoming {
  readonly side: Side;
  /** 0: at the market. */
  readonly px: number;
  readonly qty: number;
}

/** @returns whether the order would print outside the band; then the instrument is halted and it must not be entered */
export function breaks(world: World, feed: BookState, order: Incoming): boolean {
  const { of } = feed;
  const band = bandOf(of);
  const px = band && firstOutside(feed, order, band);
  if (px === undefined || of.halts === undefined) return false;
  const { lastsNs, reopeningNs } = of.halts;
  const untilNs = world.now + lastsNs;
  halt(world, [...of.lit, ...of.dark, ...of.blocks], { untilNs, reopeningNs });
  schedule(world, untilNs + (reopeningNs ?? 0), () => {
    if (of.auctionNs === world.now) return;
    const around = of.mid2 > 0 ? of.mid2 / 2 : px;
    of.staticPx = around;
    of.dynamicPx = around;
  });
  return true;
}

/** The first displayed price outside the band that the order would reach. */
function firstOutside({ book }: BookState, { side, px, qty }: Incoming, band: Band): number | undefined {
  const buys = side === 'Buy';
  const other = buys ? 'Sell' : 'Buy';
  let left = qty;
  for (let rank = 0; left > 0; rank += 1) {
    const there = levelPxAt(book, other, rank);
    if (there === undefined || (px > 0 && (buys ? there > px : there < px))) return undefined;
    if (there < band.low || there > band.high) return there;
    left -= levelQtyAt(book, other, rank);
  }
  return undefined;
}
