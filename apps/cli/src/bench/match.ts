/**
 * `bench match`: a lit venue's engine under the commands of a busy day: adds 44%, cancels 38%, replaces 8%, takers
 * 10%, and a new reference touch for the pegs now and then; of the adds an eighth is hidden, an iceberg, has a
 * minimum, or is pegged. Every command is about an order that is open then; it comes as a record that is filled
 * again and again, as a venue fills it. At the end of a round everything expires.
 */
import {
  cancelOrder,
  createMatchingBook,
  enterOrder,
  expireOrders,
  levelPxAt,
  type MatchingBook,
  type MatchOrder,
  type MatchReplace,
  type MatchSink,
  openQty,
  replaceOrder,
  repricePegs,
} from '@fairlead/book';
import { createRandom, exponential, type Random, uniform } from '@fairlead/sim';
import type { BenchResult } from './command.ts';
import { repeat } from './rounds.ts';

const COMMANDS = 1_000_000;
const LEAST = 10_000_000;
const LAP = 2_048;
const TICK = 100;
const MIDDLE = 1_000_000;
/** Adds before the first cancel: about as many orders rest. */
const OPENING = 2_000;
/** Mean distance of a new order from the other side's touch, in ticks. */
const MEAN_DISTANCE = 5;
const REPRICE_EVERY = 64;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Kind = 'Enter' | 'Cancel' | 'Replace' | 'Reprice';
const KINDS: readonly Kind[] = ['Enter', 'Cancel', 'Replace', 'Reprice'];
/** What an order may have beside a side, a price and a quantity. */
const SHAPES: readonly Partial<MatchOrder>[] = [
  {},
  { timeInForce: 'ImmediateOrCancel' },
  { postOnly: true },
  { hidden: true },
  { displayQty: 100 },
  { hidden: true, minQty: 100 },
  { px: undefined, peg: 'Near' },
  { px: undefined, peg: 'Mid' },
];

/** Commands as columns; of a new reference, `px` is its bid and `qty` its ask. */
const createColumns = () => ({
  kind: new Uint8Array(COMMANDS),
  shape: new Uint8Array(COMMANDS),
  buys: new Uint8Array(COMMANDS),
  id: new Float64Array(COMMANDS),
  px: new Float64Array(COMMANDS),
  qty: new Float64Array(COMMANDS),
});
type Columns = ReturnType<typeof createColumns>;

export function benchMatch(): BenchResult {
  const told = { trades: 0, levels: 0, refused: 0 };
  const sink = counting(told);
  const book = createMatchingBook({ tick: TICK, lot: 1 });
  const columns = createColumns();
  const command = createCommands(book, columns, sink);
  draw(book, columns, command);
  expireOrders(book, sink);
  told.trades = told.levels = told.refused = 0;
  const rounds = repeat(LEAST, (_, lap) => {
    for (let at = 0; at < COMMANDS; at += 1) {
      command(at);
      if (at % LAP === LAP - 1) lap(LAP);
    }
    expireOrders(book, sink);
    return COMMANDS;
  });
  const per100 = (n: number): number => Math.round((100 * n) / rounds.messages);
  return {
    bench: 'match',
    ...rounds,
    what: `${COMMANDS} commands a round, about ${OPENING} orders at rest; per 100 commands ${per100(told.trades)} trades, ${per100(told.levels)} levels; ${told.refused} refused`,
  };
}

const counting = (told: { trades: number; levels: number; refused: number }): MatchSink => ({
  accepted: () => {},
  replaced: () => {},
  canceled: () => {},
  traded: () => {
    told.trades += 1;
  },
  levelChanged: () => {
    told.levels += 1;
  },
  rejected: () => {
    told.refused += 1;
  },
});

/** Gives the book the command in a row, from records that are used again. */
function createCommands(book: MatchingBook, columns: Columns, sink: MatchSink): (row: number) => void {
  const records = SHAPES.map(
    (shape): Mutable<MatchOrder> => ({
      id: 0,
      owner: 1,
      side: 'Buy',
      qty: 0,
      px: 0,
      timeInForce: 'Day',
      postOnly: false,
      hidden: undefined,
      displayQty: undefined,
      minQty: undefined,
      peg: undefined,
      pegOffset: undefined,
      ...shape,
    }),
  );
  const to: Mutable<MatchReplace> = { id: 0, leavesQty: 0, px: 0, displayQty: undefined };
  const touch = { bidPx: 0, askPx: 0 };
  return (row) => {
    const kind = columns.kind[row]!;
    if (kind === 0) {
      const order = records[columns.shape[row]!]!;
      order.id = columns.id[row]!;
      order.side = columns.buys[row] === 1 ? 'Buy' : 'Sell';
      order.qty = columns.qty[row]!;
      if (order.peg === undefined) order.px = columns.px[row]!;
      enterOrder(book, order, sink);
    } else if (kind === 1) {
      cancelOrder(book, columns.id[row]!, sink);
    } else if (kind === 2) {
      to.id = columns.id[row]!;
      to.leavesQty = columns.qty[row]!;
      to.px = columns.px[row]!;
      replaceOrder(book, to, sink);
    } else {
      touch.bidPx = columns.px[row]!;
      touch.askPx = columns.qty[row]!;
      repricePegs(book, touch, sink);
    }
  };
}

/** Draws the commands one by one against the book as it then is. */
function draw(book: MatchingBook, columns: Columns, command: (row: number) => void): void {
  const random = createRandom(7, 'bench match');
  const open: { readonly id: number; readonly buys: boolean }[] = [];
  for (let row = 0; row < COMMANDS; row += 1) {
    const u = uniform(random);
    const known = row >= OPENING && u < 0.46 ? anyOpen(book, open, random) : undefined;
    if (row % REPRICE_EVERY === 0) {
      set(columns, row, { kind: 'Reprice', id: 0, px: touchOf(book, true), qty: touchOf(book, false) });
    } else if (known !== undefined && u < 0.38) {
      set(columns, row, { kind: 'Cancel', id: known.id, px: 0, qty: 0 });
    } else if (known !== undefined) {
      set(columns, row, {
        kind: 'Replace',
        id: known.id,
        buys: known.buys,
        ...terms(book, random, known.buys),
      });
    } else {
      const takes = row >= OPENING && u > 0.9;
      const buys = uniform(random) < 0.5;
      const special = uniform(random) < 1 / 8 ? 3 + Math.floor(uniform(random) * (SHAPES.length - 3)) : 0;
      const shape = takes ? 1 : special > 0 ? special : uniform(random) < 0.5 ? 2 : 0;
      const { px, qty } = terms(book, random, buys);
      const reach = (buys ? 2 : -2) * TICK;
      set(columns, row, {
        kind: 'Enter',
        id: row,
        buys,
        shape,
        px: takes ? touchOf(book, !buys) + reach : px,
        qty: takes ? 2 * qty : qty,
      });
      if (!takes) open.push({ id: row, buys });
    }
    command(row);
  }
}

function set(
  columns: Columns,
  row: number,
  of: { kind: Kind; id: number; px: number; qty: number; buys?: boolean; shape?: number },
): void {
  columns.kind[row] = KINDS.indexOf(of.kind);
  columns.shape[row] = of.shape ?? 0;
  columns.buys[row] = Number(of.buys ?? false);
  columns.id[row] = of.id;
  columns.px[row] = of.px;
  columns.qty[row] = of.qty;
}

const touchOf = (book: MatchingBook, bid: boolean): number =>
  levelPxAt(book, bid ? 'Buy' : 'Sell', 0) ?? MIDDLE + (bid ? -TICK : TICK);

/** Of an order that does not take: near the touch, mostly. */
function terms(book: MatchingBook, random: Random, buys: boolean): { px: number; qty: number } {
  const ticks = 1 + Math.floor(exponential(random) * MEAN_DISTANCE);
  return {
    px: touchOf(book, !buys) + (buys ? -1 : 1) * ticks * TICK,
    qty: 100 * (1 + Math.floor(exponential(random) * 3)),
  };
}

/** Forgets those that have gone meanwhile. */
function anyOpen<T extends { readonly id: number }>(
  book: MatchingBook,
  open: T[],
  random: Random,
): T | undefined {
  while (open.length > 0) {
    const at = Math.floor(uniform(random) * open.length);
    const found = open[at]!;
    if (openQty(book, found.id) !== undefined) return found;
    open[at] = open[open.length - 1]!;
    open.pop();
  }
  return undefined;
}
