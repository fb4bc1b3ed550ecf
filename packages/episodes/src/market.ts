/** The simulated market of an episode, named by plain data, so that a thread can be told which. */
import { type ClientMarket, clientOf } from '@fairlead/driver';
import { createMarket, type MarketConfig, openMarket, type Scenario } from '@fairlead/sim';

export type MarketSpec = MarketConfig | Scenario;

const isScenario = (spec: MarketSpec): spec is Scenario => 'participants' in spec;

/** At its opening. Equal specs and seeds give equal markets. */
export const marketOf = (spec: MarketSpec, seed: number): ClientMarket =>
  clientOf(isScenario(spec) ? openMarket(spec, { seed, idPrefix: 'S1' }) : createMarket(spec, seed));

/** ns since midnight that the market opens and closes at; a market that never closes: Infinity. */
export const hoursOf = (spec: MarketSpec): { readonly startNs: number; readonly closeNs: number } =>
  isScenario(spec)
    ? spec.session
    : { startNs: spec.startNs, closeNs: spec.closeNs ?? Number.POSITIVE_INFINITY };
