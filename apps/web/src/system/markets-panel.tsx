'use client';
/** Each instrument over all venues: is its touch sound, who sets it, and how often it was locked or crossed. */
import type { MarketReport } from '@fairlead/domain';
import { formatDuration, formatQty, Panel, PanelContent, Table, Td, Th } from '@fairlead/ui';
import type { SystemHealth } from '../data/api-types.ts';
import { NBBO_WORDS } from '../state/feed-words.ts';

const spell = ({ times, ns }: MarketReport['locked']): string =>
  times === 0 ? '0' : `${formatQty(times)} × · ${formatDuration(ns)}`;

export function MarketsPanel({ health }: { health: SystemHealth }) {
  return (
    <Panel title="Consolidated markets">
      <PanelContent
        state={{ type: 'Ready', data: health.markets }}
        empty={{
          when: (rows) => rows.length === 0,
          title: 'No market has been put together',
          hint: 'Each instrument has a row here once two venues are heard from.',
        }}
      >
        {(rows) => (
          <Table label="Consolidated markets" minWidth={640}>
            <thead>
              <tr>
                <Th align="left">Instrument</Th>
                <Th align="left">Touch</Th>
                <Th>In it for</Th>
                <Th align="left">Bid set by</Th>
                <Th align="left">Offer set by</Th>
                <Th title="times and whole duration">Locked</Th>
                <Th title="times and whole duration">Crossed</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((market) => (
                <tr key={market.instrument} className="hover:bg-hover">
                  <Td className="font-medium">{market.instrument}</Td>
                  <Td className={market.state === 'Normal' ? 'text-ink-2' : 'text-warn'}>
                    {market.state === 'Normal' ? null : <span aria-hidden>▲ </span>}
                    {NBBO_WORDS[market.state]}
                  </Td>
                  <Td num>{formatDuration(market.sinceNs)}</Td>
                  <Td>{market.bidVenues.join(', ') || '—'}</Td>
                  <Td>{market.askVenues.join(', ') || '—'}</Td>
                  <Td num>{spell(market.locked)}</Td>
                  <Td num>{spell(market.crossed)}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </PanelContent>
    </Panel>
  );
}
