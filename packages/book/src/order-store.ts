/**
 * Where the orders and levels of order books lie: columns of typed arrays, a slot per order and per level, and an
 * open-addressing table from order id to slot. One store serves any number of books that share one space of ids.
 *
 * Slot 0 is nobody, so that a column of zeros is empty. Freed slots are used again, the latest first (it is still
 * in the cache). The table is probed linearly, is at most half full, and a removal shifts back what probed past it:
 * no tombstones, so it is as fast at the end of the day as at its start. Columns double when they are full and
 * never shrink: memory is what the fullest moment of the day needed. Nothing else is allocated.
 */

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
  /** Orders held. */
  orders: number;
}

export interface OrderStore {
  /** Columns of orders. `next` is behind in the queue; of a free slot, the next free one. */
  id: Float64Array;
  qty: Float64Array;
  level: Int32Array;
  next: Int32Array;
  prev: Int32Array;
  freeOrder: number;
  usedOrders: number;
  /** From hashed id to order slot, 0 where nobody is. */
  table: Int32Array;
  mask: number;
  /** A hash is its 32 bits shifted right by this. */
  shift: number;
  /** Columns of levels. `first` and `last` are order slots; of a free slot, `first` is the next free one. */
  levelPx: Float64Array;
  levelQty: Float64Array;
  levelOrders: Int32Array;
  levelOwner: Int32Array;
  first: Int32Array;
  last: Int32Array;
  freeLevel: number;
  usedLevels: number;
  readonly ladders: Ladder[];
}

const FIRST_ORDERS = 1024;
const FIRST_LEVELS = 128;
const FIRST_DEPTH = 64;

export const createStore = (): OrderStore => ({
  id: new Float64Array(FIRST_ORDERS),
  qty: new Float64Array(FIRST_ORDERS),
  level: new Int32Array(FIRST_ORDERS),
  next: new Int32Array(FIRST_ORDERS),
  prev: new Int32Array(FIRST_ORDERS),
  freeOrder: 0,
  usedOrders: 1,
  table: new Int32Array(2 * FIRST_ORDERS),
  mask: 2 * FIRST_ORDERS - 1,
  shift: 32 - Math.log2(2 * FIRST_ORDERS),
  levelPx: new Float64Array(FIRST_LEVELS),
  levelQty: new Float64Array(FIRST_LEVELS),
  levelOrders: new Int32Array(FIRST_LEVELS),
  levelOwner: new Int32Array(FIRST_LEVELS),
  first: new Int32Array(FIRST_LEVELS),
  last: new Int32Array(FIRST_LEVELS),
  freeLevel: 0,
  usedLevels: 1,
  ladders: [],
});

export function createLadder(store: OrderStore, sign: 1 | -1): Ladder {
  const ladder: Ladder = {
    owner: store.ladders.length,
    sign,
    keys: new Float64Array(FIRST_DEPTH),
    slots: new Int32Array(FIRST_DEPTH),
    depth: 0,
    orders: 0,
  };
  store.ladders.push(ladder);
  return ladder;
}

/** The slot of the order with this id, 0 where none rests. */
export function findOrder(store: OrderStore, id: number): number {
  const { table, mask, id: ids } = store;
  for (let at = homeOf(id, store.shift); ; at = (at + 1) & mask) {
    const slot = table[at]!;
    if (slot === 0 || ids[slot] === id) return slot;
  }
}

/** A new order at the back of a level. The caller knows that its id is free. */
export function appendOrder(store: OrderStore, level: number, id: number, qty: number): void {
  const slot = takeOrderSlot(store);
  store.id[slot] = id;
  store.qty[slot] = qty;
  enterTable(store, slot, id);
  linkLast(store, slot, level);
}

/** An order leaves its level and the store. The level stays, empty or not. */
export function dropOrder(store: OrderStore, slot: number): void {
  unlink(store, slot);
  leaveTable(store, slot);
  store.next[slot] = store.freeOrder;
  store.freeOrder = slot;
}

/** Puts an order that is in no level at the back of one. */
export function linkLast(store: OrderStore, slot: number, level: number): void {
  const behind = store.last[level]!;
  store.level[slot] = level;
  store.next[slot] = 0;
  store.prev[slot] = behind;
  if (behind === 0) store.first[level] = slot;
  else store.next[behind] = slot;
  store.last[level] = slot;
  store.levelOrders[level]! += 1;
  store.levelQty[level]! += store.qty[slot]!;
  store.ladders[store.levelOwner[level]!]!.orders += 1;
}

/** Takes an order out of its level's queue; it keeps its id and quantity. */
export function unlink(store: OrderStore, slot: number): void {
  const level = store.level[slot]!;
  const before = store.prev[slot]!;
  const behind = store.next[slot]!;
  if (before === 0) store.first[level] = behind;
  else store.next[before] = behind;
  if (behind === 0) store.last[level] = before;
  else store.prev[behind] = before;
  store.levelOrders[level]! -= 1;
  store.levelQty[level]! -= store.qty[slot]!;
  store.ladders[store.levelOwner[level]!]!.orders -= 1;
}

/** The slot of the level at this price, 0 where there is none. */
export function findLevel(ladder: Ladder, px: number): number {
  const key = ladder.sign * px;
  const rank = rankOf(ladder, key);
  return rank < ladder.depth && ladder.keys[rank] === key ? ladder.slots[rank]! : 0;
}

/** The slot of the level at this price, made where there was none. */
export function needLevel(store: OrderStore, ladder: Ladder, px: number): number {
  const key = ladder.sign * px;
  const rank = rankOf(ladder, key);
  if (rank < ladder.depth && ladder.keys[rank] === key) return ladder.slots[rank]!;
  const level = takeLevelSlot(store);
  store.levelPx[level] = px;
  store.levelOwner[level] = ladder.owner;
  openRank(ladder, rank);
  ladder.keys[rank] = key;
  ladder.slots[rank] = level;
  return level;
}

/** Forgets a level if its last order has gone. */
export function settleLevel(store: OrderStore, level: number): void {
  if (store.levelOrders[level]! > 0) return;
  const ladder = store.ladders[store.levelOwner[level]!]!;
  closeRank(ladder, rankOf(ladder, ladder.sign * store.levelPx[level]!));
  store.first[level] = store.freeLevel;
  store.last[level] = 0;
  store.freeLevel = level;
}

/** Ranks looked at one by one from the touch, where most of the life is, before halving. */
const NEAR = 8;

/** Where `key` is in the ladder, or would go: the first rank that is not worse. */
function rankOf(ladder: Ladder, key: number): number {
  const { keys, depth } = ladder;
  let high = depth;
  const near = depth > NEAR ? depth - NEAR : 0;
  while (high > near && keys[high - 1]! >= key) high -= 1;
  if (high > near || high === 0) return high;
  let low = 0;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
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

/** Multiplicative hashing (Knuth, TAOCP 6.4) of both halves of the id: consecutive ids spread evenly. */
const homeOf = (id: number, shift: number): number =>
  Math.imul((id | 0) ^ Math.imul((id / 4_294_967_296) | 0, 0x85ebca6b), 0x9e3779b1) >>> shift;

function enterTable(store: OrderStore, slot: number, id: number): void {
  const { table, mask } = store;
  let at = homeOf(id, store.shift);
  while (table[at]! !== 0) at = (at + 1) & mask;
  table[at] = slot;
}

/** Closes the gap that a removal leaves: whoever probed past it moves back into it (TAOCP 6.4, algorithm R). */
function leaveTable(store: OrderStore, slot: number): void {
  const { table, mask, shift, id: ids } = store;
  let gap = homeOf(ids[slot]!, shift);
  while (table[gap]! !== slot) gap = (gap + 1) & mask;
  for (let at = (gap + 1) & mask; table[at]! !== 0; at = (at + 1) & mask) {
    const probed = (at - homeOf(ids[table[at]!]!, shift)) & mask;
    if (probed < ((at - gap) & mask)) continue;
    table[gap] = table[at]!;
    gap = at;
  }
  table[gap] = 0;
}

function takeOrderSlot(store: OrderStore): number {
  const free = store.freeOrder;
  if (free !== 0) {
    store.freeOrder = store.next[free]!;
    return free;
  }
  if (store.usedOrders === store.id.length) growOrders(store);
  store.usedOrders += 1;
  return store.usedOrders - 1;
}

/** Every slot is in use: so every slot but nobody's goes into the new table. */
function growOrders(store: OrderStore): void {
  store.id = doubled(store.id);
  store.qty = doubled(store.qty);
  store.level = doubled(store.level);
  store.next = doubled(store.next);
  store.prev = doubled(store.prev);
  store.table = new Int32Array(store.table.length * 2);
  store.mask = store.table.length - 1;
  store.shift -= 1;
  for (let slot = 1; slot < store.usedOrders; slot++) enterTable(store, slot, store.id[slot]!);
}

function takeLevelSlot(store: OrderStore): number {
  const free = store.freeLevel;
  if (free !== 0) {
    store.freeLevel = store.first[free]!;
    store.first[free] = 0;
    return free;
  }
  if (store.usedLevels === store.levelPx.length) {
    store.levelPx = doubled(store.levelPx);
    store.levelQty = doubled(store.levelQty);
    store.levelOrders = doubled(store.levelOrders);
    store.levelOwner = doubled(store.levelOwner);
    store.first = doubled(store.first);
    store.last = doubled(store.last);
  }
  store.usedLevels += 1;
  return store.usedLevels - 1;
}

function doubled<T extends Float64Array | Int32Array>(column: T): T {
  const longer = new (column.constructor as new (length: number) => T)(column.length * 2);
  longer.set(column);
  return longer;
}
