/**
 * The crowd of the venues around a recording. Of a day of several levels a side it has the day's own queues, learned
 * from messages and books row by row (fit/recorded-queues.ts), and the sizes of its orders. Where less than that is
 * recorded, what goes on behind the touch can't be told: it has the published queues from the day's mean half-spread
 * outward, in orders of such a size that the touch shows what it showed on average. The chance that the reference
 * follows the mid is not asked of the day: here the reference is the recording's.
 */
import { invariantLaw, PUBLISHED, rateTable } from '../crowd/intensities.ts';
import type { CrowdSetup, Intensities } from '../crowd/setup.ts';
import { type Activity, activityOf, intensitiesOf, sizesOf } from '../fit/day-fit.ts';
import { createRecordedQueues, MOST_LEVELS, type RecordedQueues, rowSeen } from '../fit/recorded-queues.ts';
import type { RecordedBook, RecordedMessage } from './recording.ts';

export interface DayCrowd {
  /** What queues are measured in, shares. */
  readonly size: number;
  readonly sizes: CrowdSetup['sizes'];
  readonly levels: number;
  readonly intensities: Intensities;
  readonly activity: Activity;
}

/** What has been seen of a day. */
export interface SeenDay {
  readonly tick: number;
  readonly queues: RecordedQueues;
  readonly orderQtys: number[];
  readonly tradesNs: number[];
  /** Most levels a side that were ever shown. */
  levels: number;
  /** The book after the last row; undefined: it lacks a side. Spread in ticks, shares a side at the touch. */
  standing: { readonly sinceNs: number; readonly spread: number; readonly touch: number } | undefined;
  /** How long the book had both sides, and its spread and touch times that. */
  seenNs: number;
  spreadNs: number;
  touchNs: number;
}

/** A round lot. */
const SIZE = 100;
/** Of fewer, the flow behind the touch can't be told. */
const FEWEST_LEVELS = 3;

/** @param tick 1/10,000 */
export const createSeenDay = (tick: number): SeenDay => ({
  tick,
  queues: createRecordedQueues({ levels: MOST_LEVELS, tick, size: SIZE }),
  orderQtys: [],
  tradesNs: [],
  levels: 0,
  standing: undefined,
  seenNs: 0,
  spreadNs: 0,
  touchNs: 0,
});

/** Rows in order of time; `after` is the vendor's book after the message. */
export function daySeen(of: SeenDay, message: RecordedMessage, after: RecordedBook): void {
  if (message.type === 'Add') of.orderQtys.push(message.qty);
  if (message.type === 'Execute' || message.type === 'ExecuteHidden') of.tradesNs.push(message.ts);
  rowSeen(of.queues, message, after);
  of.levels = Math.max(of.levels, after.bids.length, after.asks.length);
  if (of.standing !== undefined) {
    const { sinceNs, spread, touch } = of.standing;
    const ns = message.ts - sinceNs;
    of.seenNs += ns;
    of.spreadNs += ns * spread;
    of.touchNs += ns * touch;
  }
  const [bid] = after.bids;
  const [ask] = after.asks;
  of.standing = bid &&
    ask && { sinceNs: message.ts, spread: (ask.px - bid.px) / of.tick, touch: (bid.qty + ask.qty) / 2 };
}

/** @returns undefined where nothing was seen */
export function dayCrowd(
  of: SeenDay,
  { startNs, closeNs }: { readonly startNs: number; readonly closeNs: number },
): DayCrowd | undefined {
  const { queues, orderQtys, tradesNs } = of;
  if (of.seenNs === 0 || orderQtys.length === 0) return undefined;
  const activity = activityOf({ startNs, seconds: (closeNs - startNs) / 1e9, tradesNs });
  if (of.levels < FEWEST_LEVELS) return { ...fromTheTouch(of), activity };
  const intensities = intensitiesOf(queues.rates);
  const levels = intensities.limit.length;
  return { size: SIZE, sizes: sizesOf(orderQtys, SIZE), levels, intensities, activity };
}

/** Levels a side of published queues: the last three are the third at less and less pace. */
export const PUBLISHED_LEVELS = 6;

function fromTheTouch({ seenNs, spreadNs, touchNs }: SeenDay): Omit<DayCrowd, 'activity'> {
  const nearest = Math.max(0, Math.round(spreadNs / seenNs / 2) - 1);
  const levels = nearest + PUBLISHED_LEVELS;
  // Nobody comes nearer; who is there, since the reference moves, goes or is taken as at the touch.
  const nearer = (row: readonly number[] = [0]) => Array.from({ length: nearest }, () => row);
  const { limit, cancel, market } = PUBLISHED;
  const intensities = {
    limit: [...nearer(), ...limit],
    cancel: [...nearer(cancel[0]), ...cancel],
    market: [...nearer(market[0]), ...market],
  };
  const law = invariantLaw(rateTable({ levels, activity: 1, limitMultiple: 1, intensities }), nearest);
  const meanQueue = law.reduce((sum, upTo) => sum + 1 - upTo, 0);
  return {
    size: Math.max(1, Math.round(touchNs / seenNs / meanQueue)),
    sizes: 'random',
    levels,
    intensities,
  };
}
