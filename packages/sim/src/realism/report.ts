/** A market judged by the stylised facts, beside a recorded one and how far its laws are from that one's. */
import { BOOK_FACTS } from './book-facts.ts';
import type { MarketSample } from './collector.ts';
import { type Distance, distance, totalVariation } from './distance.ts';
import { bandOf, type StylisedFact } from './fact.ts';
import { IMPACT_FACTS, type ParentMove } from './impact.ts';
import { RETURN_FACTS } from './return-facts.ts';
import { lifetimes } from './series.ts';
import { TRADE_FACTS } from './trade-facts.ts';

export const STYLISED_FACTS: readonly StylisedFact[] = [
  ...RETURN_FACTS,
  ...TRADE_FACTS,
  ...BOOK_FACTS,
  ...IMPACT_FACTS,
];

export interface MeasuredFact {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly pass: boolean;
  /** Standard error, where the fact has one. */
  readonly error?: number;
  /** Of the recorded market beside it. */
  readonly real?: number;
}

/** Every fact that the sample can tell. */
export function measureFacts(
  sample: MarketSample,
  { parents = [], real }: { readonly parents?: readonly ParentMove[]; readonly real?: MarketSample } = {},
): readonly MeasuredFact[] {
  return STYLISED_FACTS.flatMap((fact) => {
    const value = fact.measure(sample, parents);
    if (value === undefined) return [];
    const { low, high } = bandOf(fact);
    const beside = real && fact.measure(real, []);
    const error = fact.error?.(parents);
    return [
      {
        name: fact.name,
        value,
        low,
        high,
        pass: value >= low && value <= high,
        ...(error === undefined ? {} : { error }),
        ...(beside === undefined ? {} : { real: beside }),
      },
    ];
  });
}

export interface Distances {
  /** In ticks. */
  readonly spread: Distance & { readonly totalVariation: number };
  /** Shares at the touch. */
  readonly depth: Distance;
  /** Decimal logarithm of seconds from entry to end: a Wasserstein of 1 is a factor of ten. */
  readonly lifetime?: Distance;
}

/** Absent where either sample has no second with both sides; `lifetime` where either saw no order end. */
export function distancesOf(a: MarketSample, b: MarketSample): Distances | undefined {
  const inTicks = ({ spreads, tick }: MarketSample): Float64Array => spreads.map((spread) => spread / tick);
  const inLogs = (sample: MarketSample): Float64Array =>
    lifetimes(sample).map((seconds) => Math.log10(Math.max(seconds, SHORTEST_SECONDS)));
  const spread = distance(inTicks(a), inTicks(b));
  const shares = totalVariation(inTicks(a), inTicks(b));
  const depth = distance(a.touchQtys, b.touchQtys);
  const lifetime = distance(inLogs(a), inLogs(b));
  if (spread === undefined || shares === undefined || depth === undefined) return undefined;
  return {
    spread: { ...spread, totalVariation: shares },
    depth,
    ...(lifetime === undefined ? {} : { lifetime }),
  };
}

/** Shorter lifetimes count as this: recorded clocks tick in nanoseconds, and 0 has no logarithm. */
const SHORTEST_SECONDS = 1e-6;
