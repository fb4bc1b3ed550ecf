/** A stored parent through package `tca`, as the API shows it. */
import type { Scorecard } from '@fairlead/api';
import { midPx, type Qty, type VenueId } from '@fairlead/domain';
import type { ScorecardRow } from '@fairlead/store';
import { type CostFill, scoreParent, splitByVenue } from '@fairlead/tca';

const costFill = ({ fill, at, routed }: ScorecardRow['fills'][number]): CostFill => {
  const fillMidPx = midPx(at);
  const routedMidPx = midPx(routed);
  return {
    venue: fill.venue,
    qty: fill.lastQty,
    px: fill.lastPx,
    feeMicros: fill.feeMicros,
    passive: fill.lastLiquidityInd === 'Added',
    ...(fillMidPx === undefined ? {} : { fillMidPx }),
    ...(routedMidPx === undefined ? {} : { routedMidPx }),
  };
};

/**
 * @param kinds of the run's venues
 * @param origin where the run's venues come from, in words
 */
export function toScorecard(
  row: ScorecardRow,
  kinds: ReadonlyMap<VenueId, string>,
  origin: string,
): Scorecard {
  const { parent } = row;
  const { side, orderQty, instrument } = parent.order;
  const fills = row.fills.map(costFill);
  const arrivalMidPx = midPx(parent.arrival);
  const endMidPx = parent.closeStamp && midPx(parent.closeStamp);
  const mids = {
    ...(arrivalMidPx === undefined ? {} : { arrivalMidPx }),
    ...(endMidPx === undefined ? {} : { endMidPx }),
  };
  const { parts, cumQty, ...cost } = scoreParent({ side, orderQty, fills, ...mids });
  return {
    parentId: parent.parentId,
    instrument,
    side,
    orderQty,
    cumQty: cumQty as Qty,
    ...mids,
    ...cost,
    ...(parts === undefined ? {} : { parts }),
    ...(parent.closedAt === undefined ? {} : { durationNs: parent.closedAt - parent.submittedAt }),
    venues: splitByVenue(fills, { side, ...mids }).map((v) => ({
      ...v,
      qty: v.qty as Qty,
      kind: kinds.get(v.venue) ?? 'unknown',
    })),
    origin,
  };
}
