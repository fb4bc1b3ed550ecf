/** A stored parent through package `tca`, as the API shows it. */
import type { Scorecard } from '@fairlead/api';
import type { Venue } from '@fairlead/domain';
import type { ScorecardRow } from '@fairlead/store';
import { scoreParent } from '@fairlead/tca';

/** @param venues of the run: where they come from is told with every score */
export function toScorecard({ parent, fills }: ScorecardRow, venues: readonly Venue[]): Scorecard {
  const { parentId, submittedAt, closedAt, closeStamp, arrival } = parent;
  const { side, orderQty, instrument } = parent.order;
  const cost = scoreParent({
    parentId,
    instrument,
    side,
    orderQty,
    arrival,
    ...(closeStamp === undefined ? {} : { end: closeStamp }),
    submittedAt,
    ...(closedAt === undefined ? {} : { closedAt }),
    fills,
    venues,
  });
  const { wagner: _wagner, shortfall: _money, decisionMidPx: _decision, ...shown } = cost;
  return {
    ...shown,
    venues: cost.venues.map(({ origin: _origin, ...v }) => ({ ...v, kind: v.kind ?? 'unknown' })),
    origin: [...new Set(venues.map((v) => v.origin))].join(' and '),
  };
}
