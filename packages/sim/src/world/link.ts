/**
 * One way between a participant and a venue: the venue's base latency with jitter, now and then an exponential tail,
 * more under load, and the participant's own distance. Messages of one pair arrive in the order in which they left.
 */
import { exponential, type Random, uniform } from '../random.ts';
import type { VenueState } from './state.ts';

/** Mean of the tail in base latencies. */
const TAIL = 5;
/** Load is a rate of messages that forgets with this time constant. */
const LOAD_LIFE_S = 0.1;

/** ns, at least 1; draws from `random`, the sender's own stream. */
export function latencyNs(venue: VenueState, distanceNs: number, random: Random): number {
  const { link, venue: of } = venue.setup;
  const jitter = 1 + link.jitterShare * (2 * uniform(random) - 1);
  const tail = uniform(random) < link.tailProb ? TAIL * exponential(random) : 0;
  const crowded = (link.loadNs * venue.load) / (1000 * LOAD_LIFE_S);
  return Math.max(
    1,
    Math.round((of.latencyNs * (jitter + tail) + crowded) * venue.latencyMultiple + distanceNs),
  );
}

/** The venue has received a message. */
export function addLoad(venue: VenueState, nowNs: number): void {
  venue.load = venue.load * Math.exp((venue.loadNs - nowNs) / 1e9 / LOAD_LIFE_S) + 1;
  venue.loadNs = nowNs;
}
