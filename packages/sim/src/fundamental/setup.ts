/** How the fundamental values of all instruments move. */
export interface FundamentalSetup {
  /** The values move on this grid, ns. */
  readonly stepNs: number;
  /** Half-life of the reversion to the opening value, s. */
  readonly reversionHalfLifeS: number;
  readonly shocks?: ShocksSetup;
  /** Correlations of the instruments' moves: positive semidefinite, ones on the diagonal. */
  readonly correlation: readonly (readonly number[])[];
  readonly regimes: RegimesSetup;
}

/** Jumps of an instrument's own that nobody tells. */
interface ShocksSetup {
  /** In an hour of activity 1 and flow 1. */
  readonly perHour: number;
  /** Part of the value's variance that comes in them, at such activity and flow and volatility 1: 0 .. 1. */
  readonly share: number;
}

/** Moods of the market, which all instruments share. */
export interface RegimesSetup {
  /** Index of the one at the start. */
  readonly start: number;
  readonly states: readonly RegimeSetup[];
  /** Switches at given times, in order; where there are any, nothing else switches. */
  readonly timetable: readonly { readonly atNs: number; readonly regime: number }[];
}

export interface RegimeSetup {
  readonly name: string;
  /** Multiple of the walk's volatility, and of the rates of all flow and of the shocks. */
  readonly volatility: number;
  readonly flow: number;
  /** Drift of the value, bps an hour. */
  readonly driftBps: number;
  /** Mean stay, s. Absent: for good. */
  readonly stayS?: number;
  /** Chance of each regime after a stay; they sum to 1. */
  readonly next: readonly number[];
}
