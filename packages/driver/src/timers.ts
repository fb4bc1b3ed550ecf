/** The engine's timers. Setting one that is set moves it. */
import type { TimerId } from '@fairlead/domain';
import type { PendingTimer } from '@fairlead/engine';
import type { MarketClock } from './clock.ts';

export interface Timers {
  readonly set: (timer: PendingTimer) => void;
  readonly clear: (timerId: TimerId) => void;
  readonly stop: () => void;
}

/** @param fire called with each that is due, earliest first */
export function createTimers(clock: MarketClock, fire: (timer: PendingTimer) => void): Timers {
  const waiting = new Map<TimerId, PendingTimer>();
  let takeBack = (): void => undefined;
  let stopped = false;

  const arm = (): void => {
    takeBack();
    let first = Number.POSITIVE_INFINITY;
    for (const { at } of waiting.values()) first = Math.min(first, at);
    takeBack = first === Number.POSITIVE_INFINITY || stopped ? () => undefined : clock.at(first, ring);
  };
  const ring = (): void => {
    const now = clock.now();
    const due = [...waiting.values()].filter(({ at }) => at <= now);
    due.sort((a, b) => a.at - b.at || (a.timerId < b.timerId ? -1 : 1));
    for (const { timerId } of due) waiting.delete(timerId);
    for (const timer of due) fire(timer);
    arm();
  };
  return {
    set: (timer) => {
      waiting.set(timer.timerId, timer);
      arm();
    },
    clear: (timerId) => {
      if (waiting.delete(timerId)) arm();
    },
    stop: () => {
      stopped = true;
      takeBack();
    },
  };
}
