'use client';
/** Market time stands still, the day is over, or the market is being turned: said over every page, in the simulation's colour. */
import { isPaused, type Simulation } from '@fairlead/domain';
import { useTimeFormat } from '../data/preferences.ts';
import { useActor } from '../data/session.ts';
import { useSimulation } from '../data/simulation.ts';
import { may } from '../state/access.ts';
import { RunButtons } from './simulation-buttons.tsx';

export function SimulationBanner() {
  const { data: simulation } = useSimulation();
  const { role } = useActor();
  const time = useTimeFormat();
  if (simulation === undefined) return null;
  const { switchingTo, now, close } = simulation;
  const said = saidOf(simulation);
  if (said === undefined) return null;
  return (
    <div className="flex min-h-9 shrink-0 flex-wrap items-center justify-center gap-x-3 gap-y-1 border-b-2 border-sim bg-sim/15 px-4 py-1">
      <p role="status" className="flex items-baseline gap-2">
        <span className="font-bold tracking-[.6px] text-sim uppercase">
          <span aria-hidden>▮▮ </span>
          {said === 'Turning' ? `Turning to ${switchingTo}…` : said}
        </span>
        {said === 'Paused' ? (
          <span>
            Market time stands still at <span className="num font-medium">{time(now)}</span>
            <span className="max-wide:hidden">: orders and cancels wait until it goes on</span>.
          </span>
        ) : said === 'Closed' && close !== undefined ? (
          <span>
            The day is over; the next one opens at{' '}
            <span className="num font-medium">{time(close.nextDayAt)}</span> by itself.
          </span>
        ) : (
          <span>The session has ended; the next one begins in a moment.</span>
        )}
      </p>
      {said === 'Paused' && may(role, 'simulation.pause') ? <RunButtons simulation={simulation} /> : null}
    </div>
  );
}

function saidOf(simulation: Simulation): 'Turning' | 'Paused' | 'Closed' | undefined {
  const { switchingTo, now, close } = simulation;
  if (switchingTo !== undefined) return 'Turning';
  if (isPaused(simulation)) return 'Paused';
  return close !== undefined && now >= close.at ? 'Closed' : undefined;
}
