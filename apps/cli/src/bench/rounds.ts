/** A stretch of work done again and again: speed, and what it leaves behind. */
import { usedBytes } from './heap.ts';

export interface Rounds {
  /** Of the fastest round by the clock on the wall: the machine is shared, and the first ones warm up. */
  readonly perSecond: number;
  /** Of all rounds but the first, by the time that this thread was on a core. */
  readonly perCpuSecond: number;
  /** Bytes in use at the end less those after the first round. */
  readonly heapGrowthBytes: number;
  readonly messages: number;
}

/**
 * @param least messages over all rounds
 * @param round returns how many messages it did
 */
export function repeat(least: number, round: (nth: number) => number): Rounds {
  const warmUp = round(0);
  let messages = warmUp;
  let best = 0;
  const before = usedBytes();
  const cpuBegan = cpuSeconds();
  for (let nth = 1; messages < least; nth++) {
    const began = performance.now();
    const done = round(nth);
    best = Math.max(best, (done * 1_000) / (performance.now() - began));
    messages += done;
  }
  const cpu = cpuSeconds() - cpuBegan;
  const heapGrowthBytes = usedBytes() - before;
  return {
    perSecond: Math.round(best),
    perCpuSecond: Math.round((messages - warmUp) / cpu),
    heapGrowthBytes,
    messages,
  };
}

function cpuSeconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}
