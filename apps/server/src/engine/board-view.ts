/** The venue board from a hypothetical decision: one row a venue, the router's own words. Pure. */
import type { BoardRow, BoardView, DepthLevel } from '@fairlead/api';
import {
  type CandidateOutcome,
  type CandidateReason,
  type DecisionInputs,
  type Instrument,
  qtyUnit,
  type RoutingDecision,
  type Side,
  type Tactic,
  type VenueId,
  type VenueView,
} from '@fairlead/domain';
import type { predationBy } from '@fairlead/engine';
import { scoreInterval } from '@fairlead/router';

const TACTIC_WORDS: Readonly<Record<Tactic, string>> = {
  TakeNow: 'take now',
  PostTouch: 'passive post',
  PostInside: 'post inside',
  MidPeg: 'midpoint peg',
};

const REASON_WORDS: Readonly<Record<Exclude<CandidateReason, 'Chosen'>, string>> = {
  CheaperElsewhere: 'hold · cheaper elsewhere',
  ImpactTooHigh: 'avoid · impact',
  FillTooUnlikely: 'avoid · fill unlikely',
  DataStale: 'blocked · data stale',
  VenueDown: 'blocked · venue down',
  NoQuote: 'blocked · no quote',
  BeyondLimit: 'avoid · beyond limit',
  ShareCapReached: 'hold · share cap',
  TacticUnavailable: 'avoid · not offered',
  NothingLeft: 'hold · nothing left',
};

const toneOf = (outcome: CandidateOutcome | undefined): BoardRow['tone'] => {
  if (!outcome || outcome.qty === 0) return 'avoid';
  if (outcome.tactic === 'TakeNow') return 'take';
  return outcome.tactic === 'MidPeg' ? 'dark' : 'post';
};

const sizeOf = (qty: number, instrument: Instrument): string =>
  (qty / qtyUnit(instrument)).toLocaleString('en-US', { maximumFractionDigits: 8 });

const decisionOf = (
  outcomes: readonly CandidateOutcome[],
  shown: CandidateOutcome | undefined,
  instrument: Instrument,
): string => {
  const chosen = outcomes.filter((o) => o.qty > 0);
  if (chosen.length > 0) {
    return chosen.map((o) => `${sizeOf(o.qty, instrument)} · ${TACTIC_WORDS[o.tactic]}`).join(', ');
  }
  return shown && shown.reason !== 'Chosen' ? REASON_WORDS[shown.reason] : 'hold · not asked';
};

/** What would win the venue a share: the router's flip distance, as a trader says it. */
const detailOf = (shown: CandidateOutcome | undefined): string | undefined => {
  if (!shown || shown.qty > 0 || shown.flipImpactBps === undefined || shown.impactBps === undefined)
    return undefined;
  const wins = shown.impactBps + shown.flipImpactBps;
  return wins >= 0 ? `wins below ${wins.toFixed(1)} bps of impact` : undefined;
};

/** The candidate that stands for its venue: the largest chosen, else the cheapest priced, else the first. */
const standsFor = (outcomes: readonly CandidateOutcome[]): CandidateOutcome | undefined =>
  outcomes.toSorted(
    (a, b) =>
      b.qty - a.qty || (a.totalBps ?? Number.POSITIVE_INFINITY) - (b.totalBps ?? Number.POSITIVE_INFINITY),
  )[0];

const shownQty = (view: VenueView, side: Side): VenueView['askQty'] =>
  side === 'Buy' ? view.askQty : view.bidQty;

/** What the others do there, as a trader calls it. */
const SIGN_WORDS: Readonly<Record<PredationView['strongest'], string>> = {
  messageBurst: 'message bursts',
  cancelToTrade: 'cancels without trades',
  fleeting: 'fleeting quotes',
  ownFade: 'fades after us',
  pinging: 'pinging',
  layering: 'layering',
  burstReverse: 'bursts reversed',
};

interface RowParts {
  readonly decision: RoutingDecision;
  readonly inputs: DecisionInputs;
  readonly predation: PredationView | undefined;
}

function rowOf(view: VenueView, { decision, inputs, predation }: RowParts): BoardRow {
  const outcomes = decision.considered.filter((o) => o.venue === view.venue.id);
  const shown = standsFor(outcomes);
  const { bidPx, askPx } = view;
  const passive = shown !== undefined && shown.tactic !== 'TakeNow';
  const detail = detailOf(shown);
  const quantity = shownQty(view, inputs.snapshot.side);
  const interval = shown === undefined ? undefined : scoreInterval(inputs, shown);
  return {
    venue: view.venue,
    health: view.health,
    latencyNs: view.latencyNs,
    feeMicros: passive ? view.venue.fees.makeMicros : view.venue.fees.takeMicros,
    decision: decisionOf(outcomes, shown, inputs.snapshot.instrument),
    tone: toneOf(shown),
    ...(view.cause === undefined ? {} : { cause: view.cause }),
    ...(view.ageNs === undefined ? {} : { ageNs: view.ageNs }),
    ...(view.dataAgeNs === undefined ? {} : { dataAgeNs: view.dataAgeNs }),
    ...(bidPx === undefined ? {} : { bidPx }),
    ...(askPx === undefined ? {} : { askPx }),
    ...(bidPx === undefined || askPx === undefined
      ? {}
      : { spreadBps: (20_000 * (askPx - bidPx)) / (askPx + bidPx) }),
    ...(quantity === undefined ? {} : { shownQty: quantity }),
    ...(shown?.liquidityScore === undefined ? {} : { liquidityScore: shown.liquidityScore }),
    ...(interval === undefined ? {} : { scoreLow: interval.low, scoreHigh: interval.high }),
    ...(shown?.fillProb === undefined ? {} : { fillProb: shown.fillProb }),
    ...(shown?.impactBps === undefined ? {} : { impactBps: shown.impactBps }),
    ...(shown?.impactBandBps === undefined ? {} : { impactBandBps: shown.impactBandBps }),
    ...(shown?.totalBps === undefined ? {} : { totalBps: shown.totalBps }),
    ...(detail === undefined ? {} : { detail }),
    ...(predation === undefined
      ? {}
      : { predationScore: predation.predationScore, predationSign: SIGN_WORDS[predation.strongest] }),
  };
}

type Predation = ReturnType<typeof predationBy>;
type PredationView = Predation extends ReadonlyMap<VenueId, infer View> ? View : never;

export interface Depth {
  readonly bids: readonly DepthLevel[];
  readonly asks: readonly DepthLevel[];
}

/** @param inferenceNs wall time of the predictions behind it; absent on fallback */
export function boardView(
  inputs: DecisionInputs,
  decision: RoutingDecision,
  { predation, ...extra }: Depth & { readonly inferenceNs?: number; readonly predation: Predation },
): BoardView {
  const { snapshot, models, fallback } = inputs;
  return {
    instrument: snapshot.instrument.id,
    ts: snapshot.ts,
    stamp: snapshot.stamp,
    volatilityBps: snapshot.volatilityBps,
    rows: snapshot.venues.map((view) =>
      rowOf(view, { decision, inputs, predation: predation.get(view.venue.id) }),
    ),
    preview: decision,
    ...extra,
    ...(models === undefined ? {} : { models }),
    ...(fallback === undefined ? {} : { fallback }),
  };
}
