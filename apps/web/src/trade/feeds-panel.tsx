'use client';
/**
 * How far each venue's data of the chosen instrument can be trusted: its health as a word, since when its data has
 * not moved, and since when it was not heard from at all. A heartbeat makes the second young, never the first.
 */
import { cn, formatAge, HealthMark, Panel, PanelContent, type PanelState, Table, Td, Th } from '@fairlead/ui';
import type { BoardRow, BoardView } from '../data/api-types.ts';
import type { Live } from '../data/market.ts';
import { CAUSE_WORDS } from '../state/feed-words.ts';
import { ageTone } from './age.ts';

interface Props {
  readonly state: PanelState<Live<BoardView>>;
  readonly className?: string;
}

const liveOf = (rows: readonly BoardRow[]): string =>
  `${rows.filter((row) => row.health === 'LIVE').length} of ${rows.length} live`;

const sentence = ({ venue, health, cause, ageNs, dataAgeNs }: BoardRow): string =>
  `${venue.id}: ${health.toLowerCase()}${cause === undefined ? '' : `, ${CAUSE_WORDS[cause]}`}; data changed ${formatAge(dataAgeNs)} ago, heard ${formatAge(ageNs)} ago`;

export function FeedsPanel({ state, className }: Props) {
  return (
    <Panel
      title="Feeds"
      {...(className === undefined ? {} : { className })}
      aside={
        state.type === 'Ready' ? (
          <span className="num ml-auto text-ink-3">{liveOf(state.data.value.rows)}</span>
        ) : null
      }
    >
      <PanelContent state={state} rows={5}>
        {({ value, connected }) => (
          <Table label="Feed health by venue" fixed className={connected ? '' : 'opacity-60'}>
            <colgroup>
              <col />
              <col className="w-[74px]" />
              <col className="w-[44px]" />
              <col className="w-[48px]" />
            </colgroup>
            <thead>
              <tr>
                <Th align="left">Venue</Th>
                <Th align="left" className="px-1">
                  Feed
                </Th>
                <Th className="px-1" title="since its last change of book, print or state">
                  Data
                </Th>
                <Th className="pl-1" title="since its last message of any kind, heartbeats included">
                  Heard
                </Th>
              </tr>
            </thead>
            <tbody>
              {value.rows.map((row) => (
                <tr key={row.venue.id} className="hover:bg-hover" title={sentence(row)}>
                  <Td className="pr-0 font-medium">{row.venue.id}</Td>
                  <Td className="px-1">
                    <HealthMark health={row.health} withWord />
                  </Td>
                  <Td num className="px-1 text-2xs text-ink-3">
                    {formatAge(row.dataAgeNs)}
                  </Td>
                  <Td num className={cn('pl-1 text-2xs', ageTone(row.ageNs))}>
                    {formatAge(row.ageNs)}
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

/** The same in one line, where the page is too narrow for a column. */
export function FeedsLine({ state, className }: Props) {
  const rows = state.type === 'Ready' ? state.data.value.rows : [];
  return (
    <section
      aria-label="Feeds"
      className={cn(
        'flex items-center gap-3 overflow-hidden whitespace-nowrap rounded-md border border-line bg-panel px-2 text-s',
        state.type === 'Ready' && !state.data.connected && 'opacity-60',
        className,
      )}
    >
      <h2 className="font-semibold text-ink-2">Feeds</h2>
      {rows.map((row) => (
        <span key={row.venue.id} title={sentence(row)} className="flex items-baseline gap-1">
          <HealthMark health={row.health} withWord={row.health !== 'LIVE'} />
          {row.venue.id}
          <span className={cn('num min-w-[42px] text-right text-2xs', ageTone(row.ageNs))}>
            {formatAge(row.dataAgeNs ?? row.ageNs)}
          </span>
        </span>
      ))}
    </section>
  );
}
