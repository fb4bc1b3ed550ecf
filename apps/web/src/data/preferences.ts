/** How this person reads times, kept in this browser. */
import { formatTime, localOffsetNs, type TimeUnit, type TimeZone } from '@fairlead/ui';
import { useCallback, useSyncExternalStore } from 'react';
import { useClockReading } from './system.ts';

export interface Preferences {
  readonly timeUnit: TimeUnit;
  readonly timeZone: TimeZone;
  /** Columns of the orders table that this person does not want. */
  readonly hiddenColumns: readonly string[];
}

const KEY = 'fairlead.preferences';
const DEFAULTS: Preferences = { timeUnit: 'ms', timeZone: 'exchange', hiddenColumns: [] };
const UNITS: readonly TimeUnit[] = ['s', 'ms', 'us', 'ns'];

const listeners = new Set<() => void>();
let current: Preferences | undefined;

function read(): Preferences {
  if (current) return current;
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? '{}');
    const { timeUnit, timeZone, hiddenColumns } = stored as Partial<Preferences>;
    current = {
      timeUnit: UNITS.find((unit) => unit === timeUnit) ?? DEFAULTS.timeUnit,
      timeZone: timeZone === 'local' ? 'local' : 'exchange',
      hiddenColumns: Array.isArray(hiddenColumns) ? hiddenColumns.filter((c) => typeof c === 'string') : [],
    };
  } catch {
    current = DEFAULTS;
  }
  return current;
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, read, () => DEFAULTS);

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...read(), ...change };
  try {
    window.localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // a browser that keeps nothing still shows what was chosen until it is closed
  }
  for (const listener of listeners) listener();
}

/** Writes a market time as this person reads times. A unit given by the caller wins. */
export function useTimeFormat(): (ns: number | undefined, unit?: TimeUnit) => string {
  const { timeUnit, timeZone } = usePreferences();
  const date = useClockReading()?.clock.sessionDate;
  const offsetNs = timeZone === 'local' && date !== undefined ? localOffsetNs(date) : 0;
  return useCallback(
    (ns, unit) => formatTime(ns, { unit: unit ?? timeUnit, offsetNs }),
    [timeUnit, offsetNs],
  );
}
