/** The engine's timers in market time. Setting one that is set moves it. */
import type { InstrumentId, Nanos, TimerId } from '@fairlead/domain';
import type { MarketTime } from './clock.ts';

export interface DueTimer {
  readonly timerId: TimerId;
  readonly instrument: InstrumentId;
  readonly at: Nanos;
}

export interface Timers {
  readonly set: (timer: DueTimer) => void;
  readonly clear: (timerId: TimerId) => void;
  readonly stop: () => void;
}

/** No timer is finer than this on the wall: children's patience is seconds. */
const LONGEST_SLEEP_MS = 250;

/** @param fire called with all that are due, earliest first */
export function createTimers(time: MarketTime, fire: (due: readonly DueTimer[]) => void): Timers {
  const waiting = new Map<TimerId, DueTimer>();
  let handle: NodeJS.Timeout | undefined;
  let stopped = false;

  const arm = (): void => {
    if (stopped) return;
    clearTimeout(handle);
    let sleep = LONGEST_SLEEP_MS;
    for (const { at } of waiting.values()) sleep = Math.min(sleep, time.wallMsUntil(at));
    handle = setTimeout(ring, Math.max(1, sleep));
  };
  const ring = (): void => {
    const now = time.now();
    const due = [...waiting.values()].filter((t) => t.at <= now);
    due.sort((a, b) => a.at - b.at || (a.timerId < b.timerId ? -1 : 1));
    for (const { timerId } of due) waiting.delete(timerId);
    if (due.length > 0) fire(due);
    arm();
  };
  arm();
  return {
    set: (timer) => {
      waiting.set(timer.timerId, timer);
      arm();
    },
    clear: (timerId) => {
      waiting.delete(timerId);
    },
    stop: () => {
      stopped = true;
      clearTimeout(handle);
    },
  };
}
