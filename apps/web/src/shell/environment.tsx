'use client';
/** Which market this is: colours the frame, stands in words beside the name, and can't be missed. */
import { cn } from '@fairlead/ui';
import type { MarketClock } from '../data/api-types.ts';
import { useClockReading } from '../data/system.ts';

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

export function EnvironmentBadge() {
  const clock = useClockReading()?.clock;
  if (!clock) return null;
  const market = clock.market
    .replace(/^.*[/:]/, '')
    .replace(/\.\w+$/, '')
    .replace(/^LOBSTER_SampleFile_/i, '')
    .replaceAll('_', ' ');
  return (
    <span
      title={`${clock.environment} · ${clock.market} · session of ${clock.sessionDate} · ${clock.speed} market seconds per second`}
      className={cn(
        'max-w-64 truncate rounded border border-current px-1.5 py-[3px] text-2xs font-semibold leading-none tracking-[.6px] uppercase',
        BADGE[clock.environment],
      )}
    >
      {clock.environment} · {market} ×{clock.speed}
    </span>
  );
}
