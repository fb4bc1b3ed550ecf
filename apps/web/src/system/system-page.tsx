'use client';
/** The house itself: feeds and sessions by venue, the engine and its journal, how fast decisions are made. */
import { isPaused } from '@fairlead/domain';
import {
  cn,
  Fact,
  Facts,
  formatAge,
  formatDuration,
  formatQty,
  formatShare,
  HealthMark,
  Panel,
  PanelContent,
  Table,
  Td,
  Th,
} from '@fairlead/ui';
import type { SystemHealth } from '../data/api-types.ts';
import { panelState } from '../data/panel-state.ts';
import { useTimeFormat } from '../data/preferences.ts';
import { useSimulation } from '../data/simulation.ts';
import { useHealth, useMarketNow, useWallClock } from '../data/system.ts';
import { CAUSE_WORDS } from '../state/feed-words.ts';
import { formatSpeed } from '../state/simulation-words.ts';
import { FeedsPanel } from './feeds-panel.tsx';
import { MarketsPanel } from './markets-panel.tsx';
import { NewsFeedsPanel } from './news-feeds-panel.tsx';
import { RealismPanel } from './realism-panel.tsx';

export function SystemPage() {
  const health = useHealth();
  const state = panelState(health);
  const now = useWallClock(1_000);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-1.5 p-1.5">
      <div className="flex shrink-0 items-baseline gap-3 px-1.5 pt-1">
        <h1 className="text-l font-semibold">System</h1>
        {health.data === undefined ? null : (
          <span className={cn('text-s', health.isError ? 'text-warn' : 'text-ink-3')}>
            as of {formatAge(Math.max(0, now - health.dataUpdatedAt) * 1e6)} ago
          </span>
        )}
      </div>
      {state.type === 'Ready' ? (
        <div className="grid min-h-0 items-start gap-1.5 desk:grid-cols-[minmax(0,1fr)_280px] wide:grid-cols-[minmax(0,1fr)_380px]">
          <div className="grid min-w-0 content-start gap-1.5">
            <VenuesPanel health={state.data} />
            <FeedsPanel health={state.data} />
            <MarketsPanel health={state.data} />
            <NewsFeedsPanel health={state.data} />
            {state.data.clock.environment === 'SIM' ? <RealismPanel /> : null}
          </div>
          <div className="grid content-start gap-1.5">
            <EnginePanel health={state.data} />
            <DecisionsPanel health={state.data} />
            <MarketPanel health={state.data} />
          </div>
        </div>
      ) : (
        <Panel title="System" className="flex-1">
          <PanelContent state={state} rows={8}>
            {() => null}
          </PanelContent>
        </Panel>
      )}
    </div>
  );
}

function VenuesPanel({ health }: { health: SystemHealth }) {
  const live = health.venues.filter((venue) => venue.session && venue.health === 'LIVE').length;
  return (
    <Panel
      title="Venues"
      aside={
        <span className="ml-auto text-ink-3">
          {live} of {health.venues.length} live
        </span>
      }
    >
      <PanelContent
        state={{ type: 'Ready', data: health.venues }}
        empty={{
          when: (rows) => rows.length === 0,
          title: 'No venue is connected',
          hint: 'The market process is not there, or not yet.',
        }}
      >
        {(rows) => (
          <Table label="Venues by health" minWidth={520}>
            <thead>
              <tr>
                <Th align="left">Venue</Th>
                <Th align="left">Feed</Th>
                <Th align="left">Order session</Th>
                <Th title="of its oldest instrument: since the last change of book, print or state">
                  Data age
                </Th>
                <Th title="of its oldest instrument: since the last message of any kind">Heard</Th>
                <Th>Order round trip</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((venue) => (
                <tr key={venue.venue} className="hover:bg-hover">
                  <Td className="font-medium">{venue.venue}</Td>
                  <Td>
                    <HealthMark health={venue.health} withWord />
                    {venue.cause === undefined ? null : (
                      <span className="ml-1.5 text-ink-3">{CAUSE_WORDS[venue.cause]}</span>
                    )}
                  </Td>
                  <Td className={venue.session ? 'text-good' : 'text-bad'}>
                    <span aria-hidden className="mr-1 text-[8px]">
                      {venue.session ? '●' : '■'}
                    </span>
                    {venue.session ? 'up' : 'down'}
                  </Td>
                  <Td num>{formatAge(venue.dataAgeNs)}</Td>
                  <Td num>{formatAge(venue.ageNs)}</Td>
                  <Td num>{formatDuration(venue.latencyNs)}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </PanelContent>
    </Panel>
  );
}

function EnginePanel({ health }: { health: SystemHealth }) {
  return (
    <Panel title="Engine and journal">
      <Facts className="p-2.5">
        <Fact name="Inputs folded" num>
          {formatQty(health.engineSeq)}
        </Fact>
        <Fact name="Inputs journaled" num>
          {formatQty(health.journalInputs)}
        </Fact>
        <Fact name="Journal fsync" num>
          {formatDuration(health.fsyncNs)}
        </Fact>
        <Fact name="Database behind by" num>
          {formatDuration(health.projectionLagNs)}
        </Fact>
        <Fact name="Market events" num>
          {formatQty(health.marketEventsPerSecond)}/s
        </Fact>
        <Fact name="Tape">{tapeInWords(health.tape)}</Fact>
      </Facts>
    </Panel>
  );
}

/** `recording, 1,234,567 records`; what went wrong, where it did. */
function tapeInWords({ state, reason, records, droppedEvents }: SystemHealth['tape']): string {
  if (state === 'Off') return 'off';
  if (state === 'Stopped') return `stopped: ${reason}`;
  const dropped = droppedEvents === 0 ? '' : `, ${formatQty(droppedEvents)} events dropped`;
  return `recording, ${formatQty(records)} records${dropped}`;
}

function DecisionsPanel({ health }: { health: SystemHealth }) {
  const { count, p50Us, p99Us, fallbacks } = health.decision;
  const duration = (us: number | undefined) => formatDuration(us === undefined ? undefined : us * 1_000);
  return (
    <Panel title="Routing decisions">
      <Facts className="p-2.5">
        <Fact name="Made" num>
          {formatQty(count)}
        </Fact>
        <Fact name="Half within" num>
          {duration(p50Us)}
        </Fact>
        <Fact name="99% within" num>
          {duration(p99Us)}
        </Fact>
        <Fact name="By rules, chosen or as a fallback" num>
          {formatQty(fallbacks)}
          {count > 0 ? ` (${formatShare(fallbacks / count, 1)})` : ''}
        </Fact>
      </Facts>
    </Panel>
  );
}

function MarketPanel({ health }: { health: SystemHealth }) {
  const time = useTimeFormat();
  const now = useMarketNow(1_000);
  const { data: simulation } = useSimulation();
  const { clock } = health;
  return (
    <Panel title="Market">
      <Facts className="p-2.5">
        <Fact name="Environment">{clock.environment}</Fact>
        <Fact name="Market">{clock.market}</Fact>
        {clock.scenario === undefined ? null : <Fact name="Scenario">{clock.scenario}</Fact>}
        <Fact name="Session" num>
          {clock.session}, of {clock.sessionDate}
        </Fact>
        <Fact name="Market time" num>
          {time(now, 's')}
        </Fact>
        <Fact name="Speed" num>
          {isPaused(clock) ? 'paused; ' : ''}
          {clock.speed} market s per s
        </Fact>
        {simulation === undefined ? null : (
          <Fact name="Reached" num>
            {formatSpeed(simulation.reachedSpeed)}, {formatQty(simulation.eventsPerSecond)} changes/s
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}
