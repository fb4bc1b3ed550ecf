/**
 * Halts: of an instrument at a venue or everywhere, by the scenario or by a circuit breaker (RTS 7, article 18 and
 * ESMA's guidelines on it): an order whose trade would leave the band around the last auction's price or around the
 * last trade is refused, and the instrument halts at every venue. Orders rest through a halt and may be canceled;
 * nothing else is taken. When trading goes on the bands lie around the mid.
 */
import { levelPxAt, levelQtyAt } from '@fairlead/book';
import type { Side } from '@fairlead/domain';
import { schedule } from './agenda.ts';
import { type Band, bandOf } from './band.ts';
import type { BookState, Feed, World } from './state.ts';
import { setStatus } from './status.ts';

/** Until `untilNs`, or until a longer halt of the same book ends. */
export function halt(world: World, feeds: readonly Feed[], untilNs: number): void {
  for (const feed of feeds) {
    if (feed.status === 'Closed') continue;
    feed.haltedUntilNs = Math.max(feed.haltedUntilNs, untilNs);
    setStatus(world, feed, 'Halted');
  }
  schedule(world, untilNs, () => {
    for (const feed of feeds) {
      if (feed.status === 'Halted' && feed.haltedUntilNs <= world.now) setStatus(world, feed, 'Open');
    }
  });
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
  const untilNs = world.now + of.halts.lastsNs;
  halt(world, [...of.lit, ...of.dark, ...of.blocks], untilNs);
  schedule(world, untilNs, () => {
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
