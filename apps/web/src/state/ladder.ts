/** The depth ladder's figures, from the board's view. Pure. */
import type { Px, VenueId } from '@fairlead/domain';
import { formatQty, formatShare } from '@fairlead/ui';
import type { BoardView, DepthLevel } from '../data/api-types.ts';

export interface LadderRow {
  /** 1 is the best price. */
  readonly place: number;
  readonly level: DepthLevel;
  /** From the best price down to this one. */
  readonly cumQty: number;
  /** `LIT-A 1,200 (60%), LIT-B 800 (40%)`. */
  readonly shares: string;
}

/** @param levels of one side, best first */
export function ladderRows(
  levels: readonly DepthLevel[],
  qtyDecimals: number | undefined,
): readonly LadderRow[] {
  let cumQty = 0;
  return levels.map((level, i) => {
    cumQty += level.qty;
    const shares = level.byVenue.map(
      ({ venue, qty }) => `${venue} ${formatQty(qty, qtyDecimals)} (${formatShare(qty / level.qty)})`,
    );
    return { place: i + 1, level, cumQty, shares: shares.join(', ') };
  });
}

/** A touch with no room between its sides, and who sets them. */
export interface ClosedTouch {
  readonly type: 'Locked' | 'Crossed';
  readonly bidPx: Px;
  readonly askPx: Px;
  readonly bidVenues: readonly VenueId[];
  readonly askVenues: readonly VenueId[];
}

/** Absent where the consolidated bid is below the offer, as it should be, or a side is missing. */
export function closedTouch({
  stamp,
  bids,
  asks,
}: Pick<BoardView, 'stamp' | 'bids' | 'asks'>): ClosedTouch | undefined {
  const { bidPx, askPx } = stamp;
  if (bidPx === undefined || askPx === undefined || bidPx < askPx) return undefined;
  const venuesAt = (levels: readonly DepthLevel[], price: Px): readonly VenueId[] =>
    levels.find((level) => level.px === price)?.byVenue.map(({ venue }) => venue) ?? [];
  return {
    type: bidPx === askPx ? 'Locked' : 'Crossed',
    bidPx,
    askPx,
    bidVenues: venuesAt(bids, bidPx),
    askVenues: venuesAt(asks, askPx),
  };
}

/**
 * The level's bar as one background, its length by quantity and each venue's part in its colour: painting it again
 * ten times a second moves nothing on the page.
 * @param most the quantity that fills the whole width
 * @param towards the side that the bar grows to, away from the price
 */
export function levelBar(
  { byVenue }: DepthLevel,
  drawn: {
    readonly most: number;
    readonly towards: 'left' | 'right';
    readonly colourOf: (venue: VenueId) => string;
  },
): string {
  let qty = 0;
  const at = (): string => `${((100 * qty) / drawn.most).toFixed(1)}%`;
  const stops = byVenue.map((part) => {
    const from = at();
    qty += part.qty;
    return `${drawn.colourOf(part.venue)} ${from} ${at()}`;
  });
  return `linear-gradient(to ${drawn.towards}, ${[...stops, `transparent ${at()}`].join(', ')})`;
}
