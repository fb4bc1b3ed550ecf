/**
 * What a lit venue's matching engine is told and what it says. Prices in 1/10,000, shares, integers from zero for
 * participants. Commands are records that the caller may fill again and again: they are read, never kept. The
 * rules of each kind of order are a table in README.md.
 */
import type { Side, TimeInForce } from '@fairlead/domain';

/** Owners are integers from zero, one for each participant; this one is the client, Fairlead itself. */
export const OURS = 0;

/** Which price of the reference touch an order follows: of its own side, halfway, of the other side. */
export type PegTo = 'Near' | 'Mid' | 'Far';

export interface MatchOrder {
  /** Any integer, chosen by the caller; never used again in this book while the order is open. */
  readonly id: number;
  /** Below 2^23. */
  readonly owner: number;
  readonly side: Side;
  /** At most `MAX_QTY`. */
  readonly qty: number;
  /** Of a peg: the cap, the worst price it goes to. Absent: a market order, whose remainder is canceled. */
  readonly px?: number | undefined;
  /** Auction: waits for the next auction, or takes part in the one at work; what that leaves is canceled. */
  readonly timeInForce: TimeInForce | 'Auction';
  /** Refuse rather than trade on arrival; a peg waits instead. */
  readonly postOnly: boolean;
  /** Rests unseen, behind what is displayed at its price. */
  readonly hidden?: boolean | undefined;
  /** An iceberg: at most so many shares are displayed at a time, at least a thousandth of all (`MAX_PARTS`). */
  readonly displayQty?: number | undefined;
  /** Least shares of all that trades on arrival, then of each execution at rest; hidden or immediate orders only. */
  readonly minQty?: number | undefined;
  readonly peg?: PegTo | undefined;
  /** Of a peg: so many ticks toward the other side of the market; negative: away from it. */
  readonly pegOffset?: number | undefined;
}

/** New terms of an open order. */
export interface MatchReplace {
  readonly id: number;
  readonly leavesQty: number;
  /** Absent only of a peg (no cap) and of an auction's market order. */
  readonly px?: number | undefined;
  /** Of an iceberg. Absent: as it was. */
  readonly displayQty?: number | undefined;
}

export type MatchReject =
  | 'BadId'
  | 'BadOwner'
  | 'BadQty'
  | 'OffLot'
  | 'BadPx'
  | 'OffTick'
  | 'NeedsPx'
  /** Attributes that don't go together. */
  | 'BadTerms'
  | 'DuplicateId'
  | 'WouldTake'
  /** Nothing is immediate while an auction gathers. */
  | 'InAuction'
  | 'UnknownOrder';

export type CancelCause =
  | 'Requested'
  | 'Remainder'
  | 'CannotFillWhole'
  | 'CannotFillMinimum'
  /** It met an order of its owner's, or one of its owner's met it. */
  | 'SelfTrade'
  | 'Expired';

/** Which goes where an order would trade with one of its owner's: what is left of the arriving one, or the resting one. */
export type SelfTrade = 'CancelNew' | 'CancelResting';

/** One match. The object is the book's own and is overwritten by the next one. */
export interface MatchTrade {
  maker: number;
  taker: number;
  makerOwner: number;
  takerOwner: number;
  /** Of the taker. In an auction nobody takes: the later of the two orders stands as the taker. */
  aggressor: Side;
  px: number;
  qty: number;
  makerLeaves: number;
  takerLeaves: number;
}

/** Called in the order of what happened. A sink must not command the book that calls it. */
export interface MatchSink {
  accepted(id: number): void;
  replaced(id: number): void;
  traded(trade: Readonly<MatchTrade>): void;
  canceled(id: number, leavesQty: number, cause: CancelCause, owner: number): void;
  rejected(id: number, reason: MatchReject): void;
  /**
   * The level now displays `qty` shares, 0: gone. Once per level and command, after the trades there; each peg
   * that moves is a command of its own.
   */
  levelChanged(side: Side, px: number, qty: number): void;
}

/** The sums of two million such orders are exact. */
export const MAX_QTY = 2 ** 32;

/** Parts that an iceberg may show one after the other: what one taker can set going has an end. */
export const MAX_PARTS = 1_000;
