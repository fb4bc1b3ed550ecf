/** How decisions came about, for the screen: how many, how long the models took, how often the rules stood in. */
import type { DriverParts } from '@fairlead/driver';
import { createPercentiles } from './percentiles.ts';
import type { EngineHealth } from './protocol.ts';

export function createDecisionCounts(): {
  readonly add: NonNullable<DriverParts['decided']>;
  readonly read: () => EngineHealth['decision'];
} {
  const us = createPercentiles();
  let count = 0;
  let fallbacks = 0;
  return {
    add: (how) => {
      count++;
      if ('elapsedNs' in how) us.add(how.elapsedNs / 1_000);
      // Rules by the trader's own choice are no fallback.
      else if (how.reason !== 'RulesSelected') fallbacks++;
    },
    read: () => {
      const p50Us = us.at(0.5);
      const p99Us = us.at(0.99);
      return {
        count,
        fallbacks,
        ...(p50Us === undefined ? {} : { p50Us }),
        ...(p99Us === undefined ? {} : { p99Us }),
      };
    },
  };
}
