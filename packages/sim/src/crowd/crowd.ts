/**
 * The anonymous crowd at one displayed book: queue-reactive flow (Huang, Lehalle, Rosenbaum 2015). On each side of a
 * reference price there are K queues, one a tick; limit orders, cancels and market orders come at rates that depend
 * on the size of the queue that they concern, whoever made it. The reference lies between two ticks: `low` is the
 * first bid price below it. When the mid moves and the near queue of that side is empty, the reference follows by a
 * tick with probability theta, and then the crowd starts all its queues afresh with probability theta_reinit.
 *
 * The crowd stands at the venue: it has no latency, and sees the book as it is.
 */
import { cancelOrder, enterOrder, levelAtPx } from '@fairlead/book';
import { invariant, type Side } from '@fairlead/domain';
import { setWake } from '../kernel/wakes.ts';
import { createRandom, exponential, type Random, uniform } from '../random.ts';
import { finishCommand } from '../world/books.ts';
import { type BookState, CROWD, type World } from '../world/state.ts';
import type { Touch } from '../world/touches.ts';
import { cell, invariantLaw, LONGEST, type RateTable, rateTable } from './intensities.ts';
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
const ticksOf = ({ low, table }: Crowd, index: number): number =>
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

function computeRates(crowd: Crowd, index: number): void {
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

/** Its turn: one draw among the rates, or the new window to be filled. */
export function actCrowd(world: World, feed: BookState): void {
  const { crowd } = feed;
  invariant(crowd !== undefined, 'only a book with a crowd is woken for it');
  if (feed.of.status !== 'Open') {
    setWake(world.wakes, crowd.actor, Number.POSITIVE_INFINITY);
    return;
  }
  if (crowd.moved || crowd.afresh) settle(world, feed, crowd);
  else actOnce(world, feed, crowd);
  if (feed.touched) finishCommand(world, feed);
  else scheduleCrowd(world, crowd);
}

function actOnce(world: World, feed: BookState, crowd: Crowd): void {
  const { sums, rates, random, table, total } = crowd;
  let left = uniform(random) * total;
  let index = 0;
  while (index < sums.length - 1 && left >= (sums[index] as number)) {
    left -= sums[index] as number;
    index += 1;
  }
  const limit = rates[index] as number;
  const cancel = rates[2 * table.levels + index] as number;
  if (left < limit) quote(world, feed, index);
  else if (left < limit + cancel) withdraw(feed, crowd, ticksOf(crowd, index));
  else take(world, feed, index);
}

/** A limit order joins a level, unless it would trade there: the crowd's makers look before they quote. */
function quote(world: World, feed: BookState, index: number, orders = 1): void {
  const crowd = feed.crowd as Crowd;
  const { command } = world;
  const side = index < crowd.table.levels ? 'Buy' : 'Sell';
  const ticks = ticksOf(crowd, index);
  for (let i = 0; i < orders; i += 1) {
    const id = ++world.orders;
    command.id = id;
    command.owner = CROWD;
    command.side = side;
    command.qty = sizeOf(crowd, feed.of.instrument.lot);
    command.px = ticks * crowd.tick;
    command.timeInForce = 'Day';
    command.postOnly = true;
    const before = feed.feedSeq;
    enterOrder(feed.book, command, feed.sink);
    // Refused: nothing was said on the feed.
    if (feed.feedSeq === before) return;
    const there = crowd.mine.get(ticks);
    if (there === undefined) crowd.mine.set(ticks, [id]);
    else there.push(id);
  }
}

const sizeOf = (crowd: Crowd, lot: number): number => {
  if (crowd.setup.sizes === 'unit') return crowd.size;
  return Math.max(lot, Math.ceil((exponential(crowd.random) * crowd.size) / lot) * lot);
};

/** The crowd's last order of a level leaves; where others' orders alone make the queue, nothing happens. */
function withdraw(feed: BookState, crowd: Crowd, ticks: number): void {
  const there = crowd.mine.get(ticks);
  if (there === undefined) return;
  const id = there.pop();
  if (there.length === 0) crowd.mine.delete(ticks);
  if (id !== undefined) cancelOrder(feed.book, id, feed.sink);
}

/** A market order for a level; one that would have to pass a nearer queue is none. */
function take(world: World, feed: BookState, index: number): void {
  const crowd = feed.crowd as Crowd;
  for (let near = index < crowd.table.levels ? 0 : crowd.table.levels; near < index; near += 1) {
    if ((crowd.queues[near] as number) > 0) return;
  }
  const { command } = world;
  command.id = ++world.orders;
  command.owner = CROWD;
  command.side = index < crowd.table.levels ? 'Sell' : 'Buy';
  command.qty = sizeOf(crowd, feed.of.instrument.lot);
  command.px = ticksOf(crowd, index) * crowd.tick;
  command.timeInForce = 'ImmediateOrCancel';
  command.postOnly = false;
  enterOrder(feed.book, command, feed.sink);
}

/** The window has moved: what it left is withdrawn, what came into it is filled from the law of its level. */
function settle(world: World, feed: BookState, crowd: Crowd): void {
  const { table, afresh } = crowd;
  crowd.moved = false;
  crowd.afresh = false;
  for (const ticks of [...crowd.mine.keys()]) {
    const inside = ticks > crowd.low - table.levels && ticks <= crowd.low + table.levels;
    if (afresh || !inside) withdrawAll(feed, crowd, ticks);
  }
  for (let index = 0; index < 2 * table.levels; index += 1) readQueue(feed, crowd, index);
  for (let index = 0; index < 2 * table.levels; index += 1) {
    const level = index < table.levels ? index : index - table.levels;
    const outermost = level === table.levels - 1;
    if ((afresh || outermost) && crowd.queues[index] === 0) {
      quote(world, feed, index, drawQueue(crowd, level));
    }
  }
}

function withdrawAll(feed: BookState, crowd: Crowd, ticks: number): void {
  for (const id of crowd.mine.get(ticks) ?? []) cancelOrder(feed.book, id, feed.sink);
  crowd.mine.delete(ticks);
}

function readQueue(feed: BookState, crowd: Crowd, index: number): void {
  const side = index < crowd.table.levels ? 'Buy' : 'Sell';
  const level = levelAtPx(feed.book, side, ticksOf(crowd, index) * crowd.tick);
  crowd.queues[index] = Math.ceil((level?.qty ?? 0) / crowd.size);
  computeRates(crowd, index);
}

function drawQueue({ laws, random }: Crowd, level: number): number {
  const law = laws[level];
  const u = uniform(random);
  let n = 0;
  while (n < LONGEST && (law?.[n] ?? 1) <= u) n += 1;
  return n;
}
