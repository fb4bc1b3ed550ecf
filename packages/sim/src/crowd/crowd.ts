/**
 * The anonymous crowd at one displayed book: queue-reactive flow (Huang, Lehalle, Rosenbaum 2015). On each side of a
 * reference price there are K queues, one a tick; limit orders, cancels and market orders come at rates that depend
 * on the size of the queue that they concern, whoever made it. The reference lies between two ticks: `low` is the
 * first bid price below it. When the mid moves and the near queue of that side is empty, the reference follows by a
 * tick with probability theta, and then the crowd starts all its queues afresh with probability theta_reinit.
 *
 * The crowd stands at the venue: it has no latency, and sees the book as it is.
 */
import { invariant, type Side } from '@fairlead/domain';
import { setWake } from '../kernel/wakes.ts';
import { createRandom, exponential, type Random, uniform } from '../random.ts';
import type { World } from '../world/state.ts';
import type { Touch } from '../world/touches.ts';
import { cell, invariantLaw, type RateTable, rateTable } from './intensities.ts';
import type { CrowdSetup } from './setup.ts';

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
  /** Rates by kind, side and level: limit, cancel, market. */
  readonly rates: Float64Array;
  /** Sum of the rates of a side and level. */
  readonly sums: Float64Array;
  /** Sum of all, when it was last woken. */
  total: number;
  /** Twice the mid, ticks; 0 where it is not known. */
  mid2: number;
  /** What to do before the next act: the window moved, or starts afresh. */
  moved: boolean;
  afresh: boolean;
}

export function createCrowd(of: {
  readonly actor: number;
  readonly setup: CrowdSetup;
  readonly seed: number;
  readonly label: string;
  readonly tick: number;
  readonly lot: number;
  readonly avgTradeQty: number;
  readonly openTicks: number;
}): Crowd {
  const { setup } = of;
  const table = rateTable(setup.levels, setup.activity, setup.intensities);
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
    rates: new Float64Array(6 * setup.levels),
    sums: new Float64Array(2 * setup.levels),
    total: 0,
    mid2: 0,
    moved: false,
    afresh: true,
  };
}

/** Price in ticks of a level: index 0..K-1 are bids, K..2K-1 asks. */
export const ticksOf = ({ low, table }: Crowd, index: number): number =>
  index < table.levels ? low - index : low + 1 + index - table.levels;

function indexOf({ low, table }: Crowd, side: Side, ticks: number): number | undefined {
  const level = side === 'Buy' ? low - ticks : ticks - low - 1;
  if (level < 0 || level >= table.levels) return undefined;
  return side === 'Buy' ? level : table.levels + level;
}

/** The book says that a level has changed. */
export function crowdSawLevel(crowd: Crowd, side: Side, px: number, qty: number): void {
  const index = indexOf(crowd, side, px / crowd.tick);
  if (index === undefined) return;
  crowd.queues[index] = Math.ceil(qty / crowd.size);
  computeRates(crowd, index);
}

/** An order of the crowd's has traded to its end: they trade in the order in which they entered. */
export function crowdFilled(crowd: Crowd, order: number, px: number): void {
  const ticks = px / crowd.tick;
  const there = crowd.mine.get(ticks);
  invariant(there?.[0] === order, 'the orders of a level trade first in first out');
  there.shift();
  if (there.length === 0) crowd.mine.delete(ticks);
}

export function computeRates(crowd: Crowd, index: number): void {
  const { table, rates, sums, queues } = crowd;
  const { levels } = table;
  const level = index < levels ? index : index - levels;
  const at = cell(level, queues[index] as number);
  const limit = table.limit[at] as number;
  const cancel = table.cancel[at] as number;
  const market = table.market[at] as number;
  rates[index] = limit;
  rates[2 * levels + index] = cancel;
  rates[4 * levels + index] = market;
  sums[index] = limit + cancel + market;
}

/** After a command, whoever gave it: the mid may have moved, and with it the reference. Draws when it acts next. */
export function crowdSawTouch(world: World, crowd: Crowd, touch: Touch): void {
  const { bidPx, bidQty, askPx, askQty } = touch;
  const mid2 = bidQty > 0 && askQty > 0 ? Math.round((bidPx + askPx) / crowd.tick) : 0;
  if (mid2 > 0 && crowd.mid2 > 0 && mid2 !== crowd.mid2 && !crowd.moved)
    follow(crowd, mid2 > crowd.mid2 ? 1 : -1);
  crowd.mid2 = mid2;
  scheduleCrowd(world, crowd);
}

function follow(crowd: Crowd, direction: 1 | -1): void {
  const near = direction === 1 ? crowd.table.levels : 0;
  if ((crowd.queues[near] as number) > 0) return;
  if (uniform(crowd.random) >= crowd.setup.thetaProb) return;
  crowd.low += direction;
  crowd.moved = true;
  crowd.afresh = uniform(crowd.random) < crowd.setup.reinitProb;
}

export function scheduleCrowd(world: World, crowd: Crowd): void {
  if (crowd.moved || crowd.afresh) {
    setWake(world.wakes, crowd.actor, world.now);
    return;
  }
  const { sums } = crowd;
  let total = 0;
  for (let i = 0; i < sums.length; i += 1) total += sums[i] as number;
  crowd.total = total;
  const waitNs = Math.max(1, Math.round((exponential(crowd.random) / total) * 1e9));
  setWake(world.wakes, crowd.actor, world.now + waitNs);
}
