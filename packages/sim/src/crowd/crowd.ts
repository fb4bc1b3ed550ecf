/**
 * The anonymous crowd at one displayed book: queue-reactive flow (Huang, Lehalle, Rosenbaum 2015). On each side of a
 * reference price there are K queues, one a tick; limit orders, cancels and market orders come at rates that depend
 * on the size of the queue that they concern, whoever made it. The reference lies between two ticks: `low` is the
 * first bid price below it. When the mid moves and the near queue of that side is empty, the reference follows with
 * probability theta, and then the crowd starts all its queues afresh with probability theta_reinit. It follows by a
 * tick, or by as many whole ticks as the mid moved: more than one only where the book has gaps.
 *
 * The crowd stands at the venue: it has no latency, and sees the book as it is. Where other venues show the
 * instrument too, it sees them `SEES_NS` late: then its reference follows the mid of them all by the same rule, and
 * beyond a tick in any case; it doesn't quote through what it sees elsewhere, nor take where it sees a better price.
 */
import { invariant, type Side } from '@fairlead/domain';
import { setWake } from '../kernel/wakes.ts';
import { createRandom, exponential, type Random, uniform } from '../random.ts';
import { flowNow } from '../world/flow.ts';
import type { World } from '../world/state.ts';
import { type Touch, type Touches, touchAt, touchedNs } from '../world/touches.ts';
import { cell, invariantLaw, type RateTable, rateTable } from './intensities.ts';
import type { CrowdSetup } from './setup.ts';
import { createUnseen, type Unseen } from './unseen.ts';

export interface Crowd {
  readonly actor: number;
  readonly setup: CrowdSetup;
  readonly table: RateTable;
  readonly laws: readonly Float64Array[];
  readonly random: Random;
  readonly tick: number;
  /** Average event size, shares. */
  readonly size: number;
  /** First bid price below the reference, ticks. */
  low: number;
  /** Queue sizes in event sizes: levels of the bid side from the reference outward, then of the ask side. */
  readonly queues: Int32Array;
  /** Its own orders by price in ticks, first entered first. */
  readonly mine: Map<number, number[]>;
  /** Sum of the rates of a side and level at its queue's size. */
  readonly sums: Float64Array;
  /** Sum of all, when it was last woken. */
  total: number;
  /** Twice the mid, ticks; 0 where it is not known. */
  mid2: number;
  /** What to do before the next act: the window has moved from `fromLow`, or starts afresh. */
  moved: boolean;
  afresh: boolean;
  fromLow: number;
  /** The best of all venues; absent where this is the only one. */
  readonly around: Touches | undefined;
  /** The book whose mid its reference follows; absent: the best of all venues. */
  readonly leader: Touches | undefined;
  /** When it looks there next; infinity while nothing new is to be seen. */
  looksNs: number;
  /** In a call: when its next order for the auction comes. Absent while trading is continuous. */
  callsNs: number | undefined;
  readonly unseen: Unseen;
}

/** Age of what the crowd of one venue sees of the others. */
export const SEES_NS = 300_000;

export function createCrowd(of: {
  readonly actor: number;
  readonly setup: CrowdSetup;
  readonly seed: number;
  readonly label: string;
  readonly tick: number;
  readonly lot: number;
  readonly avgTradeQty: number;
  readonly openTicks: number;
  readonly around: Touches | undefined;
  readonly leader: Touches | undefined;
}): Crowd {
  const { setup } = of;
  const table = rateTable(setup);
  return {
    actor: of.actor,
    setup,
    table,
    laws: Array.from({ length: setup.levels }, (_, level) => invariantLaw(table, level)),
    random: createRandom(of.seed, `crowd ${of.label}`),
    tick: of.tick,
    size: Math.max(of.lot, Math.round((setup.size * of.avgTradeQty) / of.lot) * of.lot),
    low: Math.floor(of.openTicks),
    queues: new Int32Array(2 * setup.levels),
    mine: new Map(),
    sums: new Float64Array(2 * setup.levels),
    total: 0,
    mid2: 0,
    moved: false,
    afresh: true,
    fromLow: Math.floor(of.openTicks),
    around: of.around,
    leader: of.leader,
    looksNs: Number.POSITIVE_INFINITY,
    callsNs: undefined,
    unseen: createUnseen(),
  };
}

/** Price in ticks of a level: index 0..K-1 are bids, K..2K-1 asks. */
export const ticksOf = ({ low, table }: Crowd, index: number): number =>
  index < table.levels ? low - index : low + 1 + index - table.levels;

/** Below zero: outside the window. */
function indexOf({ low, table }: Crowd, side: Side, ticks: number): number {
  const level = side === 'Buy' ? low - ticks : ticks - low - 1;
  if (level < 0 || level >= table.levels) return -1;
  return side === 'Buy' ? level : table.levels + level;
}

/** The book says that a level has changed. */
export function crowdSawLevel(crowd: Crowd, side: Side, px: number, qty: number): void {
  const index = indexOf(crowd, side, px / crowd.tick);
  if (index >= 0) queueIs(crowd, index, qty);
}

/** An order of the crowd's has traded to its end: those that it shows trade in the order in which they entered. */
export function crowdFilled(crowd: Crowd, order: number, px: number): void {
  if (crowd.unseen.ids.size > 0 && crowd.unseen.ids.delete(order)) return;
  const ticks = px / crowd.tick;
  const there = crowd.mine.get(ticks);
  invariant(there?.[0] === order, 'the orders of a level trade first in first out');
  there.shift();
  if (there.length === 0) crowd.mine.delete(ticks);
}

/** Where the rates of a side and level at its queue's size stand in the table. */
export const cellOf = ({ table, queues }: Crowd, index: number): number =>
  cell(index < table.levels ? index : index - table.levels, queues[index] as number);

export function queueIs(crowd: Crowd, index: number, qty: number): void {
  crowd.queues[index] = Math.ceil(qty / crowd.size);
  crowd.sums[index] = crowd.table.sum[cellOf(crowd, index)] as number;
}

/** After a command, whoever gave it: the mid may have moved, and with it the reference. Draws when it acts next. */
export function crowdSawTouch(world: World, crowd: Crowd, touch: Touch): void {
  if (crowd.around === undefined) follow(crowd, touch);
  scheduleCrowd(world, crowd);
}

/** The mid of all venues has moved: the crowd will see it. */
export function crowdHeard(world: World, crowd: Crowd): void {
  if (crowd.looksNs !== Number.POSITIVE_INFINITY || crowd.callsNs !== undefined) return;
  crowd.looksNs = world.now + SEES_NS;
  if ((world.wakes.atNs[crowd.actor] as number) > crowd.looksNs)
    setWake(world.wakes, crowd.actor, crowd.looksNs);
}

const SEEN: Touch = { bidPx: 0, bidQty: 0, askPx: 0, askQty: 0 };

/** The best of all venues as the crowd sees it; absent where there is no other. The record is used again. */
export const seenAround = (world: World, { around }: Crowd): Touch | undefined =>
  around && touchAt(around, world.now - SEES_NS, SEEN);

/** Its reference follows what it sees of all venues, or of the leader; a change within the last `SEES_NS` is for another look. */
export function lookAround(world: World, crowd: Crowd): void {
  const leader = crowd.leader ?? crowd.around;
  if (leader === undefined) return;
  const newestNs = touchedNs(leader) + SEES_NS;
  crowd.looksNs = newestNs > world.now ? newestNs : Number.POSITIVE_INFINITY;
  follow(crowd, touchAt(leader, world.now - SEES_NS, SEEN));
}

function follow(crowd: Crowd, touch: Touch): void {
  const before = crowd.mid2;
  const known = touch.bidQty > 0 && touch.askQty > 0;
  const mid2 = known ? Math.round((touch.bidPx + touch.askPx) / crowd.tick) : 0;
  crowd.mid2 = mid2;
  if (!known || before === 0 || crowd.moved) return;
  const away = mid2 - 2 * crowd.low - 1;
  const direction = mid2 > before ? 1 : -1;
  const ticks = Math.trunc(away / 2);
  if (crowd.around !== undefined && ticks !== 0) {
    shift(crowd, ticks);
  } else if (
    mid2 !== before &&
    (crowd.around === undefined ? nearGone(crowd, direction) : away * direction > 0)
  ) {
    const whole = crowd.around === undefined ? Math.max(1, Math.abs(mid2 - before) >> 1) : 1;
    if (uniform(crowd.random) < crowd.setup.thetaProb) shift(crowd, direction * whole);
  }
}

const nearGone = ({ queues, table }: Crowd, direction: 1 | -1): boolean =>
  queues[direction === 1 ? table.levels : 0] === 0;

function shift(crowd: Crowd, ticks: number): void {
  crowd.fromLow = crowd.low;
  crowd.low += ticks;
  crowd.moved = true;
  crowd.afresh = uniform(crowd.random) < crowd.setup.reinitProb;
}

/** Its orders are gone: it begins anew where it sees the other venues, or where it was. */
export function restartCrowd(world: World, crowd: Crowd): void {
  const seen = seenAround(world, crowd);
  const known = seen !== undefined && seen.bidQty > 0 && seen.askQty > 0;
  if (known) crowd.low = Math.floor((seen.bidPx + seen.askPx) / 2 / crowd.tick);
  crowd.mine.clear();
  crowd.unseen.ids.clear();
  crowd.unseen.leaving.length = 0;
  crowd.fromLow = crowd.low;
  crowd.moved = false;
  crowd.afresh = true;
  crowd.mid2 = 0;
}

export function scheduleCrowd(world: World, crowd: Crowd): void {
  if (crowd.callsNs !== undefined) {
    setWake(world.wakes, crowd.actor, crowd.callsNs);
    return;
  }
  if (crowd.moved || crowd.afresh) {
    setWake(world.wakes, crowd.actor, world.now);
    return;
  }
  const { sums } = crowd;
  let total = 0;
  for (let i = 0; i < sums.length; i += 1) total += sums[i] as number;
  crowd.total = total;
  const waitNs = Math.max(1, Math.round((exponential(crowd.random) / total / flowNow(world)) * 1e9));
  setWake(world.wakes, crowd.actor, Math.min(world.now + waitNs, crowd.looksNs));
}
