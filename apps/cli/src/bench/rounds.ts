/** A stretch of work done again and again: speed, and what it leaves behind. */
import { usedBytes } from './heap.ts';

export interface Rounds {
  /** Of the fastest round by the clock on the wall: the machine is shared, and the first ones warm up. */
  readonly perSecond: number;
  /** Of all rounds but the first, by the time that this thread was on a core. */
  readonly perCpuSecond: number;
  /**
   * Of the fastest twentieth of the laps that the rounds told, which are of some thousand messages: a core that
   * nobody else disturbs. (Not fewer: a fiftieth of a day of ITCH is its close, deletes alone, and no measure of the
   * rest.) Absent where they told none.
   */
  readonly quietPerSecond?: number;
  /** Bytes in use at the end less those after the first round. */
  readonly heapGrowthBytes: number;
  readonly messages: number;
}

/** @param messages done since the last lap, or since the round's start */
export type Lap = (messages: number) => void;

/**
 * @param least messages over all rounds
 * @param round returns how many messages it did
 */
export function repeat(least: number, round: (nth: number, lap: Lap) => number): Rounds {
  const laps: number[] = [];
  let lapBegan = 0;
  const lap = (messages: number): void => {
    const now = performance.now();
    laps.push((messages * 1_000) / (now - lapBegan));
    lapBegan = now;
  };
  const warmUp = round(0, () => {});
  let messages = warmUp;
  let best = 0;
  const before = usedBytes();
  const cpuBegan = cpuSeconds();
  for (let nth = 1; messages < least; nth++) {
    const began = performance.now();
    lapBegan = began;
    const done = round(nth, lap);
    best = Math.max(best, (done * 1_000) / (performance.now() - began));
    messages += done;
  }
  const cpu = cpuSeconds() - cpuBegan;
  laps.sort((a, b) => b - a);
  const quiet = laps[Math.floor(laps.length / 20)];
  laps.length = 0;
  const heapGrowthBytes = usedBytes() - before;
  return {
    perSecond: Math.round(best),
    perCpuSecond: Math.round((messages - warmUp) / cpu),
    ...(quiet === undefined ? {} : { quietPerSecond: Math.round(quiet) }),
    heapGrowthBytes,
    messages,
  };
}

function cpuSeconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}
