/**
 * What a decision sees: the order's facts from order state, the venues' from the live books. Taken in one step,
 * sent with the question to the models, and given back with their answer, so that the journal holds it.
 */
import {
  type DecisionId,
  type DecisionSnapshot,
  type Instrument,
  type InstrumentId,
  type MarketStamp,
  type Nanos,
  type ParentId,
  qty,
  type Side,
  type Venue,
  type VenueView,
} from '@fairlead/domain';
import {
  FEATURE_COUNT,
  type FeatureState,
  marketStamp,
  venueIndex,
  venueViewFacts,
  volatilityBps,
  writeRow,
} from '@fairlead/features';
import { candidatesFor } from '@fairlead/router';
import { leavesOf } from './child.ts';
import type { PredictionRequested } from './effect.ts';
import type { OrderInput } from './input.ts';
import { type Parent, type PendingDecision, parentOfTimer, unroutedQty } from './parent.ts';
import type { EngineState } from './state.ts';

/** The consolidated market of the instrument at `ts`; empty where nothing is known. */
export function stampFor(state: EngineState, instrument: InstrumentId, ts: Nanos): MarketStamp {
  const features = state.market.get(instrument);
  return features ? marketStamp(features, ts) : {};
}

type WithoutStamp<B> = B extends { readonly stamp: MarketStamp }
  ? Omit<B, 'stamp'> & { stamp?: MarketStamp }
  : B;
/** An order input before the sequencer has stamped it. */
export type UnstampedInput = WithoutStamp<OrderInput>;

/** Fills the stamp of an order input from the live market, just before it is journaled. */
export function stampInput(state: EngineState, body: UnstampedInput, ts: Nanos): OrderInput {
  const instrument = instrumentOf(state, body);
  if (instrument === undefined && !needsStamp(body)) return body as OrderInput;
  return { ...body, stamp: instrument === undefined ? {} : stampFor(state, instrument, ts) } as OrderInput;
}

const needsStamp = (body: UnstampedInput): boolean =>
  body.type === 'SubmitParent' || body.type === 'ReportReceived' || body.type === 'TimerFired';

function instrumentOf(state: EngineState, body: UnstampedInput): InstrumentId | undefined {
  const { children, requests, timers, parents } = state.orders;
  if (body.type === 'SubmitParent') return body.parent.instrument;
  if (body.type === 'TimerFired') {
    const parentId = parentOfTimer(body.timerId);
    const known = timers.get(body.timerId)?.instrument;
    return known ?? (parentId === undefined ? undefined : parents.get(parentId)?.order.instrument);
  }
  if (body.type !== 'ReportReceived') return undefined;
  const { clOrdId, origClOrdId } = body.report;
  const root = requests.get(clOrdId) ?? (origClOrdId === undefined ? undefined : requests.get(origClOrdId));
  const child = children.get(clOrdId) ?? (root === undefined ? undefined : children.get(root));
  return child?.order.instrument;
}

interface Ask {
  readonly decisionId: DecisionId;
  readonly parentId: ParentId;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly ts: Nanos;
  /** This parent's open quantity per venue. */
  readonly working: (venue: Venue) => number;
}

/** Filled member by member: a spread costs more than all that it copies, and this runs for every decision. */
type ViewDraft = { -readonly [K in keyof VenueView]: VenueView[K] };

function venueViews(state: EngineState, ask: Ask): VenueView[] {
  const features = state.market.get(ask.instrument.id);
  const views: VenueView[] = [];
  for (const venue of state.orders.venues.values()) views.push(venueView(state, ask, venue, features));
  return views;
}

function venueView(
  state: EngineState,
  ask: Ask,
  venue: Venue,
  features: FeatureState | undefined,
): VenueView {
  const { sessions, latencyNs, kills } = state.orders;
  const view: ViewDraft = {
    venue,
    latencyNs: latencyNs.get(venue.id) ?? 2 * venue.latencyNs,
    ownWorkingQty: qty(ask.working(venue)),
    health: 'DEAD',
    tradable: false,
  };
  if (!features) return view;
  const facts = venueViewFacts(features, venueIndex(features, venue.id), ask.side, ask.ts);
  view.health = facts.health;
  if (facts.cause !== undefined) view.cause = facts.cause;
  if (facts.bidPx !== undefined) view.bidPx = facts.bidPx;
  if (facts.bidQty !== undefined) view.bidQty = facts.bidQty;
  if (facts.askPx !== undefined) view.askPx = facts.askPx;
  if (facts.askQty !== undefined) view.askQty = facts.askQty;
  if (facts.farDepthQty !== undefined) view.farDepthQty = facts.farDepthQty;
  if (facts.ageNs !== undefined) view.ageNs = facts.ageNs;
  if (facts.ownMarkoutBps !== undefined) view.ownMarkoutBps = facts.ownMarkoutBps;
  if (facts.ownMarkoutFills !== undefined) view.ownMarkoutFills = facts.ownMarkoutFills;
  if (facts.dataAgeNs !== undefined) view.dataAgeNs = facts.dataAgeNs;
  const killed = kills.size > 0 && kills.has(`Venue:${venue.id}`);
  view.tradable = facts.tradable && !killed && sessions.get(venue.id) === true;
  return view;
}

/** Candidates of the snapshot and their features, one row each. */
function questionOf(features: FeatureState | undefined, snapshot: DecisionSnapshot): PredictionRequested {
  const candidates = features ? candidatesFor(snapshot) : [];
  const rows = new Float32Array(candidates.length * FEATURE_COUNT);
  if (features) {
    const { side, horizonNs, ts } = snapshot;
    for (let nth = 0; nth < candidates.length; nth++) {
      const { venue, tactic, nominalQty, px } = candidates[nth] as (typeof candidates)[number];
      const at = venueIndex(features, venue);
      const asked = { venueIndex: at, tactic, side, qty: nominalQty, px, horizonNs, ts };
      writeRow(features, asked, rows, nth * FEATURE_COUNT);
    }
  }
  return { type: 'PredictionRequested', snapshot, candidates, rows };
}

/** The question to the models for the parent's pending decision, from the market as it is now. */
export function decisionRequest(state: EngineState, parent: Parent, ts: Nanos): PredictionRequested {
  const { order, parentId } = parent;
  const instrument = state.orders.instruments.get(order.instrument) as Instrument;
  const pending = parent.pending as PendingDecision;
  const features = state.market.get(instrument.id);
  const working = (venue: Venue): number =>
    parent.open.reduce((sum, child) => sum + (child.order.venue === venue.id ? leavesOf(child) : 0), 0);
  const { decisionId } = pending;
  const ask: Ask = { decisionId, parentId, instrument, side: order.side, ts, working };
  return questionOf(features, {
    decisionId,
    parentId,
    router: order.router,
    instrument,
    side: order.side,
    sliceQty: qty(pending.sliceQty),
    parentQty: order.orderQty,
    unroutedQty: qty(unroutedQty(parent)),
    ...(order.limitPx === undefined ? {} : { limitPx: order.limitPx }),
    horizonNs: pending.horizonNs,
    urgency: pending.urgency,
    stamp: stampFor(state, instrument.id, ts),
    volatilityBps: features ? volatilityBps(features) : 0,
    venues: venueViews(state, ask),
    ts,
    wave: pending.wave,
  });
}

/** Decisions asked for and not answered: a driver asks again after a replay, from the market as it is now. */
export const reRequest = (state: EngineState, ts: Nanos): readonly PredictionRequested[] =>
  [...state.orders.parents.values()].filter((p) => p.pending).map((p) => decisionRequest(state, p, ts));

/** Parents whose decision is out, with its id. */
export const pendingDecisions = (
  state: EngineState,
): readonly { readonly parentId: ParentId; readonly decisionId: DecisionId }[] =>
  [...state.orders.parents.values()].flatMap(({ parentId, pending }) =>
    pending ? [{ parentId, decisionId: pending.decisionId }] : [],
  );

/** Urgency of the venue board's hypothetical order. */
const BOARD_URGENCY = 0.3;

/** A decision about nobody's order, for the venue board. Changes nothing; absent for an unknown instrument. */
export function boardSnapshot(
  state: EngineState,
  ask: {
    readonly instrument: InstrumentId;
    readonly side: Side;
    readonly qty: number;
    readonly horizonNs: number;
    readonly ts: Nanos;
  },
): Pick<PredictionRequested, 'snapshot' | 'candidates' | 'rows'> | undefined {
  const instrument = state.orders.instruments.get(ask.instrument);
  const features = state.market.get(ask.instrument);
  if (!instrument || !features) return undefined;
  const { side, horizonNs, ts } = ask;
  const decisionId = 'board' as DecisionId;
  const parentId = 'board' as ParentId;
  const whole = qty(ask.qty);
  return questionOf(features, {
    decisionId,
    parentId,
    router: 'Learned',
    instrument,
    side,
    sliceQty: whole,
    parentQty: whole,
    unroutedQty: whole,
    horizonNs,
    urgency: BOARD_URGENCY,
    stamp: marketStamp(features, ts),
    volatilityBps: volatilityBps(features),
    venues: venueViews(state, { decisionId, parentId, instrument, side, ts, working: () => 0 }),
    ts,
    wave: 1,
  });
}
