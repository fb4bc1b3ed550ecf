/** What a live feed would have been flagged for, over all feeds of a recording together. */
import type { MonitorReport } from '@fairlead/book';
import type { FeedLatency } from '@fairlead/domain';

export interface Watched {
  /** By kind, those that occurred. */
  readonly anomalies: Readonly<Record<string, number>>;
  /** How often, and for how long, the venues of an instrument stood locked or crossed. */
  readonly locked: { readonly times: number; readonly ns: number };
  readonly crossed: { readonly times: number; readonly ns: number };
  /** Of each venue's busiest feed, where the recorder had a clock of its own. */
  readonly latency: readonly ({ readonly venue: string } & FeedLatency)[];
}

export function watchedOf({ feeds, markets }: MonitorReport): Watched {
  const anomalies = new Map<string, number>();
  const busiest = new Map<string, MonitorReport['feeds'][number]>();
  for (const feed of feeds) {
    for (const [kind, count] of Object.entries(feed.anomalies)) {
      anomalies.set(kind, (anomalies.get(kind) ?? 0) + count);
    }
    if (feed.records > (busiest.get(feed.venue)?.records ?? 0)) busiest.set(feed.venue, feed);
  }
  const stood = (how: 'locked' | 'crossed') => ({
    times: markets.reduce((sum, market) => sum + market[how].times, 0),
    ns: markets.reduce((sum, market) => sum + market[how].ns, 0),
  });
  return {
    anomalies: Object.fromEntries([...anomalies].sort()),
    locked: stood('locked'),
    crossed: stood('crossed'),
    latency: [...busiest.values()].flatMap(({ venue, latency }) => (latency ? [{ venue, ...latency }] : [])),
  };
}
