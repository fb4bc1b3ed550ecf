/**
 * What the crowd does at its book when it is its turn: one draw among its rates, or filling a window that moved.
 */
import { cancelOrder, enterOrder, levelAtPx } from '@fairlead/book';
import { invariant } from '@fairlead/domain';
import { setWake } from '../kernel/wakes.ts';
import { exponential, uniform } from '../random.ts';
import { finishCommand } from '../world/books.ts';
import { type BookState, CROWD, type World } from '../world/state.ts';
import { type Crowd, computeRates, scheduleCrowd, ticksOf } from './crowd.ts';
import { LONGEST } from './intensities.ts';

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
