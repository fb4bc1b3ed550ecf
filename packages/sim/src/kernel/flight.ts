/**
 * Messages under way, by arrival, first sent first among equals. Messages are records that are used again: a
 * receiver must have read one before it returns. What a field means depends on `type`; fields that a type has no
 * use for hold what an earlier message left there.
 */
import type { Side } from '@fairlead/domain';

export type MessageType =
  /** A participant's requests, on their way to a venue. */
  | 'New'
  | 'Cancel'
  | 'Replace'
  /** At a block venue. */
  | 'FirmUp'
  | 'Request'
  | 'Quote'
  /** A venue's answers, on their way to a participant. */
  | 'Accepted'
  | 'Replaced'
  | 'Traded'
  | 'Canceled'
  | 'Rejected'
  /** Of a cancel, a replace or a firm-up. */
  | 'Refused'
  /** A conditional is invited to firm up; it is as before. */
  | 'Invited'
  | 'Returned'
  /** Somebody asks for quotes. */
  | 'Requested'
  /** A touch that a participant watches has changed. */
  | 'Seen'
  /** A print of an instrument whose prints a participant follows. */
  | 'Print'
  /** A news story, on its way to a participant. */
  | 'Story'
  /** Something of the client's, in `cargo`. */
  | 'Client'
  /** What a real venue's feed said, in `cargo`. */
  | 'Heard';

export interface Message {
  type: MessageType;
  atNs: number;
  nth: number;
  /** Index of the participant that sent it or that it goes to. */
  owner: number;
  /** Index of the venue's book that it concerns. */
  feed: number;
  order: number;
  side: Side;
  /** 0 for a market order. */
  px: number;
  qty: number;
  leavesQty: number;
  /** Of a quote: the request that it answers. */
  about: number;
  /** Of a request: how it rests. */
  terms: Terms;
  /** Of a fill: the order rested. */
  passive: boolean;
  cargo: unknown;
}

/** How an order trades and rests, beside its side, price and size; a participant's terms are few and shared. */
export interface Terms {
  readonly timeInForce: 'Day' | 'ImmediateOrCancel' | 'FillOrKill' | 'Auction';
  readonly postOnly: boolean;
  readonly hidden: boolean;
  readonly displayQty?: number;
  readonly minQty?: number;
  readonly peg?: { readonly to: 'Near' | 'Mid' | 'Far'; readonly offsetTicks: number };
}

export const RESTING: Terms = { timeInForce: 'Day', postOnly: false, hidden: false };
export const POST_ONLY: Terms = { timeInForce: 'Day', postOnly: true, hidden: false };
/** For the auction of a call only. */
export const CALLED: Terms = { timeInForce: 'Auction', postOnly: false, hidden: false };
export const TAKING: Terms = { timeInForce: 'ImmediateOrCancel', postOnly: false, hidden: false };

export interface Flight {
  readonly heap: Message[];
  readonly free: Message[];
  sent: number;
}

export const createFlight = (): Flight => ({ heap: [], free: [], sent: 0 });

export const nextArrivalNs = ({ heap }: Flight): number =>
  heap.length === 0 ? Number.POSITIVE_INFINITY : (heap[0] as Message).atNs;

/** A message to fill in and `launch`. */
export function message(flight: Flight, type: MessageType): Message {
  const used = flight.free.pop();
  if (used !== undefined) {
    used.type = type;
    return used;
  }
  return {
    type,
    atNs: 0,
    nth: 0,
    owner: 0,
    feed: 0,
    order: 0,
    side: 'Buy',
    px: 0,
    qty: 0,
    leavesQty: 0,
    about: 0,
    terms: RESTING,
    passive: false,
    cargo: undefined,
  };
}

export function launch(flight: Flight, sent: Message, atNs: number): void {
  const { heap } = flight;
  sent.atNs = atNs;
  sent.nth = flight.sent++;
  let at = heap.length;
  heap.push(sent);
  while (at > 0) {
    const up = (at - 1) >>> 1;
    const parent = heap[up] as Message;
    if (!sooner(sent, parent)) break;
    heap[at] = parent;
    at = up;
  }
  heap[at] = sent;
}

/** Takes out the message that arrives first; the flight must not be empty. Give it back by `retire`. */
export function land({ heap }: Flight): Message {
  const first = heap[0] as Message;
  const last = heap.pop() as Message;
  const size = heap.length;
  if (size === 0) return first;
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    if (down >= size) break;
    let child = heap[down] as Message;
    if (down + 1 < size && sooner(heap[down + 1] as Message, child)) {
      down += 1;
      child = heap[down] as Message;
    }
    if (!sooner(child, last)) break;
    heap[at] = child;
    at = down;
  }
  heap[at] = last;
  return first;
}

export function retire(flight: Flight, read: Message): void {
  read.cargo = undefined;
  flight.free.push(read);
}

const sooner = (a: Message, b: Message): boolean => a.atNs < b.atNs || (a.atNs === b.atNs && a.nth < b.nth);
