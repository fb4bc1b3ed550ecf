/** The anonymous crowd at lit venues: queue-reactive flow (Huang, Lehalle, Rosenbaum 2015). */
export interface CrowdSetup {
  /** Indexes of the venues and instruments where it trades. */
  readonly venues: readonly number[];
  readonly instruments: readonly number[];
  /** Multiplies all rates, and those of limit orders alone: below 1 queues are shorter. */
  readonly activity: number;
  readonly limitMultiple: number;
  /** Price levels a side, from the reference price outward. */
  readonly levels: number;
  /** Chance that the reference price follows a move of the mid, and that the crowd then starts its queues afresh. */
  readonly thetaProb: number;
  readonly reinitProb: number;
  /** Average event size, in the instrument's average trades. */
  readonly size: number;
  /**
   * `unit`: every order has the average size; `random`: sizes are drawn around it; a list: multiples of it, each
   * as likely.
   */
  readonly sizes: 'unit' | 'random' | readonly number[];
  /** Chance that a hidden order comes with a limit order, and that a limit order is an iceberg, of so many parts. */
  readonly hiddenProb: number;
  readonly icebergProb: number;
  readonly icebergParts: number;
  /** Share of the instrument's daily volume that trades in its opening, closing and other auctions. */
  readonly auctions: { readonly opening: number; readonly closing: number; readonly intraday: number };
  /** Rates per second by level and queue size in event sizes; absent: the published ones. */
  readonly intensities?: Intensities;
}

/** `limit[level][queue]` and so on, per second; the last figure holds beyond. */
export interface Intensities {
  readonly limit: readonly (readonly number[])[];
  readonly cancel: readonly (readonly number[])[];
  readonly market: readonly (readonly number[])[];
}
