/** What is known of the feeds of one instrument, put into words for screens and summaries. */
import type { FeedReport, InstrumentId, MarketReport, Nanos } from '@fairlead/domain';
import { anomaliesOf } from './anomalies.ts';
import { type Consolidated, nbbo, verdictOn } from './consolidated.ts';
import { latencyOfFeed } from './feed-clock.ts';
import { stayIn } from './market-state.ts';

/** One venue's feed at `ts`. */
export function feedReport(
  consolidated: Consolidated,
  instrument: InstrumentId,
  at: { readonly venue: number; readonly ts: Nanos },
): FeedReport {
  const { books, venues, watch } = consolidated;
  const { venue, ts } = at;
  const { ages } = watch;
  const { counts, status } = books[venue]!;
  const latency = latencyOfFeed(watch.clocks, venue);
  return {
    venue: venues[venue]!,
    instrument,
    ...verdictOn(consolidated, venue, ts),
    ...(ages.heard[venue] === 1 && { contactAgeNs: Math.max(ts - ages.contactAt[venue]!, 0) }),
    ...(ages.spoke[venue] === 1 && { dataAgeNs: Math.max(ts - ages.dataAt[venue]!, 0) }),
    status,
    counts: { ...counts },
    ...anomaliesOf(watch.log, venue),
    ...(latency && { latency }),
  };
}

/** The venues of the instrument taken together at `ts`. */
export function marketReport(consolidated: Consolidated, instrument: InstrumentId, ts: Nanos): MarketReport {
  const { states } = consolidated;
  const { bid, ask, state } = nbbo(consolidated);
  return {
    instrument,
    state,
    bidVenues: bid?.venues ?? [],
    askVenues: ask?.venues ?? [],
    sinceNs: Math.max(ts - states.since, 0) || 0,
    locked: stayIn(states, 'Locked', ts),
    crossed: stayIn(states, 'Crossed', ts),
  };
}
