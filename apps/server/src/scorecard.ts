/** A stored parent through package `tca`, as the API shows it. */
import type { Scorecard } from '@fairlead/api';
import { type MarketReference, qtyUnit } from '@fairlead/domain';
import type { ScorecardRow } from '@fairlead/store';
import { scoreParent } from '@fairlead/tca';

/** @param reference of the run: where its venues come from is told with every score */
export function toScorecard({ parent, fills }: ScorecardRow, reference: MarketReference): Scorecard {
  const { venues } = reference;
  const { parentId, submittedAt, closedAt, closeStamp, arrival } = parent;
  const { side, orderQty, instrument } = parent.order;
  const cost = scoreParent({
    parentId,
    instrument,
    side,
    orderQty,
    unit: qtyUnit(reference.instruments.find(({ id }) => id === instrument)),
    arrival,
    ...(closeStamp === undefined ? {} : { end: closeStamp }),
    submittedAt,
    // One that ended with the market's session may be closed by the next one's clock.
    ...(closedAt === undefined || closedAt < submittedAt ? {} : { closedAt }),
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
