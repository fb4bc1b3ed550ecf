/** Builders of what a router sees. KESTREL at 100.00 with a spread of two ticks, a patient buy, by default. */
import {
  type DecisionId,
  type DecisionSnapshot,
  FILL_GRID,
  nanos,
  type ParentId,
  type Prediction,
  px,
  qty,
  type Tactic,
  type Venue,
  type VenueView,
} from '@fairlead/domain';
import { KESTREL, REFERENCE } from './orders.ts';

/** A venue that quotes 99.99 x 100.01, 500 shares a side; a pool shows nothing. */
export function venueView(venue: Venue, over: Partial<VenueView> = {}): VenueView {
  const quote =
    venue.kind === 'DarkMidpoint'
      ? {}
      : {
          bidPx: px(999_900),
          bidQty: qty(500),
          askPx: px(1_000_100),
          askQty: qty(500),
          farDepthQty: qty(2_000),
        };
  return {
    venue,
    health: 'LIVE',
    tradable: true,
    ...quote,
    ageNs: 50_000_000,
    latencyNs: 2 * venue.latencyNs,
    ownWorkingQty: qty(0),
    ...over,
  };
}

export const decisionSnapshot = (over: Partial<DecisionSnapshot> = {}): DecisionSnapshot => ({
  decisionId: 'D2' as DecisionId,
  parentId: 'P1' as ParentId,
  router: 'Learned',
  instrument: KESTREL,
  side: 'Buy',
  sliceQty: qty(2_000),
  parentQty: qty(10_000),
  unroutedQty: qty(10_000),
  horizonNs: 5_000_000_000,
  urgency: 0.2,
  stamp: { bidPx: px(999_900), askPx: px(1_000_100), ageNs: 50_000_000 },
  volatilityBps: 1,
  venues: REFERENCE.venues.map((venue) => venueView(venue)),
  ts: nanos(36_001_000_000_000),
  wave: 1,
  ...over,
});

/** A tail that decays from `first` by a power of quantity: `first * (grid / grid[0]) ^ -decay`. */
export const powerTail = (first: number, decay: number): number[] =>
  FILL_GRID.map((units) => first * (units / (FILL_GRID[0] as number)) ** -decay);

/** A prediction for each candidate, as `of` says; by default likely to fill, at little impact. */
export const predictionsFor = (
  candidates: readonly Pick<Prediction, 'venue' | 'tactic'>[],
  of: (venue: string, tactic: Tactic) => Partial<Omit<Prediction, 'venue' | 'tactic'>> = () => ({}),
): Prediction[] =>
  candidates.map(({ venue, tactic }) => ({
    venue,
    tactic,
    tailProb: powerTail(0.9, 0.2),
    impactBps: 0.2,
    impactBandBps: 0.1,
    ...of(venue, tactic),
  }));
