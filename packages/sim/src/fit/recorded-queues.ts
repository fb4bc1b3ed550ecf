/**
 * A recorded day of order messages and books as queues by distance: what the intensities are estimated from.
 *
 * A level is a distance of whole ticks from a reference price between two ticks, as the crowd has it. Where the spread
 * is one tick, that is the published model. Where it is many (AMZN: 13 on average), most distances are empty most of
 * the time, and what a queue is, is told by how far out it is rather than by its rank: an order that improves the touch
 * is then an order at a nearer level, as likely as it was seen to be, and the spread comes out of which levels are
 * empty. Levels by rank would need a law of gaps beside the rates; levels as wide as the mean spread would make one
 * queue of several prices, and every simulated spread a multiple of it.
 *
 * The reference is the mid, or the half tick beside it that is nearer to what it was (section 2.2 of the paper). A
 * distance counts while the recorded window shows it: beyond the deepest recorded level nothing is known.
 */
import type { RecordedBook, RecordedMessage } from '../replay/recording.ts';
import { came, createQueueRates, type QueueRates, stayed } from './queue-rates.ts';

/** Distances that are worth looking at; how many of them are seen often enough is for the fit to say. */
export const MOST_LEVELS = 60;

export interface QueueLevel {
  readonly px: number;
  readonly qty: number;
}

export interface RecordedQueues {
  readonly options: {
    readonly levels: number;
    readonly tick: number;
    /** Average event size, shares. */
    readonly size: number;
  };
  readonly rates: QueueRates;
  ns: number;
  /** First bid price below the reference, ticks; absent before the first book of two sides. */
  low: number | undefined;
  /** Queues in event sizes, of bids and of asks from the reference outward; how many of them are known. */
  readonly queues: readonly [Int32Array, Int32Array];
  readonly known: [number, number];
}

export function createRecordedQueues(options: RecordedQueues['options']): RecordedQueues {
  return {
    options,
    rates: createQueueRates(options.levels),
    ns: 0,
    low: undefined,
    queues: [new Int32Array(options.levels), new Int32Array(options.levels)],
    known: [0, 0],
  };
}

export interface RecordedFlow {
  readonly kind: 'limit' | 'cancel' | 'market';
  /** Of the queue that it concerns. */
  readonly buys: boolean;
  readonly px: number;
  readonly qty: number;
}

/** Something happened at `ns` to the book as it was last shown. */
export function flowed(of: RecordedQueues, ns: number, flow: RecordedFlow): void {
  passTo(of, ns);
  if (of.low === undefined) return;
  const ticks = flow.px / of.options.tick;
  const level = flow.buys ? of.low - ticks : ticks - of.low - 1;
  const side = flow.buys ? 0 : 1;
  if (!(level >= 0 && level < of.known[side])) return;
  const queue = of.queues[side][level]!;
  // A market order takes shares, so that what it takes counts; limit orders and cancels are orders.
  const orders = flow.kind === 'market' ? flow.qty / of.options.size : 1;
  came(of.rates, flow.kind, { level, queue, orders });
}

/** The book is now this: best first, each side. `full`: deeper levels may exist that it doesn't show. */
export function bookShown(
  of: RecordedQueues,
  ns: number,
  book: {
    readonly bids: readonly QueueLevel[];
    readonly asks: readonly QueueLevel[];
    readonly full: boolean;
  },
): void {
  passTo(of, ns);
  const { bids, asks, full } = book;
  const { tick } = of.options;
  const [bid] = bids;
  const [ask] = asks;
  if (bid === undefined || ask === undefined) {
    of.low = undefined;
    return;
  }
  const mid2 = (bid.px + ask.px) / tick;
  const below = Math.floor((mid2 - 1) / 2);
  of.low = mid2 % 2 === 0 && of.low !== undefined && of.low > below ? below + 1 : below;
  show(of, 0, bids, { full, of: (px) => of.low! - px / tick });
  show(of, 1, asks, { full, of: (px) => px / tick - of.low! - 1 });
}

/** A part of an order that is taken back leaves its order in the queue: no flow of the model's. */
const KINDS = { Add: 'limit', Delete: 'cancel', Execute: 'market' } as const;

/** A row of a recording of several levels a side: its message, and the book after it. */
export function rowSeen(of: RecordedQueues, message: RecordedMessage, after: RecordedBook): void {
  if (message.type === 'Add' || message.type === 'Delete' || message.type === 'Execute') {
    const { type, ts, side, px, qty } = message;
    flowed(of, ts, { kind: KINDS[type], buys: side === 'Buy', px, qty });
  }
  bookShown(of, message.ts, { ...after, full: true });
}

function show(
  { options, queues, known }: RecordedQueues,
  side: 0 | 1,
  levels: readonly QueueLevel[],
  distance: { readonly full: boolean; readonly of: (px: number) => number },
): void {
  const queue = queues[side].fill(0);
  let deepest = -1;
  for (const { px, qty } of levels) {
    deepest = distance.of(px);
    if (deepest >= 0 && deepest < options.levels) queue[deepest] = Math.ceil(qty / options.size);
  }
  known[side] = distance.full ? Math.min(options.levels, deepest + 1) : options.levels;
}

function passTo(of: RecordedQueues, ns: number): void {
  const seconds = (ns - of.ns) / 1e9;
  of.ns = ns;
  if (of.low === undefined || seconds <= 0) return;
  for (const side of [0, 1] as const) {
    let nearest = true;
    for (let level = 0; level < of.known[side]; level += 1) {
      const queue = of.queues[side][level]!;
      stayed(of.rates, { level, queue, seconds, nearest });
      if (queue > 0) nearest = false;
    }
  }
}
