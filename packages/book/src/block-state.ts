/** What a block venue takes, tells and keeps; its rules are in block-pool.ts. Prices 1/10,000, shares, ns. */
import type { Side } from '@fairlead/domain';
import type { Capped, SizeReject } from './hidden.ts';
import type { MatchTrade } from './match-order.ts';
import type { Queue, Queued } from './queue.ts';

export interface BlockRules {
  /** Of quoted prices. */
  readonly tick: number;
  readonly lot: number;
  /** The smallest block: of conditionals, requests and executions. */
  readonly minQty: number;
  /** Time to firm up an invitation, and to quote on a request. */
  readonly firmUpNs: number;
  readonly quoteNs: number;
  readonly scorecard: {
    /** Nobody is judged before so many of his invitations have been answered or have lapsed. */
    readonly invitations: number;
    /** Of them, what must have been firmed up, in percent; who is below is barred for so long. */
    readonly percent: number;
    readonly barNs: number;
  };
}

/** The commands are copied: the caller may fill the same objects again. One space of ids for all three. */
export interface ConditionalOrder {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  readonly qty: number;
  /** Worst midpoint at which it trades. Absent: any. */
  readonly px?: number | undefined;
  /** Smallest execution. Absent: the venue's. */
  readonly minQty?: number | undefined;
}

export interface QuoteRequest {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  readonly qty: number;
  /** Worst price that the requester takes; nobody is told. Absent: any. */
  readonly px?: number | undefined;
}

/** For all that was requested. */
export interface BlockQuote {
  readonly id: number;
  readonly owner: number;
  readonly request: number;
  readonly px: number;
}

export type BlockReject =
  | SizeReject
  | 'BadPx'
  | 'OffTick'
  | 'DuplicateId'
  | 'UnknownOrder'
  | 'Barred'
  | 'NotInvited'
  | 'TooLate'
  | 'Committed'
  | 'NoMidpoint'
  | 'UnknownRequest'
  | 'OwnRequest'
  | 'AlreadyQuoted';

export type BlockCancel =
  | 'Requested'
  | 'Declined'
  | 'Lapsed'
  | 'Remainder'
  | 'Barred'
  | 'NoMidpoint'
  | 'NoQuote'
  | 'OutsideLimit';

export type ReturnCause = 'ContraLapsed' | 'OutsideCap' | 'NoMidpoint';

/** The object is the venue's own and is overwritten by the next one; so is that of a request and of a trade. */
interface Invitation {
  id: number;
  owner: number;
  /** Least quantity that the two can trade: to firm up for less is refused. */
  leastQty: number;
  deadlineNs: number;
}

/** What the responders see. */
interface OpenRequest {
  id: number;
  /** Not for the responders. */
  owner: number;
  side: Side;
  qty: number;
  deadlineNs: number;
}

export interface BlockSink {
  accepted(id: number): void;
  rejected(id: number, reason: BlockReject): void;
  invited(invitation: Readonly<Invitation>): void;
  firmed(id: number, qty: number): void;
  /** A conditional is as before its invitation, in its place, with what it has left. */
  returned(id: number, leavesQty: number, cause: ReturnCause, owner: number): void;
  requested(request: Readonly<OpenRequest>): void;
  /** Of two conditionals the maker is the earlier; of a quote and its request, the quote. */
  traded(trade: Readonly<MatchTrade>): void;
  canceled(id: number, leavesQty: number, cause: BlockCancel, owner: number): void;
  barred(owner: number, untilNs: number): void;
}

/** When a command comes, and to whom what follows is told. Times never go back. */
export interface BlockCall {
  readonly nowNs: number;
  readonly sink: BlockSink;
}

export interface BlockPool {
  readonly rules: BlockRules;
}

export interface Conditional extends Queued<Conditional>, Capped {
  readonly id: number;
  readonly owner: number;
  readonly leastQty: number;
  readonly priority: number;
  qty: number;
  pairing: Pairing | undefined;
  isFirm: boolean;
}

/** Two conditionals while they are invited; the first is the earlier. */
export interface Pairing extends Queued<Pairing> {
  readonly pair: readonly [Conditional, Conditional];
  readonly leastQty: number;
  readonly deadlineNs: number;
  /** Among all that end at a deadline. */
  readonly nth: number;
}

export interface Requesting extends Queued<Requesting>, Capped {
  readonly id: number;
  readonly owner: number;
  readonly qty: number;
  readonly quotes: { readonly id: number; readonly owner: number; readonly px: number }[];
  readonly deadlineNs: number;
  readonly nth: number;
}

/** Of one owner, since it was last barred. */
export interface Scorecard {
  firmed: number;
  lapsed: number;
  barredUntilNs: number;
}

export interface BlockState extends BlockPool {
  readonly bids: Queue<Conditional>;
  readonly asks: Queue<Conditional>;
  readonly orders: Map<number, Conditional>;
  readonly pairings: Queue<Pairing>;
  readonly requests: Map<number, Requesting>;
  readonly requestQueue: Queue<Requesting>;
  /** Of open requests, by id. */
  readonly quotes: Set<number>;
  readonly scorecards: Map<number, Scorecard>;
  readonly trade: MatchTrade;
  readonly invitation: Invitation;
  readonly openRequest: OpenRequest;
  midPx: number | undefined;
  lastMidPx: number | undefined;
  /** Conditionals came or came back while there was no midpoint. */
  waiting: boolean;
  nextPriority: number;
  nextNth: number;
}
