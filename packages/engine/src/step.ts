/**
 * The one function that everything runs through: `step(state, input)`, pure and synchronous. It consumes the
 * state that it is given (folds in place, use it once) and returns it with what is to be done and what changed.
 */
import { snapshotDue } from '@fairlead/book';
import { type Actor, invariant, newsProblem } from '@fairlead/domain';
import { createFeatureState, observe, observeNews } from '@fairlead/features';
import { setInstruments } from '@fairlead/risk';
import { onCommand } from './commands.ts';
import { onPrediction } from './decisions.ts';
import { beginTurn, record, type Turn } from './emit.ts';
import type { Input, NewsReceived, OrderInput, SessionOpened } from './input.ts';
import type { EngineState, StepResult } from './state.ts';
import { onCancelReject, onReport, onSession } from './venue.ts';
import { onTimer } from './waves.ts';

/**
 * Folds one input. Market data allocates no result of its own: the same empty one is returned each time, but
 * where a book needs saying again.
 * @throws InvariantError where inputs do not ascend by `seq`, or a rule of ours is broken
 */
export function step(state: EngineState, input: Input): StepResult {
  invariant(input.seq > state.seq, `inputs ascend by seq: ${input.seq} after ${state.seq}`);
  state.seq = input.seq;
  if (input.type === 'MarketDataReceived') {
    const features = state.market.get(input.event.instrument);
    if (!features) return state.unchanged;
    observe(features, input.event, input.ts);
    const { instrument, venue } = input.event;
    if (!snapshotDue(features.consolidated, venue, input.ts)) return state.unchanged;
    return { state, effects: [{ type: 'RequestSnapshot', venue, instrument }], audit: [] };
  }
  if (input.type === 'NewsReceived') return hearNews(state, input);
  const turn = beginTurn(state, input, actorOf(input));
  onOrderInput(turn, input);
  return { state, effects: turn.effects, audit: turn.audit };
}

function hearNews(state: EngineState, { item, ts }: Input<NewsReceived>): StepResult {
  if (newsProblem(item) !== undefined) return state.unchanged;
  for (const instrument of new Set(item.instruments)) {
    const features = state.market.get(instrument);
    if (features) observeNews(features, item.sentimentScore, ts);
  }
  return state.unchanged;
}

const actorOf = (input: OrderInput): Actor | undefined => ('actor' in input ? input.actor : undefined);

function onOrderInput(turn: Turn, input: OrderInput) {
  switch (input.type) {
    case 'SessionOpened':
      return openSession(turn, input);
    case 'ReportReceived':
      return onReport(turn, input.report, input.stamp);
    case 'CancelRejectReceived':
      return onCancelReject(turn, input.reject);
    case 'VenueSessionChanged':
      return onSession(turn, input.venue, input.up);
    case 'PredictionReceived':
    case 'PredictionLate':
      return onPrediction(turn, input);
    case 'TimerFired':
      return onTimer(turn, input.timerId, input.stamp);
    default:
      return onCommand(turn, input);
  }
}

/** Reference data of the run; a later one replaces it, and the books start anew. Orders stay as they are. */
function openSession(turn: Turn, { runId, session, reference, routerConfig }: SessionOpened): void {
  const { orders, state } = turn;
  orders.runId = runId;
  orders.reference = reference;
  orders.routerConfig = routerConfig;
  for (const instrument of reference.instruments) orders.instruments.set(instrument.id, instrument);
  setInstruments(orders.risk, reference.instruments);
  orders.venues.clear();
  for (const venue of reference.venues) orders.venues.set(venue.id, venue);
  state.market.clear();
  for (const instrument of reference.instruments) {
    state.market.set(instrument.id, createFeatureState(instrument, reference.venues));
  }
  record(turn, { type: 'SessionOpened', runId, ...(session === undefined ? {} : { session }), reference });
}
