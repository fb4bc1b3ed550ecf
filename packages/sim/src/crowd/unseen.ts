/**
 * What the crowd does not show: hidden orders that come beside its limit orders, at their price or a tick better where
 * that is free, and icebergs in place of some. Both stay for a random time, whatever becomes of the queue: what nobody
 * sees, nobody reacts to.
 */
import { cancelOrder, enterOrder, levelPxAt, openQty } from '@fairlead/book';
import { opposite, type Side } from '@fairlead/domain';
import { exponential, uniform } from '../random.ts';
import { type BookState, CROWD, type World } from '../world/state.ts';
import type { Crowd } from './crowd.ts';
import { type Leaving, leaveLater } from './leaving.ts';

/** Mean time that one stays. */
const STAYS_NS = 5e9;

export interface Unseen {
  /** Those that may be open: prices by id, ticks, a seller's below zero. And when each is given up. */
  readonly ids: Map<number, number>;
  readonly leaving: Leaving[];
}

export const createUnseen = (): Unseen => ({ ids: new Map(), leaving: [] });

/** A limit order of the crowd's has come at this price: another may come with it, hidden. */
export function joinUnseen(
  world: World,
  feed: BookState,
  of: { readonly side: Side; readonly px: number; readonly qty: number },
): void {
  const crowd = feed.crowd as Crowd;
  const { hiddenProb } = crowd.setup;
  if (hiddenProb === 0 || uniform(crowd.random) >= hiddenProb) return;
  const { command } = world;
  const id = ++world.orders;
  command.id = id;
  command.owner = CROWD;
  command.side = of.side;
  command.qty = of.qty;
  command.px = improved(feed, of.side, of.px);
  command.timeInForce = 'Day';
  command.postOnly = true;
  command.hidden = true;
  command.displayQty = undefined;
  enterOrder(feed.book, command, feed.sink);
  command.hidden = undefined;
  if (openQty(feed.book, id) !== undefined) keepUnseen(world, crowd, command);
}

/** A tick better, where nobody shows anything there or beyond. */
function improved({ book, of }: BookState, side: Side, px: number): number {
  const better = side === 'Buy' ? px + of.instrument.tick : px - of.instrument.tick;
  const far = levelPxAt(book, opposite(side), 0);
  const near = levelPxAt(book, side, 0);
  const isFree = (than: number | undefined, sign: number): boolean =>
    than === undefined || sign * (better - than) > 0;
  const sign = side === 'Buy' ? 1 : -1;
  return isFree(near, sign) && isFree(far, -sign) ? better : px;
}

/** It is open, and leaves by itself. */
export function keepUnseen(world: World, { unseen, random, tick }: Crowd, order: World['command']): void {
  const { id, side, px = 0 } = order;
  unseen.ids.set(id, (side === 'Buy' ? px : -px) / tick);
  leaveLater(unseen.leaving, { atNs: world.now + Math.ceil(exponential(random) * STAYS_NS), id });
}

/** Those whose time is over go. */
export function leaveUnseen(world: World, { book, sink }: BookState, { unseen }: Crowd): void {
  const { ids, leaving } = unseen;
  while (leaving.length > 0 && (leaving[0] as Leaving).atNs <= world.now) {
    const { id } = leaving.shift() as Leaving;
    if (ids.delete(id) && openQty(book, id) !== undefined) cancelOrder(book, id, sink);
  }
}

/** The reference has moved: those on the wrong side of it go, as what the crowd shows does. */
export function withdrawUnseen({ book, sink }: BookState, { unseen: { ids }, low }: Crowd): void {
  for (const [id, ticks] of ids) {
    if (ticks > 0 ? ticks <= low : -ticks > low) continue;
    ids.delete(id);
    if (openQty(book, id) !== undefined) cancelOrder(book, id, sink);
  }
}
