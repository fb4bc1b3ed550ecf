'use client';
/** Which market this is: colours the frame, stands in words beside the name, and can't be missed. */
import { isPaused } from '@fairlead/domain';
import { cn, Popover } from '@fairlead/ui';
import { ChevronDown } from 'lucide-react';
import type { MarketClock } from '../data/api-types.ts';
import { useSimulation } from '../data/simulation.ts';
import { useClockReading } from '../data/system.ts';
import { formatSpeed } from '../state/simulation-words.ts';
import { SimulationPanel } from './simulation-panel.tsx';

const STRIPE: Readonly<Record<MarketClock['environment'], string>> = {
  SIM: 'bg-sim',
  REPLAY: 'bg-replay',
  'LIVE-PAPER': 'bg-live',
};
const BADGE: Readonly<Record<MarketClock['environment'], string>> = {
  SIM: 'text-sim',
  REPLAY: 'text-replay',
  'LIVE-PAPER': 'text-live',
};

export function EnvironmentStripe() {
  const environment = useClockReading()?.clock.environment;
  return (
    <div
      aria-hidden
      className={cn('h-[3px] shrink-0', environment === undefined ? 'bg-line-strong' : STRIPE[environment])}
    />
  );
}

/** Opens the simulation's panel; of real venues there is nothing to control, and it says why. */
export function EnvironmentBadge() {
  const clock = useClockReading()?.clock;
  const { data: simulation } = useSimulation();
  if (!clock) return null;
  const market = clock.market
    .replace(/^.*[/:]/, '')
    .replace(/\.\w+$/, '')
    .replace(/^LOBSTER_SampleFile_/i, '')
    .replaceAll('_', ' ');
  const paused = simulation !== undefined && isPaused(simulation);
  const words = `${clock.environment} · ${clock.scenario ?? market} ${paused ? '· paused' : formatSpeed(clock.speed)}`;
  const title = `${clock.environment} · ${clock.market} · session of ${clock.sessionDate} · ${clock.speed} market seconds per second`;
  const className = cn(
    'max-w-64 truncate rounded border border-current px-1.5 py-[3px] text-2xs font-semibold leading-none tracking-[.6px] uppercase',
    BADGE[clock.environment],
    paused && 'bg-sim/20',
  );
  if (simulation === undefined || simulation.refuses.Pause !== undefined) {
    const why = simulation?.refuses.Pause === undefined ? '' : ` · ${simulation.refuses.Pause}`;
    return (
      <span title={`${title}${why}`} className={className}>
        {words}
      </span>
    );
  }
  return (
    <Popover
      label="Simulation"
      trigger={
        <button
          type="button"
          title={title}
          className={cn(className, 'flex items-center gap-1 hover:bg-hover')}
        >
          <span className="truncate">{words}</span>
          <span className="sr-only">: simulation</span>
          <ChevronDown aria-hidden className="size-3 shrink-0" />
        </button>
      }
    >
      <SimulationPanel simulation={simulation} />
    </Popover>
  );
}
