/** Any wave that a router could be asked about: some venues, some quotes, some models' answers. For fast-check. */
import {
  type DecisionSnapshot,
  FILL_GRID,
  type Instrument,
  micros,
  type Prediction,
  type Px,
  px,
  type Qty,
  qty,
  type Side,
  type Tactic,
  type Venue,
  type VenueView,
  venueId,
} from '@fairlead/domain';
import * as fc from 'fast-check';
import { KESTREL } from './orders.ts';
import { decisionSnapshot, powerTail } from './routing.ts';

const MID = 1_000_000;

/** Evenly spread thousandths: fast-check's own doubles crowd at zero. */
const decimal = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: Math.round(min * 1_000), max: Math.round(max * 1_000) }).map((n) => n / 1_000);

interface AnyVenue {
  readonly kind: Venue['kind'];
  readonly bidTicks: number;
  readonly askTicks: number;
  readonly shown: number;
  readonly deep: number;
  readonly latencyUs: number;
  readonly make: number;
  readonly working: number;
  readonly markoutBps: number | undefined;
}

const anyVenue: fc.Arbitrary<AnyVenue> = fc.record({
  kind: fc.constantFrom<Venue['kind']>('Lit', 'Lit', 'Inverted', 'DarkMidpoint'),
  bidTicks: fc.integer({ min: 1, max: 4 }),
  askTicks: fc.integer({ min: 0, max: 3 }),
  shown: fc.integer({ min: 1, max: 2_000 }),
  deep: fc.integer({ min: 0, max: 4_000 }),
  latencyUs: fc.integer({ min: 10, max: 900 }),
  make: fc.integer({ min: -3_000, max: 3_000 }),
  working: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 2_000 })),
  markoutBps: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, decimal(-2, 2)),
});

function viewOf(v: AnyVenue, nth: number): VenueView {
  const dark = v.kind === 'DarkMidpoint';
  const quote = {
    bidPx: (MID - v.bidTicks * 100) as Px,
    bidQty: v.shown as Qty,
    askPx: (MID + v.askTicks * 100) as Px,
    askQty: Math.ceil(v.shown / 2) as Qty,
    farDepthQty: v.deep as Qty,
  };
  return {
    venue: {
      id: venueId(`V${nth}`),
      name: `V${nth}`,
      kind: v.kind,
      fees: { takeMicros: micros(dark ? 1_000 : 3_000), makeMicros: micros(v.make) },
      latencyNs: v.latencyUs * 500,
      origin: 'Simulated',
    },
    health: 'LIVE',
    tradable: true,
    ...(dark ? {} : quote),
    ageNs: 1_000_000,
    latencyNs: v.latencyUs * 1_000,
    ownWorkingQty: v.working as Qty,
    ...(v.markoutBps === undefined ? {} : { ownMarkoutBps: v.markoutBps }),
  };
}

/** Two to five live venues around 100.00, a slice of a parent, any urgency below 1, no limit. */
export const anySnapshot: fc.Arbitrary<DecisionSnapshot> = fc
  .record({
    venues: fc.array(anyVenue, { minLength: 2, maxLength: 5 }),
    side: fc.constantFrom<Side>('Buy', 'Sell'),
    sliceQty: fc.integer({ min: 1, max: 9_000 }),
    parentTimes: fc.integer({ min: 1, max: 20 }),
    urgency: decimal(0, 0.95),
    volatilityBps: decimal(0, 5),
    horizonS: fc.integer({ min: 1, max: 30 }),
    lot: fc.constantFrom(1, 1, 10, 100),
  })
  .map((c) => {
    const views = c.venues.map(viewOf);
    const bids = views.flatMap((v) => v.bidPx ?? []);
    const asks = views.flatMap((v) => v.askPx ?? []);
    const instrument: Instrument = { ...KESTREL, lot: qty(c.lot) };
    return decisionSnapshot({
      instrument,
      venues: views,
      side: c.side,
      sliceQty: qty(c.sliceQty),
      parentQty: qty(c.sliceQty * c.parentTimes),
      unroutedQty: qty(c.sliceQty * c.parentTimes),
      urgency: c.urgency,
      volatilityBps: c.volatilityBps,
      horizonNs: c.horizonS * 1e9,
      stamp: {
        bidPx: px(Math.max(MID - 500, ...bids)),
        askPx: px(Math.min(MID + 500, ...asks)),
        ageNs: 1_000_000,
      },
    });
  });

/** What models might say of a candidate: a tail of either of two shapes, an impact of either sign. */
export const anyOpinion: fc.Arbitrary<Omit<Prediction, 'venue' | 'tactic'>> = fc.record({
  tailProb: fc.oneof(
    fc.tuple(decimal(0, 1), decimal(0, 1.5)).map(([first, decay]) => powerTail(first, decay)),
    fc
      .array(decimal(0, 1), {
        minLength: FILL_GRID.length,
        maxLength: FILL_GRID.length,
      })
      .map((tail) => tail.sort((a, b) => b - a)),
  ),
  impactBps: decimal(-0.3, 2),
  impactBandBps: decimal(0, 1),
});

/** One opinion for each of as many candidates as there may be. */
export const anyOpinions: fc.Arbitrary<readonly Omit<Prediction, 'venue' | 'tactic'>[]> = fc.array(
  anyOpinion,
  {
    minLength: 15,
    maxLength: 15,
  },
);

export const opinionsOn = (
  candidates: readonly { readonly venue: Prediction['venue']; readonly tactic: Tactic }[],
  opinions: readonly Omit<Prediction, 'venue' | 'tactic'>[],
): Prediction[] =>
  candidates.map(({ venue, tactic }, nth) => ({
    venue,
    tactic,
    ...(opinions[nth] as Omit<Prediction, 'venue' | 'tactic'>),
  }));
