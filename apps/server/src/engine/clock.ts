/**
 * Our clock in market time. It follows the market's: set by what the market says of its own, running at the market's
 * speed up to where that stands still, pulled to the events that arrive (a market that falls behind takes our clock
 * with it; a market that falls silent does not), never backwards but into another session.
 */
import { isPaused, type Nanos, nanos, type SimulationState } from '@fairlead/domain';
import type { MarketClock } from '@fairlead/driver';

/** What the market says of its time. */
type MarketSays = Pick<SimulationState, 'now' | 'speed' | 'until'>;

export interface MarketTime extends MarketClock {
  /** Another session: its time is its own, and may lie before the last one's. */
  readonly begin: (at: MarketSays) => void;
  /** A connection, another speed, a pause, a step. */
  readonly follow: (at: MarketSays) => void;
  /** The market's clock as an event shows it: ours is kept no further ahead than the least lag of late. */
  readonly heard: (tsEvent: Nanos) => void;
  readonly speed: () => number;
  /** Where the market stands still, or will; absent: it runs on. */
  readonly until: () => Nanos | undefined;
}

const NS_PER_MS = 1_000_000;
/** Lag is judged over this much wall time. */
const LAG_WINDOW_MS = 250;
/** Of wall time: what market time was expected to be by then may have changed meanwhile. */
const LONGEST_SLEEP_MS = 250;

/**
 * @param startAt the latest time that the journal knows, so that time goes on from there
 * @param wallMs a monotonic clock
 */
export function createMarketTime(startAt: Nanos, wallMs = () => performance.now()): MarketTime {
  let base: number = startAt;
  let wallBase = wallMs();
  let speed = 0;
  let until: number = startAt;
  let latest: number = startAt;
  let leastLag = Number.POSITIVE_INFINITY;
  let windowEnds = 0;
  /** Each goes to sleep anew: for another time where the market runs otherwise than before. */
  const sleepers = new Set<() => void>();

  const raw = (): number => Math.min(until, Math.round(base + (wallMs() - wallBase) * NS_PER_MS * speed));
  const now = (): Nanos => {
    const reading = raw();
    if (reading > latest) latest = reading;
    return nanos(latest);
  };
  const set = (at: MarketSays): void => {
    base = at.now;
    wallBase = wallMs();
    speed = at.speed;
    until = at.until ?? Number.POSITIVE_INFINITY;
    leastLag = Number.POSITIVE_INFINITY;
    windowEnds = wallBase + LAG_WINDOW_MS;
    for (const sleep of [...sleepers]) sleep();
  };
  /** Infinite where the market stands still before it. */
  const wallMsUntil = (at: number): number => {
    const reading = now();
    if (at <= reading) return 0;
    if (at > until || isPaused({ now: reading, until })) return Number.POSITIVE_INFINITY;
    return (at - reading) / (NS_PER_MS * speed);
  };
  return {
    now,
    soon: (call) => void setImmediate(call),
    at: (at, call) => {
      let handle: NodeJS.Timeout | undefined;
      const sleep = (): void => {
        clearTimeout(handle);
        const ms = wallMsUntil(at);
        if (ms < Number.POSITIVE_INFINITY)
          handle = setTimeout(look, Math.max(1, Math.min(LONGEST_SLEEP_MS, ms)));
      };
      const look = (): void => {
        if (now() < at) return sleep();
        sleepers.delete(sleep);
        call();
      };
      sleepers.add(sleep);
      sleep();
      return () => {
        clearTimeout(handle);
        sleepers.delete(sleep);
      };
    },
    speed: () => speed,
    until: () => (Number.isFinite(until) ? nanos(until) : undefined),
    begin: (at) => {
      latest = at.now;
      set(at);
    },
    follow: (at) => {
      now();
      set(at);
    },
    heard: (tsEvent) => {
      const reading = raw();
      // Standing still: what arrives now was on its way, and says nothing of our lag.
      if (reading >= until) return;
      leastLag = Math.min(leastLag, reading - tsEvent);
      const wall = wallMs();
      if (wall < windowEnds) return;
      windowEnds = wall + LAG_WINDOW_MS;
      base -= leastLag;
      leastLag = Number.POSITIVE_INFINITY;
    },
  };
}
