/**
 * Queue-reactive intensities from what was seen (Huang, Lehalle, Rosenbaum 2015, section 2.3): while a queue of a level
 * has n average event sizes, events of a kind come at a constant rate, whose most likely value is how many came over
 * how long the queue had that size; its standard error is that over the root of how many. Rates are per second.
 */
import { cell, LONGEST } from '../crowd/intensities.ts';
import type { Intensities } from '../crowd/setup.ts';

export type FlowKind = 'limit' | 'cancel' | 'market';

/** By `cell(level, queue)`: how long, and how many of each kind. */
export interface QueueRates {
  readonly levels: number;
  readonly seconds: Float64Array;
  /** Of those, while no nearer queue of the side held anything: market orders come to the nearest alone. */
  readonly nearestSeconds: Float64Array;
  readonly counts: Readonly<Record<FlowKind, Float64Array>>;
}

export function createQueueRates(levels: number): QueueRates {
  const table = (): Float64Array => new Float64Array(levels * (LONGEST + 1));
  return {
    levels,
    seconds: table(),
    nearestSeconds: table(),
    counts: { limit: table(), cancel: table(), market: table() },
  };
}

/** The level's queue was `queue` long for `seconds`. */
export function stayed(
  rates: QueueRates,
  of: { readonly level: number; readonly queue: number; readonly seconds: number; readonly nearest: boolean },
): void {
  const at = cell(of.level, of.queue);
  rates.seconds[at]! += of.seconds;
  if (of.nearest) rates.nearestSeconds[at]! += of.seconds;
}

/** `orders` of average size came to a level whose queue was `queue` long. */
export function came(
  rates: QueueRates,
  kind: FlowKind,
  of: { readonly level: number; readonly queue: number; readonly orders: number },
): void {
  rates.counts[kind][cell(of.level, of.queue)]! += of.orders;
}

/** Neighbouring queue sizes are taken together until they hold as many events, or they say nothing of a rate. */
const FEWEST_EVENTS = 20;

/** How long the level was seen, both sides together. */
export function secondsOf({ seconds }: QueueRates, level: number): number {
  return seconds.subarray(cell(level, 0), cell(level + 1, 0)).reduce((sum, at) => sum + at, 0);
}

/** Rates of the first `levels` at queues of 0 to `LONGEST`; of a queue of 0, no cancel and no market order. */
export function estimateRates(rates: QueueRates, levels = rates.levels): Intensities {
  const rows = (kind: FlowKind): readonly (readonly number[])[] =>
    Array.from({ length: levels }, (_, level) => [...levelRates(rates, kind, level)]);
  return { limit: rows('limit'), cancel: rows('cancel'), market: rows('market') };
}

function levelRates(rates: QueueRates, kind: FlowKind, level: number): Float64Array {
  const of = new Float64Array(LONGEST + 1);
  const seconds = kind === 'market' ? rates.nearestSeconds : rates.seconds;
  const from = kind === 'limit' ? 0 : 1;
  let start = from;
  let events = 0;
  let time = 0;
  for (let n = from; n <= LONGEST; n += 1) {
    events += rates.counts[kind][cell(level, n)]!;
    time += seconds[cell(level, n)]!;
    if (events < FEWEST_EVENTS && n < LONGEST) continue;
    // What is left at the end is too few by itself: it counts with the group before it.
    if (events < FEWEST_EVENTS && start > from) return of.fill(of[start - 1]!, start);
    of.fill(time > 0 ? events / time : 0, start, n + 1);
    start = n + 1;
    events = 0;
    time = 0;
  }
  return of;
}
