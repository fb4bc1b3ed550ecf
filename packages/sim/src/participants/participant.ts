/**
 * Somebody who trades in a simulated world: it acts when it is woken or told something, and through its desk only.
 * One that throws is out of the market from then on; the others go on.
 */
import type { NewsItem, Side } from '@fairlead/domain';
import type { OpenOrder } from '../world/desk.ts';

export interface Participant {
  /** The time that it asked for has come. */
  wake(): void;
  /** A venue's answer about an order of its own has reached it; `order` is as it is after it. */
  told?(answer: Answer): void;
  /** A touch of an instrument that it watches has changed: look at the desk. */
  seen?(venue: number, instrument: number): void;
  /** A news story has reached it. */
  heard?(story: NewsItem): void;
  /** It has found out that something moved an instrument's value by so many bps, a story or what nobody tells. */
  learned?(instrument: number, movedBps: number): void;
  /** A trade of an instrument whose prints it follows; midpoint crosses and auctions have no side and are not told. */
  printed?(print: Print): void;
  /** Somebody asks for quotes at a venue whose requests it answers. */
  asked?(of: Asked): void;
}

/** A request for quotes: `side` is the requester's. The record is used again. */
export interface Asked {
  request: number;
  venue: number;
  instrument: number;
  side: Side;
  qty: number;
}

/** The record is used again. What one order did at one venue has one `atNs`. */
export interface Print {
  venue: number;
  instrument: number;
  px: number;
  qty: number;
  /** Of the order that took. */
  side: Side;
  /** The venue's time. */
  atNs: number;
}

/** The record is used again. */
export interface Answer {
  type:
    | 'Accepted'
    | 'Replaced'
    | 'Traded'
    | 'Canceled'
    | 'Rejected'
    | 'Refused'
    /** A conditional at a block venue: firm it up now, for `qty` at least, or let it lapse. */
    | 'Invited'
    | 'Returned';
  /** Id that `send` gave. */
  order: number;
  /** Absent where it is not known any more. */
  of: OpenOrder | undefined;
  venue: number;
  instrument: number;
  /** Of a fill. */
  px: number;
  qty: number;
  passive: boolean;
  /** Why it was rejected or refused. */
  reason: string | undefined;
}
