/**
 * One probe order: what was asked, what became of it. A probe is drawn from the router's own candidates, so that
 * the models are trained on the questions that they will be asked, and then given a size of its own half of the
 * time, so that they have seen the sizes that nobody would ask for too.
 */
import { levelCount, levelPx, levelQty } from '@fairlead/book';
import {
  type ClOrdId,
  type DecisionId,
  type DecisionSnapshot,
  type Instrument,
  type MarketStamp,
  type Nanos,
  type ParentId,
  type Px,
  qty,
  type Side,
  type Tactic,
  type VenueId,
  type VenueView,
} from '@fairlead/domain';
import { type FeatureState, marketStamp, venueViewFacts, volatilityBps } from '@fairlead/features';
import { candidatesFor } from '@fairlead/router';
import type { OrderRequest } from '@fairlead/sim';
import type { ProbeEnd } from './fill-labels.ts';
import type { Random } from './random.ts';

export interface Ask {
  readonly venue: VenueId;
  readonly venueIndex: number;
  readonly tactic: Tactic;
  readonly side: Side;
  /** Shares. */
  readonly qty: number;
  readonly px?: Px;
  readonly horizonNs: number;
  readonly ts: Nanos;
}

export interface Probe {
  readonly ask: Ask;
  readonly clOrdId: ClOrdId;
  /** When we send the cancel; a TakeNow needs none. */
  readonly cancelAt: number;
  /** What it is observed for: the horizon asked, or less where it is called off early. */
  readonly observedNs: number;
  /** The venue has answered. */
  acked: boolean;
  executedQty: number;
  cancelSent: boolean;
  /** Absent while open. */
  end?: ProbeEnd;
}

const MIN_HORIZON_S = 0.25;
const MAX_HORIZON_S = 30;
/** In average trades. */
const MIN_SIZE = 0.5;
const MAX_SIZE = 128;
const CALLED_OFF_SHARE = 0.2;

const logUniform = (random: Random, low: number, high: number): number =>
  low * (high / low) ** random.uniform();

/** A size that is nobody's: log-uniform over the grid, whole lots. */
export function anySize(random: Random, { avgTradeQty, lot }: Instrument): number {
  const shares = logUniform(random, MIN_SIZE, MAX_SIZE) * avgTradeQty;
  return Math.max(lot, Math.floor(shares / lot) * lot);
}

/** What could be asked now: one wave's candidates with their router's sizes; empty when nothing is quoted. */
export function drawAsks(state: FeatureState, side: Side, ts: Nanos, random: Random): readonly Ask[] {
  const snapshot = snapshotOf(state, side, ts, random);
  return candidatesFor(snapshot).map((candidate) => {
    const size = random.uniform() < 0.5 ? candidate.nominalQty : anySize(random, state.instrument);
    return {
      venue: candidate.venue,
      venueIndex: snapshot.venues.findIndex(({ venue }) => venue.id === candidate.venue),
      tactic: candidate.tactic,
      side,
      qty: size,
      ...(candidate.px === undefined ? {} : { px: candidate.px }),
      horizonNs: snapshot.horizonNs,
      ts,
    };
  });
}

function snapshotOf(state: FeatureState, side: Side, ts: Nanos, random: Random): DecisionSnapshot {
  const { instrument } = state;
  const sliceQty = anySize(random, instrument);
  const horizonS = logUniform(random, MIN_HORIZON_S, MAX_HORIZON_S);
  return {
    decisionId: 'probe' as DecisionId,
    parentId: 'probe' as ParentId,
    router: 'Learned',
    instrument,
    side,
    sliceQty: qty(sliceQty),
    parentQty: qty(Math.round(sliceQty * logUniform(random, 1, 40))),
    unroutedQty: qty(sliceQty),
    horizonNs: Math.round(horizonS * 1e9),
    urgency: 0.3,
    stamp: marketStamp(state, ts),
    volatilityBps: volatilityBps(state),
    venues: state.venues.map(
      (venue, at): VenueView => ({
        venue,
        latencyNs: 2 * venue.latencyNs,
        ownWorkingQty: qty(0),
        ...venueViewFacts(state, at, side, ts),
      }),
    ),
    ts,
    wave: 1,
  };
}

/**
 * A fifth of the resting probes are called off before their horizon, at a time drawn beforehand. Such a probe was
 * exposed for the time that it rested and for no longer, filled or not: its row says so in its horizon. (To drop
 * what it did not reach and keep what it did would make every fill look likelier than it is.)
 */
export function createProbe(ask: Ask, clOrdId: ClOrdId, random: Random): Probe {
  const calledOff = random.uniform() < CALLED_OFF_SHARE;
  const share = calledOff ? 0.05 + 0.9 * random.uniform() : 1;
  const takes = ask.tactic === 'TakeNow';
  const observedNs = takes ? ask.horizonNs : Math.round(ask.horizonNs * share);
  return {
    ask,
    clOrdId,
    cancelAt: takes ? Number.POSITIVE_INFINITY : ask.ts + observedNs,
    observedNs,
    acked: false,
    executedQty: 0,
    cancelSent: false,
  };
}

/** As the engine makes a child (its `childOrder`). */
export const requestOf = ({ ask, clOrdId }: Probe, instrument: Instrument): OrderRequest => ({
  clOrdId,
  instrument: instrument.id,
  side: ask.side,
  ordType: ask.tactic === 'MidPeg' ? 'Pegged' : 'Limit',
  timeInForce: ask.tactic === 'TakeNow' ? 'ImmediateOrCancel' : 'Day',
  orderQty: qty(ask.qty),
  ...(ask.px === undefined ? {} : { px: ask.px }),
  postOnly: ask.tactic === 'PostTouch' || ask.tactic === 'PostInside',
});

/** The consolidated mid had our open probes not been there, in Px; absent while a side is not shown. */
export function midWithout(
  stamp: MarketStamp,
  state: FeatureState,
  probes: readonly Probe[],
): number | undefined {
  const { bidPx, askPx } = stamp;
  if (bidPx === undefined || askPx === undefined) return undefined;
  const resting = probes.filter(({ end, ask }) => end === undefined && ask.tactic.startsWith('Post'));
  if (resting.length === 0) return (bidPx + askPx) / 2;
  const touch = { Buy: Number.NEGATIVE_INFINITY, Sell: Number.POSITIVE_INFINITY };
  state.venues.forEach((venue, at) => {
    const ours = resting.find(({ ask }) => ask.venue === venue.id);
    const bid = bestWithout(state, at, 'Buy', ours);
    const offer = bestWithout(state, at, 'Sell', ours);
    if (bid !== undefined && bid > touch.Buy) touch.Buy = bid;
    if (offer !== undefined && offer < touch.Sell) touch.Sell = offer;
  });
  const mid = (touch.Buy + touch.Sell) / 2;
  return Number.isFinite(mid) ? mid : undefined;
}

/** Best price of a side of one venue's book, passing over a level that holds nothing but our order. */
function bestWithout(
  state: FeatureState,
  at: number,
  side: Side,
  ours: Probe | undefined,
): number | undefined {
  const book = state.books[at]!;
  if (!book.usable) return undefined;
  for (let nth = 0; nth < levelCount(book, side); nth++) {
    const price = levelPx(book, side, nth);
    const own = ours && ours.ask.side === side && ours.ask.px === price ? ours.ask.qty - ours.executedQty : 0;
    if (levelQty(book, side, nth) > own) return price;
  }
  return undefined;
}
