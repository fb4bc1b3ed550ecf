/** Lets market time follow wall time, in steps, giving the sockets their turn in between. */
import type { Logger } from 'pino';
import { type MarketClock, marketTime, slipClock } from './clock.ts';

const TICK_MS = 5;
/** Market work between two looks at the sockets. */
const BUDGET_MS = 20;
/** Of wall time, before the clock gives up what it can't catch up with. */
const MAX_BEHIND_MS = 500;
/** Market time of one step, per unit of speed. */
const STEP_NS = 1e6;
const WARN_EVERY_MS = 10_000;

export interface Driven {
  readonly log: Logger;
  /** Market time reached. */
  readonly nowNs: () => number;
  readonly step: (untilNs: number) => void;
  /** After the steps of one turn. */
  readonly flush: () => void;
  /** Market time has come to where it is to stand still. */
  readonly stoodStill: () => void;
}

export interface Driver {
  readonly start: () => void;
  /**
   * The market comes to the present, or the present to the market where that would take too long.
   * @returns the wall time of that present
   */
  readonly settle: () => number;
  readonly stop: () => void;
}

/** Runs until stopped, which a step may do. */
export function drive(clock: MarketClock, driven: Driven): Driver {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let stillAt = clock.untilNs;
  let slips = 0;
  let warnedMs = Number.NEGATIVE_INFINITY;
  /** As far as the budget goes. @returns where it should have come to */
  const catchUp = (startMs: number): number => {
    const targetNs = marketTime(clock, startMs);
    while (running && driven.nowNs() < targetNs && performance.now() - startMs < BUDGET_MS) {
      driven.step(Math.min(targetNs, driven.nowNs() + Math.ceil(STEP_NS * clock.speed)));
    }
    driven.flush();
    return targetNs;
  };
  const tick = (): void => {
    const startMs = performance.now();
    const targetNs = catchUp(startMs);
    if (!running) return;
    if (driven.nowNs() >= clock.untilNs && stillAt !== clock.untilNs) {
      stillAt = clock.untilNs;
      driven.stoodStill();
    }
    const behindMs = (targetNs - driven.nowNs()) / 1e6 / clock.speed;
    if (behindMs > MAX_BEHIND_MS) {
      slips += 1;
      slipClock(clock, driven.nowNs(), startMs);
      if (startMs - warnedMs > WARN_EVERY_MS) {
        warnedMs = startMs;
        driven.log.warn({ slips, speed: clock.speed }, 'the market runs slower than asked');
      }
    }
    timer = setTimeout(tick, behindMs > TICK_MS ? 0 : TICK_MS);
  };
  const start = (): void => {
    running = true;
    clearTimeout(timer);
    timer = setTimeout(tick, 0);
  };
  start();
  const settle = (): number => {
    const wallMs = performance.now();
    if (driven.nowNs() < catchUp(wallMs)) slipClock(clock, driven.nowNs(), wallMs);
    return wallMs;
  };
  const stop = (): void => {
    running = false;
    clearTimeout(timer);
  };
  return { start, settle, stop };
}
