/**
 * Our clock in market time. It follows the market's: anchored at each `Welcome`, running at the market's speed,
 * pulled to the events that arrive (a market that falls behind takes our clock with it; a market that falls silent
 * does not), never backwards.
 */
import { type Nanos, nanos } from '@fairlead/domain';
import type { MarketClock } from '@fairlead/driver';

export interface MarketTime extends MarketClock {
  readonly anchor: (marketNow: Nanos, speed: number) => void;
  /** The market's clock as an event shows it: ours is kept no further ahead than the least lag of late. */
  readonly heard: (tsEvent: Nanos) => void;
  readonly speed: () => number;
}

const NS_PER_MS = 1_000_000;
/** Lag is judged over this much wall time. */
const LAG_WINDOW_MS = 250;
/** Of wall time: what market time was expected to be by then may have changed meanwhile. */
const LONGEST_SLEEP_MS = 250;

/** @param startAt the latest time that the journal knows, so that time goes on from there */
export function createMarketTime(startAt: Nanos): MarketTime {
  let base: number = startAt;
  let wallBase = performance.now();
  let speed = 0;
  let latest: number = startAt;
  let leastLag = Number.POSITIVE_INFINITY;
  let windowEnds = 0;

  const raw = (): number => Math.round(base + (performance.now() - wallBase) * NS_PER_MS * speed);
  const now = (): Nanos => {
    const reading = raw();
    if (reading > latest) latest = reading;
    return nanos(latest);
  };
  const sleepMs = (at: number): number => {
    const wallMs = speed === 0 ? LONGEST_SLEEP_MS : (at - now()) / (NS_PER_MS * speed);
    return Math.max(1, Math.min(LONGEST_SLEEP_MS, wallMs));
  };
  return {
    now,
    soon: (call) => void setImmediate(call),
    at: (at, call) => {
      let handle: NodeJS.Timeout;
      const sleep = (): void => {
        handle = setTimeout(() => (now() >= at ? call() : sleep()), sleepMs(at));
      };
      sleep();
      return () => clearTimeout(handle);
    },
    speed: () => speed,
    anchor: (marketNow, marketSpeed) => {
      base = marketNow;
      wallBase = performance.now();
      speed = marketSpeed;
    },
    heard: (tsEvent) => {
      leastLag = Math.min(leastLag, raw() - tsEvent);
      const wall = performance.now();
      if (wall < windowEnds) return;
      windowEnds = wall + LAG_WINDOW_MS;
      base -= leastLag;
      leastLag = Number.POSITIVE_INFINITY;
    },
  };
}
