/** The circuit breaker's band: where an instrument may print (RTS 7); and the price that an auction refers to. */
import type { InstrumentState } from './state.ts';

/** 1/10,000, both ends inside. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** Absent: the instrument has no circuit breaker. */
export function bandOf({ halts, staticPx, dynamicPx }: InstrumentState): Band | undefined {
  if (halts === undefined) return undefined;
  const { staticBps = Number.POSITIVE_INFINITY, dynamicBps = Number.POSITIVE_INFINITY } = halts;
  return {
    low: Math.max(staticPx * (1 - staticBps / 1e4), dynamicPx * (1 - dynamicBps / 1e4)),
    high: Math.min(staticPx * (1 + staticBps / 1e4), dynamicPx * (1 + dynamicBps / 1e4)),
  };
}

/** Where an auction's price goes among equals, and what a collar in a call lies around: the last print, or the open. */
export const referenceOf = ({ tradePx, openPx }: InstrumentState): number => (tradePx > 0 ? tradePx : openPx);
