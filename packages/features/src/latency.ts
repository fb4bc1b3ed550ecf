/**
 * Latencies as quantiles, not means: a route is as bad as its bad tenth. Per row (a venue) the last 128 samples, in
 * logarithmic buckets of an eighth of an octave (9%) from 1 us to 16 s; median and 90% point are kept as the bucket
 * that holds them and the count below it, which one sample more and one less move by a bucket or two. Counts are
 * whole numbers: exact, whatever the order.
 */
import { NANOS_PER_MS } from '@fairlead/domain';

const WINDOW = 128;
const PER_OCTAVE = 8;
const BUCKETS = 24 * PER_OCTAVE;
const LEAST_NS = 1_000;

/** Columns of a row's quantiles. */
export const QUANTILE = { median: 0, ninety: 1 } as const;
const PROBS = [0.5, 0.9] as const;
const WIDTH = PROBS.length;

export interface Latencies {
  /** Buckets of the last samples, a ring per row. */
  readonly ring: Uint8Array;
  /** Samples ever, per row. */
  readonly seen: Float64Array;
  readonly counts: Int32Array;
  /** Per row and quantile: its bucket, and how many samples are below that bucket. */
  readonly bucket: Int32Array;
  readonly below: Int32Array;
}

export const createLatencies = (rows: number): Latencies => ({
  ring: new Uint8Array(rows * WINDOW),
  seen: new Float64Array(rows),
  counts: new Int32Array(rows * BUCKETS),
  bucket: new Int32Array(rows * WIDTH),
  below: new Int32Array(rows * WIDTH),
});

export function addLatency(latencies: Latencies, row: number, ns: number): void {
  const { ring, seen, counts } = latencies;
  const nth = seen[row]!++;
  const at = row * WINDOW + (nth & (WINDOW - 1));
  const bucketNow = bucketOf(ns);
  if (nth >= WINDOW) {
    // One comes and one like it goes: nothing moves.
    if (ring[at] === bucketNow) return;
    count(latencies, row, ring[at]!, -1);
  }
  ring[at] = bucketNow;
  count(latencies, row, bucketNow, 1);
  const samples = Math.min(nth + 1, WINDOW);
  for (let q = 0; q < WIDTH; q++) {
    const rank = Math.ceil(PROBS[q]! * samples);
    let bucket = latencies.bucket[row * WIDTH + q]!;
    let below = latencies.below[row * WIDTH + q]!;
    while (below >= rank) below -= counts[row * BUCKETS + --bucket]!;
    while (below + counts[row * BUCKETS + bucket]! < rank) below += counts[row * BUCKETS + bucket++]!;
    latencies.bucket[row * WIDTH + q] = bucket;
    latencies.below[row * WIDTH + q] = below;
  }
}

function count(latencies: Latencies, row: number, bucket: number, by: 1 | -1): void {
  latencies.counts[row * BUCKETS + bucket]! += by;
  for (let at = row * WIDTH; at < (row + 1) * WIDTH; at++) {
    if (bucket < latencies.bucket[at]!) latencies.below[at]! += by;
  }
}

const bucketOf = (ns: number): number =>
  ns > LEAST_NS ? Math.min(Math.floor(PER_OCTAVE * Math.log2(ns / LEAST_NS)), BUCKETS - 1) : 0;

const LN_MS = Float64Array.from({ length: BUCKETS }, (_, bucket) =>
  Math.log((LEAST_NS * 2 ** ((bucket + 0.5) / PER_OCTAVE)) / NANOS_PER_MS),
);

/** ln(milliseconds) of the middle of the quantile's bucket; the lowest bucket's before the first sample. */
export const lnMsOf = (latencies: Latencies, row: number, quantile: number): number =>
  LN_MS[latencies.bucket[row * WIDTH + quantile]!]!;
