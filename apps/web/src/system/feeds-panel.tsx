'use client';
/** Each venue's feed of each instrument: its health and why, its ages, what its messages counted, how long they take. */
import type { FeedReport } from '@fairlead/domain';
import {
  cn,
  formatAge,
  formatDuration,
  formatQty,
  HealthMark,
  Panel,
  PanelContent,
  Table,
  Td,
  Th,
} from '@fairlead/ui';
import type { SystemHealth } from '../data/api-types.ts';
import { ANOMALY_WORDS, CAUSE_WORDS, STATUS_WORDS } from '../state/feed-words.ts';

type Anomalies = FeedReport['anomalies'];
const anomalyList = (anomalies: Anomalies): readonly (readonly [keyof Anomalies, number])[] =>
  Object.entries(anomalies) as (readonly [keyof Anomalies, number])[];

export function FeedsPanel({ health }: { health: SystemHealth }) {
  const feeds = health.venues.flatMap((venue) => venue.feeds);
  return (
    <Panel
      title="Feeds by venue and instrument"
      aside={
        <span className="ml-auto text-ink-3">
          counts since the books began; latency beyond the fastest message
        </span>
      }
    >
      <PanelContent
        state={{ type: 'Ready', data: feeds }}
        empty={{
          when: (rows) => rows.length === 0,
          title: 'No feed has been heard from',
          hint: 'Each venue and instrument has a row here once the market is connected.',
        }}
      >
        {(rows) => (
          <Table label="Feeds by venue and instrument" minWidth={960}>
            <thead>
              <tr>
                <Th align="left">Venue</Th>
                <Th align="left">Instrument</Th>
                <Th align="left">Feed</Th>
                <Th align="left">Trading</Th>
                <Th className="px-1.5" title="since its last change of book, print or state">
                  Data age
                </Th>
                <Th className="px-1.5" title="since its last message of any kind, heartbeats included">
                  Heard
                </Th>
                <Th className="px-1.5">Messages</Th>
                <Th className="px-1.5" title="times that messages were missing">
                  Gaps
                </Th>
                <Th className="px-1.5" title="snapshots that made the book whole again">
                  Resyncs
                </Th>
                <Th className="px-1.5" title="repeats of the message before">
                  Repeats
                </Th>
                <Th className="px-1.5" title="messages older than the one before">
                  Out of order
                </Th>
                <Th className="px-1.5">Anomalies</Th>
                <Th className="px-1.5" title="our clock less the venue's, and least delay together">
                  Offset
                </Th>
                <Th className="px-1.5">p50</Th>
                <Th className="pl-1.5">p99</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((feed) => (
                <FeedRow key={`${feed.venue} ${feed.instrument}`} feed={feed} />
              ))}
            </tbody>
          </Table>
        )}
      </PanelContent>
    </Panel>
  );
}

function FeedRow({ feed }: { feed: FeedReport }) {
  const { counts, latency, cause } = feed;
  const anomalies = anomalyList(feed.anomalies);
  return (
    <tr className="hover:bg-hover">
      <Td className="font-medium">{feed.venue}</Td>
      <Td>{feed.instrument}</Td>
      <Td>
        <HealthMark health={feed.health} withWord />
        {cause === undefined ? null : <span className="ml-1.5 text-ink-3">{CAUSE_WORDS[cause]}</span>}
      </Td>
      <Td className={feed.status === 'Open' ? 'text-ink-2' : 'text-warn'}>{STATUS_WORDS[feed.status]}</Td>
      <Td num className="px-1.5">
        {formatAge(feed.dataAgeNs)}
      </Td>
      <Td num className="px-1.5">
        {formatAge(feed.contactAgeNs)}
      </Td>
      <Td num className="px-1.5">
        {formatQty(counts.messages)}
      </Td>
      <Count of={counts.gaps} />
      <Count of={counts.resyncs} />
      <Count of={counts.duplicates} />
      <Count of={counts.outOfOrder} />
      <Td
        num
        className="px-1.5"
        title={anomalies.map(([kind, n]) => `${formatQty(n)} ${ANOMALY_WORDS[kind]}`).join(', ') || undefined}
      >
        {formatQty(anomalies.reduce((sum, [, n]) => sum + n, 0))}
      </Td>
      <Td num className="px-1.5">
        {formatDuration(latency?.offsetNs)}
      </Td>
      <Td num className="px-1.5">
        {formatDuration(latency?.p50Ns)}
      </Td>
      <Td num className="px-1.5">
        {formatDuration(latency?.p99Ns)}
      </Td>
    </tr>
  );
}

/** What should be none stands out where it is some. */
function Count({ of }: { of: number }) {
  return (
    <Td num className={cn('px-1.5', of > 0 ? 'text-warn' : 'text-ink-3')}>
      {formatQty(of)}
    </Td>
  );
}
