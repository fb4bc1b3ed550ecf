/**
 * The twin of what is remembered of our own orders beyond counts, of latencies, news and time: from all that was
 * told, in plain words.
 */
import type { NaiveFeatures, NaiveQuestion } from './naive-features.ts';

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

/** ln(ms) of the middle of the bucket that holds the quantile of the last 128 samples, an eighth of an octave wide. */
function quantileOf(samplesNs: readonly number[], prob: number): number {
  const buckets = samplesNs
    .slice(-128)
    .map((ns) => (ns <= 1_000 ? 0 : Math.min(191, Math.floor(8 * Math.log2(ns / 1_000)))))
    .sort((a, b) => a - b);
  const bucket = buckets[Math.ceil(prob * buckets.length) - 1] ?? 0;
  return Math.log(2 ** ((bucket + 0.5) / 8) / 1_000);
}

/** The columns of one candidate that this file knows about. */
export function naiveOwnColumns(features: NaiveFeatures, { venueIndex: venue, side, ts }: NaiveQuestion) {
  const { own, steps, venues, news, instrument } = features;
  const s = side === 'Buy' ? 1 : -1;
  const markout = (horizonSeconds: number): number => {
    const { fills, meanBps } = naiveMarkout(features, { venue, horizonSeconds, ts });
    return fills > 0 ? (meanBps * fills) / (fills + 10) : 0;
  };
  const acks = own.filter((fact) => fact.type === 'Acked' && fact.venue === venue);
  const answers = [2 * venues[venue]!.latencyNs, ...acks.map(({ latencyNs }) => latencyNs)];
  const lags = steps.filter(({ row }) => row === venue).map((step) => step.ts - step.event.tsEvent);
  const position = own
    .filter(({ type }) => type === 'Fill' || type === 'Restated')
    .reduce((sum, fact) => sum + (fact.side === 'Buy' ? fact.qty : -fact.qty), 0);
  const worth = (told: { readonly ts: number }): number => Math.exp(-(ts - told.ts) / (300 * SECOND));
  const hour = ts / (3_600 * SECOND);
  return {
    ownMarkout1s: markout(1),
    ownMarkout5s: markout(5),
    ackLatencyP50: quantileOf(answers, 0.5),
    ackLatencyP90: quantileOf(answers, 0.9),
    feedLagP50: quantileOf(lags, 0.5),
    feedLagP90: quantileOf(lags, 0.9),
    inventory: s * Math.asinh(position / instrument.avgTradeQty),
    timeSin: Math.sin((hour / 12) * Math.PI),
    timeCos: Math.cos((hour / 12) * Math.PI),
    newsSentiment: s * news.reduce((sum, item) => sum + item.score * worth(item), 0),
    newsCount: Math.log(1 + news.reduce((sum, item) => sum + worth(item), 0)),
  };
}
