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
  | 'Word'
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
  /** Arrivals, beside `heap`: who is to be sifted past is told without a look at the message. */
  readonly times: number[];
  readonly free: Message[];
  sent: number;
}

export const createFlight = (): Flight => ({ heap: [], times: [], free: [], sent: 0 });

export const nextArrivalNs = ({ times }: Flight): number =>
  times.length === 0 ? Number.POSITIVE_INFINITY : (times[0] as number);

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
  const { heap, times } = flight;
  sent.atNs = atNs;
  sent.nth = flight.sent++;
  let at = heap.length;
  heap.push(sent);
  times.push(atNs);
  while (at > 0) {
    const up = (at - 1) >>> 1;
    const upNs = times[up] as number;
    // Of equals the one sent before stays ahead: the newest goes past none.
    if (upNs <= atNs) break;
    heap[at] = heap[up] as Message;
    times[at] = upNs;
    at = up;
  }
  heap[at] = sent;
  times[at] = atNs;
}

/** Takes out the message that arrives first; the flight must not be empty. Give it back by `retire`. */
export function land({ heap, times }: Flight): Message {
  const first = heap[0] as Message;
  const last = heap.pop() as Message;
  const lastNs = times.pop() as number;
  const size = heap.length;
  if (size === 0) return first;
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    if (down >= size) break;
    let downNs = times[down] as number;
    if (down + 1 < size) {
      const otherNs = times[down + 1] as number;
      if (otherNs < downNs || (otherNs === downNs && nthOf(heap, down + 1) < nthOf(heap, down))) {
        down += 1;
        downNs = otherNs;
      }
    }
    if (downNs > lastNs || (downNs === lastNs && nthOf(heap, down) > last.nth)) break;
    heap[at] = heap[down] as Message;
    times[at] = downNs;
    at = down;
  }
  heap[at] = last;
  times[at] = lastNs;
  return first;
}

export function retire(flight: Flight, read: Message): void {
  read.cargo = undefined;
  flight.free.push(read);
}

const nthOf = (heap: readonly Message[], at: number): number => (heap[at] as Message).nth;
