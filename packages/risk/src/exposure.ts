/**
 * Position and working orders at every level, updated in constant time per event. Quantities in shares, money in
 * 1/10,000 of the currency: price x quantity over the instrument's `qtyUnit`, rounded up, so that nothing counts
 * for less than it is worth.
 *
 * A *book* is one (level, key); it holds a cell per instrument. Long exposure of a book is the sum over its
 * instruments of the value of long positions, plus its working buys; short exposure likewise; gross is the larger
 * side. A working order is worth what it was reserved at until it is terminal. A position is worth its
 * instrument's latest mark. Working exposure returns to exactly zero when every child is terminal.
 */
import { type ChildOrder, type Instrument, type LimitLevel, qtyUnit, type Side } from '@fairlead/domain';
import { LEVELS } from './controls.ts';

interface Cell {
  readonly unit: number;
  position: number;
  mark: number;
}

export interface Book {
  readonly level: LimitLevel;
  readonly key: string;
  longPosition: number;
  shortPosition: number;
  workingBuy: number;
  workingSell: number;
  readonly cells: Map<string, Cell>;
}

/** What an approved child holds until it is terminal. */
interface Reservation {
  readonly parentId: string;
  readonly instrument: string;
  readonly side: Side;
  readonly trader: string;
  readonly desk: string;
  readonly account: string;
  readonly px: number;
  readonly unit: number;
  remaining: number;
}

export interface Exposure {
  /** `qtyUnit` by instrument. */
  readonly units: Map<string, number>;
  readonly books: { readonly [L in LimitLevel]: Map<string, Book> };
  readonly reservations: Map<string, Reservation>;
  /** Shares working per parent, by the gate's own count. */
  readonly parentWorking: Map<string, number>;
}

/** Whose order it is and in what: the keys of its five levels. */
export interface Owner {
  readonly trader: string;
  readonly desk: string;
  readonly account: string;
  readonly instrument: string;
}

export const createExposure = (): Exposure => ({
  units: new Map(),
  books: { Firm: new Map(), Desk: new Map(), Trader: new Map(), Account: new Map(), Instrument: new Map() },
  reservations: new Map(),
  parentWorking: new Map(),
});

/** What the quantities of these count in. One that was never told of counts whole, which is the larger value. */
export function learnUnits({ units }: Exposure, instruments: readonly Instrument[]): void {
  for (const instrument of instruments) units.set(instrument.id, qtyUnit(instrument));
}

export const unitIn = ({ units }: Exposure, instrument: string): number => units.get(instrument) ?? 1;

/** Of so much at a price. */
export const worthOf = (quantity: number, px: number, unit: number): number =>
  Math.ceil((quantity * px) / unit);

/** There is one firm. */
const FIRM = '*';

/** The key under which an order counts at a level. */
export function keyAt(level: LimitLevel, of: Owner): string {
  switch (level) {
    case 'Firm':
      return FIRM;
    case 'Desk':
      return of.desk;
    case 'Trader':
      return of.trader;
    case 'Account':
      return of.account;
    case 'Instrument':
      return of.instrument;
  }
}

export const longOf = (book: Book): number => book.longPosition + book.workingBuy;
export const shortOf = (book: Book): number => book.shortPosition + book.workingSell;

/** Exposure of one side of a book, with its position in `instrument` valued at `mark`; 0 for an unknown book. */
export function sideExposure(
  book: Book | undefined,
  side: Side,
  at: { readonly instrument: string; readonly mark: number },
): number {
  if (book === undefined) return 0;
  const cell = book.cells.get(at.instrument);
  if (cell !== undefined && cell.mark !== at.mark) revalue(book, cell, cell.position, at.mark);
  return side === 'Buy' ? longOf(book) : shortOf(book);
}

export function reserve(exposure: Exposure, child: ChildOrder, px: number): void {
  const { parentId, instrument, side, trader, desk, account, orderQty } = child;
  const unit = unitIn(exposure, instrument);
  exposure.reservations.set(child.clOrdId, {
    parentId,
    instrument,
    side,
    trader,
    desk,
    account,
    px,
    unit,
    remaining: orderQty,
  });
  exposure.parentWorking.set(parentId, (exposure.parentWorking.get(parentId) ?? 0) + orderQty);
  addWorking(exposure, child, side, worthOf(orderQty, px, unit));
}

/** Frees `quantity` shares of a reservation (all of it where that is less); forgets it when `closed` or empty. */
export function release(exposure: Exposure, clOrdId: string, quantity: number, closed: boolean): void {
  const held = exposure.reservations.get(clOrdId);
  if (held === undefined) return;
  const freed = Math.min(quantity, held.remaining);
  const before = worthOf(held.remaining, held.px, held.unit);
  held.remaining -= freed;
  addWorking(exposure, held, held.side, worthOf(held.remaining, held.px, held.unit) - before);
  const working = (exposure.parentWorking.get(held.parentId) ?? 0) - freed;
  if (working > 0) exposure.parentWorking.set(held.parentId, working);
  else exposure.parentWorking.delete(held.parentId);
  if (closed || held.remaining === 0) exposure.reservations.delete(clOrdId);
}

export function addPosition(exposure: Exposure, of: Owner, signedQty: number, mark: number): void {
  for (const level of LEVELS) {
    const book = bookAt(exposure, level, of);
    const cell = book.cells.get(of.instrument);
    if (cell === undefined) {
      const fresh: Cell = { unit: unitIn(exposure, of.instrument), position: 0, mark };
      book.cells.set(of.instrument, fresh);
      revalue(book, fresh, signedQty, mark);
    } else {
      revalue(book, cell, cell.position + signedQty, mark);
    }
  }
}

function addWorking({ books }: Exposure, of: Owner, side: Side, money: number): void {
  addWorkingTo(bookIn(books.Firm, 'Firm', FIRM), side, money);
  addWorkingTo(bookIn(books.Desk, 'Desk', of.desk), side, money);
  addWorkingTo(bookIn(books.Trader, 'Trader', of.trader), side, money);
  addWorkingTo(bookIn(books.Account, 'Account', of.account), side, money);
  addWorkingTo(bookIn(books.Instrument, 'Instrument', of.instrument), side, money);
}

function addWorkingTo(book: Book, side: Side, money: number): void {
  if (side === 'Buy') book.workingBuy += money;
  else book.workingSell += money;
}

const bookAt = (exposure: Exposure, level: LimitLevel, of: Owner): Book =>
  bookIn(exposure.books[level], level, keyAt(level, of));

function bookIn(books: Map<string, Book>, level: LimitLevel, key: string): Book {
  let book = books.get(key);
  if (book === undefined) {
    book = {
      level,
      key,
      longPosition: 0,
      shortPosition: 0,
      workingBuy: 0,
      workingSell: 0,
      cells: new Map(),
    };
    books.set(key, book);
  }
  return book;
}

function revalue(book: Book, cell: Cell, position: number, mark: number): void {
  const before = signedWorth(cell.position, cell.mark, cell.unit);
  const after = signedWorth(position, mark, cell.unit);
  if (before > 0) book.longPosition -= before;
  else book.shortPosition += before;
  if (after > 0) book.longPosition += after;
  else book.shortPosition -= after;
  cell.position = position;
  cell.mark = mark;
}

const signedWorth = (position: number, mark: number, unit: number): number =>
  Math.sign(position) * worthOf(Math.abs(position), mark, unit);
