/**
 * A log of what was out of the ordinary in a number of feeds: exact counts by kind, and the last few examples.
 * Fixed memory, nothing allocated per entry. Flagging changes nothing else: what is done about an anomaly is the
 * caller's rule, and what was said stays as it was said.
 */
import { ANOMALY_KINDS, type AnomalyExample, type AnomalyKind, type FeedReport } from '@fairlead/domain';

/** Examples kept per feed. */
const KEPT = 4;
const KINDS = ANOMALY_KINDS.length;

export interface AnomalyLog {
  /** Per feed: one count per kind. */
  readonly counts: Float64Array;
  /** Per feed: entries ever made; the next example goes to this, modulo `KEPT`. */
  readonly said: Float64Array;
  readonly kinds: Uint8Array;
  readonly feedSeqs: Float64Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export const createAnomalyLog = (feeds: number): AnomalyLog => ({
  counts: new Float64Array(feeds * KINDS),
  said: new Float64Array(feeds),
  kinds: new Uint8Array(feeds * KEPT),
  feedSeqs: new Float64Array(feeds * KEPT),
  times: new Float64Array(feeds * KEPT),
  values: new Float64Array(feeds * KEPT),
});

/** @param value the price, size, id or time at fault */
export function flag(
  log: AnomalyLog,
  feed: number,
  kind: AnomalyKind,
  at: { readonly feedSeq: number; readonly tsEvent: number; readonly value: number },
): void {
  const nth = ANOMALY_KINDS.indexOf(kind);
  log.counts[feed * KINDS + nth]! += 1;
  const slot = feed * KEPT + (log.said[feed]! % KEPT);
  log.said[feed]! += 1;
  log.kinds[slot] = nth;
  log.feedSeqs[slot] = at.feedSeq;
  log.times[slot] = at.tsEvent;
  log.values[slot] = at.value;
}

/** The kinds that a feed showed, and its latest examples, newest first. */
export function anomaliesOf(log: AnomalyLog, feed: number): Pick<FeedReport, 'anomalies' | 'examples'> {
  const anomalies: Partial<Record<AnomalyKind, number>> = {};
  ANOMALY_KINDS.forEach((kind, nth) => {
    const count = log.counts[feed * KINDS + nth]!;
    if (count > 0) anomalies[kind] = count;
  });
  const examples: AnomalyExample[] = [];
  const said = log.said[feed]!;
  for (let nth = said - 1; nth >= Math.max(said - KEPT, 0); nth--) {
    const slot = feed * KEPT + (nth % KEPT);
    examples.push({
      kind: ANOMALY_KINDS[log.kinds[slot]!]!,
      feedSeq: log.feedSeqs[slot]!,
      tsEvent: log.times[slot]!,
      value: log.values[slot]!,
    });
  }
  return { anomalies, examples };
}
