/**
 * Where the orders and levels of order books lie: rows of 32 bytes, a slot per order and per level, and an
 * open-addressing table from order id to slot. One store serves any number of books that share one space of ids.
 *
 * A row is two doubles and four integers, in two views of one buffer, so that an order or a level is one cache line
 * whatever is asked of it: in a book of tens of thousands of orders that is what an operation costs. Slot 0 is
 * nobody, so that a buffer of zeros is empty. Freed slots are used again, the latest first (it is still in the
 * cache). The table is probed linearly, is at most half full, and a removal shifts back what probed past it: no
 * tombstones, so it is as fast at the end of the day as at its start. An entry is the id's 32-bit key beside the
 * slot, so that only the order that is meant is read; ids that follow one another, as a venue gives them, are side
 * by side, eight to a cache line: new orders find their line in the cache. Buffers double when they are full and
 * never shrink: memory is what the fullest moment of the day needed. Nothing else is allocated.
 */
import { rankOf } from './rank.ts';

/** Rows of 32 bytes: `doubles` 4 a row, of which the first two are used, `ints` 8 a row, of which the last four are. */
interface Rows {
  doubles: Float64Array;
  ints: Int32Array;
  /** Latest freed slot, 0 for none. */
  free: number;
  /** Slots that were ever used, nobody's included. */
  used: number;
}
const ROW_BYTES = 32;
const createRows = (rows: number): Rows => {
  const buffer = new ArrayBuffer(rows * ROW_BYTES);
  return { doubles: new Float64Array(buffer), ints: new Int32Array(buffer), free: 0, used: 1 };
};

/** Of an order, in doubles. */
const ID = 0;
const QTY = 1;
/** Of an order, in ints: its level; behind it in the queue (of a free slot: the next free one); before it; its tag. */
const LEVEL = 4;
const NEXT = 5;
const PREV = 6;
const TAG = 7;
/** Of a level, in doubles. */
const PX = 0;
const SUM = 1;
/** Of a level, in ints: its orders, its ladder, the first (of a free slot: the next free one) and the last order. */
const COUNT = 4;
const OWNER = 5;
const FIRST = 6;
const LAST = 7;

/** One side of one book: its levels in order, worst first and best last. */
export interface Ladder {
  /** Position in `OrderStore.ladders`: twice the book's index, plus 1 for asks. */
  readonly owner: number;
  /** +1 where a higher price is better (bids), -1 for asks. */
  readonly sign: 1 | -1;
  /** `sign * px`, ascending: the same search serves both sides. */
  keys: Float64Array;
  /** Slots of the levels, beside `keys`. */
  slots: Int32Array;
  /** Levels held. */
  depth: number;
}

export interface OrderStore {
  readonly orders: Rows;
  readonly levels: Rows;
  /** Entries of two: an id's key, and its order's slot, 0 where nobody is. */
  table: Int32Array;
  /** Entries less one. */
  mask: number;
  /** A hash is its 32 bits shifted right by this. */
  shift: number;
  readonly ladders: Ladder[];
  readonly warm: Warm;
}

/** Scratch of `warmOrders`. */
interface Warm {
  readonly slots: Int32Array;
  /** Of what was read, so that no compiler leaves the reading out. */
  sum: number;
}

/** Orders that are looked at together. */
const WARM = 32;
const FIRST_ORDERS = 1024;
const FIRST_ENTRIES = 2 * FIRST_ORDERS;
/** Entries of ids that follow one another. */
const GROUP = 8;
const FIRST_LEVELS = 128;
const FIRST_DEPTH = 64;

export const createStore = (): OrderStore => ({
  orders: createRows(FIRST_ORDERS),
  levels: createRows(FIRST_LEVELS),
  table: new Int32Array(2 * FIRST_ENTRIES),
  mask: FIRST_ENTRIES - 1,
  shift: 32 - Math.log2(FIRST_ENTRIES / GROUP),
  ladders: [],
  warm: { slots: new Int32Array(WARM), sum: 0 },
});

export const idOf = ({ orders }: OrderStore, slot: number): number => orders.doubles[4 * slot + ID]!;
export const qtyOf = ({ orders }: OrderStore, slot: number): number => orders.doubles[4 * slot + QTY]!;
export const levelOf = ({ orders }: OrderStore, slot: number): number => orders.ints[8 * slot + LEVEL]!;
export const nextOf = ({ orders }: OrderStore, slot: number): number => orders.ints[8 * slot + NEXT]!;
export const prevOf = ({ orders }: OrderStore, slot: number): number => orders.ints[8 * slot + PREV]!;

/** What the store's user marks an order with: nothing here reads it, and it is as it was left in a slot used again. */
export const tagOf = ({ orders }: OrderStore, slot: number): number => orders.ints[8 * slot + TAG]!;
export const setTag = ({ orders }: OrderStore, slot: number, tag: number): void => {
  orders.ints[8 * slot + TAG] = tag;
};

export const levelPx = ({ levels }: OrderStore, level: number): number => levels.doubles[4 * level + PX]!;
export const levelQty = ({ levels }: OrderStore, level: number): number => levels.doubles[4 * level + SUM]!;
export const levelOrders = ({ levels }: OrderStore, level: number): number => levels.ints[8 * level + COUNT]!;
export const levelOwner = ({ levels }: OrderStore, level: number): number => levels.ints[8 * level + OWNER]!;
export const levelFirst = ({ levels }: OrderStore, level: number): number => levels.ints[8 * level + FIRST]!;

export function createLadder(store: OrderStore, sign: 1 | -1): Ladder {
  const ladder: Ladder = {
    owner: store.ladders.length,
    sign,
    keys: new Float64Array(FIRST_DEPTH),
    slots: new Int32Array(FIRST_DEPTH),
    depth: 0,
  };
  store.ladders.push(ladder);
  return ladder;
}

/** The slot of the order with this id, 0 where none rests. */
export function findOrder(store: OrderStore, id: number): number {
  const { table, mask } = store;
  const key = keyOf(id);
  for (let at = homeOf(key, store.shift); ; at = (at + 1) & mask) {
    const slot = table[2 * at + 1]!;
    if (slot === 0 || (table[2 * at] === key && store.orders.doubles[4 * slot + ID] === id)) return slot;
  }
}

/**
 * Reads what operations on these orders (at most 32 of them, any ids) are about to read, and changes nothing. To find
 * an order, then the two beside it, is three loads that wait for one another and that the cache seldom has; those of
 * different orders wait for nobody, so that for a group they take little longer than for one (group prefetching:
 * Chen, Ailamaki, Gibbons, Mowry 2004, section 3).
 */
export function warmOrders(store: OrderStore, ids: Float64Array, count: number): void {
  const { table, mask, shift, warm } = store;
  const { slots } = warm;
  const { ints } = store.orders;
  const most = Math.min(count, WARM);
  for (let i = 0; i < most; i++) {
    const key = keyOf(ids[i]!);
    let at = homeOf(key, shift);
    while (table[2 * at + 1]! !== 0 && table[2 * at] !== key) at = (at + 1) & mask;
    slots[i] = table[2 * at + 1]!;
  }
  let sum = 0;
  for (let i = 0; i < most; i++) {
    const row = 8 * slots[i]!;
    sum ^= ints[8 * ints[row + NEXT]! + LEVEL]! ^ ints[8 * ints[row + PREV]! + LEVEL]!;
  }
  warm.sum = sum;
}

/** A new order, in no level yet. The caller knows that its id is free. */
export function enlistOrder(store: OrderStore, id: number, qty: number): number {
  const slot = takeOrderSlot(store);
  const { doubles } = store.orders;
  doubles[4 * slot + ID] = id;
  doubles[4 * slot + QTY] = qty;
  enterTable(store, slot, id);
  return slot;
}

/** A new order at the back of a level. */
export function appendOrder(store: OrderStore, level: number, id: number, qty: number): void {
  linkLast(store, enlistOrder(store, id, qty), level);
}

/** An order leaves its level and the store. The level stays, empty or not. */
export function dropOrder(store: OrderStore, slot: number): void {
  unlink(store, slot);
  forgetOrder(store, slot);
}

/** An order that is in no level is of this size. */
export function setQty({ orders }: OrderStore, slot: number, qty: number): void {
  orders.doubles[4 * slot + QTY] = qty;
}

/** An order that is in no level leaves the store. */
export function forgetOrder(store: OrderStore, slot: number): void {
  leaveTable(store, slot);
  store.orders.ints[8 * slot + NEXT] = store.orders.free;
  store.orders.free = slot;
}

/** An order is now of this size, and keeps its place. */
export function resize(store: OrderStore, slot: number, qty: number): void {
  const { doubles } = store.orders;
  store.levels.doubles[4 * levelOf(store, slot) + SUM]! += qty - doubles[4 * slot + QTY]!;
  doubles[4 * slot + QTY] = qty;
}

/** Puts an order that is in no level at the back of one. */
export function linkLast(store: OrderStore, slot: number, level: number): void {
  const { ints, doubles } = store.orders;
  const { ints: levelInts, doubles: levelDoubles } = store.levels;
  const behind = levelInts[8 * level + LAST]!;
  ints[8 * slot + LEVEL] = level;
  ints[8 * slot + NEXT] = 0;
  ints[8 * slot + PREV] = behind;
  if (behind === 0) levelInts[8 * level + FIRST] = slot;
  else ints[8 * behind + NEXT] = slot;
  levelInts[8 * level + LAST] = slot;
  levelInts[8 * level + COUNT]! += 1;
  levelDoubles[4 * level + SUM]! += doubles[4 * slot + QTY]!;
}

/** Takes an order out of its level's queue; it keeps its id and quantity. */
export function unlink(store: OrderStore, slot: number): void {
  const { ints, doubles } = store.orders;
  const { ints: levelInts, doubles: levelDoubles } = store.levels;
  const level = ints[8 * slot + LEVEL]!;
  const before = ints[8 * slot + PREV]!;
  const behind = ints[8 * slot + NEXT]!;
  if (before === 0) levelInts[8 * level + FIRST] = behind;
  else ints[8 * before + NEXT] = behind;
  if (behind === 0) levelInts[8 * level + LAST] = before;
  else ints[8 * behind + PREV] = before;
  levelInts[8 * level + COUNT]! -= 1;
  levelDoubles[4 * level + SUM]! -= doubles[4 * slot + QTY]!;
}

/** The slot of the level at this price, 0 where there is none. */
export function findLevel(ladder: Ladder, px: number): number {
  const key = ladder.sign * px;
  const rank = rankOf(ladder.keys, ladder.depth, key);
  return rank < ladder.depth && ladder.keys[rank] === key ? ladder.slots[rank]! : 0;
}

/** The slot of the level at this price, made where there was none. */
export function needLevel(store: OrderStore, ladder: Ladder, px: number): number {
  const key = ladder.sign * px;
  const rank = rankOf(ladder.keys, ladder.depth, key);
  if (rank < ladder.depth && ladder.keys[rank] === key) return ladder.slots[rank]!;
  const level = takeLevelSlot(store);
  store.levels.doubles[4 * level + PX] = px;
  store.levels.ints[8 * level + OWNER] = ladder.owner;
  openRank(ladder, rank);
  ladder.keys[rank] = key;
  ladder.slots[rank] = level;
  return level;
}

/** Forgets a level if its last order has gone. */
export function settleLevel(store: OrderStore, level: number): void {
  if (levelOrders(store, level) > 0) return;
  const ladder = store.ladders[levelOwner(store, level)]!;
  closeRank(ladder, rankOf(ladder.keys, ladder.depth, ladder.sign * levelPx(store, level)));
  store.levels.ints[8 * level + FIRST] = store.levels.free;
  store.levels.free = level;
}

/** Above this many ranks to move, the call of `copyWithin` is cheaper than the loop. */
const FEW = 48;

function openRank(ladder: Ladder, rank: number): void {
  if (ladder.depth === ladder.keys.length) {
    ladder.keys = doubled(ladder.keys);
    ladder.slots = doubled(ladder.slots);
  }
  const { keys, slots, depth } = ladder;
  if (depth - rank > FEW) {
    keys.copyWithin(rank + 1, rank, depth);
    slots.copyWithin(rank + 1, rank, depth);
  } else {
    for (let i = depth; i > rank; i--) {
      keys[i] = keys[i - 1]!;
      slots[i] = slots[i - 1]!;
    }
  }
  ladder.depth = depth + 1;
}

function closeRank(ladder: Ladder, rank: number): void {
  const { keys, slots } = ladder;
  const depth = ladder.depth - 1;
  if (depth - rank > FEW) {
    keys.copyWithin(rank, rank + 1, depth + 1);
    slots.copyWithin(rank, rank + 1, depth + 1);
  } else {
    for (let i = rank; i < depth; i++) {
      keys[i] = keys[i + 1]!;
      slots[i] = slots[i + 1]!;
    }
  }
  ladder.depth = depth;
}

/** Both halves of an id in 32 bits. */
const keyOf = (id: number): number => (id | 0) ^ Math.imul((id / 4_294_967_296) | 0, 0x85ebca6b);

/** Its group by multiplicative hashing (Knuth, TAOCP 6.4), its place there by the key's last bits. */
const homeOf = (key: number, shift: number): number =>
  GROUP * (Math.imul(key >>> 3, 0x9e3779b1) >>> shift) + (key & (GROUP - 1));

function enterTable(store: OrderStore, slot: number, id: number): void {
  const { table, mask } = store;
  const key = keyOf(id);
  let at = homeOf(key, store.shift);
  while (table[2 * at + 1]! !== 0) at = (at + 1) & mask;
  table[2 * at] = key;
  table[2 * at + 1] = slot;
}

/** Closes the gap that a removal leaves: whoever probed past it moves back into it (TAOCP 6.4, algorithm R). */
function leaveTable(store: OrderStore, slot: number): void {
  const { table, mask, shift } = store;
  let gap = homeOf(keyOf(idOf(store, slot)), shift);
  while (table[2 * gap + 1]! !== slot) gap = (gap + 1) & mask;
  for (let at = (gap + 1) & mask; table[2 * at + 1]! !== 0; at = (at + 1) & mask) {
    const probed = (at - homeOf(table[2 * at]!, shift)) & mask;
    if (probed < ((at - gap) & mask)) continue;
    table[2 * gap] = table[2 * at]!;
    table[2 * gap + 1] = table[2 * at + 1]!;
    gap = at;
  }
  table[2 * gap + 1] = 0;
}

function takeOrderSlot(store: OrderStore): number {
  const { orders } = store;
  const { free } = orders;
  if (free !== 0) {
    orders.free = orders.ints[8 * free + NEXT]!;
    return free;
  }
  if (isFull(orders)) growOrders(store);
  orders.used += 1;
  return orders.used - 1;
}

/** Every slot is in use: so every slot but nobody's goes into the new table. */
function growOrders(store: OrderStore): void {
  const { orders } = store;
  grow(orders);
  store.table = new Int32Array(store.table.length * 2);
  store.mask = store.table.length / 2 - 1;
  store.shift -= 1;
  for (let slot = 1; slot < orders.used; slot++) enterTable(store, slot, idOf(store, slot));
}

function takeLevelSlot({ levels }: OrderStore): number {
  const { free } = levels;
  if (free !== 0) {
    levels.free = levels.ints[8 * free + FIRST]!;
    levels.ints[8 * free + FIRST] = 0;
    return free;
  }
  if (isFull(levels)) grow(levels);
  levels.used += 1;
  return levels.used - 1;
}

const isFull = (rows: Rows): boolean => 8 * rows.used === rows.ints.length;

function grow(rows: Rows): void {
  const longer = createRows(rows.ints.length / 4);
  longer.ints.set(rows.ints);
  rows.ints = longer.ints;
  rows.doubles = longer.doubles;
}

function doubled<T extends Float64Array | Int32Array>(column: T): T {
  const longer = new (column.constructor as new (length: number) => T)(column.length * 2);
  longer.set(column);
  return longer;
}
