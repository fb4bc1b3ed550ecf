/**
 * Locked and crossed markets: how often, and for how long in all. Venues lock or cross each other for moments
 * whenever one of them hears of a move first; a cross that lasts means that one side's quotes are not there any
 * more. Durations in ns of our clock.
 */
import type { NbboState } from '@fairlead/domain';

export const NBBO_STATES: readonly NbboState[] = ['Empty', 'OneSided', 'Normal', 'Locked', 'Crossed'];

export interface MarketStates {
  /** An index of `NBBO_STATES`. */
  state: number;
  since: number;
  /** Per state: times entered, and time spent in it before the present stay. */
  readonly times: Float64Array;
  readonly spent: Float64Array;
}

export const createMarketStates = (): MarketStates => ({
  state: 0,
  since: Number.NaN,
  times: new Float64Array(NBBO_STATES.length),
  spent: new Float64Array(NBBO_STATES.length),
});

/** Sizes of 0: nobody shows that side. */
export function observeMarket(
  states: MarketStates,
  bid: { readonly px: number; readonly qty: number },
  ask: { readonly px: number; readonly qty: number },
  ts: number,
): void {
  const state = stateOf(bid, ask);
  if (state === states.state && !Number.isNaN(states.since)) return;
  if (!Number.isNaN(states.since)) states.spent[states.state]! += ts - states.since;
  states.state = state;
  states.since = ts;
  states.times[state]! += 1;
}

function stateOf(
  bid: { readonly px: number; readonly qty: number },
  ask: { readonly px: number; readonly qty: number },
): number {
  if (bid.qty === 0 || ask.qty === 0) return bid.qty === ask.qty ? 0 : 1;
  if (bid.px < ask.px) return 2;
  return bid.px === ask.px ? 3 : 4;
}

export interface Stay {
  readonly times: number;
  readonly ns: number;
}

/** Times and time in a state up to `ts`, the present stay included. */
export function stayIn(states: MarketStates, state: NbboState, ts: number): Stay {
  const nth = NBBO_STATES.indexOf(state);
  const present = states.state === nth && !Number.isNaN(states.since) ? Math.max(ts - states.since, 0) : 0;
  return { times: states.times[nth]!, ns: states.spent[nth]! + present };
}
