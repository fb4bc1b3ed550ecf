/** `bench step`: market data through the engine (book, consolidated touch, features), one core. */

import type { BenchResult } from './command.ts';
import { usedBytes } from './heap.ts';
import { eightVenues, openEngine, recordEvents } from './market.ts';
import { createPercentiles } from './percentiles.ts';

const SECONDS = 600;

export async function benchStep(): Promise<BenchResult> {
  const scenario = eightVenues();
  const events = recordEvents(scenario, SECONDS);
  const { fold, reference } = openEngine(scenario);
  const warmUp = Math.floor(events.length / 4);
  for (const event of events.slice(0, warmUp)) fold({ type: 'MarketDataReceived', event }, event.tsEvent);
  const heapBefore = usedBytes();
  const us = createPercentiles(events.length);
  const measured = events.slice(warmUp);
  const began = performance.now();
  for (const event of measured) {
    const at = performance.now();
    fold({ type: 'MarketDataReceived', event }, event.tsEvent);
    us.add((performance.now() - at) * 1_000);
  }
  const elapsedS = (performance.now() - began) / 1_000;
  return {
    bench: 'step',
    p50Us: us.at(0.5),
    p99Us: us.at(0.99),
    perSecond: Math.round(measured.length / elapsedS),
    heapBytes: Math.max(0, usedBytes() - heapBefore),
    what: `${measured.length} market events, ${reference.venues.length} venues, ${reference.instruments.length} instruments, timed one by one`,
  };
}
