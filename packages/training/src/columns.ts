/** Where a feature stands in a row. */
import { FEATURES } from '@fairlead/features';

/** @throws Error for a name that the schema does not have: a mistake of ours */
export function columnOf(name: string): number {
  const at = FEATURES.findIndex((feature) => feature.name === name);
  if (at < 0) throw new Error(`the feature schema has no ${name}`);
  return at;
}

/**
 * Columns that the simulated history cannot teach. Where it has no such thing, or hardly ever: a feed that is late,
 * bursts that reverse (in 2 of 32 episodes), a time of day outside a session's (a market that never closes has them
 * all; inside, the rates tell). Where what it shows is of the probes and not of the market: a position that follows a
 * coin, markouts of orders that nobody would have sent, answers without a process in between. The models give them no
 * weight: what training never saw must not move them, least of all far out, where a net extrapolates.
 */
export const UNTAUGHT: readonly number[] = [
  'burstReverse',
  'ownMarkout1s',
  'ownMarkout5s',
  'inventory',
  'ackLatencyP50',
  'ackLatencyP90',
  'feedLagP50',
  'feedLagP90',
  'timeSin',
  'timeCos',
].map(columnOf);
