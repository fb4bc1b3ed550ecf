/** The twin of what is remembered of our own orders beyond counts: from all fills and all mids, in plain words. */
import type { NaiveFeatures } from './naive-features.ts';

const SECOND = 1e9;

/**
 * Markouts of our passive fills at a venue whose horizon an event has passed: how many, each worth e^(-age / 300 s)
 * at `ts`, and their weighted mean in bps (NaN without any).
 */
export function naiveMarkout(
  { own, mids }: NaiveFeatures,
  of: { readonly venue: number; readonly horizonSeconds: number; readonly ts: number },
): { readonly fills: number; readonly meanBps: number } {
  const settled = own
    .filter(({ type, passive, venue }) => type === 'Fill' && passive && venue === of.venue)
    .map(({ ts, px, side }) => {
      const due = ts + of.horizonSeconds * SECOND;
      const passed = mids.some((event) => event.ts > due);
      const mid = mids.findLast((event) => event.ts <= due)?.mid;
      if (!passed || mid === undefined) return { weight: 0, bps: 0 };
      const sign = side === 'Buy' ? 1 : -1;
      return { weight: Math.exp(-(of.ts - due) / (300 * SECOND)), bps: (10_000 * sign * (mid - px)) / px };
    });
  const fills = settled.reduce((sum, { weight }) => sum + weight, 0);
  const meanBps = settled.reduce((sum, { weight, bps }) => sum + weight * bps, 0) / fills;
  return { fills, meanBps };
}
