/** When things happen, in market time: a live driver's clock follows the wall, a simulated one's the market. */
import type { Nanos } from '@fairlead/domain';

export interface MarketClock {
  /** Never backwards. */
  readonly now: () => Nanos;
  /** Calls once, after what is under way: order inputs that arrive together are journaled together. */
  readonly soon: (call: () => void) => void;
  /** Calls once, at market time `at` or as soon after as can be. @returns takes the call back */
  readonly at: (at: number, call: () => void) => () => void;
}
