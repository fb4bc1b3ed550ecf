/**
 * What could be done with a wave: every venue with every tactic of its kind, its price, and the plain reasons
 * against it that need no model. Order: venues as the snapshot lists them, tactics as below. Prices in Px.
 */
import {
  type CandidateReason,
  type DecisionSnapshot,
  midPx,
  type Px,
  type Qty,
  sideSign,
  type Tactic,
  type VenueId,
  type VenueKind,
  type VenueView,
} from '@fairlead/domain';
import { DEFAULT_ROUTER_CONFIG } from './config.ts';

/** A child that models are asked about. */
export interface Candidate {
  readonly venue: VenueId;
  readonly tactic: Tactic;
  /** The quantity at which impact is asked: the most that the default caps would send, whole lots. */
  readonly nominalQty: Qty;
  /** Price asked about; absent for a peg, which is asked about at the midpoint whatever its cap. */
  readonly px?: Px;
}

/** A candidate, or a venue and tactic that can't be one and why. */
export interface Option {
  readonly view: VenueView;
  readonly venueAt: number;
  readonly tactic: Tactic;
  /** 0 where it can't be sent. */
  readonly nominalQty: number;
  /** Limit of the child; absent for a peg without a cap. */
  readonly px: Px | undefined;
  readonly barred: CandidateReason | undefined;
}

const LIT_TACTICS: readonly Tactic[] = ['TakeNow', 'PostTouch', 'PostInside'];
const DARK_TACTICS: readonly Tactic[] = ['MidPeg'];
const tacticsOf = (kind: VenueKind): readonly Tactic[] =>
  kind === 'DarkMidpoint' ? DARK_TACTICS : LIT_TACTICS;

/** Down to whole lots; 0 for what is no quantity. */
export const wholeLots = (shares: number, lot: number): number =>
  shares >= lot ? Math.floor(shares / lot) * lot : 0;

/** What this wave may send, whole lots. */
export const sendable = (snapshot: DecisionSnapshot): number =>
  wholeLots(Math.min(snapshot.sliceQty, snapshot.unroutedQty), snapshot.instrument.lot);

/** The venue's best price and size on the order's own side, and on the other. */
const nearPx = (view: VenueView, buy: boolean): Px | undefined => (buy ? view.bidPx : view.askPx);
export const nearQty = (view: VenueView, buy: boolean): number => (buy ? view.bidQty : view.askQty) ?? 0;
export const farPx = (view: VenueView, buy: boolean): Px | undefined => (buy ? view.askPx : view.bidPx);
export const farQty = (view: VenueView, buy: boolean): number => (buy ? view.askQty : view.bidQty) ?? 0;

/** A share cap never binds below one average trade: nobody learns an order from that. */
export const shareCap = (snapshot: DecisionSnapshot, share: number): number =>
  Math.max(snapshot.parentQty * share, snapshot.instrument.avgTradeQty);

/** Filled member by member: this runs for every candidate of every decision. */
type Draft = { -readonly [K in keyof Candidate]: Candidate[K] };

/**
 * The candidates that models are asked about, in the order of the predictions. Depends on the snapshot alone.
 * Empty when the wave has less than a lot.
 */
export function candidatesFor(snapshot: DecisionSnapshot): readonly Candidate[] {
  if (sendable(snapshot) === 0) return [];
  const candidates: Candidate[] = [];
  for (const { view, tactic, nominalQty, px, barred } of optionsOf(snapshot)) {
    if (barred !== undefined) continue;
    const candidate: Draft = { venue: view.venue.id, tactic, nominalQty: nominalQty as Qty };
    if (px !== undefined && tactic !== 'MidPeg') candidate.px = px;
    candidates.push(candidate);
  }
  return candidates;
}

/** Every venue with every tactic of its kind, usable or not. */
export function optionsOf(snapshot: DecisionSnapshot): Option[] {
  const options: Option[] = [];
  const mid = midPx(snapshot.stamp);
  const slice = sendable(snapshot);
  snapshot.venues.forEach((view, venueAt) => {
    for (const tactic of tacticsOf(view.venue.kind)) {
      const px = priceOf(snapshot, view, tactic);
      const barred = barredBy(snapshot, view, { tactic, px, mid });
      const nominalQty = barred === undefined ? nominalOf(snapshot, view, tactic, slice) : 0;
      options.push({ view, venueAt, tactic, nominalQty, px, barred });
    }
  });
  return options;
}

function priceOf(snapshot: DecisionSnapshot, view: VenueView, tactic: Tactic): Px | undefined {
  const buy = snapshot.side === 'Buy';
  switch (tactic) {
    case 'TakeNow':
      return farPx(view, buy);
    case 'PostTouch':
      return nearPx(view, buy);
    case 'PostInside': {
      const near = nearPx(view, buy);
      return near === undefined
        ? undefined
        : ((near + sideSign(snapshot.side) * snapshot.instrument.tick) as Px);
    }
    case 'MidPeg':
      return snapshot.limitPx;
  }
}

function barredBy(
  snapshot: DecisionSnapshot,
  view: VenueView,
  at: { readonly tactic: Tactic; readonly px: Px | undefined; readonly mid: number | undefined },
): CandidateReason | undefined {
  if (view.health === 'DEAD' || !view.tradable) return 'VenueDown';
  if (view.health === 'STALE') return 'DataStale';
  const { tactic, px, mid } = at;
  if (mid === undefined || !(mid > 0)) return 'NoQuote';
  if (tactic !== 'MidPeg' && px === undefined) return 'NoQuote';
  if (tactic === 'PostInside') {
    if (view.bidPx === undefined || view.askPx === undefined) return 'NoQuote';
    if (view.askPx - view.bidPx <= snapshot.instrument.tick) return 'TacticUnavailable';
  }
  const { limitPx } = snapshot;
  if (limitPx === undefined) return undefined;
  const price = tactic === 'MidPeg' ? mid : (px as number);
  return sideSign(snapshot.side) * (price - limitPx) > 0 ? 'BeyondLimit' : undefined;
}

function nominalOf(snapshot: DecisionSnapshot, view: VenueView, tactic: Tactic, slice: number): number {
  const buy = snapshot.side === 'Buy';
  const { lot } = snapshot.instrument;
  const { maxDarkShare, maxVenueShare, maxDisplayMultiple } = DEFAULT_ROUTER_CONFIG;
  const venueMost = shareCap(snapshot, tactic === 'MidPeg' ? maxDarkShare : maxVenueShare);
  const tacticMost =
    tactic === 'MidPeg'
      ? venueMost
      : tactic === 'TakeNow'
        ? farQty(view, buy)
        : nearQty(view, buy) * maxDisplayMultiple;
  return Math.max(lot, wholeLots(Math.min(slice, venueMost, tacticMost), lot));
}
