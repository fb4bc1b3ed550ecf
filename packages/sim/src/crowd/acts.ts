/**
 * What the crowd does at its book when it is its turn: one draw among its rates, or filling a window that moved.
 */
import { cancelOrder, enterOrder, levelQtyAtPx } from '@fairlead/book';
import { invariant, type Side } from '@fairlead/domain';
import { setWake } from '../kernel/wakes.ts';
import { uniform } from '../random.ts';
import { finishCommand } from '../world/books.ts';
import { withoutTerms } from '../world/command.ts';
import { breaks } from '../world/halts.ts';
import { drawSize } from '../world/order-size.ts';
import { type BookState, CROWD, type InstrumentState, type World } from '../world/state.ts';
import type { Touch } from '../world/touches.ts';
import { actInCall } from './call.ts';
import {
  type Crowd,
  cellOf,
  lookAround,
  queueIs,
  SEES_NS,
  scheduleCrowd,
  seenAround,
  ticksOf,
} from './crowd.ts';
import { LONGEST } from './intensities.ts';
import { joinUnseen, keepUnseen, leaveUnseen, withdrawUnseen } from './unseen.ts';

/** Its turn: a look at the other venues, the new window to be filled, or one draw among the rates. */
export function actCrowd(world: World, feed: BookState): void {
  const { crowd } = feed;
  invariant(crowd !== undefined, 'only a book with a crowd is woken for it');
  if (feed.status === 'Auction' && !feed.venue.down) {
    actInCall(world, feed, crowd);
    return;
  }
  if (feed.status !== 'Open' || feed.venue.down) {
    setWake(world.wakes, crowd.actor, Number.POSITIVE_INFINITY);
    return;
  }
  if (crowd.moved || crowd.afresh) {
    settle(world, feed, crowd);
  } else if (world.now >= crowd.looksNs) {
    lookAround(world, crowd);
    if (!crowd.moved) giveWay(world, feed, crowd);
  } else {
    actOnce(world, feed, crowd);
  }
  if (feed.touched) finishCommand(world, feed);
  else scheduleCrowd(world, crowd);
}

function actOnce(world: World, feed: BookState, crowd: Crowd): void {
  const { sums, random, table, total } = crowd;
  leaveUnseen(world, feed, crowd);
  let left = uniform(random) * total;
  let index = 0;
  while (index < sums.length - 1 && left >= (sums[index] as number)) {
    left -= sums[index] as number;
    index += 1;
  }
  const at = cellOf(crowd, index);
  const limit = table.limit[at] as number;
  const cancel = table.cancel[at] as number;
  if (left < limit) quoteBoth(world, feed, index);
  else if (left < limit + cancel) withdraw(feed, crowd, ticksOf(crowd, index));
  else take(world, feed, index);
}

/** A limit order joins a level, unless it would trade there or elsewhere: the crowd's makers look before they quote. */
function quote(world: World, feed: BookState, index: number): boolean {
  const crowd = feed.crowd as Crowd;
  const { command } = world;
  const side = index < crowd.table.levels ? 'Buy' : 'Sell';
  const ticks = ticksOf(crowd, index);
  const px = ticks * crowd.tick;
  if (meets(seenAround(world, crowd), side, px)) return false;
  const id = ++world.orders;
  command.id = id;
  command.owner = CROWD;
  command.side = side;
  command.qty = sizeOf(crowd, feed.of);
  command.px = px;
  command.timeInForce = 'Day';
  command.postOnly = true;
  withoutTerms(command);
  const { icebergProb, icebergParts } = crowd.setup;
  const isIceberg = icebergProb > 0 && uniform(crowd.random) < icebergProb;
  if (isIceberg) {
    command.displayQty = command.qty;
    command.qty *= icebergParts;
  }
  const before = feed.feedSeq;
  enterOrder(feed.book, command, feed.sink);
  // Refused: nothing was said on the feed.
  if (feed.feedSeq === before) return false;
  if (isIceberg) {
    keepUnseen(world, crowd, command);
    return true;
  }
  const there = crowd.mine.get(ticks);
  if (there === undefined) crowd.mine.set(ticks, [id]);
  else there.push(id);
  return true;
}

/** As a limit order comes, another may come unseen. */
function quoteBoth(world: World, feed: BookState, index: number): void {
  if (!quote(world, feed, index)) return;
  const { side, px = 0, qty, displayQty } = world.command;
  joinUnseen(world, feed, { side, px, qty: displayQty ?? qty });
}

/** A resting order would lock or cross what is seen. */
function meets(seen: Touch | undefined, side: Side, px: number): boolean {
  if (seen === undefined) return false;
  return side === 'Buy' ? seen.askQty > 0 && px >= seen.askPx : seen.bidQty > 0 && px <= seen.bidPx;
}

function sizeOf({ setup, size, random }: Crowd, { instrument }: InstrumentState): number {
  const { sizes } = setup;
  if (sizes === 'unit') return size;
  if (sizes === 'random') return drawSize(random, instrument, setup.size);
  const times = sizes[Math.floor(uniform(random) * sizes.length)] ?? 1;
  return Math.max(instrument.lot, Math.round((times * size) / instrument.lot) * instrument.lot);
}

/**
 * One of the crowd's orders of a level leaves, more likely from the back, where there is less to lose; where others'
 * orders alone make the queue, nothing happens.
 */
function withdraw(feed: BookState, crowd: Crowd, ticks: number): boolean {
  const there = crowd.mine.get(ticks);
  if (there === undefined) return false;
  const id = takeOut(there, Math.floor(there.length * Math.sqrt(uniform(crowd.random))));
  if (there.length === 0) crowd.mine.delete(ticks);
  return cancelOrder(feed.book, id, feed.sink);
}

/** The element at `at`, taken out without another array being made for it. */
function takeOut(list: number[], at: number): number {
  const out = list[at] as number;
  for (let i = at + 1; i < list.length; i += 1) list[i - 1] = list[i] as number;
  list.pop();
  return out;
}

/** A market order for a level; one that would have to pass a nearer queue, or a better price elsewhere, is none. */
function take(world: World, feed: BookState, index: number): void {
  const crowd = feed.crowd as Crowd;
  for (let near = index < crowd.table.levels ? 0 : crowd.table.levels; near < index; near += 1) {
    if ((crowd.queues[near] as number) > 0) return;
  }
  const { command } = world;
  const px = ticksOf(crowd, index) * crowd.tick;
  const side = index < crowd.table.levels ? 'Sell' : 'Buy';
  if (isWorse(seenAround(world, crowd), side, px)) return;
  const qty = sizeOf(crowd, feed.of);
  if (breaks(world, feed, { side, px, qty })) return;
  command.id = ++world.orders;
  command.owner = CROWD;
  command.side = side;
  command.qty = qty;
  command.px = px;
  command.timeInForce = 'ImmediateOrCancel';
  command.postOnly = false;
  withoutTerms(command);
  enterOrder(feed.book, command, feed.sink);
}

function isWorse(seen: Touch | undefined, taker: Side, px: number): boolean {
  if (seen === undefined) return false;
  return taker === 'Buy' ? seen.askQty > 0 && px > seen.askPx : seen.bidQty > 0 && px < seen.bidPx;
}

/** Venues that lock or cross each other: one side or the other gives way, and looks again. */
function giveWay(world: World, feed: BookState, crowd: Crowd): void {
  const seen = seenAround(world, crowd);
  if (seen === undefined || seen.bidQty === 0 || seen.askQty === 0 || seen.bidPx < seen.askPx) return;
  crowd.looksNs = Math.min(crowd.looksNs, world.now + SEES_NS);
  const bids = uniform(crowd.random) < 0.5;
  const [low, high] = [Math.round(seen.askPx / crowd.tick), Math.round(seen.bidPx / crowd.tick)];
  for (const ticks of [...crowd.mine.keys()]) {
    const isBid = ticks <= crowd.low;
    if (bids ? isBid && ticks >= low : !isBid && ticks <= high) withdrawAll(feed, crowd, ticks);
  }
}

/**
 * The window has moved: what it left, or what is now on the wrong side of the reference, is withdrawn; what came into
 * it is filled from the law of its level. Afresh, every queue is brought to a size drawn from that law.
 */
function settle(world: World, feed: BookState, crowd: Crowd): void {
  const { table, afresh, fromLow, low } = crowd;
  const { levels } = table;
  crowd.moved = false;
  crowd.afresh = false;
  withdrawUnseen(feed, crowd);
  for (const ticks of [...crowd.mine.keys()]) {
    const inside = ticks > low - levels && ticks <= low + levels;
    if (!inside || ticks <= low !== ticks <= fromLow) withdrawAll(feed, crowd, ticks);
  }
  for (let index = 0; index < 2 * levels; index += 1) readQueue(feed, crowd, index);
  for (let index = 0; index < 2 * levels; index += 1) {
    const level = index < levels ? index : index - levels;
    const ticks = ticksOf(crowd, index);
    const isNew = index < levels ? ticks <= fromLow - levels : ticks > fromLow + levels;
    if (afresh || (isNew && crowd.queues[index] === 0)) bring(world, feed, index, drawQueue(crowd, level));
  }
  crowd.fromLow = low;
}

/** Adds to a queue, or withdraws from it what is the crowd's, until it is as long as `to`. */
function bring(world: World, feed: BookState, index: number, to: number): void {
  const crowd = feed.crowd as Crowd;
  const ticks = ticksOf(crowd, index);
  while ((crowd.queues[index] as number) < to) if (!quote(world, feed, index)) return;
  while ((crowd.queues[index] as number) > to) if (!withdraw(feed, crowd, ticks)) return;
}

function withdrawAll(feed: BookState, crowd: Crowd, ticks: number): void {
  for (const id of crowd.mine.get(ticks) ?? []) cancelOrder(feed.book, id, feed.sink);
  crowd.mine.delete(ticks);
}

function readQueue(feed: BookState, crowd: Crowd, index: number): void {
  const side = index < crowd.table.levels ? 'Buy' : 'Sell';
  queueIs(crowd, index, levelQtyAtPx(feed.book, side, ticksOf(crowd, index) * crowd.tick));
}

function drawQueue({ laws, random }: Crowd, level: number): number {
  const law = laws[level];
  const u = uniform(random);
  let n = 0;
  while (n < LONGEST && (law?.[n] ?? 1) <= u) n += 1;
  return n;
}
