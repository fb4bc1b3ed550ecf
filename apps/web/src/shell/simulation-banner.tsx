'use client';
/** Market time stands still, or the market is being turned: said over every page, in the simulation's colour. */
import { isPaused } from '@fairlead/domain';
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
  const { switchingTo, now } = simulation;
  if (switchingTo === undefined && !isPaused(simulation)) return null;
  return (
    <div className="flex min-h-9 shrink-0 flex-wrap items-center justify-center gap-x-3 gap-y-1 border-b-2 border-sim bg-sim/15 px-4 py-1">
      <p role="status" className="flex items-baseline gap-2">
        <span className="font-bold tracking-[.6px] text-sim uppercase">
          <span aria-hidden>▮▮ </span>
          {switchingTo === undefined ? 'Paused' : `Turning to ${switchingTo}…`}
        </span>
        {switchingTo === undefined ? (
          <span>
            Market time stands still at <span className="num font-medium">{time(now)}</span>
            <span className="max-wide:hidden">: orders and cancels wait until it goes on</span>.
          </span>
        ) : (
          <span>The session has ended; the next one begins in a moment.</span>
        )}
      </p>
      {switchingTo === undefined && may(role, 'simulation.pause') ? (
        <RunButtons simulation={simulation} />
      ) : null}
    </div>
  );
}
