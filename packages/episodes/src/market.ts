/** The simulated market of an episode: a scenario's, named by plain data, so that a thread can be told which. */
import { type ClientMarket, clientOf } from '@fairlead/driver';
import { openMarket, type Scenario } from '@fairlead/sim';

/** At its opening. Equal scenarios and seeds give equal markets. */
export const marketOf = (scenario: Scenario, seed: number): ClientMarket =>
  clientOf(openMarket(scenario, { seed, idPrefix: 'S1' }));
