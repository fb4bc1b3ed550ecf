/** The house's health, asked every two seconds, and the market's clock, which ticks between the answers. */
import { isPaused, NANOS_PER_MS, type Nanos } from '@fairlead/domain';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { MarketClock } from './api-types.ts';
import { useTRPC } from './client.ts';

const HEALTH_EVERY_MS = 2_000;

export const useHealth = () =>
  useQuery(
    useTRPC().system.health.queryOptions(undefined, {
      refetchInterval: HEALTH_EVERY_MS,
      refetchIntervalInBackground: false,
      placeholderData: keepPreviousData,
    }),
  );

export interface ClockReading {
  readonly clock: MarketClock;
  /** Wall clock, ms, when `clock.now` was true. */
  readonly readAtMs: number;
}

export function useClockReading(): ClockReading | undefined {
  const { data, dataUpdatedAt } = useHealth();
  return data === undefined ? undefined : { clock: data.clock, readAtMs: dataUpdatedAt };
}

/** After three unanswered askings a reading is old, and what is carried on from it an estimate. */
export const isOld = (readAtMs: number, wallMs: number): boolean => wallMs - readAtMs > 3 * HEALTH_EVERY_MS;

/** Market time at a wall-clock instant, carried on from the last reading at the market's speed to where it stands still. */
export const marketNow = ({ clock, readAtMs }: ClockReading, wallMs: number): Nanos => {
  if (isPaused(clock)) return clock.now;
  const running = clock.now + Math.max(0, wallMs - readAtMs) * clock.speed * NANOS_PER_MS;
  return Math.round(Math.min(running, clock.until ?? Number.POSITIVE_INFINITY)) as Nanos;
};

/** Redraws its user every `everyMs` and says the wall clock, ms. */
export function useWallClock(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

export function useMarketNow(everyMs: number): Nanos | undefined {
  const reading = useClockReading();
  const wall = useWallClock(everyMs);
  return reading === undefined ? undefined : marketNow(reading, wall);
}
