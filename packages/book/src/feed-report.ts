/** What is known of the feeds of one instrument, put into words for screens and summaries. */
import type { FeedReport, InstrumentId, MarketReport, Nanos } from '@fairlead/domain';
import { anomaliesOf } from './anomalies.ts';
import { type Consolidated, nbbo } from './consolidated.ts';
import { verdictOn } from './crossed.ts';
import { latencyOfFeed } from './feed-clock.ts';
import { contactAt, dataAt } from './feed-health.ts';
import { stayIn } from './market-state.ts';

/** One venue's feed at `ts`. */
export function feedReport(
  consolidated: Consolidated,
  instrument: InstrumentId,
  at: { readonly venue: number; readonly ts: Nanos },
): FeedReport {
  const { books, venues, watch } = consolidated;
  const { venue, ts } = at;
  const { counts, status } = books[venue]!;
  const latency = latencyOfFeed(watch.clocks, venue);
  return {
    venue: venues[venue]!,
    instrument,
    ...verdictOn(consolidated, venue, ts),
    ...agesOf(consolidated, venue, ts),
    status,
    counts: { ...counts },
    ...anomaliesOf(watch.log, venue),
    ...(latency && { latency }),
  };
}

/** Since the venue's last message of any kind, and since its last data; absent before the first. ns. */
function agesOf(
  { watch }: Consolidated,
  venue: number,
  ts: Nanos,
): Pick<FeedReport, 'contactAgeNs' | 'dataAgeNs'> {
  const contact = ts - contactAt(watch.ages, venue);
  const data = ts - dataAt(watch.ages, venue);
  return {
    ...(Number.isFinite(contact) && { contactAgeNs: Math.max(contact, 0) }),
    ...(Number.isFinite(data) && { dataAgeNs: Math.max(data, 0) }),
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
