/**
 * What became of our own orders at each venue lately: decayed sums (time constant 300 s) of shares filled,
 * canceled and rejected, and of orders sent and rejected. And our position in the instrument.
 */
import { NANOS_PER_SECOND, type Side, sideSign } from '@fairlead/domain';

/** What became of one of our orders at a venue (by index); quantities in shares. */
export type OwnEvent =
  | { readonly type: 'Sent'; readonly venue: number; readonly side: Side; readonly qty: number }
  | {
      readonly type: 'Fill';
      readonly venue: number;
      readonly side: Side;
      readonly qty: number;
      readonly px: number;
      /** We rested: the other side came to us. */
      readonly passive: boolean;
    }
  /** The venue answered a new order, this long after we sent it. */
  | { readonly type: 'Acked'; readonly venue: number; readonly latencyNs: number }
  /** An execution was taken back or corrected: by how many shares, negative = fewer. */
  | { readonly type: 'Restated'; readonly venue: number; readonly side: Side; readonly qty: number }
  /** What the end of an order left unfilled. */
  | { readonly type: 'Reject' | 'Canceled'; readonly venue: number; readonly qty: number };

const TAU_NS = 300 * NANOS_PER_SECOND;

export interface OwnHistory {
  readonly clock: Float64Array;
  readonly filled: Float64Array;
  /** Canceled and rejected shares. */
  readonly unfilled: Float64Array;
  readonly sent: Float64Array;
  readonly rejected: Float64Array;
  /** Bought less sold since the session began, shares, over all venues. */
  netQty: number;
}

export function createOwnHistory(venues: number): OwnHistory {
  return {
    clock: new Float64Array(venues),
    filled: new Float64Array(venues),
    unfilled: new Float64Array(venues),
    sent: new Float64Array(venues),
    rejected: new Float64Array(venues),
    netQty: 0,
  };
}

export function addOwn(own: OwnHistory, event: OwnEvent, ts: number): void {
  const { type, venue } = event;
  const dt = ts - own.clock[venue]!;
  if (dt > 0) {
    const kept = Math.exp(-dt / TAU_NS);
    own.clock[venue] = ts;
    own.filled[venue]! *= kept;
    own.unfilled[venue]! *= kept;
    own.sent[venue]! *= kept;
    own.rejected[venue]! *= kept;
  }
  if (type === 'Sent') own.sent[venue]! += 1;
  if (type === 'Fill') own.filled[venue]! += event.qty;
  if (type === 'Fill' || type === 'Restated') own.netQty += sideSign(event.side) * event.qty;
  if (type === 'Canceled' || type === 'Reject') own.unfilled[venue]! += event.qty;
  if (type === 'Reject') own.rejected[venue]! += 1;
}

/** What is left at `ts` of what was counted. */
export const ownKept = (own: OwnHistory, venue: number, ts: number): number =>
  Math.exp(-Math.max(ts - own.clock[venue]!, 0) / TAU_NS);

/** Filled share of what ended, with one average trade of each outcome assumed. `kept` is `ownKept`. */
export function fillRatio(own: OwnHistory, venue: number, avgTradeQty: number, kept: number): number {
  const filled = own.filled[venue]! * kept;
  const unfilled = own.unfilled[venue]! * kept;
  return (filled + avgTradeQty) / (filled + unfilled + 2 * avgTradeQty);
}

/** Rejected share of the orders sent, with one accepted order assumed. */
export const rejectRatio = (own: OwnHistory, venue: number, kept: number): number =>
  (own.rejected[venue]! * kept) / (own.sent[venue]! * kept + 1);
