/**
 * Our clock in market time. It follows the market's: anchored at each `Welcome`, running at the market's speed,
 * never backwards.
 */
import { type Nanos, nanos } from '@fairlead/domain';

export interface MarketTime {
  readonly now: () => Nanos;
  readonly anchor: (marketNow: Nanos, speed: number) => void;
  readonly speed: () => number;
  /** Wall milliseconds until market time `at`; 0 when it is past. */
  readonly wallMsUntil: (at: Nanos) => number;
}

const NS_PER_MS = 1_000_000;

/** @param startAt the latest time that the journal knows, so that time goes on from there */
export function createMarketTime(startAt: Nanos): MarketTime {
  let base: number = startAt;
  let wallBase = performance.now();
  let speed = 0;
  let latest: number = startAt;

  const now = (): Nanos => {
    const reading = Math.round(base + (performance.now() - wallBase) * NS_PER_MS * speed);
    if (reading > latest) latest = reading;
    return nanos(latest);
  };
  return {
    now,
    speed: () => speed,
    anchor: (marketNow, marketSpeed) => {
      base = marketNow;
      wallBase = performance.now();
      speed = marketSpeed;
    },
    wallMsUntil: (at) =>
      speed === 0 ? Number.POSITIVE_INFINITY : Math.max(0, (at - now()) / (NS_PER_MS * speed)),
  };
}
