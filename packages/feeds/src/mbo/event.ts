/**
 * Databento's market-by-order event, which its CSV (MBO-CSV.md) and its binary encoding (DBN.md) both carry, and
 * what it is as feed records. Times ns since the session's midnight, prices 1/10,000, quantities whole.
 */
import type { Side } from '@fairlead/domain';
import { type Giver, give } from '../giver.ts';
import { isInSession, isNearSession } from '../session.ts';

/** Mutable, reused: read over by the next. */
export interface MboEvent {
  tsRecv: number;
  tsEvent: number;
  instrumentId: number;
  instrument: string;
  /** The letters A C M T F R as bytes. */
  action: number;
  /** The letters B A N as bytes: of a trade, the aggressor's side. */
  side: number;
  /** 0: undefined. */
  px: number;
  qty: number;
  orderId: number;
  flags: number;
  seq: number;
}

export const createMboEvent = (): MboEvent => ({
  tsRecv: 0,
  tsEvent: 0,
  instrumentId: 0,
  instrument: '',
  action: 0,
  side: 0,
  px: 0,
  qty: 0,
  orderId: 0,
  flags: 0,
  seq: 0,
});

export const ADD = 0x41;
export const CANCEL = 0x43;
export const MODIFY = 0x4d;
export const TRADE = 0x54;
export const FILL = 0x46;
export const CLEAR = 0x52;
const NONE = 0x4e;
const ACTIONS: readonly number[] = [ADD, CANCEL, MODIFY, TRADE, FILL, CLEAR, NONE];
const BID = 0x42;
const ASK = 0x41;

/** The last message of its event at this venue: between two of these a book may be half changed. */
export const IS_LAST = 128;
export const IS_SNAPSHOT = 32;
const MAX_FLAGS = 255;
/** A decoder remembers each: which is of them in a snapshot, and which can't be vouched for. */
const MAX_INSTRUMENTS = 65_536;

export const sideOf = (event: MboEvent): Side | undefined =>
  event.side === BID ? 'Buy' : event.side === ASK ? 'Sell' : undefined;

/** Throws the fault of one field of the record at hand. */
export type Refuse = (field: string, reason: string) => never;

/**
 * @param notBefore the record before it, by the recorder's clock
 * @throws what `refuse` makes, where the event contradicts itself
 */
export function checkEvent(event: MboEvent, notBefore: number, refuse: Refuse): void {
  const { action, side, px, qty, orderId, tsRecv, tsEvent, flags, seq } = event;
  if (!isInSession(tsRecv)) refuse('ts_recv', 'is not of the recording’s week');
  if (!isNearSession(tsEvent)) refuse('ts_event', 'is not near the recording’s week');
  if (tsRecv < notBefore) refuse('ts_recv', `goes back by ${notBefore - tsRecv} ns`);
  if (!ACTIONS.includes(action)) refuse('action', `must be A, C, M, T, F, R or N, got ${inQuotes(action)}`);
  if (side !== BID && side !== ASK && side !== NONE) {
    refuse('side', `must be B, A or N, got ${inQuotes(side)}`);
  }
  if (flags < 0 || flags > MAX_FLAGS) refuse('flags', `must be 0 to ${MAX_FLAGS}, got ${flags}`);
  if (seq < 0) refuse('sequence', `can't be negative, got ${seq}`);
  if (orderId < 0) refuse('order_id', `can't be negative, got ${orderId}`);
  if (action === CLEAR || action === NONE) return;
  if (px <= 0) refuse('price', px === 0 ? 'must be above zero' : `must be above zero, got ${px}`);
  if (qty <= 0) refuse('size', `must be above zero, got ${qty}`);
  if ((action === ADD || action === MODIFY) && side === NONE) refuse('side', 'of an order must be B or A');
}

/** What the records of one file's events depend on beside the event. */
export interface MboStream {
  readonly giver: Giver;
  readonly instruments: Map<number, InstrumentState>;
}
interface InstrumentState {
  readonly name: string;
  isInSnapshot: boolean;
  /** A record of it was lost: its book stays empty until a snapshot or a clear. */
  isLost: boolean;
}

export const createMboStream = (giver: Giver): MboStream => ({ giver, instruments: new Map() });

/** @throws what `refuse` makes, where there are more instruments than one recording has */
export function knowInstrument({ instruments }: MboStream, event: MboEvent, refuse: Refuse): void {
  if (instruments.has(event.instrumentId)) return;
  if (instruments.size === MAX_INSTRUMENTS) {
    refuse('instrument_id', `is of more than ${MAX_INSTRUMENTS} instruments`);
  }
  instruments.set(event.instrumentId, { name: event.instrument, isInSnapshot: false, isLost: false });
}

/**
 * A trade and its fills change no book: the cancels or modifications that follow them do. So the print is a
 * `Trade`, a fill (its share of a resting order) is nothing, and what follows is the book's change.
 */
export function giveEvent(stream: MboStream, event: MboEvent): void {
  const { giver } = stream;
  const state = stream.instruments.get(event.instrumentId)!;
  const { record } = giver;
  record.instrument = event.instrument;
  record.tsRecv = event.tsRecv;
  record.tsEvent = event.tsEvent;
  record.seq = event.seq;
  const isSnapshot = (event.flags & IS_SNAPSHOT) !== 0;
  if (event.action === CLEAR || (isSnapshot && !state.isInSnapshot)) {
    state.isLost = false;
    give(giver, 'Clear');
  }
  state.isInSnapshot = isSnapshot && (event.flags & IS_LAST) === 0;
  record.orderId = event.orderId;
  record.side = sideOf(event);
  record.px = event.px;
  record.qty = event.qty;
  if (event.action === TRADE) give(giver, 'Trade');
  if (state.isLost) return;
  if (event.action === ADD) give(giver, 'Add');
  if (event.action === CANCEL) give(giver, 'Reduce');
  if (event.action === MODIFY) give(giver, 'Modify');
}

/** A record was lost, of which instrument nobody knows: no book can be vouched for. */
export function loseBooks({ giver, instruments }: MboStream): void {
  for (const state of instruments.values()) {
    if (state.isLost) continue;
    state.isLost = true;
    state.isInSnapshot = false;
    giver.record.instrument = state.name;
    give(giver, 'Clear');
  }
}

const inQuotes = (byte: number): string =>
  byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte ${byte}`;
