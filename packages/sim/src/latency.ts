/** One way between us and a venue: base, uniform jitter, and now and then an exponential tail. ns of market time. */
import { exponential, uniform } from './random.ts';
import type { VenueState } from './state.ts';

/** Mean of the tail in base latencies. */
const TAIL = 5;

export function latencyOf(venue: VenueState): number {
  const jitter = 1 + venue.jitterShare * (2 * uniform(venue.random) - 1);
  const tail = uniform(venue.random) < venue.tailProb ? TAIL * exponential(venue.random) : 0;
  return Math.max(1, Math.round(venue.latencyNs * (jitter + tail)));
}
