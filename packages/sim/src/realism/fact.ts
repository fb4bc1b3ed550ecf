/**
 * What a stylised fact is: a figure with a definition, a source, and a band that a realistic market's value lies in.
 *
 * Where a band is from, by rule and never by what a simulation gives. What the source prints, or what its statement
 * makes of the estimator at a day's number of observations, is `printed`, a side at a time. The side that it does not
 * print is half of the least or twice the largest of the recorded days' values. A recorded day outside what is printed
 * widens it, for a real market is realistic; unless the printed band is what the words mean (`defined`).
 */
import type { MarketSample } from './collector.ts';
import type { ParentMove } from './impact.ts';

export interface StylisedFact {
  readonly name: string;
  /** Definition and unit. */
  readonly about: string;
  readonly source: string;
  readonly printed?: { readonly low?: number; readonly high?: number };
  readonly defined?: true;
  /** Of AMZN, AAPL, GOOG on NASDAQ, 2012-06-21, as `fairlead replay FILE --study facts` prints; AMZN alone where a file of one level can't tell. */
  readonly recorded: readonly number[];
  /** The least that `measure` tells anything of, in words. */
  readonly needs: string;
  /** `undefined` where the sample is too small, or has nothing of the kind. */
  readonly measure: (sample: MarketSample, parents: readonly ParentMove[]) => number | undefined;
  /** Standard error, where one day's value is mostly chance: a few parents in a noisy market. */
  readonly error?: (parents: readonly ParentMove[]) => number | undefined;
}

export interface Band {
  readonly low: number;
  readonly high: number;
}

export function bandOf({ printed = {}, defined, recorded }: StylisedFact): Band {
  const least = Math.min(...recorded);
  const largest = Math.max(...recorded);
  const low = printed.low ?? least / 2;
  const high = printed.high ?? largest * 2;
  return defined ? { low, high } : { low: Math.min(low, least), high: Math.max(high, largest) };
}
