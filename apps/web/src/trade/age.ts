/** How an age is coloured: the ladder of feed health (live to 1 s, degraded to 3 s, stale to 10 s, dead beyond). */
import { NANOS_PER_SECOND } from '@fairlead/domain';

const STALE_AFTER_NS = 3 * NANOS_PER_SECOND;
const DEAD_AFTER_NS = 10 * NANOS_PER_SECOND;

export const ageTone = (ageNs: number | undefined): string =>
  ageNs === undefined || ageNs <= STALE_AFTER_NS
    ? 'text-ink-3'
    : ageNs <= DEAD_AFTER_NS
      ? 'text-warn'
      : 'text-bad';
