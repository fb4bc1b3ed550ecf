/** How the fundamental values of all instruments move. */
export interface FundamentalSetup {
  /** Half-life of the reversion to the opening value, s. */
  readonly reversionHalfLifeS: number;
  /** Rare jumps of an instrument's own: how many an hour, and their standard deviation in bps. */
  readonly shocksPerHour: number;
  readonly shockBps: number;
  /** Volatility in each regime as a multiple of the instrument's daily figure. */
  readonly volatilityMultiple: { readonly calm: number; readonly volatile: number };
  /** Mean stay in each regime, s. */
  readonly regimeMeanS: { readonly calm: number; readonly volatile: number };
  /** Drift, bps an hour. */
  readonly driftBps: number;
}
