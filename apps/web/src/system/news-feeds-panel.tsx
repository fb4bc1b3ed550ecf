'use client';
/** The followed news feeds: when each was read last, what it gave, and what was wrong with it. */
import type { UnixMs } from '@fairlead/domain';
import { formatAge, formatQty, HealthMark, Panel, PanelContent, Table, Td, Th } from '@fairlead/ui';
import type { SystemHealth } from '../data/api-types.ts';
import { useWallClock } from '../data/system.ts';

export function NewsFeedsPanel({ health }: { health: SystemHealth }) {
  const now = useWallClock(1_000);
  const age = (ms: UnixMs | undefined): string => formatAge(ms === undefined ? undefined : (now - ms) * 1e6);
  return (
    <Panel title="News feeds">
      <PanelContent
        state={{ type: 'Ready', data: health.news }}
        empty={{
          when: (rows) => rows.length === 0,
          title: 'No news feed is followed',
          hint: 'Start with --news FILE or --news URL: JSON Lines, RSS or Atom; as often as there are feeds.',
        }}
      >
        {(rows) => (
          <Table label="News feeds" minWidth={760}>
            <thead>
              <tr>
                <Th align="left">Feed</Th>
                <Th align="left">Health</Th>
                <Th title="since its last reading that succeeded">Read</Th>
                <Th title="since its last story came">Last story</Th>
                <Th>Stories</Th>
                <Th title="the same id, or the same words within a day">Repeats</Th>
                <Th title="records that were not sound">Refused</Th>
                <Th title="published, by its own word, after we received it">Future</Th>
                <Th title="published before an earlier story">Went back</Th>
                <Th align="left">Last fault</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((feed, i) => (
                // Two feeds may be named alike: what follows the question mark of an address is not shown.
                // biome-ignore lint/suspicious/noArrayIndexKey: the feeds of a house never change their order
                <tr key={i} className="hover:bg-hover">
                  <Td className="max-w-64 font-medium" title={feed.feed}>
                    {feed.feed.replace(/^.*\/(?=[^/]+$)/, '')}
                  </Td>
                  <Td>
                    <HealthMark health={feed.health} withWord />
                  </Td>
                  <Td num>{age(feed.readMs)}</Td>
                  <Td num>{age(feed.storyMs)}</Td>
                  <Td num>{formatQty(feed.stories)}</Td>
                  <Td num>{formatQty(feed.duplicates)}</Td>
                  <Td num>{formatQty(feed.refused)}</Td>
                  <Td num>{formatQty(feed.future)}</Td>
                  <Td num>{formatQty(feed.wentBack)}</Td>
                  <Td className="max-w-80 text-warn" title={feed.fault}>
                    {feed.fault}
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </PanelContent>
    </Panel>
  );
}
