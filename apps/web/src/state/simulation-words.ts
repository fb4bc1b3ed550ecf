/** How the market runs, in words. */
import { isPaused, type Simulation } from '@fairlead/domain';

/** `×10`, `×0.5`, `×19.8` */
export const formatSpeed = (speed: number): string => `×${Number(speed.toPrecision(3))}`;

export function runsInWords(simulation: Simulation): string {
  if (simulation.switchingTo !== undefined) return `turning to ${simulation.switchingTo}`;
  if (isPaused(simulation)) return 'paused';
  return `${simulation.until === undefined ? 'runs' : 'steps'} at ${formatSpeed(simulation.speed)}`;
}
